import { randomUUID } from 'node:crypto';

import { notFound } from '../errors';
import { consumerConnectionView } from '../state/views';
import type { ConnectionChange } from '../state/vault';
import type { Integration } from '../wire';
import type { Attempt, ConnectionEvent, Delivery } from './delivery';
import { DeliveryQueue } from './deliveryQueue';
import { eventsOf, type EmittedEvent } from './eventsOf';
import { VALIDATION_TYPE } from './eventTypes';
import { DEFAULT_OPTIONS, type WebhookOptions } from './options';
import { isDelivered, send, type SendResult } from './send';
import { signatureOf } from './signature';
import { Subscriptions, type NewSubscription, type Subscription } from './subscriptions';

const KEPT_DELIVERIES = 20_000;

/** A manual call, for example a forged one. */
export interface RawCall {
	/** A string or bytes are sent unchanged, anything else as JSON. */
	body: unknown;
	/** Beside content-type: application/json, which may be replaced too. */
	headers?: Record<string, string>;
	/** Adds the right x-apideck-signature of the body, unless the headers have one. */
	sign?: boolean;
}

export interface WebhookContext {
	apiKey: string;
	appId: string;
	now(): number;
	integrationOf(unifiedApi: string, serviceId: string): Integration;
}

/** Subscriptions, events of connections, and deliveries to endpoints on this machine. */
export class Webhooks {
	/** May be changed at any time. */
	readonly options: WebhookOptions;

	readonly subscriptions: Subscriptions;

	/** The last deliveries, oldest first. */
	readonly deliveries: Delivery[] = [];

	private readonly queue: DeliveryQueue;

	private readonly closing = new AbortController();

	constructor(
		private readonly context: WebhookContext,
		options: Partial<WebhookOptions> = {},
	) {
		this.options = { ...DEFAULT_OPTIONS, ...options };
		this.subscriptions = new Subscriptions(context.appId, () => context.now());
		this.queue = new DeliveryQueue(
			this.options,
			async (delivery) => (await this.attempt(delivery)).success,
			({ subscription_id: id }) => this.disable(id, 'retry_limit'),
		);
	}

	/** Calls the URL of a new subscription, then adds it. It is disabled when the URL does not respond. */
	async add(input: NewSubscription): Promise<Subscription> {
		const added = this.subscriptions.add(input);
		return await this.validated(added);
	}

	/** Changes a subscription. Calls a new URL first. Throws 404. */
	async change(id: string, change: Partial<NewSubscription>): Promise<Subscription> {
		const before = this.subscriptions.get(id);
		const changed = this.subscriptions.change(id, change);
		return changed.delivery_url === before.delivery_url ? changed : await this.validated(changed);
	}

	/** Sends the events of a connection to all subscribers. */
	notify(change: ConnectionChange): void {
		if (this.subscriptions.list().length === 0) return;
		for (const emitted of eventsOf(change)) {
			const interested = this.subscriptions.interestedIn(emitted.type);
			if (interested.length > 0) this.dispatch(emitted, change.consumerId, interested);
		}
	}

	/** Makes another attempt immediately, with the same event and idempotency key. Throws 404. */
	async redeliver(deliveryId: string): Promise<Attempt> {
		return await this.attempt(this.delivery(deliveryId), true);
	}

	/** Throws 404. */
	delivery(id: string): Delivery {
		const found = this.deliveries.find((delivery) => delivery.id === id);
		if (!found) throw notFound('Delivery', id);
		return found;
	}

	/** Calls a subscription's endpoint with any body. Throws 404. */
	async call(subscriptionId: string, { body, headers = {}, sign = false }: RawCall): Promise<SendResult> {
		const { delivery_url: url } = this.subscriptions.get(subscriptionId);
		const raw = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
		const input: Record<string, string> = { 'content-type': 'application/json', ...headers };
		if (sign) input['x-apideck-signature'] ??= this.sign(String(raw));
		return await this.post(url, raw, input);
	}

