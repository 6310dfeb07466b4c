import type { ConsumerConnection } from '../vault/connection';
import { parseWireTime } from '../vault/time';

/** `VaultEventType` of vault.yml and webhook.yml (10.34.0) without the wildcard. n8n offers each as "On <name>". */
export const VAULT_EVENTS = [
	{ value: 'vault.connection.callable', name: 'Connection Callable', description: 'A connection can be used' },
	{ value: 'vault.connection.created', name: 'Connection Created', description: 'A consumer added a connection' },
	{ value: 'vault.connection.deleted', name: 'Connection Deleted', description: 'A connection was deleted' },
	{ value: 'vault.connection.disabled', name: 'Connection Disabled', description: 'A connection was switched off' },
	{
		value: 'vault.connection.migrated',
		name: 'Connection Migrated',
		description: 'A connection was moved to another connector',
	},
	{ value: 'vault.connection.revoked', name: 'Connection Revoked', description: 'Access was revoked' },
	{ value: 'vault.connection.updated', name: 'Connection Updated', description: 'A connection changed' },
	{
		value: 'vault.connection.downstream.degraded',
		name: 'Downstream Degraded',
		description: 'The connected service does not answer',
	},
	{
		value: 'vault.connection.downstream.recovered',
		name: 'Downstream Recovered',
		description: 'The connected service answers again',
	},
	{
		value: 'vault.connection.token_refresh.failed',
		name: 'Token Refresh Failed',
		description: 'A token could not be refreshed',
	},
	{
		value: 'vault.connection.token_refresh.pending',
		name: 'Token Refresh Pending',
		description: 'Credentials will be deleted unless a refresh succeeds',
	},
	{
		value: 'vault.connection.token_refresh.recovered',
		name: 'Token Refresh Recovered',
		description: 'A refresh succeeded again',
	},
] as const;

/** One event as Apideck delivers it in `payload`. The connection is `entity`; `entity_id` names the consumer only. */
export interface ConnectionEvent {
	/** Undefined when the event has none that tells it from others. */
	event_id?: string | undefined;
	event_type: string;
	/** A text as it was sent; a number as ISO 8601, undefined when it is no time. */
	occurred_at?: string | undefined;
	/** Any value may have any type. Undefined when the event carries no object there. */
	entity: (ConsumerConnection & { migrated_from?: unknown }) | undefined;
	/** All of it as it was sent. */
	payload: Record<string, unknown>;
}

/** Event type of the signed call with which Apideck tests a delivery URL. */
export const VALIDATION_EVENT = 'apideck.subscription.created';

/** Which events start a run. Undefined lets everything through; an empty list would let nothing through. */
export interface EventFilter {
	/** Event types, or `*` for all. */
	events: string[];
	unifiedApis?: string[] | undefined;
	services?: string[] | undefined;
	consumers?: string[] | undefined;
	consumerPrefix?: string | undefined;
}

/** The event in a delivery's body; undefined when the body holds none. */
export function readEvent(body: unknown): ConnectionEvent | undefined {
	const payload = isRecord(body) && isRecord(body['payload']) ? body['payload'] : undefined;
	if (!payload || typeof payload['event_type'] !== 'string') return undefined;
	const { event_id: id, event_type, occurred_at: at, entity } = payload;
	return {
		event_id: textOf(id).trim() === '' ? undefined : textOf(id),
		event_type,
		occurred_at: shownTime(at),
		entity: isRecord(entity) ? (entity as ConnectionEvent['entity']) : undefined,
		payload,
	};
}

function shownTime(at: unknown): string | undefined {
	if (typeof at === 'string') return at;
	const time = typeof at === 'number' ? parseWireTime(at) : null;
	return time === null ? undefined : new Date(time).toISOString();
}

const HOUR = 3_600_000;

/**
 * When the event happened, in Unix milliseconds; undefined when it does not say so in a way that can be relied on. Clocks differ,
 * but not by more than an hour.
 */
export function eventTime({ payload }: ConnectionEvent, now: number): number | undefined {
	const time = parseWireTime(payload['occurred_at']);
	return time === null || time > now + HOUR ? undefined : time;
}

/** A value where the API documents a text; '' for anything that is neither text nor number. */
export function textOf(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

export function matchesFilter({ event_type, entity }: ConnectionEvent, filter: EventFilter): boolean {
	const among = (list: string[] | undefined, value: unknown) => list === undefined || list.includes(textOf(value));
	return (
		(filter.events.includes('*') || filter.events.includes(event_type)) &&
		among(filter.unifiedApis, entity?.unified_api) &&
		among(filter.services, entity?.service_id) &&
		among(filter.consumers, entity?.consumer_id) &&
		(filter.consumerPrefix === undefined || textOf(entity?.consumer_id).startsWith(filter.consumerPrefix))
	);
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
