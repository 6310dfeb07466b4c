import { plain } from '../../audit/plainText';
import type { RequestSettings, VaultCall } from '../../transport/call';
import type { Connection } from '../../vault/connection';
import type { ItemCall } from '../operation';
import { Outage } from './outage';
import { reasonOf, whyUnread } from './refusal';

/** Consumers that a hint names; the others are counted. */
const NAMED = 3;

/**
 * Reads the full form of a consumer's connections (GET connections). What that request alone cannot read hides nothing of
 * what the summary (GET consumer) says: it is remembered here, and told once.
 */
export class Details {
	/** Of its own: the small form may be served while the large one fails. */
	private readonly outage = new Outage();

	private readonly unreadIds = new Set<string>();

	private why = '';

	constructor(
		private readonly call: ItemCall,
		private readonly settings: RequestSettings,
		/** Throws what must end the audit. */
		private readonly passOnWhatEnds: (error: unknown) => Promise<void>,
	) {}

	/** Undefined when they cannot be read; `reason` then says why. @throws only what must end the audit */
	async read(consumerId: string): Promise<readonly Connection[] | undefined> {
		const settings = this.outage.settings(this.settings);
		if (!settings) return undefined;
		const list: VaultCall = { method: 'GET', path: ['vault', 'connections'], consumerId, list: true };
		try {
			const { data } = await this.call.vault.request<Connection[]>(list, settings);
			this.outage.answered();
			return data;
		} catch (error) {
			await this.passOnWhatEnds(error);
			this.outage.failed(reasonOf(error));
			this.why = whyUnread(error);
			return undefined;
		}
	}

	/** Why the last ones could not be read. */
	get reason(): string {
		return this.why || 'they were not asked for';
	}

	/** The connections of this consumer were judged by their summary, although a rule asked for more. */
	missed(consumerId: string, why: string): void {
		this.unreadIds.add(consumerId);
		this.why ||= why;
	}

	/** How many consumers were judged by their summary, although a rule asked for more. */
	get unread(): number {
		return this.unreadIds.size;
	}

	/** Sentences for the output pane. */
	hints(integrationsUnread: boolean): string[] {
		const because = this.why === '' ? '' : ` (${plain(this.why, 200)})`;
		const count = this.unreadIds.size;
		const named = [...this.unreadIds].slice(0, NAMED).map((id) => plain(id, 60));
		const who = count > NAMED ? `${named.join(', ')} and ${count - NAMED} more` : named.join(', ');
		return [
			...(integrationsUnread
				? [`The state of your integrations could not be read${because}, so integrations that are disabled or not configured were not looked for.`]
				: []),
			...(count > 0
				? [`The details of the connections of ${count} ${count === 1 ? 'consumer' : 'consumers'} could not be read${because}: ${who}. Their connections were judged by the summary, so missing settings, consents and mappings may be missing from the findings.`]
				: []),
		];
	}
}
