import fc from 'fast-check';

import { isSharedRateLimit, mayHaveBeenApplied, planRetry, type Failure, type RetryPolicy } from '../../../nodes/ApideckVault/transport/retry';
import { readRateLimitReset, readRetryAfter } from '../../../nodes/ApideckVault/transport/retryAfter';

const NOW = Date.UTC(2026, 0, 31, 8);
const POLICY: RetryPolicy = { maxRetries: 8, initialInterval: 500, maxInterval: 60_000, maxElapsedTime: 300_000 };
const response = (statusCode: number, headers: Record<string, unknown> = {}, body: unknown = ''): Failure => ({ kind: 'response', statusCode, headers, body });
const network = (code: string): Failure => ({ kind: 'network', code });
const plan = (failure: Failure, request: Partial<{ idempotent: boolean; retriesDone: number; elapsed: number }> = {}, policy = POLICY, random = 0.5) =>
	planRetry(failure, { idempotent: true, retriesDone: 0, elapsed: 0, ...request }, policy, NOW, () => random);

const anyFailure = fc.oneof(
	fc.integer({ min: 300, max: 599 }).map((status) => response(status)),
	fc.tuple(fc.integer({ min: 400, max: 599 }), fc.string()).map(([status, value]) => response(status, { 'retry-after': value })),
	fc.constantFrom('ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'BODY_ABORTED', 'UNKNOWN', 'CERT_HAS_EXPIRED').map(network),
);

describe('the delay that a server requests', () => {
	const asked = (headers: Record<string, unknown>, body?: unknown) => readRetryAfter(headers, body, NOW);
	const debug = (values: object) => ({ detail: { debug: values } });

	it.each<[Record<string, unknown>, number | undefined]>([
		[{ 'retry-after': '2' }, 2_000],
		[{ 'retry-after': 2 }, 2_000],
		[{ 'retry-after': ' 2 ' }, 2_000],
		[{ 'retry-after': '0.5' }, 500],
		[{ 'retry-after': '31536000' }, 31_536_000_000],
		[{ 'retry-after-ms': '150', 'retry-after': '9' }, 150],
		[{ 'retry-after-ms': '-1', 'retry-after': '9' }, 9_000],
		[{ 'retry-after': 'Sat, 31 Jan 2026 08:00:30 GMT' }, 30_000],
		[{ 'retry-after': 'Saturday, 31-Jan-26 08:00:30 GMT' }, 30_000],
		[{ 'retry-after': 'Sat Jan 31 08:00:30 2026' }, 30_000],
		[{ 'retry-after': ' Sat, 31 Jan 2026 08:00:30 GMT ' }, 30_000],
		[{ 'retry-after': 'Sat, 31 Jan 2026 09:00:30 +0100' }, 30_000],
		[{ 'retry-after': 'Sat, 31 Jan 2026 08:00:30 utc' }, 30_000],
		[{ 'retry-after': 'Sat, 31 Jan 2026 08:00:00 GMT' }, undefined],
		[{ 'retry-after': 'Sat, 31 Jan 2026 07:59:59 GMT' }, undefined],
		[{ 'retry-after': 'until Sat, 31 Jan 2026 08:00:30 GMT' }, undefined],
		[{ 'retry-after': '0.25' }, 250],
		...['', '0', '-5', '1e9', '0x10', 'NaN', 'Infinity', 'soon', 'in 40', 'tomorrow 2099', '2099-01-01', '2, 3', '+5'].map(
			(value): [Record<string, unknown>, undefined] => [{ 'retry-after': value }, undefined],
		),
		...[null, undefined, true, ['2'], {}, -5, NaN, Infinity].map((value): [Record<string, unknown>, undefined] => [{ 'retry-after': value }, undefined]),
	])('%j is %p ms', (headers, expected) => {
		expect(asked(headers)).toBe(expected);
	});

	it('is read from the body of a 401 whose token could not be refreshed', () => {
		expect(asked({}, debug({ cooldown_remaining_ms: 1_234, retry_after_ms: NOW + 9_999 }))).toBe(1_234);
		expect(asked({}, debug({ cooldown_remaining_ms: 0, retry_after_ms: NOW + 9_999 }))).toBe(9_999);
		for (const at of [NOW, NOW - 1]) expect(asked({}, debug({ retry_after_ms: at }))).toBeUndefined();
		expect(asked({}, debug({ retry_after_ms: NOW + 1 }))).toBe(1);
		for (const body of [null, 'text', [], { detail: 'text' }, { detail: { debug: null } }]) expect(asked({}, body)).toBeUndefined();
	});

	it('is never negative, NaN or infinite, whatever the header', () => {
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.anything()), fc.anything(), (value, body) => {
				for (const name of ['retry-after', 'retry-after-ms']) {
					const wait = asked({ [name]: value }, body);
					expect(wait === undefined || (Number.isFinite(wait) && wait > 0)).toBe(true);
				}
			}),
		);
	});

	it('is read from every future HTTP date', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 10 ** 9 }), (seconds) => {
				expect(asked({ 'retry-after': new Date(NOW + seconds * 1000).toUTCString() })).toBe(seconds * 1000);
			}),
		);
	});
});

