import type { INode } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

/** The error of a run that the user stopped. n8n tells it from a failed run by this spelling of "canceled" in the message. */
export function cancelled(node: INode): NodeOperationError {
	return new NodeOperationError(node, 'The execution was canceled', { level: 'info' });
}

/** The error of a request that was held back because the run stops. */
export function notSent(node: INode): NodeOperationError {
	const error = new NodeOperationError(node, 'Not sent, because another item failed', { level: 'info' });
	error.context['notSent'] = true;
	return error;
}

/** Whether an error only says that the run was stopped before a request went out. */
export function isNotSent(error: unknown): boolean {
	return error instanceof NodeOperationError && error.context['notSent'] === true;
}
