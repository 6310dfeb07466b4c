import { readIso } from './isoDate';
import type { Item } from './item';

/** Milliseconds in March 1973, seconds in the year 5138: what is less was meant as seconds. */
const SMALLEST = 1e11;

/** Unix milliseconds as a sheet or a form gives them. No date of ISO 8601 is a row of so many digits. */
const UNIX_TEXT = /^\d{12,13}$/;

/**
 * A moment as ISO 8601 in UTC with milliseconds. Accepts ISO 8601 and what PostgreSQL prints, a Date, n8n's DateTime, and Unix
 * milliseconds, also as text; text without a zone (as the editor's date picker gives it) is read in the workflow's time zone.
 * @throws NodeOperationError naming the field, also for a day that there is not (JavaScript would take the next month's) and for a
 * year before 1000 or after 9999, which nobody means
 */
export function readDateTime(item: Item, label: string, given: unknown): string {
	const value = typeof given === 'string' && UNIX_TEXT.test(given.trim()) ? Number(given) : given;
	if (typeof value === 'number' && Math.abs(value) < SMALLEST) {
		throw item.invalid(`The number in '${label}' is too small for Unix milliseconds`, `Multiply Unix seconds by 1000, or write '${label}' like 2026-01-31T08:00:00Z.`);
	}
	const date = toDate(value, item.context.getTimezone());
	const text = date === undefined || Number.isNaN(date.getTime()) ? '' : date.toISOString();
	if (!/^[1-9]\d{3}-/.test(text)) {
		throw item.invalid(`'${label}' is not a date and time`, `Write '${label}' as in ISO 8601, like 2026-01-31T08:00:00Z or 2026-01-31.`);
	}
	return text;
}

function toDate(value: unknown, zone: string): Date | undefined {
	// By its tag: a Date of an expression may be of another realm.
	if (Object.prototype.toString.call(value) === '[object Date]') return new Date((value as Date).getTime());
	if (typeof value === 'number') return new Date(value);
	if (typeof value === 'object' && value !== null && 'toISO' in value && typeof value.toISO === 'function') {
		const iso = (value as { toISO(): unknown }).toISO();
		return typeof iso === 'string' ? new Date(iso) : undefined;
	}
	return typeof value === 'string' ? fromText(value.trim(), zone) : undefined;
}

function fromText(text: string, zone: string): Date | undefined {
	const moment = readIso(text);
	if (moment === undefined) return undefined;
	const local = moment.day + moment.time;
	if (moment.offset !== undefined) return new Date(local - moment.offset);
	// Twice: the offset belongs to the moment itself, which is known only after the first step (daylight saving).
	const first = new Date(local - offset(new Date(local), zone));
	return new Date(local - offset(first, zone));
}

/** Milliseconds that the zone's clocks are ahead of UTC at a moment. */
function offset(moment: Date, zone: string): number {
	const parts = new Intl.DateTimeFormat('en-US', {
		timeZone: zone,
		hourCycle: 'h23',
		year: 'numeric',
		month: 'numeric',
		day: 'numeric',
		hour: 'numeric',
		minute: 'numeric',
		second: 'numeric',
	}).formatToParts(moment);
	const part = (type: string) => Number(parts.find((entry) => entry.type === type)?.value);
	const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
	return local - Math.floor(moment.getTime() / 1000) * 1000;
}
