const DAY = 86_400_000;

/** Vault did not exist before; what seems older is a unit mix-up or the "none" of some other system. */
const EARLIEST = Date.UTC(2010, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);

/** 1e11 ms is March 1973 and 1e11 s is the year 5138: anything smaller is taken for seconds. */
const SMALLEST_MS = 1e11;

/** Clocks differ, though not by more than this. */
const MAX_CLOCK_DIFFERENCE = DAY;

/** Apideck keeps credentials it cannot refresh for two days; nothing it lets expire lies further ahead than this. */
const FURTHEST_DEADLINE = 3653 * DAY;

/** No time is longer; a longer text is not searched. */
const MAX_LENGTH = 64;

const NUMERIC = /^\d{1,16}(\.\d{1,9})?$/;

/** ISO 8601, extended or basic, and what PostgreSQL prints: a blank for the T, a zone of hours only, a comma before the fraction. */
const ISO_TIME =
	/^(\d{4})(-?)(\d{2})\2(\d{2})(?:[T ](\d{2})(?::?(\d{2})(?::?(\d{2})(?:[.,](\d{1,12}))?)?)?(?: ?(Z|UTC|GMT|([+-])(\d{2})(?::?(\d{2}))?))?)?$/i;

/**
 * Reads a time as the Vault API writes it: Unix milliseconds in `Connection`, ISO 8601 in `ConsumerConnection`, events and logs.
 * Unix seconds and digits in a text are understood too.
 * @param value anything; a time without a zone is UTC
 * @returns Unix milliseconds between 2010 and 2100, or null for "none" (0, '', null) and for what is no such time; never throws
 */
export function parseWireTime(value: unknown): number | null {
	const time = Math.trunc(toMilliseconds(value));
	return time >= EARLIEST && time < LATEST ? time : null;
}

/** The time of something that has happened; null when it is over a day ahead. */
export function parsePastTime(value: unknown, now: number = Date.now()): number | null {
	const time = parseWireTime(value);
	return time !== null && time <= now + MAX_CLOCK_DIFFERENCE ? time : null;
}

/** The time of something that may lie ahead; null when it is over ten years ahead. */
export function parseDeadline(value: unknown, now: number = Date.now()): number | null {
	const time = parseWireTime(value);
	return time !== null && time <= now + FURTHEST_DEADLINE ? time : null;
}

function toMilliseconds(value: unknown): number {
	if (typeof value === 'number') return fromUnix(value);
	if (typeof value !== 'string' || value.length > MAX_LENGTH) return Number.NaN;
	const text = value.trim();
	const iso = fromIso(text);
	return Number.isNaN(iso) && NUMERIC.test(text) ? fromUnix(Number(text)) : iso;
}

function fromUnix(value: number): number {
	return value < SMALLEST_MS ? value * 1000 : value;
}

function fromIso(text: string): number {
	const [, year, , month, day, hour = 0, minute = 0, second = 0, fraction = '', , sign, zoneHours = 0, zoneMinutes = 0] = ISO_TIME.exec(text) ?? [];
	if (year === undefined || !isDay(Number(year), Number(month), Number(day))) return Number.NaN;
	// A leap second and the midnight at the end of a day are ISO 8601, too.
	if (Number(hour) > 24 || Number(minute) > 59 || Number(second) > 60 || Number(zoneHours) > 18 || Number(zoneMinutes) > 59) return Number.NaN;
	const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'));
	const local = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second), milliseconds);
	const offset = (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60_000;
	return sign === '-' ? local + offset : local - offset;
}

/** JavaScript takes 30 February for 2 March. */
function isDay(year: number, month: number, day: number): boolean {
	const date = new Date(Date.UTC(year, month - 1, day));
	return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
