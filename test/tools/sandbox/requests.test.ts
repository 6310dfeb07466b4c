import { startSandbox } from '../../../tools/sandbox';
import { RequestLog, type LoggedRequest } from '../../../tools/sandbox/http/requestLog';
import { call } from './call';

describe('the request log', () => {
	it('contains path, query and body exactly as sent, also of rejected requests', async () => {
		const sandbox = await startSandbox();
		try {
			const before = Date.now();
			await call(sandbox, 'GET', '/vault/consumers/Blue%20Hill%20%26%20Co%20%2F%20Retail?filter%5Bsearch%5D=a%20b&x=1');
			await call(sandbox, 'PATCH', '/vault/connections/crm/pipedrive', {
				body: '{ "enabled" : false }',
				headers: { authorization: 'Bearer no' },
			});
			await call(sandbox, 'POST', '/nowhere', { body: '{"a":1}' });
			expect(sandbox.requests).toMatchObject([
				{
					method: 'GET',
					path: '/vault/consumers/Blue%20Hill%20%26%20Co%20%2F%20Retail',
					query: 'filter%5Bsearch%5D=a%20b&x=1',
					body: '',
					status: 200,
					aborted: false,
				},
				{
					method: 'PATCH',
					path: '/vault/connections/crm/pipedrive',
					query: '',
					body: '{ "enabled" : false }',
					status: 401,
					aborted: false,
				},
				{ method: 'POST', path: '/nowhere', body: '{"a":1}', status: 404 },
			]);
			expect(sandbox.requests[0]?.headers['x-apideck-app-id']).toBe('sandbox-app');
			expect(sandbox.requests[0]?.at).toBeGreaterThanOrEqual(before - 5);
			sandbox.clearRequests();
			expect(sandbox.requests).toHaveLength(0);
		} finally {
			await sandbox.close();
		}
	});

	it('is bounded, and empty when disabled', async () => {
		const entry = (at: number) => ({ at }) as LoggedRequest;
		const log = new RequestLog(100, true);
		for (let i = 0; i < 1_000; i++) log.add(entry(i));
		expect(log.entries.length).toBeLessThanOrEqual(110);
		expect(log.entries.at(-1)?.at).toBe(999);
		const sandbox = await startSandbox({ recordRequests: false });
		await call(sandbox, 'GET', '/connector/apis');
		expect(sandbox.requests).toEqual([]);
		await sandbox.close();
	});
});

describe('latency and rate limit of the whole sandbox', () => {
	it('delays every response', async () => {
		const sandbox = await startSandbox({ latencyMs: 60 });
		const started = performance.now();
		await call(sandbox, 'GET', '/connector/apis?limit=1');
		await call(sandbox, 'GET', '/connector/apis?limit=1');
		expect(performance.now() - started).toBeGreaterThanOrEqual(115);
		await sandbox.close();
	});

	it("accepts one second's worth of requests, then responds with 429 and Retry-After, and accepts more later", async () => {
		const sandbox = await startSandbox({ rateLimit: { perSecond: 10 } });
		const responses = await Promise.all(
			Array.from({ length: 14 }, () => call(sandbox, 'GET', '/connector/apis?limit=1')),
		);
		const refused = responses.filter(({ status }) => status === 429);
		expect(refused.length).toBeGreaterThanOrEqual(2);
		expect(refused.length).toBeLessThanOrEqual(4);
		expect(refused[0]?.headers['retry-after']).toBe('1');
		await new Promise((resolve) => setTimeout(resolve, 250));
		expect((await call(sandbox, 'GET', '/connector/apis?limit=1')).status).toBe(200);
		await sandbox.close();
	});
});
