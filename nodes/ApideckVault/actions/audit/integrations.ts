import type { AuditedConnection, IntegrationFacts } from '../../audit/condition';
import type { Connection } from '../../vault/connection';

/**
 * What belongs to the application's integrations and not to one consumer: their set-up and grant type. The full list of any
 * one consumer shows it for every integration, so the first consumer of an audit is read in full and the others wait for it.
 */
export class Integrations {
	private learning: Promise<void> | undefined;

	private learned = false;

	private readonly byService = new Map<string, IntegrationFacts>();

	/** @param readAll the full connections of a consumer, those not added included */
	constructor(private readonly readAll: (consumerId: string) => Promise<Connection[]>) {}

	/** Resolves once the facts are known. When reading fails for one consumer, the next one tries; the failure is that consumer's. */
	async learn(consumerId: string): Promise<void> {
		while (!this.learned) {
			if (this.learning === undefined) {
				this.learning = this.read(consumerId);
				try {
					await this.learning;
				} finally {
					this.learning = undefined;
				}
				return;
			}
			await this.learning.then(undefined, () => undefined);
		}
	}

	facts({ unified_api: api, service_id: service }: AuditedConnection): IntegrationFacts | undefined {
		return this.byService.get(`${api}+${service}`);
	}

	private async read(consumerId: string): Promise<void> {
		for (const { unified_api: api, service_id: service, integration_state, oauth_grant_type } of await this.readAll(consumerId)) {
			this.byService.set(`${api}+${service}`, { integration_state, oauth_grant_type });
		}
		this.learned = true;
	}
}
