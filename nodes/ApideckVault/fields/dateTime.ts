import type { Item } from './item';

/** A day, a time if there is one, and a zone if there is one. */
const MOMENT = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?))? ?(Z|[+-]\d{2}:?\d{2})?$/i;

/** Milliseconds in March 1973, seconds in the year 5138: what is less was meant as seconds. */
const SMALLEST = 1e11;

/**
 * A moment as ISO 8601 in UTC with milliseconds. Accepts ISO text, a Date, n8n's DateTime, and Unix milliseconds;
 * text without a zone (as the editor's date picker gives it) is read in the workflow's time zone.
 * @throws NodeOperationError naming the field, also for a day that there is not (JavaScript would take the next month's) and for a
 * year before 1000 or after 9999, which nobody means
 */
export function readDateTime(item: Item, label: string, value: unknown): string {
	if (typeof value === 'number' && Math.abs(value) < SMALLEST) {
		throw item.invalid(`The number in '${label}' is too small for Unix milliseconds`, `Multiply Unix seconds by 1000, or write '${label}' like 2026-01-31T08:00:00Z.`);
	}
	const date = toDate(value, item.context.getTimezone());
	const text = date === undefined || Number.isNaN(date.getTime()) ? '' : date.toISOString();
	if (!/^[1-9]\d{3}-/.test(text)) {
		throw item.invalid(`'${label}' is not a date and time`, `Write '${label}' like 2026-01-31T08:00:00Z.`);
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
	const [, day, time = '00:00:00', offsetText] = MOMENT.exec(text) ?? [];
	if (day === undefined || !isDay(day)) return undefined;
	if (offsetText !== undefined) return new Date(`${day}T${time}${offsetText}`);
	const asUtc = new Date(`${day}T${time}Z`);
	if (Number.isNaN(asUtc.getTime())) return undefined;
	// Twice: the offset belongs to the moment itself, which is known only after the first step (daylight saving).
	const first = new Date(asUtc.getTime() - offset(asUtc, zone));
	return new Date(asUtc.getTime() - offset(first, zone));
}

/** JavaScript takes 30 February for 2 March. */
function isDay(day: string): boolean {
	const date = new Date(`${day}T00:00:00Z`);
	return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
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
