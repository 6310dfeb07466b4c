import type { IDataObject } from 'n8n-workflow';

import type { Engine } from '../../tools/engine';
import { startSandbox, type Fault, type Sandbox } from '../../tools/sandbox';
import { byId, CONTINUE, CRM_PIPEDRIVE, FAST, loadEngine, retries, run, until, type RunOptions } from './support';

let sandbox: Sandbox;
let other: Sandbox;
let engine: Engine;
beforeAll(async () => {
	[sandbox, other, engine] = await Promise.all([startSandbox(), startSandbox(), loadEngine()]);
});
beforeEach(() => {
	sandbox.reset();
	other.reset();
});
afterAll(async () => await Promise.all([sandbox.close(), other.close()]));

const WORKDAY = { consumer: byId('test-consumer'), connection: byId('hris+workday') };
const CALLS = {
	get: { operation: 'get', ...CRM_PIPEDRIVE },
	getAll: { operation: 'getAll' },
	update: { operation: 'update', ...CRM_PIPEDRIVE, updateFields: { enabled: true } },
	import: { operation: 'import', ...CRM_PIPEDRIVE, credentials: { accessToken: 'fake-access-token' } },
	delete: { operation: 'delete', ...CRM_PIPEDRIVE },
	token: { operation: 'token', ...WORKDAY },
} as const;
type Call = keyof typeof CALLS;
const REPEATABLE: Call[] = ['get', 'getAll', 'update', 'import', 'delete'];
const ALL: Call[] = [...REPEATABLE, 'token'];

const fails = (fault: Fault, times = Infinity) => sandbox.faults.add({ fault, times });
const go = async (call: Call, options: object = {}, more: RunOptions = {}) =>
	await run(engine, sandbox, { ...CALLS[call], options: { ...FAST, ...options } }, more);
const failed = async (call: Call, options: object = {}, more: RunOptions = {}) => {
	const { json } = await go(call, options, { ...CONTINUE, ...more });
	return json[0]!.error as IDataObject & { message: string; description: string };
};
const gaps = () => sandbox.requests.slice(1).map(({ at }, index) => at - sandbox.requests[index]!.at);

describe('waits that the server asks for', () => {
	it('waits the 2 seconds of a Retry-After, then succeeds, and tells so in one hint', async () => {
		fails({ status: 429, headers: { 'retry-after': '2' } }, 1);
		const { status, json, hints } = await go('get');
		expect(status).toBe('success');
		expect(json[0]).toMatchObject({ service_id: 'pipedrive' });
		expect(gaps()).toHaveLength(1);
		expect(gaps()[0]).toBeGreaterThanOrEqual(1_990);
		expect(gaps()[0]).toBeLessThan(15_000);
		expect(hints).toEqual([
			expect.objectContaining({ node: 'Vault', message: expect.stringMatching(/^1 request was retried \(1 after a rate limit\), with a total wait of 2\.0 s\./) as unknown }),
		]);
	});

	it('reads an HTTP date', async () => {
		const date = new Date(Date.now() + 2_000).toUTCString();
		fails({ status: 503, headers: { 'retry-after': date } }, 1);
		await go('get');
		expect(sandbox.requests[1]!.at).toBeGreaterThanOrEqual(Date.parse(date));
		expect(gaps()[0]).toBeLessThan(15_000);
	});

	it('reads retry-after-ms first', async () => {
		fails({ status: 503, headers: { 'retry-after-ms': '150', 'retry-after': '100' } }, 1);
		await go('get');
		expect(gaps()[0]).toBeGreaterThanOrEqual(148);
		expect(gaps()[0]).toBeLessThan(20_000);
	});

	it.each(['-5', 'soon', 'in 40', '', '0', 'NaN', '1e9', 'Wed, 21 Oct 2015 07:28:00 GMT', '2, 3'])('ignores the Retry-After %j', async (value) => {
		fails({ status: 503, headers: { 'retry-after': value } }, 1);
		const { status } = await go('get');
		expect(status).toBe('success');
		expect(gaps()[0]).toBeLessThan(1_900);
	});

	it.each([
		['31536000', /asked to wait 31536000 s, which is longer than 'Time Limit' allows/],
		[new Date(Date.now() + 31_536_000_000).toUTCString(), /asked to wait 315\d+ s, which is longer than 'Time Limit' allows/],
	])('gives up at once when it is a year (%s)', async (value, words) => {
		fails({ status: 429, headers: { 'retry-after': value } });
		const error = await failed('get');
		expect(error).toMatchObject({ httpCode: '429', reason: 'rate_limited', attempts: 1 });
		expect(error.description).toMatch(words);
		expect(sandbox.requests).toHaveLength(1);
	});

	it('waits once for the cool-down of a failed token refresh', async () => {
		const body = { status_code: 401, type_name: 'UnauthorizedError', detail: { type: 'refresh_token_connector_error', message: 'Token refresh failed', debug: { cooldown_remaining_ms: 120 } } };
		fails({ status: 401, body }, 1);
		expect((await go('token')).status).toBe('success');
		expect(gaps()[0]).toBeGreaterThanOrEqual(118);
		sandbox.reset();
		fails({ status: 401, body });
		expect(await failed('token')).toMatchObject({ attempts: 2, reason: 'connection_unauthorized' });
		expect(sandbox.requests).toHaveLength(2);
	});

	it('does not repeat a 401 without a cool-down', async () => {
		fails({ status: 401 });
		expect(await failed('get')).toMatchObject({ attempts: 1 });
		expect(sandbox.requests).toHaveLength(1);
	});
});

