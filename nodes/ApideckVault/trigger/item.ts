import type { ConsumerConnection } from '../vault/connection';
import { redactRecord } from '../secrets/redact';
import { REDACTED } from '../secrets/names';
import { simplifyConnection } from '../vault/simplify';
import { textOf, type ConnectionEvent } from './events';
import { judgeEvent } from './verdict';

/** How much of an event its item shows. */
export interface ItemOptions {
	includePayload: boolean;
	redactSecrets: boolean;
}

/** One event as an item: the connection in the shape of Get, with the audit's verdict on it. IDs are those of the signed event. */
export function eventItem(event: ConnectionEvent, { includePayload, redactSecrets }: ItemOptions, now: number): object {
	const item = {
		event_type: event.event_type,
		event_id: event.event_id ?? null,
		occurred_at: event.occurred_at ?? null,
		consumer_id: textOf(event.entity?.consumer_id),
		connection: connectionOf(event.entity ?? {}),
		verdict: judgeEvent(event, now),
		...(includePayload ? { payload: event.payload } : {}),
	};
	return redactSecrets ? redacted(item) : item;
}

/** What an object or a list in one of these fields holds is unknown, and could be a secret. */
function connectionOf(entity: ConsumerConnection): object {
	const plain = Object.fromEntries(
		Object.entries({ ...NOTHING, ...entity }).map(([name, value]) => [name, typeof value === 'object' ? null : value]),
	) as ConsumerConnection;
	const parts = [plain.unified_api, plain.service_id].map(textOf);
	// The event's own ID is that of the consumer; Get's is made of these two.
	const id = parts.includes('') ? null : parts.join('+');
	const consumerId = textOf(plain.consumer_id);
	try {
		return { ...simplifyConnection(plain, consumerId), id };
	} catch {
		return { id, consumer_id: consumerId, unified_api: plain.unified_api, service_id: plain.service_id };
	}
}

/** Every field of an item is there in every item. */
const NOTHING = { unified_api: null, service_id: null, name: null, state: null, enabled: null };

/** Without its payload where that cannot be read: an event that runs is worth more than its payload. */
function redacted(item: { payload?: Record<string, unknown> }): object {
	try {
		return redactRecord(item);
	} catch {
		return redactRecord({ ...item, payload: REDACTED });
	}
}
