import { classify } from '../audit/classify';
import { DEFAULT_THRESHOLDS } from '../audit/thresholds';
import type { Verdict } from '../audit/verdict';
import { CONNECTION_STATES, type ConsumerConnection } from '../vault/connection';
import type { ConnectionEvent } from './events';

/** Events that only a connection can have that was authorized once. */
const AFTER_AUTHORIZATION = /\.(revoked|token_refresh\.\w+)$/;

/** The audit's verdict, with what the event itself adds to what the connection shows. Never throws: the workflow must still run. */
export function judgeEvent({ event_type: type, entity }: ConnectionEvent, now: number): Verdict {
	if (!type.startsWith('vault.connection.')) return unknown('This event is not about a connection, so there was nothing to judge.');
	if (!entity) return unknown('This event came without its connection.');
	try {
		const previous = AFTER_AUTHORIZATION.test(type)
			? { severity: 'ok' as const, code: 'healthy', company: null, authorized: true }
			: null;
		const connection = type === 'vault.connection.deleted' ? asDeleted(entity) : entity;
		return classify(connection, { now, thresholds: { ...DEFAULT_THRESHOLDS }, previous });
	} catch {
		return unknown('The connection in this event could not be judged: it holds values that this version cannot read.');
	}
}

/** The last state of a deleted connection may still be callable. A state that this version cannot read stays as it is. */
function asDeleted(entity: ConsumerConnection): ConsumerConnection {
	const state: unknown = entity.state ?? '';
	const isReadable = state === '' || (CONNECTION_STATES as readonly unknown[]).includes(state);
	return isReadable ? { ...entity, state: 'available' } : entity;
}

function unknown(reason: string): Verdict {
	return {
		severity: 'warning',
		code: 'unknown_state',
		reason,
		remedy: 'Look at the connection in the Apideck dashboard, or run an audit of this consumer.',
		actor: 'you',
		deadline: null,
	};
}
