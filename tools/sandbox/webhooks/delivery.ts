import type { ConnectionRecord } from '../wire';
import type { VaultEventType } from './eventTypes';

/** One call of an endpoint. */
export interface Attempt {
	/** The attempt, from 1, sent as `execution_attempt`. */
	attempt: number;
	/** ISO 8601, by the sandbox's clock. */
	at: string;
	/** 0 without a complete response in time. */
	status_code: number;
	success: boolean;
	response_body: string;
	error?: string;
	/** Requested manually, so it does not count towards the limit. */
	redelivery?: true;
}

/** The event as Apideck puts it in a body (OpenAPI 10.34.0, ConnectionEvent). */
export interface ConnectionEvent {
	event_id: string;
	event_type: VaultEventType;
	/** Constant, because the entity contains the connector. */
	service_id: 'apideck-vault';
	/** Names the consumer, not the connection. */
	entity_id: string;
	entity_type: 'Connection';
	/** A ConsumerConnection: ISO 8601 times, settings in clear. */
	entity: Record<string, unknown> & Pick<ConnectionRecord, 'unified_api' | 'service_id'>;
	occurred_at: string;
}

/**
 * The delivery of one event to one subscription.
 * `waiting` means between two attempts, `failed` given up or ended by a reset.
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
