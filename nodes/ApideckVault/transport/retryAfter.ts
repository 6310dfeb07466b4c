/**
 * The delay that the server requests, in milliseconds; undefined when there is no usable value.
 * Reads `retry-after-ms` (as Apideck's own client does), `Retry-After` in seconds, with a unit or as an HTTP date, and the cool-down
 * after a failed token refresh in the body of a 401 (`detail.debug.cooldown_remaining_ms`; `retry_after_ms` there is an
 * absolute Unix time in spite of its name). Negative values, invalid values and times in the past are ignored.
 */
export function readRetryAfter(
	headers: Record<string, unknown>,
	body: unknown,
	now: number,
): number | undefined {
	const milliseconds = parsePositive(readHeader(headers, 'retry-after-ms'));
	if (milliseconds !== undefined) return milliseconds;

	const value = readHeader(headers, 'retry-after');
	const span = parseDuration(value);
	if (span !== undefined) return span;
	const at = typeof value === 'string' ? parseHttpDate(value.trim()) : NaN;
	if (at > now) return at - now;
	return readCooldown(body, now);
}

/** Prefix of the headers in which Apideck passes on the rate limit of the connected service. */
const DOWNSTREAM = 'x-downstream-ratelimit-';

/** Headers with the reset time of a rate limit: Apideck's own first, then those of API gateways. */
const DOWNSTREAM_RESET = `${DOWNSTREAM}reset`;
const RESETS = [DOWNSTREAM_RESET, 'ratelimit-reset', 'x-ratelimit-reset', 'x-rate-limit-reset', 'x-ratelimit-reset-after'];

/**
 * Time until the rate limit of a 429 resets, in milliseconds; undefined without such a header. Apideck sends a Unix time; others
 * send seconds from now or a date. The latest of several values counts.
 */
export function readRateLimitReset(headers: Record<string, unknown>, now: number): number | undefined {
	for (const name of RESETS) {
		const wait = longest(headerValues(readHeader(headers, name)).map((value) => readReset(value, now)));
		if (wait !== undefined) return wait;
	}
	return readPolicies(readHeader(headers, 'ratelimit'), now);
}

/** Time until the rate limit of the connected service resets. It can be longer than the `Retry-After` of the same response. */
export function readDownstreamReset(headers: Record<string, unknown>, now: number): number | undefined {
	return longest(headerValues(readHeader(headers, DOWNSTREAM_RESET)).map((value) => readReset(value, now)));
}

/** The longest of the known delays. */
export function longest(waits: Array<number | undefined>): number | undefined {
	const known = waits.filter((wait) => wait !== undefined);
	return known.length === 0 ? undefined : Math.max(...known);
}

/** Maximum length of a `RateLimit` header. */
const MAX_POLICIES = 1_000;

/**
 * Reads `RateLimit: "default";r=0;t=6`, or `limit=10, remaining=0, reset=6` of earlier drafts. Policies with a remaining quota did not
 * reject the request, so they count only if there is no other.
 */
