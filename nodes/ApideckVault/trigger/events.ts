import { CONNECTION_STATES, type ConsumerConnection } from '../api/connection';
import { parseWireTime } from '../api/time';
import { connectionFinding, type Finding } from '../audit/issues/finding';
import { classify } from '../audit/rules/classify';
import { DEFAULT_THRESHOLDS, type Verdict } from '../audit/rules/verdict';
import { REDACTED } from '../secrets/names';
import { redactRecord } from '../secrets/redact';

/** `VaultEventType` of vault.yml and webhook.yml (10.34.0) without the wildcard. n8n's node panel lists each as "On <name>". */
export const VAULT_EVENTS = [
	{ value: 'vault.connection.callable', name: 'Connection Callable', description: 'A connection is ready to use' },
	{ value: 'vault.connection.created', name: 'Connection Created', description: 'A consumer added a connection' },
	{ value: 'vault.connection.deleted', name: 'Connection Deleted', description: 'A connection was deleted' },
	{ value: 'vault.connection.disabled', name: 'Connection Disabled', description: 'A connection was turned off' },
	{
		value: 'vault.connection.migrated',
		name: 'Connection Migrated',
		description: 'A connection was moved to another service',
	},
	{ value: 'vault.connection.revoked', name: 'Connection Revoked', description: 'Access to the connected service was revoked' },
	{ value: 'vault.connection.updated', name: 'Connection Updated', description: 'A connection changed' },
	{
		value: 'vault.connection.downstream.degraded',
		name: 'Downstream Degraded',
		description: 'The connected service is not responding',
	},
	{
		value: 'vault.connection.downstream.recovered',
		name: 'Downstream Recovered',
		description: 'The connected service is responding again',
	},
	{
		value: 'vault.connection.token_refresh.failed',
		name: 'Token Refresh Failed',
		description: 'A token could not be refreshed',
	},
	{
		value: 'vault.connection.token_refresh.pending',
		name: 'Token Refresh Pending',
		description: 'Apideck will delete the credentials unless a token refresh succeeds',
	},
	{
		value: 'vault.connection.token_refresh.recovered',
		name: 'Token Refresh Recovered',
		description: 'Token refreshes work again',
	},
] as const;

/** One event as Apideck delivers it in `payload`. The connection is `entity`; `entity_id` only identifies the consumer. */
export interface ConnectionEvent {
	/** Undefined when the event has no ID that identifies it. */
	event_id?: string | undefined;
	event_type: string;
	/** Text as it was sent, a number as ISO 8601; undefined for any other value. */
	occurred_at?: string | undefined;
	/** Any value may have any type. Undefined when the event contains no object here. */
	entity: (ConsumerConnection & { migrated_from?: unknown }) | undefined;
	/** The whole payload as it was sent. */
	payload: Record<string, unknown>;
}

/** Event type of the signed call that Apideck validates a delivery URL with. */
export const VALIDATION_EVENT = 'apideck.subscription.created';

/** Which events start a run. Undefined matches all events, an empty list matches none. */
export interface EventFilter {
	/** Event types, or `*` for all. */
	events: string[];
	unifiedApis?: string[] | undefined;
	services?: string[] | undefined;
	consumers?: string[] | undefined;
	consumerPrefix?: string | undefined;
}

/** The event in a delivery's body; undefined when the body contains none. */
export function readEvent(body: unknown): ConnectionEvent | undefined {
	const payload = isRecord(body) && isRecord(body['payload']) ? body['payload'] : undefined;
	if (!payload || typeof payload['event_type'] !== 'string') return undefined;
	const { event_id: id, event_type, occurred_at: at, entity } = payload;
	return {
		event_id: textOf(id).trim() === '' ? undefined : textOf(id),
		event_type,
		occurred_at: formatTime(at),
		entity: isRecord(entity) ? (entity as ConnectionEvent['entity']) : undefined,
		payload,
	};
}

function formatTime(at: unknown): string | undefined {
	if (typeof at === 'string') return at;
	const time = typeof at === 'number' ? parseWireTime(at) : null;
	return time === null ? undefined : new Date(time).toISOString();
}

