import { randomUUID } from 'node:crypto';

import { notFound } from '../errors';
import { readableToken } from '../state/links';
import { EVERY_EVENT } from './eventTypes';

export type DisabledReason = 'none' | 'retry_limit' | 'usage_limit' | 'delivery_url_validation_failed';

/** A webhook subscription as the API shows it (OpenAPI 10.34.0, Webhook). */
export interface Subscription {
	id: string;
	description: string | null;
	unified_api: string;
	status: 'enabled' | 'disabled';
	disabled_reason: DisabledReason;
	delivery_url: string;
	/** Where connectors would send events. Nothing listens there. */
	execute_base_url: string;
	events: string[];
	created_at: string;
	updated_at: string;
}

/** The input for a new subscription. */
export type NewSubscription = Pick<Subscription, 'unified_api' | 'status' | 'delivery_url' | 'events'> & {
	description?: string | null;
};

/** All subscriptions of the application, in the order they were made. */
export class Subscriptions {
	private readonly byId = new Map<string, Subscription>();

	constructor(
		private readonly appId: string,
		private readonly now: () => number,
	) {}

	list(): Subscription[] {
		return [...this.byId.values()];
	}

	/** Adds saved subscriptions as they were. */
	restore(saved: Subscription[]): void {
		for (const subscription of saved) this.byId.set(subscription.id, subscription);
	}

	/** Throws 404 for an unknown ID. */
	get(id: string): Subscription {
		const found = this.byId.get(id);
		if (!found) throw notFound('Webhook', id);
		return found;
	}

	add({ description = null, unified_api: unifiedApi, status, delivery_url: url, events }: NewSubscription): Subscription {
		// Apideck's ids are tokens as well, long and with dots in them.
		const id = readableToken({ application_id: this.appId, unified_api: unifiedApi, webhook_id: randomUUID() });
		const at = this.timestamp();
		const added: Subscription = {
			id,
			description,
			unified_api: unifiedApi,
			status,
			disabled_reason: 'none',
			delivery_url: url,
			execute_base_url: `https://unify.apideck.com/webhook/webhooks/${id}/execute`,
			events,
			created_at: at,
			updated_at: at,
		};
		this.byId.set(id, added);
		return added;
	}

	/** Throws 404. An enabled subscription has no reason to be disabled. */
	change(id: string, change: Partial<Omit<Subscription, 'id'>>): Subscription {
		const changed = { ...this.get(id), ...change, updated_at: this.timestamp() };
		if (changed.status === 'enabled') changed.disabled_reason = 'none';
		this.byId.set(id, changed);
		return changed;
	}

	/** Throws 404. */
	remove(id: string): Subscription {
		const removed = this.get(id);
		this.byId.delete(id);
		return removed;
	}

	has(id: string): boolean {
		return this.byId.has(id);
	}

	/** The enabled subscriptions to an event of the Vault. */
	interestedIn(type: string): Subscription[] {
		return this.list().filter(
			({ status, unified_api: api, events }) =>
				status === 'enabled' && api === 'vault' && (events.includes(EVERY_EVENT) || events.includes(type)),
		);
	}

	clear(): void {
		this.byId.clear();
	}

	private timestamp(): string {
		return new Date(this.now()).toISOString();
	}
}
