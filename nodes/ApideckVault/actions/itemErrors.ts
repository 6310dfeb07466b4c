import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { VaultErrorContext } from '../transport/errors';

type NodeError = NodeApiError | NodeOperationError;

/** Any error as one of n8n's, with the index of its item. Errors of the transport and the fields are kept as they are. */
export function toNodeError(node: INode, error: unknown, itemIndex: number): NodeError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) {
		// On the instance: wrapping a NodeApiError again returns the old one and drops what was given.
		error.context.itemIndex = itemIndex;
		return error;
	}
	const wrapped = new NodeOperationError(node, error instanceof Error ? error : String(error), { itemIndex });
	return wrapped;
}

/**
 * The output of an item that failed. `error` is the only key of its json: with any other key beside it n8n sends the
 * item to the success branch.
 */
export function errorItem(error: NodeError, itemIndex: number): INodeExecutionData {
	const vault = error.context.vault as VaultErrorContext | undefined;
	const details: IDataObject = {
		message: error.message,
		description: error.description ?? null,
		httpCode: error instanceof NodeApiError ? error.httpCode : null,
		...(vault && {
			reason: vault.reason,
			typeName: vault.typeName ?? null,
			detail: vault.detail ?? null,
			ref: vault.ref ?? null,
			requestId: vault.requestId ?? null,
			attempts: vault.attempts,
			mayHaveBeenApplied: vault.mayHaveBeenApplied ?? false,
		}),
	};
	return { json: { error: details }, pairedItem: { item: itemIndex } };
}