describe('the end of a rate limit', () => {
	const reset = (headers: Record<string, unknown>) => readRateLimitReset(headers, NOW);
	const seconds = NOW / 1000;

	it.each<[unknown, number | undefined]>([
		[String(seconds + 45), 45_000],
		[seconds + 45, 45_000],
		[`${seconds + 45}.5`, 45_500],
		[` ${seconds + 45} `, 45_000],
		[String(NOW + 45_000), 45_000],
		['45', 45_000],
		['0.5', 500],
		['999999999', 999_999_999_000],
		['9999999999', 9_999_999_999_000 - NOW],
		['Sat, 31 Jan 2026 08:00:45 GMT', 45_000],
		['2026-01-31T08:00:45Z', 45_000],
		['2026-01-31T10:00:45.000+02:00', 45_000],
		[`5, ${seconds + 45}`, 45_000],
		['60,30', 60_000],
		[['30', '60'], 60_000],
		['garbage, 30', 30_000],
		...['', '0', '-5', '1e9', '0x10', 'NaN', 'soon', '2099-01-01', '30;w=60', ',,,', String(seconds), String(seconds - 60), String(NOW - 1), 'Sat, 31 Jan 2026 08:00:00 GMT', '9'.repeat(400)].map((value): [unknown, undefined] => [value, undefined]),
		...[null, undefined, true, {}, [], -5, NaN, Infinity, [[45]], [null]].map((value): [unknown, undefined] => [value, undefined]),
	])('W10: %j is %p ms from now', (value, expected) => {
		expect(reset({ 'x-downstream-ratelimit-reset': value })).toBe(expected);
	});

	it('W10: is read from a header in any case, and from the one of Apideck first', () => {
		for (const name of ['X-Downstream-RateLimit-Reset', 'RateLimit-Reset', 'X-RateLimit-Reset', 'X-Rate-Limit-Reset']) expect(reset({ [name]: '7' })).toBe(7_000);
		expect(reset({ 'ratelimit-reset': '7', 'x-downstream-ratelimit-reset': '9' })).toBe(9_000);
		expect(reset({ 'ratelimit-reset': '7', 'x-downstream-ratelimit-reset': 'garbage' })).toBe(7_000);
		expect(reset({ 'x-other-reset': '7' })).toBeUndefined();
		expect(readRetryAfter({ 'Retry-After': '2' }, undefined, NOW)).toBe(2_000);
	});

	it.each<[string, Record<string, unknown>, number | undefined]>([
		['a policy', { RateLimit: '"default";r=0;t=6' }, 6_000],
		['a policy with spaces, without quotes', { ratelimit: 'default; r=0; t=6' }, 6_000],
		['a policy whose name has separators', { ratelimit: '"a;t=99,b";r=0;t=6' }, 6_000],
		['the longest of several policies', { ratelimit: '"a";r=0;t=6, "b";r=0;t=9' }, 9_000],
		['the policy that has nothing left', { ratelimit: '"burst";r=0;t=6, "daily";r=900;t=40000' }, 6_000],
		['a policy that has something left', { ratelimit: '"a";r=1;t=6' }, 6_000],
		['several headers', { ratelimit: ['"a";r=0;t=6', '"b";r=0;t=7', 8] }, 7_000],
		['an earlier draft', { RateLimit: 'limit=10, remaining=0, reset=6' }, 6_000],
		['a header of its own before a policy', { 'ratelimit-reset': '7', ratelimit: '"a";r=0;t=6' }, 7_000],
		['reset-after', { 'x-ratelimit-reset-after': '6' }, 6_000],
		['reset-after with a fraction', { 'X-RateLimit-Reset-After': '6.5' }, 6_500],
		...[['6s', 6_000], [' 6 S ', 6_000], ['500ms', 500], ['1.5m', 90_000], ['2h', 7_200_000], ['6 seconds', 6_000], ['2 min', 120_000]].map(
			([value, wait]): [string, Record<string, unknown>, number] => [`a unit in ${value}`, { 'x-ratelimit-reset': value }, wait as number],
		),
		...['', 'default', '"a";r=0', '"a";r=0;t=', '"a";r=0;t=-6', '"a";r=0;t=0', '"a;t=6', 't', '=6', `"a";r=0;t=6;x=${'x'.repeat(1_000)}`].map(
			(value): [string, Record<string, unknown>, number | undefined] => [`the policy ${value.slice(0, 20)}`, { ratelimit: value }, value === '"a;t=6' ? 6_000 : undefined],
		),
		...['0s', '-6s', '6x', '6 constructor', 's', '1.2.3s', '6s6s', `${'9'.repeat(50)}s`, '1e9s'].map((value): [string, Record<string, unknown>, undefined] => [`the unit in ${value.slice(0, 20)}`, { 'x-ratelimit-reset': value }, undefined]),
		...[null, 6, true, {}, [[]]].map((value): [string, Record<string, unknown>, undefined] => [`the policy ${JSON.stringify(value)}`, { ratelimit: value }, undefined]),
	])('W10: %s: %j is %p ms from now', (_name, headers, expected) => {
		expect(reset(headers)).toBe(expected);
	});

	it.each<[Record<string, unknown>, number]>([
		[{ 'retry-after': '1', 'x-downstream-ratelimit-reset': String(seconds + 6) }, 6_000],
		[{ 'retry-after-ms': '100', 'x-downstream-ratelimit-reset': '6' }, 6_000],
		[{ 'retry-after': '9', 'x-downstream-ratelimit-reset': String(seconds + 6) }, 9_000],
		[{ 'retry-after': '1', 'x-downstream-ratelimit-reset': 'garbage' }, 1_000],
		[{ 'retry-after': 'garbage', 'x-downstream-ratelimit-reset': '6s' }, 6_000],
		[{ 'retry-after': '1', 'x-ratelimit-reset': '6', ratelimit: '"a";r=0;t=6' }, 1_000],
		[{ 'retry-after': '6s' }, 6_000],
		[{ ratelimit: '"default";r=0;t=6' }, 6_000],
	])('W10: after a 429 with %j the wait is %p ms', (headers, delay) => {
		expect(plan(response(429, headers))).toEqual({ retry: true, delay });
	});

	it('W10: applies to a 429 only, and over Retry-After if it is later', () => {
		const headers = { 'x-downstream-ratelimit-reset': '45' };
		expect(plan(response(429, headers))).toEqual({ retry: true, delay: 45_000 });
		expect(plan(response(503, headers))).toEqual({ retry: true, delay: 250 });
		expect(plan(response(401, headers))).toEqual({ retry: false, why: 'final' });
		expect(plan(response(429, { ...headers, 'retry-after': '2' }))).toEqual({ retry: true, delay: 45_000 });
		expect(plan(response(503, { ...headers, 'retry-after': '2' }))).toEqual({ retry: true, delay: 2_000 });
		expect(plan(response(429, { 'x-downstream-ratelimit-reset': String(seconds + 86_400 * 3_650) }))).toEqual({ retry: false, why: 'time-used-up', requestedDelay: 86_400_000 * 3_650 });
	});

	it('W10: is never negative, NaN or infinite, and never takes long, whatever the header', () => {
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.anything(), fc.array(fc.string())), fc.constantFrom('x-downstream-ratelimit-reset', 'ratelimit'), (value, name) => {
				const wait = reset({ [name]: value });
				expect(wait === undefined || (Number.isFinite(wait) && wait > 0)).toBe(true);
			}),
		);
		for (const part of ['1,', '9', ' ', 'mon ', '2026-01-31T', '+', ',']) {
			const began = Date.now();
			reset({ 'x-downstream-ratelimit-reset': part.repeat(1_000_000), ratelimit: part.repeat(1_000_000) });
			readRetryAfter({ 'retry-after': part.repeat(1_000_000) }, undefined, NOW);
			expect(Date.now() - began).toBeLessThan(20_000);
		}
	});

	const VALIDATE = ['vault', 'connections', 'crm', 'hubspot', 'validate'];
	const LIMITED = { type_name: 'ConnectorRateLimitError' };
	it.each<[string, Failure, string[], boolean]>([
		['no more is known', response(429), VALIDATE, true],
		['its headers name the connected service', response(429, { 'X-Downstream-RateLimit-Limit': '9' }), ['vault', 'consumers'], false],
		['its type does, after a call that reaches the service', { ...response(429, {}, LIMITED), refusedBy: 'service' } as Failure, VALIDATE, false],
		['its type does, after one that does not', response(429, {}, LIMITED), VALIDATE.slice(0, 4), true],
		['its type does, after one for something of the same name', response(429, {}, LIMITED), ['vault', 'consumers', 'a', 'b', 'validate'], true],
		['its type is another', response(429, {}, { type_name: 'RequestLimitError' }), VALIDATE, true],
		['nothing came back', network('ECONNRESET'), VALIDATE, false],
	])('W10: reports whether a limit is shared when %s: %p', (_name, failure, path, expected) => {
		expect(isSharedRateLimit(failure, path)).toBe(expected);
	});
});

