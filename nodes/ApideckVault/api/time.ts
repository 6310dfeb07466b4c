const DAY = 86_400_000;

/** Vault did not exist earlier. An older time has the wrong unit, or means "none" in another system. */
const MIN_TIME = Date.UTC(2010, 0, 1);
const MAX_TIME = Date.UTC(2100, 0, 1);

/** 1e11 ms is March 1973 and 1e11 s is the year 5138: anything smaller is assumed to be seconds. */
const MIN_UNIX_MS = 1e11;

/** Maximum clock skew. */
const MAX_CLOCK_SKEW = DAY;

/** Maximum time until a deadline. Apideck's own deadlines are much closer. */
const MAX_DEADLINE_AHEAD = 3653 * DAY;

/** Maximum length of a time. */
const MAX_LENGTH = 64;

const NUMERIC = /^\d{1,16}(\.\d{1,9})?$/;

/** ISO 8601, extended or basic, and PostgreSQL's format: a space instead of the T, a zone in hours, a comma before the fraction. */
const ISO_TIME =
	/^(\d{4})(-?)(\d{2})\2(\d{2})(?:[T ](\d{2})(?::?(\d{2})(?::?(\d{2})(?:[.,](\d{1,12}))?)?)?(?: ?(Z|UTC|GMT|([+-])(\d{2})(?::?(\d{2}))?))?)?$/i;

/**
 * Reads a time as the Vault API writes it: Unix milliseconds in `Connection`, ISO 8601 in `ConsumerConnection`, events and logs.
 * Unix seconds and digits in a text are accepted too.
 * @param value anything; a time without a zone is UTC
 * @returns Unix milliseconds between 2010 and 2100, or null for "none" (0, '', null) and for any other value; never throws
 */
export function parseWireTime(value: unknown): number | null {
	const time = Math.trunc(toMilliseconds(value));
	return time >= MIN_TIME && time < MAX_TIME ? time : null;
}

/** A past time; null when it is more than a day ahead. */
export function parsePastTime(value: unknown, now: number = Date.now()): number | null {
	const time = parseWireTime(value);
	return time !== null && time <= now + MAX_CLOCK_SKEW ? time : null;
}

/** A time that may be in the future; null when it is more than ten years ahead. */
export function parseDeadline(value: unknown, now: number = Date.now()): number | null {
	const time = parseWireTime(value);
	return time !== null && time <= now + MAX_DEADLINE_AHEAD ? time : null;
}

function toMilliseconds(value: unknown): number {
	if (typeof value === 'number') return fromUnix(value);
	if (typeof value !== 'string' || value.length > MAX_LENGTH) return Number.NaN;
	const text = value.trim();
	const iso = fromIso(text);
	return Number.isNaN(iso) && NUMERIC.test(text) ? fromUnix(Number(text)) : iso;
}

function fromUnix(value: number): number {
	return value < MIN_UNIX_MS ? value * 1000 : value;
}

function fromIso(text: string): number {
	const [, year, , month, day, hour = 0, minute = 0, second = 0, fraction = '', , sign, zoneHours = 0, zoneMinutes = 0] = ISO_TIME.exec(text) ?? [];
	if (year === undefined || !isCalendarDate(Number(year), Number(month), Number(day))) return Number.NaN;
	// ISO 8601 allows a leap second and 24:00.
	if (Number(hour) > 24 || Number(minute) > 59 || Number(second) > 60 || Number(zoneHours) > 18 || Number(zoneMinutes) > 59) return Number.NaN;
	const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'));
	const local = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second), milliseconds);
	const offset = (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60_000;
	return sign === '-' ? local + offset : local - offset;
}

/** Checks the date, because JavaScript reads 30 February as 2 March. */
function isCalendarDate(year: number, month: number, day: number): boolean {
	const date = new Date(Date.UTC(year, month - 1, day));
	return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
