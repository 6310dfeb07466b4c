import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { AuditHost } from './scanContext';
import type { Consumer } from '../../api/connection';
import { consumerNameOf, firstText } from '../../api/records';
import type { RequestSettings } from '../../transport/call';
import { isNotSent } from '../../transport/cancel';
import type { Reason } from '../../transport/errorCatalog';
import type { VaultErrorContext } from '../../transport/errors';
import type { AuditedConnection } from '../rules/snapshot';

/** What the response to GET consumer says about the requested consumer. */
export interface ConsumerResponse {
	/** Undefined if the response does not say. */
	connections: AuditedConnection[] | undefined;
	/** What could not be read, as a clause; empty if everything could. */
	unreadableReason: string;
	name: string | null;
	/** Whether Apideck's search for this text would find the consumer. */
	matches(search: string): boolean;
}

/**
 * Parses the response to GET consumer. A response about another consumer is never used, neither for the requested consumer nor for
 * the other one.
 * @param listed the requested consumer, as in the list of consumers if it is there
 */
export function parseConsumerResponse(listed: Consumer, data: Consumer): ConsumerResponse {
	const { consumer_id: id } = listed;
	const metadata = data.metadata ?? listed.metadata;
	const respond = (connections: AuditedConnection[] | undefined, unreadableReason: string): ConsumerResponse => ({
		connections,
		unreadableReason,
		name: displayNameOf(metadata),
		matches: (search) => [id, JSON.stringify(metadata ?? {})].some((text) => text.toLowerCase().includes(search.toLowerCase())),
	});
	if (isDifferentId(data.consumer_id, id)) return respond(undefined, 'the response is for a different consumer');
	const { connections } = data;
	if (!Array.isArray(connections)) {
		const services = data.services ?? listed.services;
		const none = Array.isArray(services) && services.length === 0;
		return none ? respond([], '') : respond(undefined, 'the response contains no list of connections');
	}
	const own = connections.filter((one) => typeof one === 'object' && one !== null && !Array.isArray(one));
	if (own.some((one) => isDifferentId(one.consumer_id, id))) return respond(undefined, "the response contains a different consumer's connection");
	return respond(own, own.length < connections.length ? 'the response contains invalid connections' : '');
}

/** Whether an ID in a response differs from the requested one. A missing ID does not. */
function isDifferentId(value: unknown, id: string): boolean {
	if (value === undefined || value === null || value === '') return false;
	return (typeof value !== 'string' && typeof value !== 'number') || String(value) !== id;
}

/** The best display name of a consumer. */
export function displayNameOf(metadata: Consumer['metadata']): string | null {
	return firstText(consumerNameOf(metadata), metadata?.email);
}

/** The reason of a transport error; undefined for any other error. */
export function reasonOf(error: unknown): Reason | undefined {
	return error instanceof NodeApiError ? (error.context['vault'] as VaultErrorContext | undefined)?.reason : undefined;
}

/** Whether an error only means that the execution was canceled, or that the run ends because of another item. */
export function isCancellation({ vault }: AuditHost, error: unknown): boolean {
	return vault.signal?.aborted === true || isNotSent(error);
}

/** Why something was not requested after consecutive failures, as a clause. */
export const STOPPED_RESPONDING = 'Apideck stopped responding during the audit';

/** Why something could not be read, as a clause. */
export function describeReadError(error: unknown): string {
	if (reasonOf(error) === 'credential_rejected') return 'Apideck denied access to it, although the API key is valid';
	// JavaScript's own error messages do not help the user.
	const isOurs = error instanceof NodeApiError || error instanceof NodeOperationError;
	return isOurs ? error.message : 'the response has an unexpected format';
}

/** n8n's linter refuses to rethrow a caught error. Ours come from the transport and need no wrapping. */
export function asThrowable(error: unknown): unknown {
	return error;
}

/** Refusals after a successful check before the key is checked again. */
const TOLERATED_REFUSALS = 20;

/**
 * Distinguishes a rejected API key from a single refused consumer. If the key worked earlier in this audit, the list of consumers is
 * requested first. Only if that is rejected as well does the audit end.
 */
export class ApiKeyCheck {
	private wasValid = false;

	private toleratedRefusals = 0;

	private checking: Promise<boolean> | undefined;

	constructor(private readonly host: AuditHost) {}

	/** Call after a successful request. */
	markValid(): void {
		this.wasValid = true;
	}

	/** Whether a refusal with the reason `credential_rejected` was caused by the key. */
	async isRejected(settings: RequestSettings): Promise<boolean> {
		if (!this.wasValid) return true;
		if (this.toleratedRefusals > 0) {
			this.toleratedRefusals--;
			return false;
		}
		this.checking ??= this.check(settings).finally(() => (this.checking = undefined));
		return await this.checking;
	}

	private async check(settings: RequestSettings): Promise<boolean> {
		try {
			await this.host.vault.request({ method: 'GET', path: ['vault', 'consumers'], query: { limit: 1 }, list: true }, settings);
			this.toleratedRefusals = TOLERATED_REFUSALS;
			return false;
		} catch (error) {
			return error instanceof NodeApiError && reasonOf(error) === 'credential_rejected';
		}
	}
}
