import type { AuditHost } from './scanContext';
import type { Connection } from '../../api/connection';
import { isPathSafe, type RequestSettings, type VaultCall } from '../../transport/call';
import type { AuditedConnection, IntegrationFacts } from '../rules/snapshot';
import { singleLine } from '../text';
import { CircuitBreaker } from '../../transport/concurrency';
import { isCancellation, asThrowable, reasonOf, describeReadError, STOPPED_RESPONDING } from './consumerResponse';

/** Consumers to try before the state of the integrations counts as unavailable. */
const MAX_FAILURES = 20;

/**
 * Facts about the application's integrations: their setup and grant type. They are the same for all consumers, and the details
 * of any one consumer include them for every integration. So the first consumer is read in detail, and the others wait for it.
 */
export class Integrations {
	private firstLoad: Promise<boolean> | undefined;

	private failures = 0;

	private readonly byService = new Map<string, IntegrationFacts>();

	/** Whether the facts are available. */
	loaded = false;

	/** @param readDetails returns all connections of a consumer in detail, including those not added; undefined if they cannot be read */
	constructor(private readonly readDetails: (consumerId: string) => Promise<readonly Connection[] | undefined>) {}

	/** The facts were needed and could not be read from any consumer. */
	get unavailable(): boolean {
		return this.failures > 0 && !this.loaded;
	}

	/**
	 * Resolves once the facts are available or this consumer's details could not be read. If those of the first consumer cannot be
	 * read, the others do not wait for each other: in sequence, each with its retries, an outage would take hours.
	 * @returns false if this consumer's details were requested and could not be read
	 */
	async ensureLoaded(consumerId: string): Promise<boolean> {
		if (this.loaded) return true;
		if (this.firstLoad === undefined) {
			this.firstLoad = this.load(consumerId);
			return await this.firstLoad;
		}
		await this.firstLoad.catch(() => false);
		if (this.loaded || this.failures >= MAX_FAILURES) return true;
		return await this.load(consumerId);
	}

	facts(connection: AuditedConnection): IntegrationFacts | undefined {
		return this.byService.get(connectionKey(connection));
	}

	private async load(consumerId: string): Promise<boolean> {
		const connections = await this.readDetails(consumerId);
		if (!connections) {
			this.failures++;
			return false;
		}
		for (const connection of connections) {
			const { integration_state, oauth_grant_type } = connection;
			this.byService.set(connectionKey(connection), { integration_state, oauth_grant_type });
		}
		this.loaded = true;
		return true;
	}
}

/** JSON keeps any two IDs distinct, whatever the API sent. */
export function connectionKey({ unified_api: api, service_id: service }: AuditedConnection): string {
	return JSON.stringify([api, service]);
}

/** Consumers listed by name in a hint. The others are counted. */
const MAX_NAMES = 3;

/**
 * Reads a consumer's connections in detail (GET connections). If only this request fails, the summary (GET consumer) is still used;
 * the failures are collected here and reported once.
 */
export class Details {
	/** Separate from the one for summaries, which may work while details fail. */
	private readonly circuitBreaker = new CircuitBreaker();

	private readonly unreadableIds = new Set<string>();

	private lastFailure = '';

	/** Why the details of each consumer could not be read. Kept per consumer, because errors name theirs. */
	private readonly reasons = new Map<string, string>();

	constructor(
		private readonly host: AuditHost,
		private readonly settings: RequestSettings,
		/** Rethrows errors that must end the audit. */
		private readonly rethrowFatal: (error: unknown) => Promise<void>,
	) {}

	/** Returns undefined if they cannot be read; `reasonFor` then says why. @throws only errors that must end the audit */
	async read(consumerId: string): Promise<readonly Connection[] | undefined> {
		const settings = this.circuitBreaker.next(this.settings);
		if (!settings) {
			this.reasons.set(consumerId, STOPPED_RESPONDING);
			return undefined;
		}
		const list: VaultCall = { method: 'GET', path: ['vault', 'connections'], consumerId, list: true };
		try {
			const { data } = await this.host.vault.request<Connection[]>(list, settings);
			this.circuitBreaker.onSuccess();
			return data;
		} catch (error) {
			await this.rethrowFatal(error);
			this.circuitBreaker.onFailure(reasonOf(error));
			this.lastFailure = describeReadError(error);
			this.reasons.set(consumerId, this.lastFailure);
			return undefined;
		}
	}

	/** Why the details of this consumer could not be read. */
	reasonFor(consumerId: string): string {
		return this.reasons.get(consumerId) ?? 'they were not requested';
	}

	/** Marks a consumer whose connections were assessed from summaries although a rule needs details. */
	markUnreadable(consumerId: string, reason: string): void {
		this.unreadableIds.add(consumerId);
		this.lastFailure ||= reason;
	}

	/** Number of consumers marked as unreadable. */
	get unreadableCount(): number {
		return this.unreadableIds.size;
	}

	/** Hints for the output pane. */
	hints(integrationsUnavailable: boolean): string[] {
		const because = this.lastFailure === '' ? '' : ` (${singleLine(this.lastFailure, 200)})`;
		const count = this.unreadableIds.size;
		const named = [...this.unreadableIds].slice(0, MAX_NAMES).map((id) => singleLine(id, 60));
		const consumers = count > MAX_NAMES ? `${named.join(', ')} and ${count - MAX_NAMES} more` : named.join(', ');
		return [
			...(integrationsUnavailable
				? [`The state of your integrations could not be read${because}, so disabled and unconfigured integrations were not detected.`]
				: []),
			...(count > 0
				? [`The details of the connections of ${count} ${count === 1 ? 'consumer' : 'consumers'} could not be read${because}: ${consumers}. These connections were assessed from summaries only, so the findings may not include missing settings, consents and mappings.`]
				: []),
		];
	}
}

/**
 * Has Apideck validate the callable connections of a consumer, one after the other, because `validate` refreshes OAuth tokens and
 * parallel refreshes can invalidate each other. The results show in the connections that are read afterward, so the responses,
 * including errors, are ignored.
 */
export async function probe(host: AuditHost, consumerId: string, connections: AuditedConnection[]): Promise<void> {
	for (const { unified_api: api, service_id: service, state, enabled } of connections) {
		if (enabled === false || state !== 'callable' || !isPathSafe(api) || !isPathSafe(service)) continue;
		try {
			await host.vault.request(
				{ method: 'POST', path: ['vault', 'connections', api, service, 'validate'], body: {}, consumerId },
				// A refused refresh has a Retry-After of half a minute, and the response is ignored anyway.
				{ ...host.options.request, maxRetries: 0 },
			);
		} catch (error) {
			if (isCancellation(host, error)) throw asThrowable(error);
		}
	}
}