describe('the plan', () => {
	it.each<[string, Failure, boolean, boolean]>([
		// what, failure, again when idempotent, again when not
		['a 429', response(429), true, true],
		['a 408', response(408), true, false],
		['a 500', response(500), true, false],
		['a 599', response(599), true, false],
		['a 501', response(501), false, false],
		['a 400', response(400), false, false],
		['a 401', response(401), false, false],
		['a 401 in its cool-down', response(401, {}, { detail: { debug: { cooldown_remaining_ms: 5 } } }), true, true],
		['a 404', response(404), false, false],
		['a refused connection', network('ECONNREFUSED'), true, true],
		['an unknown host', network('ENOTFOUND'), true, true],
		['a reset', network('ECONNRESET'), true, false],
		['a time-out', network('ECONNABORTED'), true, false],
		['a body that broke off', network('BODY_ABORTED'), true, false],
		['a certificate', network('CERT_HAS_EXPIRED'), false, false],
		["what n8n's SSRF protection blocked", network('BLOCKED_BY_N8N'), false, false],
		['something unknown', network('UNKNOWN'), false, false],
	])('for %s', (_name, failure, again, evenSo) => {
		expect(plan(failure).retry).toBe(again);
		expect(plan(failure, { idempotent: false }).retry).toBe(evenSo);
	});

	it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL'])('retries any request after %s, which occurs before it is sent', (code) => {
		for (const idempotent of [true, false]) expect(plan(network(code), { idempotent })).toEqual({ retry: true, delay: 250 });
		expect(mayHaveBeenApplied(network(code))).toBe(false);
	});

	it("does not retry a request that n8n's SSRF protection blocked", () => {
		expect(mayHaveBeenApplied(network('BLOCKED_BY_N8N'))).toBe(false);
	});

	it.each(['ECONNRESET', 'ECONNABORTED', 'ETIMEDOUT', 'EPIPE', 'ESOCKETTIMEDOUT', 'ERR_SOCKET_CLOSED', 'BODY_ABORTED'])('retries only idempotent requests after %s, which may occur after sending', (code) => {
		expect(plan(network(code)).retry).toBe(true);
		expect(plan(network(code), { idempotent: false })).toEqual({ retry: false, why: 'may-have-been-applied' });
		expect(mayHaveBeenApplied(network(code))).toBe(true);
	});

	it('waits up to the allowed time and no longer', () => {
		expect(plan(response(429, { 'retry-after': '300' }))).toEqual({ retry: true, delay: 300_000 });
		expect(plan(response(429, { 'retry-after': '200' }), { elapsed: 100_000 }).retry).toBe(true);
		expect(plan(response(429, { 'retry-after': '200' }), { elapsed: 100_001 }).retry).toBe(false);
	});

	it('gives the reason for not retrying', () => {
		expect(plan(response(404))).toEqual({ retry: false, why: 'final' });
		expect(plan(response(500), { idempotent: false })).toEqual({ retry: false, why: 'may-have-been-applied' });
		expect(plan(response(500), { retriesDone: 8 })).toMatchObject({ retry: false, why: 'retries-used-up' });
		expect(plan(response(429, { 'retry-after': '301' }))).toEqual({ retry: false, why: 'time-used-up', requestedDelay: 301_000 });
		expect(plan(response(401, { 'retry-after': '1' }), { retriesDone: 1 })).toEqual({ retry: false, why: 'final' });
	});

	it('waits between 0 and 500 ms x 1.5^n, at most maxInterval', () => {
		const most = (retriesDone: number) => plan(response(503), { retriesDone }, { ...POLICY, maxRetries: 99, maxElapsedTime: Infinity }, 1);
		expect([0, 1, 2, 30].map(most)).toEqual([500, 750, 1125, 60_000].map((delay) => ({ retry: true, delay })));
		expect(plan(response(503), {}, POLICY, 0)).toMatchObject({ delay: 0 });
	});

	it('never waits past maxElapsedTime, never retries beyond maxRetries, never repeats a change blindly', () => {
		fc.assert(
			fc.property(
				anyFailure,
				fc.record({ idempotent: fc.boolean(), retriesDone: fc.nat(200), elapsed: fc.nat(400_000) }),
				fc.record({ maxRetries: fc.nat(100), initialInterval: fc.integer({ min: 1, max: 600_000 }), maxInterval: fc.nat(3_600_000), maxElapsedTime: fc.nat(600_000) }),
				fc.double({ min: 0, max: 0.999, noNaN: true }),
				(failure, request, policy, random) => {
					const decided = planRetry(failure, request, policy, NOW, () => random);
					if (!decided.retry) return;
					expect(request.retriesDone).toBeLessThan(policy.maxRetries);
					expect(request.elapsed + decided.delay).toBeLessThanOrEqual(policy.maxElapsedTime);
					expect(decided.delay).toBeGreaterThanOrEqual(0);
					if (mayHaveBeenApplied(failure)) expect(request.idempotent).toBe(true);
				},
			),
		);
	});
});

