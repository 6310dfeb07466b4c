import type { ConnectionRecord } from '../wire';
import type { VaultEventType } from './eventTypes';

/** One call of an endpoint. */
export interface Attempt {
	/** From 1; what the body says as `execution_attempt`. */
	attempt: number;
	/** ISO 8601, by the sandbox's clock. */
	at: string;
	/** 0 when there was no whole answer in time. */
	status_code: number;
	success: boolean;
	response_body: string;
	error?: string;
	/** Asked for by hand: does not count towards the limit. */
	redelivery?: true;
}

/** The event as Apideck puts it in a body (OpenAPI 10.34.0, ConnectionEvent). */
export interface ConnectionEvent {
	event_id: string;
	event_type: VaultEventType;
	/** Always this; the connector is in the entity. */
	service_id: 'apideck-vault';
	/** Names the consumer, not the connection. */
	entity_id: string;
	entity_type: 'Connection';
	/** A ConsumerConnection: ISO 8601 times, settings in clear. */
	entity: Record<string, unknown> & Pick<ConnectionRecord, 'unified_api' | 'service_id'>;
	occurred_at: string;
}

/**
 * One event on its way to one subscription.
 * `waiting`: between two attempts. `failed`: given up, or put an end to by a reset.
 */
export interface Delivery {
	id: string;
	subscription_id: string;
	delivery_url: string;
	/** The same for every subscription and every attempt of an event. */
	idempotency_key: string;
	consumer_id: string;
	connector: { id: string; name: string };
	event: ConnectionEvent;
	status: 'queued' | 'waiting' | 'delivered' | 'failed';
	attempts: Attempt[];
}