	/** Resolves when every delivery has succeeded or failed. */
	async idle(): Promise<void> {
		await this.queue.idle();
	}

	/** Removes subscriptions and deliveries. The options stay. */
	clear(): void {
		this.queue.clear();
		this.subscriptions.clear();
		this.deliveries.length = 0;
	}

	/** Cancels pending deliveries. */
	close(): void {
		this.closing.abort();
		this.queue.clear();
	}

	private async validated(subscription: Subscription): Promise<Subscription> {
		if (!this.options.validation) return subscription;
		const body = JSON.stringify({ message: 'Validating delivery URL' });
		const result = await this.post(subscription.delivery_url, body, {
			'content-type': 'application/json',
			'x-apideck-event-type': VALIDATION_TYPE,
			'x-apideck-signature': this.sign(body),
		});
		if (!isDelivered(result)) this.disable(subscription.id, 'delivery_url_validation_failed');
		// The subscription was deleted during the call. The response shows its last state.
		return this.subscriptions.has(subscription.id) ? this.subscriptions.get(subscription.id) : subscription;
	}

	private dispatch({ type, record, migratedFrom }: EmittedEvent, consumerId: string, interested: Subscription[]): void {
		const integration = this.context.integrationOf(record.unified_api, record.service_id);
		const view = consumerConnectionView(integration, record, consumerId, this.context.appId);
		const event: ConnectionEvent = {
			event_id: randomUUID(),
			event_type: type,
			service_id: 'apideck-vault',
			entity_id: view.id,
			entity_type: 'Connection',
			entity: { ...view, ...(migratedFrom !== undefined && { migrated_from: migratedFrom }) },
			occurred_at: new Date(this.context.now()).toISOString(),
		};
		const idempotencyKey = randomUUID();
		for (const { id, delivery_url: url } of interested) {
			const delivery: Delivery = {
				id: randomUUID(),
				subscription_id: id,
				delivery_url: url,
				idempotency_key: idempotencyKey,
				consumer_id: consumerId,
				connector: { id: integration.service_id, name: integration.name },
				// A copy, because the record may change later.
				event: structuredClone(event),
				status: 'queued',
				attempts: [],
			};
			this.addDelivery(delivery);
			this.queue.add(delivery);
		}
	}

	private addDelivery(delivery: Delivery): void {
		this.deliveries.push(delivery);
		const excess = this.deliveries.length - KEPT_DELIVERIES;
		if (excess > KEPT_DELIVERIES / 10) this.deliveries.splice(0, excess);
	}

	private async attempt(delivery: Delivery, redelivery = false): Promise<Attempt> {
		const number = delivery.attempts.length + 1;
		const at = new Date(this.context.now()).toISOString();
		const body = JSON.stringify({ payload: { ...delivery.event, execution_attempt: number } });
		const result = await this.post(delivery.delivery_url, body, {
			'content-type': 'application/json',
			'x-apideck-event-type': delivery.event.event_type,
			'x-apideck-signature': this.sign(body),
			'x-apideck-idempotency-key': delivery.idempotency_key,
		});
		const attempt: Attempt = {
			attempt: number,
			at,
			status_code: result.status,
			success: isDelivered(result),
			response_body: result.body,
			...(result.error !== undefined && { error: result.error }),
			...(redelivery && { redelivery: true }),
		};
		delivery.attempts.push(attempt);
		return attempt;
	}

	private disable(id: string, reason: Subscription['disabled_reason']): void {
		if (this.subscriptions.has(id)) this.subscriptions.change(id, { status: 'disabled', disabled_reason: reason });
	}

	private sign(body: string): string {
		return signatureOf(body, this.context.apiKey, this.options.signature);
	}

	private async post(url: string, body: string | Buffer, headers: Record<string, string>): Promise<SendResult> {
		return await send(url, body, headers, this.options.timeoutMs, this.closing.signal);
	}
}
