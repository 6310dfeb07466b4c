/**
 * How long the server asks to wait, in milliseconds; undefined when it says nothing usable.
 * Reads `retry-after-ms` (as Apideck's own client does), `Retry-After` in seconds or as an HTTP date, and the cool-down
 * after a failed token refresh in the body of a 401 (`detail.debug.cooldown_remaining_ms`; `retry_after_ms` there is an
 * absolute Unix time in spite of its name). Negative values, garbage and times in the past mean "nothing".
 */
export function readRetryAfter(
	headers: Record<string, unknown>,
	body: unknown,
	now: number,
): number | undefined {
	const milliseconds = positive(headers['retry-after-ms']);
	if (milliseconds !== undefined) return milliseconds;

	const value = headers['retry-after'];
	const seconds = positive(value);
	if (seconds !== undefined) return seconds * 1000;
	const at = typeof value === 'string' ? httpDate(value.trim()) : NaN;
	if (at > now) return at - now;
	return readCooldown(body, now);
}

/** Only what begins as an HTTP date does: Date.parse takes "-5" and "in 40" for years. One without a zone is in GMT. */
function httpDate(text: string): number {
	if (!/^(mon|tue|wed|thu|fri|sat|sun)[a-z]*,? /i.test(text)) return NaN;
	return Date.parse(/(GMT|UTC|[+-]\d{4})$/i.test(text) ? text : `${text} GMT`);
}

function readCooldown(body: unknown, now: number): number | undefined {
	const debug = property(property(body, 'detail'), 'debug');
	const remaining = positive(property(debug, 'cooldown_remaining_ms'));
	if (remaining !== undefined) return remaining;
	const at = positive(property(debug, 'retry_after_ms'));
	return at !== undefined && at > now ? at - now : undefined;
}

function property(value: unknown, key: string): unknown {
	return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function positive(value: unknown): number | undefined {
	const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
	if (!/^\d+(\.\d+)?$/.test(text)) return undefined;
	const number = Number(text);
	return number > 0 ? number : undefined;
}
