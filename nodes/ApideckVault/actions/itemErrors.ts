import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { VaultErrorContext } from '../transport/errors';

type NodeError = NodeApiError | NodeOperationError;

/** What JavaScript itself says of a mistake helps nobody who has not written the code; its stack stays with the error. */
const UNEXPECTED = {
	message: 'This item could not be handled',
	description: 'An answer of Apideck, or a value of the item, is of a kind that the node does not expect. Look at the item, and report it if it looks right.',
};

function isOwnFault(error: unknown): boolean {
	return error instanceof Error && ['TypeError', 'RangeError', 'URIError', 'ReferenceError'].includes(error.name);
}

/** Any error as one of n8n's, with the index of its item. Errors of the transport and the fields are kept as they are. */
export function toNodeError(node: INode, error: unknown, itemIndex: number): NodeError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) {
		// On the instance: wrapping a NodeApiError again returns the old one and drops what was given.
		error.context['itemIndex'] = itemIndex;
		return error;
	}
	const known = error instanceof Error ? error : String(error);
	return new NodeOperationError(node, known, { itemIndex, ...(isOwnFault(error) ? UNEXPECTED : {}) });
}

/**
 * The output of an item that failed. `error` is the only key of its json: with any other key beside it n8n sends the
 * item to the success branch.
 */
export function errorItem(error: NodeError, itemIndex: number): INodeExecutionData {
	const vault = error.context['vault'] as VaultErrorContext | undefined;
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