describe('what is sent again', () => {
	it.each(ALL)('%s after a 429, which was never carried out', async (call) => {
		fails({ status: 429, headers: { 'retry-after-ms': '5' } }, 1);
		expect((await go(call)).status).toBe('success');
		expect(sandbox.requests).toHaveLength(2);
	});

	it.each(REPEATABLE.flatMap((call) => [408, 500, 502, 503, 504].map((status) => [call, status] as const)))('%s after a %d', async (call, status) => {
		fails({ status }, 2);
		const { hints, ...result } = await go(call);
		expect(result.status).toBe('success');
		expect(sandbox.requests).toHaveLength(3);
		expect(hints.map(({ message }) => message)).toEqual(['2 requests were retried, with a total wait of 0.1 s']);
	});

	it.each([408, 500, 502, 503, 504])('not a token after a %d: it may have been carried out', async (status) => {
		fails({ status });
		const error = await failed('token');
		expect(error).toMatchObject({ attempts: 1, mayHaveBeenApplied: true, httpCode: String(status) });
		expect(error.description).toContain('It was not retried, because Apideck may have applied it already');
		expect(sandbox.requests).toHaveLength(1);
	});

	const LOST: Array<[string, Fault]> = [
		['a reset before', { reset: 'before' }],
		['a reset after', { reset: 'after' }],
	];
	it.each(LOST.flatMap(([name, fault]) => REPEATABLE.map((call) => [call, name, fault] as const)))('%s after %s it was carried out', async (call, _name, fault) => {
		fails(fault, 1);
		const { status, json } = await go(call);
		expect(status).toBe('success');
		expect(json.length).toBeGreaterThan(0);
		expect(sandbox.requests).toHaveLength(2);
	});
	it.each(LOST)('not a token after %s it was carried out', async (_name, fault) => {
		fails(fault);
		const error = await failed('token');
		expect(error).toMatchObject({ reason: 'connection_lost', attempts: 1, mayHaveBeenApplied: true, httpCode: null });
		expect(sandbox.requests).toHaveLength(1);
	});

	it.each<Call>(['get', 'getAll', 'update', 'import'])('%s after a response that broke off', async (call) => {
		fails({ truncate: true }, 1);
		expect((await go(call)).status).toBe('success');
		expect(sandbox.requests).toHaveLength(2);
	});
	it('not a token after a response that broke off', async () => {
		fails({ truncate: true });
		expect(await failed('token')).toMatchObject({ message: 'The response ended before it was complete', attempts: 1, mayHaveBeenApplied: true });
	});

	it.each<[string, Fault[]]>([
		['the connection was lost', [{ reset: 'after' }]],
		['the server gave up', [{ status: 504 }, { status: 404 }]],
	])('a delete whose response was lost because %s counts as done when it is gone', async (_name, faults) => {
		for (const fault of faults) sandbox.faults.add({ fault });
		const { json } = await go('delete');
		expect(json).toEqual([expect.objectContaining({ deleted: true })]);
		expect(sandbox.requests.at(-1)!.status).toBe(404);
	});

	it('a delete of what was never there stays a 404, also after a 429', async () => {
		fails({ status: 429, headers: { 'retry-after-ms': '5' } }, 1);
		const { json } = await run(engine, sandbox, { ...CALLS.delete, connection: byId('crm+hubspot'), options: FAST }, CONTINUE);
		expect(json[0]!.error).toMatchObject({ httpCode: '404', attempts: 2, mayHaveBeenApplied: false });
	});

	it.each([400, 402, 403, 404, 409, 422, 501])('nothing after a %d', async (status) => {
		fails({ status });
		for (const call of ALL) expect(await failed(call)).toMatchObject({ attempts: 1, mayHaveBeenApplied: false });
		expect(sandbox.requests).toHaveLength(ALL.length);
	});

	it.each(ALL)('%s to a port where nothing listens, since it was never sent', async (call) => {
		const error = await failed(call, retries({ maxRetries: 2 }), { credential: { baseUrl: 'http://127.0.0.1:1' } });
		expect(error).toMatchObject({ message: "Connection refused: nothing is listening at 'Base URL'", attempts: 3, mayHaveBeenApplied: false });
		expect(error.description).toContain('(ECONNREFUSED)');
	});

	it('nothing when no secure connection comes about, and does not claim that it may have been carried out', async () => {
		const error = await failed('token', {}, { credential: { baseUrl: sandbox.url.replace('http:', 'https:') } });
		expect(error).toMatchObject({ reason: 'network', attempts: 1, mayHaveBeenApplied: false });
		expect(error.description).not.toContain('may have applied it');
	});

	it('a request that timed out', async () => {
		sandbox.faults.add({ fault: { hang: true } });
		expect((await go('get', { timeout: 1 })).status).toBe('success');
		expect(gaps()[0]).toBeGreaterThanOrEqual(900);
		sandbox.reset();
		sandbox.faults.add({ fault: { hang: true } });
		expect(await failed('token', { timeout: 1 })).toMatchObject({ message: 'No response within 1 s', reason: 'timeout', attempts: 1, mayHaveBeenApplied: true });
		await until(() => sandbox.requests[0]!.aborted);
	});
});

