import type { AuditedConnection } from './condition';
import { plain } from './plainText';
import { DETAILS_UNREADABLE } from './rules';
import type { Severity, Verdict } from './verdict';

/** How a connection stands compared to the last run. */
export type Change = 'new' | 'worsened' | 'improved' | 'resolved' | 'disappeared';

/** One row of the audit's output. `unified_api`, `service_id` and what follows are null for a consumer that could not be read. */
export interface Finding extends Verdict {
	consumer_id: string;
	consumer_name: string | null;
	unified_api: string | null;
	service_id: string | null;
	connection_name: string | null;
	/** As the API sent it; texts that are no ID are cut at 200 characters. */
	state: string | null;
	health: string | null;
	enabled: boolean | null;
	/** Only when the audit compares with the last run. */
	change?: Change;
	/** With `change`, how severe the last run found it; left out when the last run did not know it. */
	previous_severity?: Severity;
	/** A Hosted Vault session for this consumer. Anyone who has the link can change their connections. */
	reauthorize_url?: string;
}

/** What a reader wants to know first: the columns of n8n's table stand in the order of the fields. */
const READ_FIRST = ['severity', 'change', 'consumer_id', 'consumer_name', 'connection_name', 'reason', 'remedy', 'actor', 'deadline'] as const;

function inReadingOrder(finding: Finding): Finding {
	const first = READ_FIRST.filter((field) => field in finding).map((field) => [field, finding[field]]);
	return Object.assign(Object.fromEntries(first), finding);
}

/** Names, states and explanations are shorter; the name of one connection can be a megabyte long. */
const MAX_TEXT = 200;

function text(value: unknown): string | null {
	return typeof value === 'string' && value !== '' ? shorten(value) : null;
}

function shorten(value: string): string {
	return value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT - 1).replace(/[\ud800-\udbff]$/, '')}…` : value;
}

/** An ID names something, so it is never cut. */
function idOf(value: unknown): string | null {
	return typeof value === 'string' && value !== '' ? value : null;
}

function nameOf({ name }: { name?: string | null }): string | null {
	return name == null ? null : shorten(name);
}

/**
 * @param consumer its id, and its account name (or another name to show) if there is one
 * @param change left out when nothing is compared
 * @param before what the last run found, if it knew the connection
 */
export function connectionFinding(
	consumer: { id: string; name?: string | null },
	connection: AuditedConnection,
	verdict: Verdict,
	change?: Change,
	before?: Severity,
): Finding {
	return inReadingOrder({
		consumer_id: consumer.id,
		consumer_name: nameOf(consumer),
		unified_api: idOf(connection?.unified_api),
		service_id: idOf(connection?.service_id),
		connection_name: text(connection?.name),
		state: text(connection?.state),
		health: text(connection?.health),
		enabled: typeof connection?.enabled === 'boolean' ? connection.enabled : null,
		...verdict,
		...(change === undefined ? {} : { change }),
		...(change === undefined || before === undefined ? {} : { previous_severity: before }),
	});
}

const NOTHING_READ = { unified_api: null, service_id: null, connection_name: null, state: null, health: null, enabled: null } as const;

/**
 * A consumer whose connections could not be read this time (gone since it was listed, failing or too slow server).
 * @param why a sentence without a full stop and without secrets, for example `the server answered 503 four times`
 */
export function unreadableFinding(consumer: { id: string; name?: string | null }, why: string): Finding {
	return inReadingOrder({
		consumer_id: consumer.id,
		consumer_name: nameOf(consumer),
		...NOTHING_READ,
		severity: 'warning',
		code: 'unreadable',
		reason: `The connections of this consumer could not be read: ${sentence(why)}.`,
		remedy: 'Run the audit again; if it stays so, look at the consumer in the Apideck dashboard.',
		actor: 'you',
		deadline: null,
	});
}

/** The verdict on a connection that looks healthy by its summary, while what a rule needs of its details could not be read. */
export function detailsUnreadable(name: string, why: string): Verdict {
	return {
		severity: 'warning',
		code: DETAILS_UNREADABLE,
		reason: `${name} looks healthy, but its details could not be read, so something may still be wrong: ${sentence(why)}.`,
		remedy: 'Run the audit again; if it stays so, look at the connection in the Apideck dashboard.',
		actor: 'you',
		deadline: null,
	};
}

function sentence(why: string): string {
	return plain(why, MAX_TEXT).replace(/\.$/, '');
}

/** A connection that the last run saw and this one did not, though its consumer could be read or is gone. */
export function disappearedFinding(
	consumer: { id: string; name?: string | null },
	gone: { unified_api: string; service_id: string; connection_name: string | null },
	before: Severity,
): Finding {
	const name = gone.connection_name ?? gone.service_id;
	return inReadingOrder({
		consumer_id: consumer.id,
		consumer_name: nameOf(consumer),
		...NOTHING_READ,
		...gone,
		severity: 'info',
		code: 'disappeared',
		reason: `${name} is no longer among this consumer's connections, or the consumer is gone.`,
		remedy: 'Nothing if it was deleted on purpose; otherwise ask the consumer.',
		actor: 'you',
		deadline: null,
		change: 'disappeared',
		previous_severity: before,
	});
}
