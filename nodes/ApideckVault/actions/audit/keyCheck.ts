import { NodeApiError } from 'n8n-workflow';

import type { RequestSettings } from '../../transport/call';
import type { ItemCall } from '../operation';
import { reasonOf } from './refusal';

/** Refusals that follow a successful check before the key is checked again. */
const TRUSTED = 20;

/**
 * Tells a key that is rejected from one consumer that is refused. A key that worked in this audit is asked about the list of
 * consumers first: only when that is rejected as well does the audit end for all.
 */
export class KeyCheck {
	private worked = false;

	private trusted = 0;

	private checking: Promise<boolean> | undefined;

	constructor(private readonly call: ItemCall) {}

	/** A request of this audit succeeded. */
	succeeded(): void {
		this.worked = true;
	}

	/** Whether a request that was refused with `credential_rejected` was refused because of the key. */
	async isRejected(settings: RequestSettings): Promise<boolean> {
		if (!this.worked) return true;
		if (this.trusted > 0) {
			this.trusted--;
			return false;
		}
		this.checking ??= this.check(settings).finally(() => (this.checking = undefined));
		return await this.checking;
	}

	private async check(settings: RequestSettings): Promise<boolean> {
		try {
			await this.call.vault.request({ method: 'GET', path: ['vault', 'consumers'], query: { limit: 1 }, list: true }, settings);
			this.trusted = TRUSTED;
			return false;
		} catch (error) {
			return error instanceof NodeApiError && reasonOf(error) === 'credential_rejected';
		}
	}
}
