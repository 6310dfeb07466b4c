/**
 * How long the server asks to wait, in milliseconds; undefined when it says nothing usable.
 * Reads `retry-after-ms` (as Apideck's own client does), `Retry-After` in seconds, with a unit or as an HTTP date, and the cool-down
 * after a failed token refresh in the body of a 401 (`detail.debug.cooldown_remaining_ms`; `retry_after_ms` there is an
 * absolute Unix time in spite of its name). Negative values, garbage and times in the past mean "nothing".
 */
export function readRetryAfter(
	headers: Record<string, unknown>,
	body: unknown,
	now: number,
): number | undefined {
	const milliseconds = positive(header(headers, 'retry-after-ms'));
	if (milliseconds !== undefined) return milliseconds;

	const value = header(headers, 'retry-after');
	const span = duration(value);
	if (span !== undefined) return span;
	const at = typeof value === 'string' ? httpDate(value.trim()) : NaN;
	if (at > now) return at - now;
	return readCooldown(body, now);
}

/** Prefix of the headers in which Apideck passes on the rate limit of the connected service. */
const DOWNSTREAM = 'x-downstream-ratelimit-';

/** When a rate limit is lifted: Apideck's own header first, then those that gateways in front of an API send. */
const DOWNSTREAM_RESET = `${DOWNSTREAM}reset`;
const RESETS = [DOWNSTREAM_RESET, 'ratelimit-reset', 'x-ratelimit-reset', 'x-rate-limit-reset', 'x-ratelimit-reset-after'];

/**
 * How long until the rate limit of a 429 is lifted, in milliseconds; undefined when no header says so. Apideck gives a Unix time;
 * others give seconds from now or a date. Of several values the latest counts.
 */
export function readRateLimitReset(headers: Record<string, unknown>, now: number): number | undefined {
	for (const name of RESETS) {
		const wait = longest(listOf(header(headers, name)).map((value) => readReset(value, now)));
		if (wait !== undefined) return wait;
	}
	return readPolicies(header(headers, 'ratelimit'), now);
}

/** The same of the connected service alone. It can last longer than the `Retry-After` that comes with it. */
export function readDownstreamReset(headers: Record<string, unknown>, now: number): number | undefined {
	return longest(listOf(header(headers, DOWNSTREAM_RESET)).map((value) => readReset(value, now)));
}

/** The longest of the waits that are known. */
export function longest(waits: Array<number | undefined>): number | undefined {
	const known = waits.filter((wait) => wait !== undefined);
	return known.length === 0 ? undefined : Math.max(...known);
}

/** Longest `RateLimit` header that is read. */
const MAX_POLICIES = 1_000;

/**
 * `RateLimit: "default";r=0;t=6`, or `limit=10, remaining=0, reset=6` as earlier drafts had it. Policies with something left are
 * not those that refused, so they count only if there is no other.
 */
function readPolicies(value: unknown, now: number): number | undefined {
	const texts: unknown[] = Array.isArray(value) ? value.slice(0, MAX_VALUES) : [value];
	const policies = texts
		.filter((text) => typeof text === 'string')
		.filter((text) => text.length <= MAX_POLICIES)
		// Names in quotes can contain separators.
		.flatMap((text) => text.replace(/"[^"]*"/g, '').split(',', MAX_VALUES))
		.map((text) => {
			const parameters = new Map(text.split(';', MAX_VALUES).map((pair): [string, string] => readPair(pair)));
			const reset = parameters.get('t') ?? parameters.get('reset');
			const hasLeft = positive(parameters.get('r') ?? parameters.get('remaining')) !== undefined;
			return { wait: reset === undefined ? undefined : readReset(reset, now), hasLeft };
		});
	return longest(policies.filter(({ hasLeft }) => !hasLeft).map(({ wait }) => wait)) ?? longest(policies.map(({ wait }) => wait));
}

function readPair(text: string): [string, string] {
	const [name = '', value = ''] = text.split('=', 2);
	return [name.trim().toLowerCase(), value.trim()];
}

/** Whether the headers tell of the connected service's own rate limit. */
export function namesDownstreamLimit(headers: Record<string, unknown>): boolean {
	return Object.keys(headers).some((name) => name.toLowerCase().startsWith(DOWNSTREAM));
}

/** 1e9 s is September 2001: less cannot be a time of today. */
const LEAST_UNIX_SECONDS = 1e9;
/** 1e11 ms is March 1973, and 1e11 s the year 5138: what is more is in milliseconds. */
const LEAST_UNIX_MILLISECONDS = 1e11;

function readReset(value: string | number, now: number): number | undefined {
	const number = positive(value);
	if (number === undefined || number < LEAST_UNIX_SECONDS) {
		const span = duration(value);
		if (span !== undefined) return span;
	}
	const at = number === undefined ? date(String(value).trim()) : number < LEAST_UNIX_MILLISECONDS ? number * 1000 : number;
	return at > now ? at - now : undefined;
}

/** Most values of one header that are looked at. */
const MAX_VALUES = 20;

/** The values of a header that came once or several times; Node joins them with commas, which dates contain too. */
function listOf(value: unknown): Array<string | number> {
	const values: unknown[] = Array.isArray(value) ? value.slice(0, MAX_VALUES) : [value];
	return values.flatMap((one): Array<string | number> => {
		if (typeof one === 'number') return [one];
		if (typeof one !== 'string') return [];
		return Number.isNaN(date(one.trim())) ? one.split(',', MAX_VALUES) : [one];
	});
}

/** An HTTP date, or ISO 8601 with a time and a zone. */
function date(text: string): number {
	return /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/i.test(text) ? Date.parse(text) : httpDate(text);
}

/** n8n hands header names out in lower case; a stand-in for it may not. */
function header(headers: Record<string, unknown>, name: string): unknown {
	if (Object.hasOwn(headers, name)) return headers[name];
	const found = Object.keys(headers).find((key) => key.toLowerCase() === name);
	return found === undefined ? undefined : headers[found];
}

/** Longest text that is read as a date. */
const MAX_DATE = 64;

/** Only what begins as an HTTP date does: Date.parse takes "-5" and "in 40" for years. One without a zone is in GMT. */
function httpDate(text: string): number {
	if (text.length > MAX_DATE || !/^(mon|tue|wed|thu|fri|sat|sun)[a-z]*,? /i.test(text)) return NaN;
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

/** Longest text that is read as a number with a unit. */
const MAX_DURATION = 40;
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, sec: 1000, second: 1000, seconds: 1000, m: 60_000, min: 60_000, minute: 60_000, minutes: 60_000, h: 3_600_000 };

/** Seconds, or a number with its unit such as `6s`, in milliseconds. */
function duration(value: unknown): number | undefined {
	const seconds = positive(value);
	if (seconds !== undefined) return seconds * 1000;
	if (typeof value !== 'string' || value.length > MAX_DURATION) return undefined;
	const [, number, unit = ''] = /^([\d.]+) ?([a-z]+)$/.exec(value.trim().toLowerCase()) ?? [];
	const amount = positive(number);
	const factor = Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;
	return amount === undefined || factor === undefined ? undefined : amount * factor;
}

function positive(value: unknown): number | undefined {
	const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
	if (!/^\d+(\.\d+)?$/.test(text)) return undefined;
	const number = Number(text);
	// Beyond it a number is garbage, and a sum with it no time any more.
	return number > 0 && number <= Number.MAX_SAFE_INTEGER ? number : undefined;
}
