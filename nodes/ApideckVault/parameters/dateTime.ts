import type { ValueErrors } from './param';

/** A parsed date and time. The time counts from the start of the day. */
export interface ParsedDateTime {
	/** Midnight of the day, as if it were in UTC. */
	day: number;
	/** Milliseconds since the day began: 86,400,000 for 24:00. */
	time: number;
	/** Milliseconds that the zone is ahead of UTC; undefined when the text has no zone. */
	offset: number | undefined;
}

const DAY = 86_400_000;
const HOUR = 3_600_000;
const MINUTE = 60_000;
const SECOND = 1_000;

/** Calendar dates, week dates and ordinal dates of ISO 8601, with or without hyphens. An ordinal date needs its hyphen: without it, it looks like a date with a missing digit. */
const DATE_PATTERNS = [/^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)/, /^(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)(?!\d)/, /^(?<year>\d{4})-?W(?<week>\d\d)-?(?<weekday>[1-7])(?!\d)/i, /^(?<year>\d{4})-(?<ordinal>\d{3})(?!\d)/];
/** Hours, with optional minutes and seconds, with or without colons. The last unit may have decimals. */
const TIME = /^(?<hour>\d\d)(?:(?<colon>:?)(?<minute>\d\d)(?:\k<colon>(?<second>\d\d))?)?(?:[.,](?<fraction>\d{1,20}))?$/;
/** `Z`, `UTC`, `GMT`, `+02`, `+0200`, `+02:00`, and `+00:17:30`, as PostgreSQL prints historical zones. The sign may be a typographic minus. */
const ZONE = / ?(?:(?<utc>Z|UTC|GMT)|(?<sign>[+\-\u2212])(?<hour>\d\d)(?::?(?<minute>\d\d)(?::(?<second>\d\d))?)?)$/i;

/** Longer texts are not dates. */
const MAX_TEXT = 64;

/**
 * Parses a date and time in the extended and basic form of ISO 8601, and as PostgreSQL prints it. Returns undefined for anything else,
 * including days that do not exist, which JavaScript would move to the next month.
 */
export function parseIsoDateTime(text: string): ParsedDateTime | undefined {
	if (text.length > MAX_TEXT) return undefined;
	const found = DATE_PATTERNS.map((pattern) => pattern.exec(text)).find((match) => match !== null);
	const day = found && dayOf(found.groups ?? {});
	if (!found || day === undefined) return undefined;
	const rest = text.slice(found[0].length);
	if (rest === '') return { day, time: 0, offset: undefined };
	// A date without a time may be followed by a zone, with or without a space.
	const separated = /^[T ](?=\d)/i.test(rest);
	const zone = ZONE.exec(rest);
	const written = separated ? rest.slice(1, zone?.index ?? rest.length) : '';
	if (!separated && zone?.index !== 0) return undefined;
	const time = separated ? timeOf(TIME.exec(written)?.groups) : 0;
	const offset = zone === null ? undefined : offsetOf(zone.groups ?? {});
	return time === undefined || Number.isNaN(offset) ? undefined : { day, time, offset };
}

type Groups = Record<string, string | undefined>;

function dayOf({ year = '', month, day, week, weekday, ordinal }: Groups): number | undefined {
	const startOfYear = dateOf(Number(year), 1, 1);
	if (ordinal !== undefined) {
		const at = startOfYear + (Number(ordinal) - 1) * DAY;
		return Number(ordinal) >= 1 && new Date(at).getUTCFullYear() === Number(year) ? at : undefined;
	}
	if (week !== undefined) {
		// Week 1 contains January 4, and weeks begin on Monday.
		const firstMonday = (weekYear: number): number => dateOf(weekYear, 1, 4) - ((new Date(dateOf(weekYear, 1, 4)).getUTCDay() + 6) % 7) * DAY;
		const monday = firstMonday(Number(year)) + (Number(week) - 1) * 7 * DAY;
		return Number(week) >= 1 && monday < firstMonday(Number(year) + 1) ? monday + (Number(weekday) - 1) * DAY : undefined;
	}
	const at = dateOf(Number(year), Number(month), Number(day));
	const date = new Date(at);
	return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day) ? at : undefined;
}

/** Not `Date.UTC`, which maps the years 0 to 99 to 1900 to 1999. */
function dateOf(year: number, month: number, day: number): number {
	return new Date(0).setUTCFullYear(year, month - 1, day);
}

