/** A moment as its text says it; the time counts from the start of the day. */
export interface WrittenMoment {
	/** Midnight of the day, as if it were in UTC. */
	day: number;
	/** Milliseconds since the day began: 86,400,000 for 24:00. */
	time: number;
	/** Milliseconds that the zone is ahead of UTC; undefined when the text names none. */
	offset: number | undefined;
}

const DAY_MS = 86_400_000;
const HOUR = 3_600_000;
const MINUTE = 60_000;
const SECOND = 1_000;

/** Calendar dates, week dates and ordinal dates of ISO 8601, with hyphens or without. Without them, an ordinal date looks like a date that lacks a digit. */
const DAYS = [/^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)/, /^(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)(?!\d)/, /^(?<year>\d{4})-?W(?<week>\d\d)-?(?<weekday>[1-7])(?!\d)/i, /^(?<year>\d{4})-(?<ordinal>\d{3})(?!\d)/];
/** Hours, minutes, seconds, all or only the first of them, with colons or without; the last one may have decimals. */
const TIME = /^(?<hour>\d\d)(?:(?<colon>:?)(?<minute>\d\d)(?:\k<colon>(?<second>\d\d))?)?(?:[.,](?<fraction>\d{1,20}))?$/;
/** `Z`, `UTC`, `GMT`, `+02`, `+0200`, `+02:00`, and as PostgreSQL prints zones of long ago, `+00:17:30`. The sign may be a minus of typography. */
const ZONE = / ?(?:(?<utc>Z|UTC|GMT)|(?<sign>[+\-\u2212])(?<hour>\d\d)(?::?(?<minute>\d\d)(?::(?<second>\d\d))?)?)$/i;

/** Longer texts are not dates. */
const MAX_LENGTH = 64;

/**
 * Reads a date and time as ISO 8601 allows it, in its extended and basic form, and as PostgreSQL prints it. Undefined for anything
 * else, also for a day that does not exist, where JavaScript would take the next month's.
 */
export function readIso(text: string): WrittenMoment | undefined {
	if (text.length > MAX_LENGTH) return undefined;
	const found = DAYS.map((pattern) => pattern.exec(text)).find((match) => match !== null);
	const day = found && dayOf(found.groups ?? {});
	if (!found || day === undefined) return undefined;
	const rest = text.slice(found[0].length);
	if (rest === '') return { day, time: 0, offset: undefined };
	// A date alone may name a zone with a blank or none before it: what begins with a sign is one.
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
		const at = startOfYear + (Number(ordinal) - 1) * DAY_MS;
		return Number(ordinal) >= 1 && new Date(at).getUTCFullYear() === Number(year) ? at : undefined;
	}
	if (week !== undefined) {
		// Week 1 is the one with 4 January; it begins on a Monday.
		const mondayOf = (of: number): number => dateOf(of, 1, 4) - ((new Date(dateOf(of, 1, 4)).getUTCDay() + 6) % 7) * DAY_MS;
		const monday = mondayOf(Number(year)) + (Number(week) - 1) * 7 * DAY_MS;
		return Number(week) >= 1 && monday < mondayOf(Number(year) + 1) ? monday + (Number(weekday) - 1) * DAY_MS : undefined;
	}
	const at = dateOf(Number(year), Number(month), Number(day));
	const date = new Date(at);
	return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day) ? at : undefined;
}

/** `Date.UTC` takes the years 0 to 99 for those of the last century. */
function dateOf(year: number, month: number, day: number): number {
	return new Date(0).setUTCFullYear(year, month - 1, day);
}

function timeOf(groups: Groups | undefined): number | undefined {
	if (groups === undefined) return undefined;
	const { hour, minute, second, fraction } = groups;
	if (second === '60') return Number(hour) <= 23 && isLeapMinute(Number(minute)) ? Number(hour) * HOUR + (Number(minute) + 1) * MINUTE : undefined;
	const unit = second !== undefined ? SECOND : minute !== undefined ? MINUTE : HOUR;
	const time = Number(hour) * HOUR + Number(minute ?? 0) * MINUTE + Number(second ?? 0) * SECOND + fractionOf(fraction, unit);
	const fits = Number(hour) <= 24 && Number(minute ?? 0) < 60 && Number(second ?? 0) < 60 && time <= DAY_MS;
	return fits ? time : undefined;
}

/**
 * Whether a 61st second may follow this minute; it is then taken as the next minute, without its decimals. A leap second ends a day
 * in UTC, and the clocks of all zones differ from UTC by quarters of an hour.
 */
function isLeapMinute(minute: number): boolean {
	return minute < 60 && (minute + 1) % 15 === 0;
}

/** In whole numbers, because 0.29 * 100 is less than 29. Nanoseconds and finer are cut off. */
function fractionOf(digits: string | undefined, unit: number): number {
	return Math.floor((Number((digits ?? '').slice(0, 9).padEnd(9, '0')) * unit) / 1e9);
}

/** NaN for an offset that no clock has. */
function offsetOf({ utc, sign, hour, minute = '0', second = '0' }: Groups): number {
	if (utc !== undefined) return 0;
	if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return Number.NaN;
	return (sign === '+' ? 1 : -1) * (Number(hour) * HOUR + Number(minute) * MINUTE + Number(second) * SECOND);
}
