/** The largest distance from 1970 that a Date can hold, in milliseconds. */
const MAX_DATE = 8.64e15;

const ISO_DATE = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;
const HAS_ZONE = /(Z|[+-]\d{2}:?\d{2})$/i;
const NUMERIC = /^\d+(\.\d+)?$/;

/**
 * Reads a time as the Vault API writes it: Unix milliseconds in `Connection`, ISO 8601 in `ConsumerConnection` and webhooks.
 * @param value anything; a time without a zone is UTC
 * @returns Unix milliseconds, or null for "none": 0, '', null, 1970-01-01T00:00:00Z, negative or unreadable values
 */
export function parseWireTime(value: unknown): number | null {
	const time = toMilliseconds(value);
	return Number.isFinite(time) && time > 0 && time <= MAX_DATE ? Math.trunc(time) : null;
}

function toMilliseconds(value: unknown): number {
	if (typeof value === 'number') return value;
	if (typeof value !== 'string') return Number.NaN;
	const text = value.trim();
	if (NUMERIC.test(text)) return Number(text);
	if (!ISO_DATE.test(text)) return Number.NaN;
	// A date alone is UTC by itself, a date with a time and no zone would be read in the server's own zone.
	const zoned = text.length === 10 || HAS_ZONE.test(text) ? text : `${text}Z`;
	return Date.parse(zoned.replace(' ', 'T'));
}