const HOUR = 3_600_000;

/** When the event happened, in Unix milliseconds; undefined when its time is missing, unreadable or over an hour ahead, more than clocks differ. */
export function eventTime({ payload }: ConnectionEvent, now: number): number | undefined {
	const time = parseWireTime(payload['occurred_at']);
	return time === null || time > now + HOUR ? undefined : time;
}

/** A value that the API documents as text; '' for anything other than text or a number. */
export function textOf(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

export function matchesFilter({ event_type, entity }: ConnectionEvent, filter: EventFilter): boolean {
	const isIn = (list: string[] | undefined, value: unknown) => list === undefined || list.includes(textOf(value));
	return (
		(filter.events.includes('*') || filter.events.includes(event_type)) &&
		isIn(filter.unifiedApis, entity?.unified_api) &&
		isIn(filter.services, entity?.service_id) &&
		isIn(filter.consumers, entity?.consumer_id) &&
		(filter.consumerPrefix === undefined || textOf(entity?.consumer_id).startsWith(filter.consumerPrefix))
	);
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Events of connections that were authorized before. */
const AFTER_AUTHORIZATION = /\.(revoked|token_refresh\.\w+)$/;

/** The audit's verdict, which also considers the type of the event. Never throws, because the workflow must run in any case. */
export function evaluateEvent({ event_type: type, entity }: ConnectionEvent, now: number): Verdict {
	if (!type.startsWith('vault.connection.')) return unknownVerdict('This event is not about a connection, so it was not evaluated.');
	if (!entity) return unknownVerdict('This event contains no connection.');
	try {
		const previous = AFTER_AUTHORIZATION.test(type)
			? { severity: 'ok' as const, code: 'healthy', company: null, authorized: true }
			: null;
		const connection = type === 'vault.connection.deleted' ? asDeleted(entity) : entity;
		return classify(connection, { now, thresholds: { ...DEFAULT_THRESHOLDS }, previous });
	} catch {
		return unknownVerdict('The connection in this event could not be evaluated, because it contains values that this version cannot read.');
	}
}

/** A deleted connection may have 'callable' as its last state. A state that this version cannot read is kept. */
function asDeleted(entity: ConsumerConnection): ConsumerConnection {
	const state: unknown = entity.state ?? '';
	const isReadable = state === '' || (CONNECTION_STATES as readonly unknown[]).includes(state);
	return isReadable ? { ...entity, state: 'available' } : entity;
}

function unknownVerdict(reason: string): Verdict {
	return {
		severity: 'warning',
		code: 'unknown_state',
		reason,
		remedy: 'Check the connection in the Apideck dashboard, or run an audit of this consumer.',
		actor: 'you',
		deadline: null,
	};
}

/** How much of an event its item contains. */
export interface ItemOptions {
	includePayload: boolean;
	redactSecrets: boolean;
}

/** One event as an item, with the fields of an audit finding at the same depth. The IDs come from the signed event. */
export function eventItem(event: ConnectionEvent, { includePayload, redactSecrets }: ItemOptions, now: number): object {
	const { entity = {} } = event;
	const connection = { ...entity, unified_api: textOf(entity.unified_api), service_id: textOf(entity.service_id) };
	const finding: Partial<Finding> = connectionFinding({ id: textOf(entity.consumer_id) }, connection, evaluateEvent(event, now));
	// Events contain no name of the consumer.
	delete finding.consumer_name;
	const item = {
		event_type: event.event_type,
		...finding,
		occurred_at: event.occurred_at ?? null,
		event_id: event.event_id ?? null,
		...(includePayload ? { payload: event.payload } : {}),
	};
	return redactSecrets ? redactItem(item) : item;
}

/** Without the payload where it cannot be redacted, so that the event still runs. */
function redactItem(item: { payload?: Record<string, unknown> }): object {
	try {
		return redactRecord(item);
	} catch {
		return redactRecord({ ...item, payload: REDACTED });
	}
}
