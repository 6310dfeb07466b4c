import { setTimeout as wait } from 'node:timers/promises';

import { startSandbox, type Sandbox } from '../../../tools/sandbox';
import { call } from './call';

const PIPEDRIVE = '/vault/connections/crm/pipedrive';
const KEY = { consumerId: 'test-consumer', unifiedApi: 'crm', serviceId: 'pipedrive' };

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const statuses = async (count: number, path = PIPEDRIVE, method = 'GET') => {
	const seen: number[] = [];
	for (let i = 0; i < count; i++) seen.push((await call(sandbox, method, path)).status);
	return seen;
};
const disable = () => call(sandbox, 'PATCH', PIPEDRIVE, { body: { enabled: false } });
const enabled = () => sandbox.vault.get(KEY)?.enabled;
/** Waits for something that the server notices after the client. The test's timeout ends the wait. */
const until = async (condition: () => boolean) => {
	while (!condition()) await wait(5);
};
const code = async (failing: Promise<unknown>) =>
	failing.then(
		() => 'responded',
		(error: { code?: string }) => error.code,
	);

describe('a fault affects', () => {
	it('one request by default, before the next fault applies', async () => {
		sandbox.faults.add({ fault: { status: 500 } });
		sandbox.faults.add({ times: 2, fault: { status: 503 } });
		expect(await statuses(4)).toEqual([500, 503, 503, 200]);
	});

	it('requests after skipped ones, or all requests until it is removed', async () => {
		const id = sandbox.faults.add({ after: 1, times: Infinity, fault: { status: 502 } });
		expect(await statuses(3)).toEqual([200, 502, 502]);
		expect(sandbox.faults.list()).toMatchObject([{ id, seen: 3, hits: 2 }]);
		expect(sandbox.faults.remove(id)).toBe(true);
		expect(await statuses(1)).toEqual([200]);
	});

	it('requests that match method, consumer, path prefix, glob or pattern of the raw path', async () => {
		const always = { times: Infinity, fault: { status: 500 } };
		sandbox.faults.add({ ...always, match: { method: 'DELETE' } });
		sandbox.faults.add({ ...always, match: { consumerId: 'blue-fjord-bakery' } });
		sandbox.faults.add({ ...always, match: { path: '/connector/' } });
		sandbox.faults.add({ ...always, match: { path: '/vault/connections/*/zoho-crm' } });
		sandbox.faults.add({ ...always, match: { path: /\/token$/ } });
		expect((await call(sandbox, 'GET', PIPEDRIVE, { consumerId: 'blue-fjord-bakery' })).status).toBe(500);
		expect((await call(sandbox, 'GET', '/vault/consumers/blue-fjord-bakery', { consumerId: null })).status).toBe(500);
		expect(await statuses(1, PIPEDRIVE, 'DELETE')).toEqual([500]);
		expect(await statuses(1, '/connector/apis?limit=1')).toEqual([500]);
		expect(await statuses(1, '/vault/connections/crm/zoho-crm')).toEqual([500]);
		expect(await statuses(1, '/vault/connections/crm/zoho-crm/x/config')).toEqual([404]);
		expect(await statuses(1, '/vault/connections/hris/workday/token', 'POST')).toEqual([500]);
		expect(await statuses(1)).toEqual([200]);
	});
});

describe('faults', () => {
	it('latency delays the response', async () => {
		sandbox.faults.add({ fault: { latencyMs: 120 } });
		const started = performance.now();
		expect((await disable()).status).toBe(200);
		expect(performance.now() - started).toBeGreaterThanOrEqual(115);
		expect(enabled()).toBe(false);
	});

	it.each(['2', 'Fri, 01 Jan 2038 00:00:00 GMT', 'soon'])(
		'429 with Retry-After %s is not applied',
		async (retryAfter) => {
			sandbox.faults.add({ fault: { status: 429, headers: { 'retry-after': retryAfter } } });
			const { status, headers, data } = await disable();
			expect([status, headers['retry-after'], data.type_name]).toEqual([429, retryAfter, 'TooManyRequestsError']);
			expect(enabled()).toBe(true);
		},
	);

	it('a fault can be an HTML page with status 200, a custom body, or a redirect', async () => {
		sandbox.faults.add({ fault: { body: '<html>hello</html>', contentType: 'text/html', status: 200 } });
		sandbox.faults.add({ fault: { status: 404, body: { type_name: 'Mine' } } });
		sandbox.faults.add({ fault: { redirect: 'http://127.0.0.1:9/elsewhere' } });
		const html = await call(sandbox, 'GET', PIPEDRIVE);
		expect([html.status, html.headers['content-type'], html.data]).toEqual([200, 'text/html', '<html>hello</html>']);
		expect((await call(sandbox, 'GET', PIPEDRIVE)).data).toEqual({ type_name: 'Mine' });
		const redirect = await call(sandbox, 'GET', PIPEDRIVE);
		expect([redirect.status, redirect.headers.location]).toEqual([302, 'http://127.0.0.1:9/elsewhere']);
	});

	it('a reset before the request does not change the connection, but a reset after it does', async () => {
		sandbox.faults.add({ fault: { reset: 'before' } });
		expect(await code(disable())).toBe('ECONNRESET');
		expect(enabled()).toBe(true);
		sandbox.faults.add({ fault: { reset: 'after' } });
		expect(await code(disable())).toBe('ECONNRESET');
		expect(enabled()).toBe(false);
		expect(sandbox.requests.map(({ body, aborted, status }) => [body, aborted, status])).toEqual([
			['{"enabled":false}', false, 0],
			['{"enabled":false}', false, 0],
		]);
	});

	it('a truncated response is applied and shorter than its content-length', async () => {
		sandbox.faults.add({ fault: { truncate: true } });
		const failing = disable();
		await expect(failing).rejects.toThrow(/aborted/);
		expect(enabled()).toBe(false);
	});

	it('a hanging request and its abort by the client are logged', async () => {
		sandbox.faults.add({ fault: { hang: true } });
		expect(await code(call(sandbox, 'PATCH', PIPEDRIVE, { body: { enabled: false }, timeout: 150 }))).toBe(
			'ECONNABORTED',
		);
		await until(() => sandbox.requests[0]?.aborted === true);
		expect(sandbox.requests).toMatchObject([{ aborted: true, status: 0, body: '{"enabled":false}' }]);
		expect(enabled()).toBe(true);
	});

	it('closing the sandbox ends hanging requests', async () => {
		const other = await startSandbox();
		other.faults.add({ fault: { hang: true } });
		const hanging = code(call(other, 'GET', PIPEDRIVE, { timeout: 20_000 }));
		await until(() => other.requests.length === 1);
		await other.close();
		expect(await hanging).toBe('ECONNRESET');
	});
});
