import type { ConsumerConnection } from '../vault/connection';

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
	event_id?: string | undefined;
	event_type: string;
	occurred_at?: string | undefined;
	entity: ConsumerConnection & { migrated_from?: unknown };
	/** All of it as it was sent. */
	payload: Record<string, unknown>;
}

/** Event type of the signed call with which Apideck tests a delivery URL. */
export const VALIDATION_EVENT = 'apideck.subscription.created';

/** Which events start a run. Empty lists let everything through. */
export interface EventFilter {
	/** Event types, or `*` for all. */
	events: string[];
	unifiedApis: string[];
	services: string[];
	consumers: string[];
	consumerPrefix: string;
}

/** The event in a delivery's body; undefined when the body holds none. */
export function readEvent(body: unknown): ConnectionEvent | undefined {
	const payload = isRecord(body) && isRecord(body['payload']) ? body['payload'] : undefined;
	if (!payload || typeof payload['event_type'] !== 'string' || !isRecord(payload['entity'])) return undefined;
	const { event_id: id, event_type, occurred_at: at, entity } = payload;
	return {
		event_id: typeof id === 'string' && id !== '' ? id : undefined,
		event_type,
		occurred_at: typeof at === 'string' ? at : undefined,
		entity: entity as ConnectionEvent['entity'],
		payload,
	};
}

/** What stands where the API says that a text stands; '' for anything else. */
export function textOf(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

export function matchesFilter({ event_type, entity }: ConnectionEvent, filter: EventFilter): boolean {
	const among = (list: string[], value: unknown) => list.length === 0 || list.includes(textOf(value));
	const consumer = textOf(entity.consumer_id);
	return (
		(filter.events.includes('*') || among(filter.events, event_type)) &&
		among(filter.unifiedApis, entity.unified_api) &&
		among(filter.services, entity.service_id) &&
		among(filter.consumers, consumer) &&
		consumer.startsWith(filter.consumerPrefix)
	);
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