it.each<[Failure, boolean]>([
	[response(408), true],
	[response(500), true],
	[response(501), false],
	[response(429), false],
	[response(404), false],
	[network('ECONNRESET'), true],
	[network('BODY_ABORTED'), true],
	[network('UNKNOWN'), true],
	[network('ECONNREFUSED'), false],
	[network('EPROTO'), false],
	[{ ...network('RESPONSE_TOO_LARGE'), statusCode: 200 } as Failure, true],
	[{ ...network('RESPONSE_TOO_LARGE'), statusCode: 503 } as Failure, true],
	[{ ...network('RESPONSE_TOO_LARGE'), statusCode: 408 } as Failure, true],
	[{ ...network('RESPONSE_TOO_LARGE'), statusCode: 422 } as Failure, false],
	[{ ...network('BODY_ABORTED'), statusCode: 307 } as Failure, false],
	...['SELF_SIGNED_CERT_IN_CHAIN', 'ERR_TLS_CERT_ALTNAME_INVALID', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_INVALID_CHAR', 'CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'UNABLE_TO_GET_ISSUER_CERT', 'HOSTNAME_MISMATCH'].map(
		(code): [Failure, boolean] => [network(code), false],
	),
	...['X_CERT_', 'EPROTOTYPE', 'HOSTNAME_MISMATCHED'].map((code): [Failure, boolean] => [network(code), true]),
])('reports whether %j may have been applied: %p', (failure, expected) => {
	expect(mayHaveBeenApplied(failure)).toBe(expected);
});
