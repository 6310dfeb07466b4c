import type { INode } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

/** The error for an invalid parameter. No request has been sent, so n8n is told that somebody must correct the node. */
export function parameterError(node: INode, message: string, description: string, itemIndex?: number): NodeOperationError {
	return new NodeOperationError(node, message, {
		description,
		failure: { cause: 'configuration-invalid' },
		...(itemIndex !== undefined && { itemIndex }),
	});
}
