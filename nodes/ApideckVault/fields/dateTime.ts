import type { Item } from './item';

/**
 * A moment as ISO 8601 in UTC with milliseconds. Accepts ISO text, a Date, n8n's DateTime, and Unix milliseconds;
 * text without a zone (as the editor's date picker gives it) is read in the workflow's time zone.
 * @throws NodeOperationError naming the field.
 */
export function readDateTime(item: Item, label: string, value: unknown): string {
	const date = toDate(value, item.context.getTimezone());
	if (date === undefined || Number.isNaN(date.getTime())) {
		throw item.invalid(`'${label}' is not a date and time`, `Write '${label}' like 2026-01-31T08:00:00Z.`);
	}
	return date.toISOString();
}

function toDate(value: unknown, zone: string): Date | undefined {
	if (value instanceof Date) return value;
	if (typeof value === 'number') return new Date(value);
	if (typeof value === 'object' && value !== null && 'toISO' in value && typeof value.toISO === 'function') {
		return new Date(String(value.toISO()));
	}
	if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}/.test(value.trim())) return undefined;
	const text = value.trim().replace(' ', 'T');
	if (/(Z|[+-]\d{2}:?\d{2})$/i.test(text)) return new Date(text);
	const asUtc = new Date(`${text.includes('T') ? text : `${text}T00:00:00`}Z`);
	if (Number.isNaN(asUtc.getTime())) return undefined;
	// Twice: the offset belongs to the moment itself, which is known only after the first step (daylight saving).
	const first = new Date(asUtc.getTime() - offset(asUtc, zone));
	return new Date(asUtc.getTime() - offset(first, zone));
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