function timeOf(groups: Groups | undefined): number | undefined {
	if (groups === undefined) return undefined;
	const { hour, minute, second, fraction } = groups;
	if (second === '60') return Number(hour) <= 23 && isLeapMinute(Number(minute)) ? Number(hour) * HOUR + (Number(minute) + 1) * MINUTE : undefined;
	const unit = second !== undefined ? SECOND : minute !== undefined ? MINUTE : HOUR;
	const time = Number(hour) * HOUR + Number(minute ?? 0) * MINUTE + Number(second ?? 0) * SECOND + fractionOf(fraction, unit);
	const fits = Number(hour) <= 24 && Number(minute ?? 0) < 60 && Number(second ?? 0) < 60 && time <= DAY;
	return fits ? time : undefined;
}

/**
 * Whether this minute may have a leap second, which counts as the next minute, without decimals. A leap second ends a day in UTC, and
 * the offsets of all zones are multiples of 15 minutes.
 */
function isLeapMinute(minute: number): boolean {
	return minute < 60 && (minute + 1) % 15 === 0;
}

/** Integer arithmetic, because 0.29 * 100 is less than 29. Digits beyond nanoseconds are dropped. */
function fractionOf(digits: string | undefined, unit: number): number {
	return Math.floor((Number((digits ?? '').slice(0, 9).padEnd(9, '0')) * unit) / 1e9);
}

/** NaN for an invalid offset. */
function offsetOf({ utc, sign, hour, minute = '0', second = '0' }: Groups): number {
	if (utc !== undefined) return 0;
	if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return Number.NaN;
	return (sign === '+' ? 1 : -1) * (Number(hour) * HOUR + Number(minute) * MINUTE + Number(second) * SECOND);
}

/** March 1973 in milliseconds, and the year 5138 in seconds. Anything smaller is assumed to be seconds. */
const MIN_UNIX_MS = 1e11;

/** Unix milliseconds as text, as spreadsheets and forms return them. No ISO 8601 date has that many digits in a row. */
const UNIX_TEXT = /^\d{12,13}$/;

/**
 * A date and time as ISO 8601 in UTC with milliseconds. Accepts ISO 8601, the format of PostgreSQL, a Date, n8n's DateTime, and Unix
 * milliseconds as a number or text. Text without a zone, as the editor's date picker returns it, is in the workflow's time zone.
 * @throws NodeOperationError naming the field, also for days that do not exist and for years before 1000 or after 9999, which are
 * assumed to be mistakes
 */
export function readDateTime(errors: ValueErrors & { timezone(): string }, label: string, given: unknown): string {
	const value = typeof given === 'string' && UNIX_TEXT.test(given.trim()) ? Number(given) : given;
	if (typeof value === 'number' && Math.abs(value) < MIN_UNIX_MS) {
		throw errors.invalid(`The number in '${label}' is too small for Unix milliseconds`, `Multiply Unix seconds by 1000, or enter a date such as 2026-01-31T08:00:00Z.`);
	}
	const date = toDate(value, errors.timezone());
	const text = date === undefined || Number.isNaN(date.getTime()) ? '' : date.toISOString();
	if (!/^[1-9]\d{3}-/.test(text)) {
		throw errors.invalid(`'${label}' is not a date and time`, `Enter '${label}' in ISO 8601 format, such as 2026-01-31T08:00:00Z or 2026-01-31.`);
	}
	return text;
}

function toDate(value: unknown, zone: string): Date | undefined {
	// Not `instanceof`: a Date from an expression may come from another realm.
	if (Object.prototype.toString.call(value) === '[object Date]') return new Date((value as Date).getTime());
	if (typeof value === 'number') return new Date(value);
	if (typeof value === 'object' && value !== null && 'toISO' in value && typeof value.toISO === 'function') {
		const iso = (value as { toISO(): unknown }).toISO();
		return typeof iso === 'string' ? new Date(iso) : undefined;
	}
	return typeof value === 'string' ? fromText(value.trim(), zone) : undefined;
}

function fromText(text: string, zone: string): Date | undefined {
	const parsed = parseIsoDateTime(text);
	if (parsed === undefined) return undefined;
	const local = parsed.day + parsed.time;
	if (parsed.offset !== undefined) return new Date(local - parsed.offset);
	// Resolved in two steps, because the offset depends on the exact time (daylight saving), which the first step approximates.
	const estimate = new Date(local - offsetAt(new Date(local), zone));
	return new Date(local - offsetAt(estimate, zone));
}

/** Milliseconds that a zone is ahead of UTC at a given time. */
function offsetAt(date: Date, zone: string): number {
	const parts = new Intl.DateTimeFormat('en-US', {
		timeZone: zone,
		hourCycle: 'h23',
		year: 'numeric',
		month: 'numeric',
		day: 'numeric',
		hour: 'numeric',
		minute: 'numeric',
		second: 'numeric',
	}).formatToParts(date);
	const part = (type: string) => Number(parts.find((entry) => entry.type === type)?.value);
	const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
	return local - Math.floor(date.getTime() / 1000) * 1000;
}