describe('responses that do not come from Vault', () => {
	it('HTML with 200', async () => {
		fails({ status: 200, body: '<html><body>Sign in</body></html>', contentType: 'text/html' });
		for (const call of ALL) {
			const error = await failed(call);
			expect(error).toMatchObject({ message: 'The response is not JSON, so it is not from the Vault API', attempts: 1 });
			expect(error.mayHaveBeenApplied).toBe(call !== 'get' && call !== 'getAll');
		}
	});

	it('HTML with 502 is repeated, and its text is not shown', async () => {
		fails({ status: 502, body: '<html>nginx</html>', contentType: 'text/html' });
		const error = await failed('get', retries({ maxRetries: 2 }));
		expect(error).toMatchObject({ httpCode: '502', attempts: 3, message: 'Apideck, or a server in front of it, is temporarily unavailable', detail: null });
		expect(JSON.stringify(error)).not.toContain('nginx');
	});

	it('200 with an error inside', async () => {
		fails({ status: 200, body: { status_code: 404, error: 'Not Found', type_name: 'ConnectionNotFoundError', message: 'Unknown', detail: 'gone' } });
		expect(await failed('get')).toMatchObject({ httpCode: '404', reason: 'not_found', typeName: 'ConnectionNotFoundError' });
		sandbox.reset();
		fails({ status: 200, body: { status_code: 503, error: 'x' } }, 1);
		expect((await go('get')).status).toBe('success');
		expect(sandbox.requests).toHaveLength(2);
	});

	it.each(ALL)('%s: a redirect is not followed and the key goes nowhere else', async (call) => {
		for (const to of [`${other.url}/vault/connections`, 'http://[::1]:1/', '/vault/consumers']) {
			sandbox.faults.add({ fault: { redirect: to } });
			const error = await failed(call);
			expect(error).toMatchObject({ message: expect.stringContaining('redirect was not followed') as unknown, attempts: 1, mayHaveBeenApplied: false });
		}
		expect(other.requests).toEqual([]);
		expect(sandbox.requests).toHaveLength(3);
	});
});