function readPolicies(value: unknown, now: number): number | undefined {
	const texts: unknown[] = Array.isArray(value) ? value.slice(0, MAX_VALUES) : [value];
	const policies = texts
		.filter((text) => typeof text === 'string')
		.filter((text) => text.length <= MAX_POLICIES)
		// Quoted names can contain separators.
		.flatMap((text) => text.replace(/"[^"]*"/g, '').split(',', MAX_VALUES))
		.map((text) => {
			const parameters = new Map(text.split(';', MAX_VALUES).map((pair): [string, string] => readPair(pair)));
			const reset = parameters.get('t') ?? parameters.get('reset');
			const hasLeft = parsePositive(parameters.get('r') ?? parameters.get('remaining')) !== undefined;
			return { wait: reset === undefined ? undefined : readReset(reset, now), hasLeft };
		});
	return longest(policies.filter(({ hasLeft }) => !hasLeft).map(({ wait }) => wait)) ?? longest(policies.map(({ wait }) => wait));
}

function readPair(text: string): [string, string] {
	const [name = '', value = ''] = text.split('=', 2);
	return [name.trim().toLowerCase(), value.trim()];
}

/** Whether the headers contain the connected service's own rate limit. */
export function hasDownstreamLimit(headers: Record<string, unknown>): boolean {
	return Object.keys(headers).some((name) => name.toLowerCase().startsWith(DOWNSTREAM));
}

/** 1e9 s is September 2001: smaller numbers are not current times. */
const MIN_UNIX_SECONDS = 1e9;
/** 1e11 ms is March 1973, and 1e11 s is the year 5138: larger numbers are in milliseconds. */
const MIN_UNIX_MILLISECONDS = 1e11;

function readReset(value: string | number, now: number): number | undefined {
	const number = parsePositive(value);
	if (number === undefined || number < MIN_UNIX_SECONDS) {
		const span = parseDuration(value);
		if (span !== undefined) return span;
	}
	const at = number === undefined ? parseDate(String(value).trim()) : number < MIN_UNIX_MILLISECONDS ? number * 1000 : number;
	return at > now ? at - now : undefined;
}

/** Number of values of one header that are read. */
const MAX_VALUES = 20;

/** The values of a header that was sent once or several times. Node joins them with commas, which dates contain too. */
function headerValues(value: unknown): Array<string | number> {
	const values: unknown[] = Array.isArray(value) ? value.slice(0, MAX_VALUES) : [value];
	return values.flatMap((one): Array<string | number> => {
		if (typeof one === 'number') return [one];
		if (typeof one !== 'string') return [];
		return Number.isNaN(parseDate(one.trim())) ? one.split(',', MAX_VALUES) : [one];
	});
}

/** An HTTP date, or ISO 8601 with a time and a zone. */
function parseDate(text: string): number {
	return /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/i.test(text) ? Date.parse(text) : parseHttpDate(text);
}

/** Reads a header. n8n returns lowercase names; a test double may not. */
function readHeader(headers: Record<string, unknown>, name: string): unknown {
	if (Object.hasOwn(headers, name)) return headers[name];
	const found = Object.keys(headers).find((key) => key.toLowerCase() === name);
	return found === undefined ? undefined : headers[found];
}

/** Maximum length of a date. */
const MAX_DATE = 64;

/** Parses an HTTP date. Checks its beginning, because Date.parse accepts "-5" and "in 40" as years. The default zone is GMT. */
function parseHttpDate(text: string): number {
	if (text.length > MAX_DATE || !/^(mon|tue|wed|thu|fri|sat|sun)[a-z]*,? /i.test(text)) return NaN;
	return Date.parse(/(GMT|UTC|[+-]\d{4})$/i.test(text) ? text : `${text} GMT`);
}

function readCooldown(body: unknown, now: number): number | undefined {
	const debug = property(property(body, 'detail'), 'debug');
	const remaining = parsePositive(property(debug, 'cooldown_remaining_ms'));
	if (remaining !== undefined) return remaining;
	const at = parsePositive(property(debug, 'retry_after_ms'));
	return at !== undefined && at > now ? at - now : undefined;
}

function property(value: unknown, key: string): unknown {
	return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

/** Maximum length of a number with a unit. */
const MAX_DURATION = 40;
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, sec: 1000, second: 1000, seconds: 1000, m: 60_000, min: 60_000, minute: 60_000, minutes: 60_000, h: 3_600_000 };

/** Parses seconds, or a number with a unit such as `6s`, to milliseconds. */
function parseDuration(value: unknown): number | undefined {
	const seconds = parsePositive(value);
	if (seconds !== undefined) return seconds * 1000;
	if (typeof value !== 'string' || value.length > MAX_DURATION) return undefined;
	const [, number, unit = ''] = /^([\d.]+) ?([a-z]+)$/.exec(value.trim().toLowerCase()) ?? [];
	const amount = parsePositive(number);
	const factor = Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;
	return amount === undefined || factor === undefined ? undefined : amount * factor;
}

function parsePositive(value: unknown): number | undefined {
	const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
	if (!/^\d+(\.\d+)?$/.test(text)) return undefined;
	const number = Number(text);
	// A larger number is invalid, and adding it to a time would not give a valid time.
	return number > 0 && number <= Number.MAX_SAFE_INTEGER ? number : undefined;
}
