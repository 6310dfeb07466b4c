import type { AuditedConnection, IntegrationFacts } from '../../audit/condition';
import type { RequestSettings } from '../../transport/client';
import type { Connection } from '../../vault/connection';

/**
 * What belongs to the application's integrations and not to one consumer: their set-up and grant type. The full list of any
 * one consumer shows it for every integration, so the first consumer of an audit is read in full and the others wait for it.
 */
export class Integrations {
	private first: Promise<void> | undefined;

	private learned = false;

	private readonly byService = new Map<string, IntegrationFacts>();

	/** @param readAll the full connections of a consumer, those not added included */
	constructor(private readonly readAll: (consumerId: string, settings: RequestSettings) => Promise<Connection[]>) {}

	/**
	 * Resolves once the facts are known. When reading fails, the failure is that consumer's; from then on the others do not
	 * wait for each other: one after the other, each with its retries, an outage would take hours.
	 */
	async learn(consumerId: string, settings: RequestSettings): Promise<void> {
		if (this.learned) return;
		if (this.first === undefined) {
			this.first = this.read(consumerId, settings);
			await this.first;
			return;
		}
		await this.first.then(undefined, () => undefined);
		if (!this.learned) await this.read(consumerId, settings);
	}

	facts(connection: AuditedConnection): IntegrationFacts | undefined {
		return this.byService.get(keyOf(connection));
	}

	private async read(consumerId: string, settings: RequestSettings): Promise<void> {
		const connections = await this.readAll(consumerId, settings);
		for (const connection of connections) {
			const { integration_state, oauth_grant_type } = connection;
			this.byService.set(keyOf(connection), { integration_state, oauth_grant_type });
		}
		this.learned = true;
	}
}

/** As JSON: whatever the API sent as an ID, it can be told from another. */
function keyOf({ unified_api: api, service_id: service }: AuditedConnection): string {
	return JSON.stringify([api, service]);
}
