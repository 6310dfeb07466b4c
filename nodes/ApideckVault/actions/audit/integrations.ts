import type { AuditedConnection, IntegrationFacts } from '../../audit/condition';
import type { Connection } from '../../vault/connection';

/** Consumers whose connections may fail to be read before nobody's are read for this any more. */
const MAX_FAILURES = 20;

/**
 * What belongs to the application's integrations and not to one consumer: their set-up and grant type. The full list of any
 * one consumer shows it for every integration, so the first consumer of an audit is read in full and the others wait for it.
 */
export class Integrations {
	private first: Promise<boolean> | undefined;

	private failures = 0;

	private readonly byService = new Map<string, IntegrationFacts>();

	/** Whether the facts are known. */
	learned = false;

	/** @param readAll the full connections of a consumer, those not added included; undefined when they cannot be read */
	constructor(private readonly readAll: (consumerId: string) => Promise<readonly Connection[] | undefined>) {}

	/** Somebody asked for the facts, and nobody's connections told them. */
	get unread(): boolean {
		return this.failures > 0 && !this.learned;
	}

	/**
	 * Resolves once the facts are known or this consumer's connections could not be read. When the first ones cannot, the others
	 * do not wait for each other: one after the other, each with its retries, an outage would take hours.
	 * @returns false when this consumer's connections were asked for and could not be read
	 */
	async learn(consumerId: string): Promise<boolean> {
		if (this.learned) return true;
		if (this.first === undefined) {
			this.first = this.read(consumerId);
			return await this.first;
		}
		await this.first.catch(() => false);
		if (this.learned || this.failures >= MAX_FAILURES) return true;
		return await this.read(consumerId);
	}

	facts(connection: AuditedConnection): IntegrationFacts | undefined {
		return this.byService.get(keyOf(connection));
	}

	private async read(consumerId: string): Promise<boolean> {
		const connections = await this.readAll(consumerId);
		if (!connections) {
			this.failures++;
			return false;
		}
		for (const connection of connections) {
			const { integration_state, oauth_grant_type } = connection;
			this.byService.set(keyOf(connection), { integration_state, oauth_grant_type });
		}
		this.learned = true;
		return true;
	}
}

/** As JSON: whatever the API sent as an ID, it can be told from another. */
export function keyOf({ unified_api: api, service_id: service }: AuditedConnection): string {
	return JSON.stringify([api, service]);
}
