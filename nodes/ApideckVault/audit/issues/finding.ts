import { connectionIdOf } from '../../api/ids';
import type { AuditedConnection } from '../rules/snapshot';
import { singleLine } from '../text';
import { DETAILS_UNREADABLE } from '../rules/classify';
import type { Severity, Verdict } from '../rules/verdict';

/** How a connection changed since the last run. */
export type Change = 'new' | 'worsened' | 'improved' | 'resolved' | 'disappeared';

/** What the audit says about one connection. From `connection` on, the fields are null for a consumer that could not be read. */
export interface Finding extends Verdict {
	consumer_id: string;
	consumer_name: string | null;
	/** `unified_api` and `service_id` in one text, such as `hris+bamboohr`. */
	connection: string | null;
	unified_api: string | null;
	service_id: string | null;
	connection_name: string | null;
	/** As the API sent it. Texts other than IDs are truncated to 200 characters. */
	state: string | null;
	health: string | null;
	enabled: boolean | null;
	/** Only if the audit compares with the last run. */
	change?: Change;
	/** With `change`: the severity in the last run; absent if that run did not know the connection. */
	previous_severity?: Severity;
	/** A Hosted Vault session for this consumer. Anyone who has the link can change their connections. */
	reauthorize_url?: string;
}

/** The most important fields. n8n's table shows the columns in the order of the fields. */
const LEADING_FIELDS = ['severity', 'change', 'consumer_id', 'consumer_name', 'connection', 'connection_name', 'reason', 'remedy', 'actor', 'deadline'] as const;

function orderFields(finding: Finding): Finding {
	const first = LEADING_FIELDS.filter((field) => field in finding).map((field) => [field, finding[field]]);
	return Object.assign(Object.fromEntries(first), finding);
}

/** Longer than any real name, state or explanation. A connection's name can be a megabyte long. */
const MAX_TEXT = 200;

function text(value: unknown): string | null {
	return typeof value === 'string' && value !== '' ? truncate(value) : null;
}

function truncate(value: string): string {
	return value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT - 1).replace(/[\ud800-\udbff]$/, '')}…` : value;
}

/** An ID is never truncated: it would identify something else. */
function idOf(value: unknown): string | null {
	return typeof value === 'string' && value !== '' ? value : null;
}

function nameOf({ name }: { name?: string | null }): string | null {
	return name == null ? null : truncate(name);
}

/**
 * @param consumer its ID, and its account name (or another display name) if there is one
 * @param change omitted if nothing is compared
 * @param previousSeverity the severity in the last run, if that run knew the connection
 */
export function connectionFinding(
	consumer: { id: string; name?: string | null },
	connection: AuditedConnection,
	verdict: Verdict,
	change?: Change,
	previousSeverity?: Severity,
): Finding {
	const [unifiedApi, serviceId] = [idOf(connection?.unified_api), idOf(connection?.service_id)];
	return orderFields({
		consumer_id: consumer.id,
		consumer_name: nameOf(consumer),
		connection: connectionIdOf(unifiedApi, serviceId),
		unified_api: unifiedApi,
		service_id: serviceId,
		connection_name: text(connection?.name),
		state: text(connection?.state),
		health: text(connection?.health),
		enabled: typeof connection?.enabled === 'boolean' ? connection.enabled : null,
		...verdict,
		...(change === undefined ? {} : { change }),
		...(change === undefined || previousSeverity === undefined ? {} : { previous_severity: previousSeverity }),
	});
}

const NO_CONNECTION = { connection: null, unified_api: null, service_id: null, connection_name: null, state: null, health: null, enabled: null } as const;

/**
 * A consumer whose connections could not be read in this run (deleted since it was listed, server failing or too slow).
 * @param why a clause without secrets, for example `the server responded with 503 four times`
 */
export function unreadableFinding(consumer: { id: string; name?: string | null }, why: string): Finding {
	return orderFields({
		consumer_id: consumer.id,
		consumer_name: nameOf(consumer),
		...NO_CONNECTION,
		severity: 'warning',
		code: 'unreadable',
		reason: `The connections of this consumer could not be read: ${toClause(why)}.`,
		remedy: 'Run the audit again. If this persists, check the consumer in the Apideck dashboard.',
		actor: 'you',
		deadline: null,
	});
}

/** The verdict on a connection whose summary looks healthy, but whose details could not be read although a rule needs them. */
export function detailsUnreadableVerdict(name: string, why: string): Verdict {
	return {
		severity: 'warning',
		code: DETAILS_UNREADABLE,
		reason: `${name} looks healthy, but its details could not be read, so something may still be wrong: ${toClause(why)}.`,
		remedy: 'Run the audit again. If this persists, check the connection in the Apideck dashboard.',
		actor: 'you',
		deadline: null,
	};
}

function toClause(why: string): string {
	return singleLine(why, MAX_TEXT).replace(/\.$/, '');
}

/** A connection that the last run saw and this run did not, although its consumer could be read or was deleted. */
export function disappearedFinding(
	consumer: { id: string; name?: string | null },
	connection: { unified_api: string; service_id: string; connection_name: string | null },
	previousSeverity: Severity,
): Finding {
	const name = connection.connection_name ?? connection.service_id;
	return orderFields({
		consumer_id: consumer.id,
		consumer_name: nameOf(consumer),
		...NO_CONNECTION,
		connection: connectionIdOf(connection.unified_api, connection.service_id),
		...connection,
		severity: 'info',
		code: 'disappeared',
		reason: `${name} is no longer among this consumer's connections, or the consumer was deleted.`,
		remedy: 'No action needed if this was intentional. Otherwise, ask the consumer.',
		actor: 'you',
		deadline: null,
		change: 'disappeared',
		previous_severity: previousSeverity,
	});
}
