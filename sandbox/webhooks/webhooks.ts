import { randomUUID } from 'node:crypto';

import { notFound } from '../errors';
import { consumerConnectionView } from '../state/views';
import type { ConnectionChange } from '../state/vault';
import type { Integration } from '../wire';
import type { Attempt, ConnectionEvent, Delivery } from './delivery';
import { DeliveryQueue } from './deliveryQueue';
import { eventsOf, type ToldEvent } from './eventsOf';
import { VALIDATION_TYPE } from './eventTypes';
import { DEFAULT_OPTIONS, type WebhookOptions } from './options';
import { isDelivered, send, type SendResult } from './send';
import { signatureOf } from './signature';
import { Subscriptions, type NewSubscription, type Subscription } from './subscriptions';

const KEPT_DELIVERIES = 20_000;

/** A call made by hand, for example a forged one. */
export interface RawCall {
	/** A string or bytes go out as they are, anything else as JSON. */
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

/** Subscriptions, the events of connections, and their deliveries to endpoints on this machine. */
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

	/** Adds a subscription, calling its URL first; one whose URL does not answer is disabled. */
	async add(given: NewSubscription): Promise<Subscription> {
		const added = this.subscriptions.add(given);
		return await this.validated(added);
	}

	/** Changes a subscription; a URL that is new to it is called first. Throws 404. */
	async change(id: string, change: Partial<NewSubscription>): Promise<Subscription> {
		const before = this.subscriptions.get(id);
		const changed = this.subscriptions.change(id, change);
		return changed.delivery_url === before.delivery_url ? changed : await this.validated(changed);
	}

	/** Tells everyone who wants to know what happened to a connection. */
	tell(change: ConnectionChange): void {
		if (this.subscriptions.list().length === 0) return;
		for (const told of eventsOf(change)) {
			const interested = this.subscriptions.interestedIn(told.type);
			if (interested.length > 0) this.dispatch(told, change.consumerId, interested);
		}
	}

	/** One more attempt of a delivery, at once: same event, same idempotency key. Throws 404. */
	async redeliver(deliveryId: string): Promise<Attempt> {
		return await this.attempt(this.delivery(deliveryId), true);
	}

	/** Throws 404. */
	delivery(id: string): Delivery {
		const found = this.deliveries.find((delivery) => delivery.id === id);
		if (!found) throw notFound('Delivery', id);
		return found;
	}

	/** Calls a subscription's endpoint with anything. Throws 404. */
	async call(subscriptionId: string, { body, headers = {}, sign = false }: RawCall): Promise<SendResult> {
		const { delivery_url: url } = this.subscriptions.get(subscriptionId);
		const raw = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
		const given: Record<string, string> = { 'content-type': 'application/json', ...headers };
		if (sign) given['x-apideck-signature'] ??= this.sign(String(raw));
		return await this.post(url, raw, given);
	}

	/** Resolves when every delivery has been delivered or given up. */
	async idle(): Promise<void> {
		await this.queue.idle();
	}

	/** Without subscriptions and deliveries; the options stay. */
	clear(): void {
		this.queue.clear();
		this.subscriptions.clear();
		this.deliveries.length = 0;
	}

	/** Ends what is under way. */
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
		// Deleted while it was called: the answer is what it was.
		return this.subscriptions.has(subscription.id) ? this.subscriptions.get(subscription.id) : subscription;
	}

	private dispatch({ type, record, migratedFrom }: ToldEvent, consumerId: string, interested: Subscription[]): void {
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
				// Kept as it was then, whatever becomes of the record.
				event: structuredClone(event),
				status: 'queued',
				attempts: [],
			};
			this.keep(delivery);
			this.queue.add(delivery);
		}
	}

	private keep(delivery: Delivery): void {
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
