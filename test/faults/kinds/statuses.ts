import { envelope, HTML_TYPE, JSON_TYPE, kind, nothing, page, respondWithError, type Kind } from './kind';
import type { Exchange } from '../proxy/exchange';

const SERVER_ERRORS = [500, 502, 503, 504];

const YEAR_S = 31_536_000;

/** Values of Retry-After that are invalid or impossible to wait for. */
const UNUSABLE_RETRY_AFTER: Array<() => string> = [
	() => '-5',
	() => '-31536000',
	() => 'soon',
	() => '1e9',
	() => 'NaN',
	() => '0',
	() => '',
	() => '2, 3',
	() => '0x10',
	() => 'Wed, 21 Oct 2015 07:28:00 GMT',
	() => 'Wed, 99 Oct 2015 77:28:00 GMT',
	() => '9'.repeat(400),
];

const ONE_YEAR: Array<() => string> = [
	() => String(YEAR_S),
	() => new Date(Date.now() + YEAR_S * 1000).toUTCString(),
	() => '99999999999999999999',
];

/** Responses with an error status. The request is not applied unless the name says so. */
/** A server never responds with 404 to the deletion of an existing record, because after a lost response a 404 counts as success. */
const isPlausible = (status: number, { entry }: Exchange) => (entry.method === 'DELETE' && status === 404 ? 410 : status);

export const STATUSES: Kind[] = [
	kind('429', nothing, async (exchange) => respondWithError(exchange, 429, JSON_TYPE, envelope(429, exchange), 'rejected')),
	kind(
		'429 Retry-After',
		(random): Record<string, string> => (random.chance(0.4) ? { 'retry-after': random.pick(['1', '1', '30']) } : { 'retry-after-ms': String(random.int(40, 400)) }),
		async (exchange, wait) => respondWithError(exchange, 429, { ...JSON_TYPE, ...wait }, envelope(429, exchange), 'rejected'),
	),
	kind(
		'429 with an unusable Retry-After',
		(random) => random.pick(UNUSABLE_RETRY_AFTER),
		async (exchange, value) => respondWithError(exchange, 429, { ...JSON_TYPE, 'retry-after': value() }, envelope(429, exchange), 'rejected'),
	),
	kind(
		'Retry-After of a year',
		(random) => ({ value: random.pick(ONE_YEAR), status: random.pick([429, 503]) }),
		async (exchange, { value, status }) =>
			respondWithError(exchange, status, { ...JSON_TYPE, 'retry-after': value() }, envelope(status, exchange), status === 429 ? 'rejected' : 'unclear'),
	),
	kind(
		'5xx',
		(random) => random.pick(SERVER_ERRORS),
		async (exchange, status) => respondWithError(exchange, status, JSON_TYPE, envelope(status, exchange), 'unclear'),
	),
	kind(
		'5xx with an unusable Retry-After',
		(random) => ({ value: random.pick(UNUSABLE_RETRY_AFTER), status: random.pick(SERVER_ERRORS) }),
		async (exchange, { value, status }) => respondWithError(exchange, status, { ...JSON_TYPE, 'retry-after': value() }, envelope(status, exchange), 'unclear'),
	),
	kind(
		'5xx after it was applied',
		(random) => random.pick(SERVER_ERRORS),
		async (exchange, status) => {
			await exchange.forward();
			respondWithError(exchange, status, JSON_TYPE, envelope(status, exchange), 'unclear');
		},
	),
	kind(
		'5xx with an HTML page',
		(random) => random.pick(SERVER_ERRORS),
		async (exchange, status) => respondWithError(exchange, status, HTML_TYPE, page(exchange), 'unclear'),
	),
	kind('408', nothing, async (exchange) => respondWithError(exchange, 408, JSON_TYPE, envelope(408, exchange), 'unclear')),
	kind(
		'4xx',
		(random) => random.pick([400, 402, 403, 404, 409, 410, 422]),
		async (exchange, drawn) => {
			const status = isPlausible(drawn, exchange);
			respondWithError(exchange, status, JSON_TYPE, envelope(status, exchange), 'rejected');
		},
	),
	kind(
		'401 with a cooldown',
		(random) => random.int(20, 300),
		async (exchange, ms) => {
			const detail = { type: 'refresh_token_connector_error', message: 'Refresh failed', debug: { cooldown_remaining_ms: ms } };
			respondWithError(exchange, 401, JSON_TYPE, envelope(401, exchange, { detail }), 'rejected');
		},
	),
	kind(
		'200 with an error inside',
		(random) => random.pick([400, 404, 422, 429, 500, 503]),
		async (exchange, status) => {
			const unclear = status >= 500;
			respondWithError(exchange, 200, JSON_TYPE, envelope(isPlausible(status, exchange), exchange), unclear ? 'unclear' : 'rejected');
		},
	),
	kind(
		'200 with an error and no status in it',
		(random) => random.pick([{ error: 'Internal', message: 'Something broke' }, { errors: [{ message: 'no' }] }, { message: 'upstream connect error' }]),
		async (exchange, body) => respondWithError(exchange, 200, JSON_TYPE, JSON.stringify(body), 'unclear'),
	),
	kind(
		'200 with an HTML page',
		nothing,
		async (exchange) => respondWithError(exchange, 200, HTML_TYPE, page(exchange), 'unclear'),
	),
	kind(
		'redirect to another origin',
		(random) => ({ status: random.pick([301, 302, 303, 307, 308]), relative: random.chance(0.3) }),
		async (exchange, { status, relative }) => {
			const { otherOrigin, entry, key } = exchange;
			const to = `${otherOrigin}${entry.url}${entry.url.includes('?') ? '&' : '?'}seen=${encodeURIComponent(key)}`;
			// A protocol-relative URL leads to another origin, too.
			respondWithError(exchange, status, { location: relative ? to.replace(/^http:/, '') : to }, '', 'rejected');
		},
	),
];