describe('limits', () => {
	it('maxRetries 0 sends once', async () => {
		fails({ status: 503 });
		expect(await failed('get', retries({ maxRetries: 0 }))).toMatchObject({ attempts: 1 });
		expect(sandbox.requests).toHaveLength(1);
	});

	it('maxRetries 3 sends four times and says so', async () => {
		fails({ status: 503 });
		const error = await failed('update', retries({ maxRetries: 3 }));
		expect(error).toMatchObject({ attempts: 4, mayHaveBeenApplied: true });
		expect(error.description).toContain('The request was sent 4 times. Apideck may have applied it anyway');
	});

	it('maxElapsedTime ends it before the retries do', async () => {
		fails({ status: 503, headers: { 'retry-after-ms': '300' } });
		const began = Date.now();
		const error = await failed('get', retries({ maxElapsedTime: 1, maxRetries: 100 }));
		expect(Date.now() - began).toBeLessThan(15_000);
		expect(Number(error.attempts)).toBeGreaterThan(1);
		expect(Number(error.attempts)).toBeLessThanOrEqual(4);
	});

	it('maxElapsedTime 0 allows no wait at all', async () => {
		fails({ status: 503, headers: { 'retry-after-ms': '1' } });
		expect(await failed('get', retries({ maxElapsedTime: 0 }))).toMatchObject({ attempts: 1 });
	});
});

describe('a 429 slows the whole run down', () => {
	it('keeps every item from sending until the wait is over', async () => {
		sandbox.faults.add({ after: 4, fault: { status: 429, headers: { 'retry-after-ms': '700' }, latencyMs: 60 } });
		sandbox.faults.add({ fault: { latencyMs: 60 }, times: Infinity });
		const { status, hints } = await run(engine, sandbox, { ...CALLS.get, options: { concurrency: 5 } }, { items: Array.from({ length: 20 }, () => ({})) });
		expect(status).toBe('success');
		expect(sandbox.requests).toHaveLength(21);
		const times = sandbox.requests.map(({ at }) => at - sandbox.requests[0]!.at);
		// The five of the start, at most four that their responses let through before the 429 came, then nothing for 700 ms.
		const before = times.filter((time) => time < 700);
		expect(before.length).toBeLessThanOrEqual(9);
		expect(times[before.length]! - Math.max(...before)).toBeGreaterThan(600);
		expect(hints).toHaveLength(1);
		expect(hints[0]!.message).toMatch(/^1 request was retried \(1 after a rate limit\)/);
	});

	it('lets a run of 24 items through a limit of 5 a second without losing one', async () => {
		const limited = await startSandbox({ rateLimit: { perSecond: 5 } });
		try {
			const items = Array.from({ length: 24 }, (_, index) => ({ index }));
			const result = await run(engine, limited, { ...CALLS.get, options: { concurrency: 12 } }, { items });
			expect(result.status).toBe('success');
			expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual(items.map(({ index }) => ({ item: index })));
			expect(result.hints).toHaveLength(1);
			// Without the shared gate every item in flight would meet the limit again and again.
			expect(limited.requests.filter(({ status }) => status === 429).length).toBeLessThan(40);
		} finally {
			await limited.close();
		}
	});
});
