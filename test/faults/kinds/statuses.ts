import { envelope, HTML_TYPE, JSON_TYPE, kind, nothing, page, refuse, type Kind } from './kind';
import type { Exchange } from '../proxy/exchange';

const SERVER_ERRORS = [500, 502, 503, 504];

const YEAR_S = 31_536_000;

/** Values of Retry-After that mean nothing, or nothing that can be waited for. */
const ABSURD: Array<() => string> = [
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

const A_YEAR: Array<() => string> = [
	() => String(YEAR_S),
	() => new Date(Date.now() + YEAR_S * 1000).toUTCString(),
	() => '99999999999999999999',
];

/** Answers with a status that says that something is wrong. The request is not carried out unless the name says so. */
/** No server says of a thing that is there that it is gone: to a delete, a 404 after a lost answer means that it is done. */
const truthful = (status: number, { entry }: Exchange) => (entry.method === 'DELETE' && status === 404 ? 410 : status);

export const STATUSES: Kind[] = [
	kind('429', nothing, async (exchange) => refuse(exchange, 429, JSON_TYPE, envelope(429, exchange), 'refused')),
	kind(
		'429 Retry-After',
		(random): Record<string, string> => (random.chance(0.4) ? { 'retry-after': random.pick(['1', '1', '30']) } : { 'retry-after-ms': String(random.int(40, 400)) }),
		async (exchange, wait) => refuse(exchange, 429, { ...JSON_TYPE, ...wait }, envelope(429, exchange), 'refused'),
	),
	kind(
		'429 Retry-After absurd',
		(random) => random.pick(ABSURD),
		async (exchange, value) => refuse(exchange, 429, { ...JSON_TYPE, 'retry-after': value() }, envelope(429, exchange), 'refused'),
	),
	kind(
		'Retry-After a year',
		(random) => ({ value: random.pick(A_YEAR), status: random.pick([429, 503]) }),
		async (exchange, { value, status }) =>
			refuse(exchange, status, { ...JSON_TYPE, 'retry-after': value() }, envelope(status, exchange), status === 429 ? 'refused' : 'unclear'),
	),
	kind(
		'5xx',
		(random) => random.pick(SERVER_ERRORS),
		async (exchange, status) => refuse(exchange, status, JSON_TYPE, envelope(status, exchange), 'unclear'),
	),
	kind(
		'5xx Retry-After absurd',
		(random) => ({ value: random.pick(ABSURD), status: random.pick(SERVER_ERRORS) }),
		async (exchange, { value, status }) => refuse(exchange, status, { ...JSON_TYPE, 'retry-after': value() }, envelope(status, exchange), 'unclear'),
	),
	kind(
		'5xx after it was applied',
		(random) => random.pick(SERVER_ERRORS),
		async (exchange, status) => {
			await exchange.forward();
			refuse(exchange, status, JSON_TYPE, envelope(status, exchange), 'unclear');
		},
	),
	kind(
		'5xx with an HTML page',
		(random) => random.pick(SERVER_ERRORS),
		async (exchange, status) => refuse(exchange, status, HTML_TYPE, page(exchange), 'unclear'),
	),
	kind('408', nothing, async (exchange) => refuse(exchange, 408, JSON_TYPE, envelope(408, exchange), 'unclear')),
	kind(
		'4xx',
		(random) => random.pick([400, 402, 403, 404, 409, 410, 422]),
		async (exchange, drawn) => {
			const status = truthful(drawn, exchange);
			refuse(exchange, status, JSON_TYPE, envelope(status, exchange), 'refused');
		},
	),
	kind(
		'401 with a cool-down',
		(random) => random.int(20, 300),
		async (exchange, ms) => {
			const detail = { type: 'refresh_token_connector_error', message: 'Refresh failed', debug: { cooldown_remaining_ms: ms } };
			refuse(exchange, 401, JSON_TYPE, envelope(401, exchange, { detail }), 'refused');
		},
	),
	kind(
		'200 with an error inside',
		(random) => random.pick([400, 404, 422, 429, 500, 503]),
		async (exchange, status) => {
			const unclear = status >= 500;
			refuse(exchange, 200, JSON_TYPE, envelope(truthful(status, exchange), exchange), unclear ? 'unclear' : 'refused');
		},
	),
	kind(
		'200 with an error and no status in it',
		(random) => random.pick([{ error: 'Internal', message: 'Something broke' }, { errors: [{ message: 'no' }] }, { message: 'upstream connect error' }]),
		async (exchange, body) => refuse(exchange, 200, JSON_TYPE, JSON.stringify(body), 'unclear'),
	),
	kind(
		'200 with an HTML page',
		nothing,
		async (exchange) => refuse(exchange, 200, HTML_TYPE, page(exchange), 'unclear'),
	),
	kind(
		'redirect to another origin',
		(random) => ({ status: random.pick([301, 302, 303, 307, 308]), relative: random.chance(0.3) }),
		async (exchange, { status, relative }) => {
			const { otherOrigin, entry, key } = exchange;
			const to = `${otherOrigin}${entry.url}${entry.url.includes('?') ? '&' : '?'}seen=${encodeURIComponent(key)}`;
			// Without the protocol it is another origin all the same.
			refuse(exchange, status, { location: relative ? to.replace(/^http:/, '') : to }, '', 'refused');
		},
	),
];
