import type { Engine } from '../../tools/engine';
import { defaultScenario, large, startSandbox, type Fault, type Sandbox, type ScenarioFactory } from '../../tools/sandbox';
import { call } from '../tools/sandbox/call';
import { counted, plainLine, runAudit, told, type AuditRan } from './auditRun';
import { CONTINUE, FAST, loadEngine, retries, sleep, start, until } from './support';

// Hundreds of requests: on a busy machine they take their time.
jest.setTimeout(180_000);

let sandbox: Sandbox;
let engine: Engine;
let undisturbed: string[];
beforeAll(async () => {
	[sandbox, engine] = await Promise.all([startSandbox(), loadEngine()]);
	undisturbed = (await runAudit(engine, sandbox)).findings.map(plainLine);
});
beforeEach(() => sandbox.reset());
// A promise that rejects with nobody listening fails the test that is running: none may outlive its test.
afterEach(async () => await sleep(10));
afterAll(async () => await sandbox.close());

const REDWOOD = '/vault/consumers/redwood-signal';
const AUDIT = { resource: 'audit', operation: 'getFindings', output: 'raw', options: FAST };

/** Everything as without the disturbance, but for these consumers, which are unreadable. */
function expectUnreadable({ findings, status, hints }: AuditRan, reasons: Record<string, string>) {
	expect(status).toBe('success');
	const lost = findings.filter(({ code }) => code === 'unreadable');
	expect(Object.fromEntries(lost.map(({ consumer_id, reason }) => [consumer_id, reason]))).toEqual(
		Object.fromEntries(Object.entries(reasons).map(([consumer, why]) => [consumer, expect.stringContaining(why)])),
	);
	for (const finding of lost) {
		expect(finding).toMatchObject({ severity: 'warning', actor: 'you', unified_api: null, service_id: null, deadline: null });
	}
	const others = (lines: string[]) => lines.filter((one) => !Object.keys(reasons).some((consumer) => one.startsWith(`${consumer} `)));
	expect(others(findings.map(plainLine))).toEqual(others(undisturbed));
	expect(hints.map(({ message }) => message).join()).toContain(`${lost.length} consumer${lost.length === 1 ? '' : 's'} could not be read`);
}

describe('an unreadable consumer', () => {
	it.each<[string, Fault, string]>([
		['gone since it was listed', { status: 404 }, "could not be read: Consumer 'redwood-signal' not found."],
		['a server error', { status: 500 }, 'temporarily unavailable'],
		['a lost connection', { reset: 'before' }, 'closed before the response was complete'],
		['a response that breaks off', { truncate: true }, 'could not be read'],
		['a page of a proxy', { status: 200, body: '<html>maintenance</html>', contentType: 'text/html' }, 'not JSON'],
		['a response without data', { body: { status_code: 200 } }, 'has no data'],
		['a response without connections', { body: { status_code: 200, data: {} } }, 'contains no list of connections'],
		['a redirect', { redirect: 'http://127.0.0.1:9/elsewhere' }, 'redirect'],
		['not served for the plan', { status: 402 }, 'plan limit'],
		['refused by a 401 that is about its token', { status: 401, body: { status_code: 401, type_name: 'UnauthorizedError', detail: { type: 'refresh_token_connector_error' } } }, 'could not refresh'],
		['W2: refused with a 401 of the connected service', { status: 401, body: { status_code: 401, type_name: 'ConnectorExecutionError', message: 'Unauthorized' } }, 'The connected service rejected the request'],
		['W2: refused with a 403 of a firewall', { status: 403, body: '<html>blocked</html>', contentType: 'text/html' }, 'A web page with status 403'],
		['W2: refused with a 401 of an unknown type', { status: 401, body: { status_code: 401, type_name: 'FutureError' } }, 'denied access'],
		['S12: read as another consumer', { status: 200, body: { status_code: 200, data: { consumer_id: 'victim', connections: [] } } }, 'it is for a different consumer'],
	])('becomes a finding after %s, and the others are audited as usual', async (_name, fault, why) => {
		sandbox.faults.add({ match: { path: REDWOOD }, times: Infinity, fault });
		expectUnreadable(await runAudit(engine, sandbox, { options: retries({ maxRetries: 2 }) }), { 'redwood-signal': why });
	});

	it('is retried first', async () => {
		sandbox.faults.add({ match: { path: REDWOOD }, times: 2, fault: { status: 503 } });
		const { findings, hints } = await runAudit(engine, sandbox);
		expect(findings.map(plainLine)).toEqual(undisturbed);
		expect(told(sandbox.requests).filter((one) => one.endsWith('redwood-signal'))).toHaveLength(3);
		expect(hints.map(({ message }) => message)).toEqual([expect.stringContaining('2 requests were retried')]);

		sandbox.reset();
		sandbox.faults.add({ match: { path: REDWOOD }, times: Infinity, fault: { status: 503 } });
		await runAudit(engine, sandbox, { options: retries({ maxRetries: 3 }) });
		expect(told(sandbox.requests).filter((one) => one.endsWith('redwood-signal'))).toHaveLength(4);
	});

	it('becomes a finding when its response takes too long', async () => {
		sandbox.faults.add({ match: { path: REDWOOD }, times: Infinity, fault: { hang: true } });
		const ran = await runAudit(engine, sandbox, { options: { ...retries({ maxRetries: 0 }), timeout: 1 } });
		expectUnreadable(ran, { 'redwood-signal': 'No response within 1 s' });
	});


	it('is reported with its name', async () => {
		sandbox.faults.add({ match: { path: REDWOOD }, times: Infinity, fault: { status: 404 } });
		const { findings } = await runAudit(engine, sandbox, { filters: { consumerPrefix: 'redwood' } });
		expect(findings).toEqual([expect.objectContaining({ consumer_id: 'redwood-signal', consumer_name: 'Redwood Signal', code: 'unreadable' })]);
	});

	it('becomes a finding without a request if its ID cannot be part of a URL', async () => {
		const odd = await startSandbox({ scenario: withConsumer('..') });
		try {
			const ran = await runAudit(engine, odd);
			expectUnreadable(ran, { '..': "its ID can't be used in a URL" });
			expect(counted(odd.requests)).toMatchObject({ list: 1, consumer: 34 });
		} finally {
			await odd.close();
		}
	});
});

/** The default scenario with its second consumer under another ID. */
function withConsumer(id: string): ScenarioFactory {
	return (now) => {
		const scenario = defaultScenario(now);
		return {
			...scenario,
			positionOf: (consumerId) => (consumerId === id ? 1 : scenario.positionOf(consumerId)),
			consumerAt: (position) => ({ ...scenario.consumerAt(position), ...(position === 1 && { consumer_id: id }) }),
		};
	};
}

describe('the audit', () => {
	it('ends at once with a wrong API key', async () => {
		const { status, error } = await runAudit(engine, sandbox, {}, { credential: { apiKey: 'sk_test_fake_wrong' } });
		expect([status, error?.message]).toEqual(['error', 'Apideck rejected the API key or app ID']);
		expect(error?.description).toContain('credential');
		expect(sandbox.requests).toHaveLength(1);
	});

	it('ends when the API key is rejected halfway, also for the list of consumers', async () => {
		sandbox.faults.add({ match: { path: /^\/vault\/consumers/ }, after: 10, times: Infinity, fault: { status: 401 } });
		const { status, error } = await runAudit(engine, sandbox, { options: { ...FAST, concurrency: 1 } });
		expect([status, error?.message]).toEqual(['error', 'Apideck rejected the API key or app ID']);
		expect(told(sandbox.requests).at(-1)).toBe('GET /vault/consumers');
	});

	it('ends without pending requests when the list of consumers cannot be read', async () => {
		const many = await startSandbox({ scenario: large({ consumers: 250, connectionsPerConsumer: 1 }) });
		try {
			many.faults.add({ match: { path: /^\/vault\/consumers$/ }, after: 1, times: Infinity, fault: { status: 503 } });
			many.faults.add({ match: { path: '/vault/consumers/consumer-0002' }, fault: { latencyMs: 300 } });
			const { status, error } = await runAudit(engine, many, { options: retries({ maxRetries: 0 }) });
			const { length } = many.requests;
			expect([status, error?.message]).toEqual(['error', 'Apideck is temporarily unavailable']);
			expect(counted(many.requests)).toMatchObject({ list: 2, consumer: 200 });
			expect(many.requests.filter((one) => one.status === 0)).toEqual([]);
			await sleep(100);
			expect(many.requests).toHaveLength(length);
		} finally {
			await many.close();
		}
	});

	it('ends with one error item if the node continues on fail', async () => {
		sandbox.faults.add({ match: { path: /^\/vault\/consumers$/ }, times: Infinity, fault: { status: 404 } });
		const { json, status } = await runAudit(engine, sandbox, {}, CONTINUE);
		expect(status).toBe('success');
		expect(json).toEqual([{ error: expect.objectContaining({ httpCode: '404', reason: 'not_found' }) }]);
	});
});

describe('a stopped execution', () => {
	it('ends as canceled, sends nothing more and stores nothing', async () => {
		const before = (await runAudit(engine, sandbox)).staticData;
		sandbox.vault.set({ consumerId: 'test-consumer', unifiedApi: 'crm', serviceId: 'pipedrive' }, { state: 'added', health: 'revoked' });
		sandbox.clearRequests();
		sandbox.faults.add({ match: { path: '/vault/consumers/' }, after: 10, times: Infinity, fault: { hang: true } });
		const execution = start(engine, sandbox, { ...AUDIT, options: { ...FAST, concurrency: 4 } }, { staticData: before });
		await until(() => counted(sandbox.requests).consumer === 14);
		const began = Date.now();
		execution.cancel();
		const { status, staticData } = await execution;
		expect(status).toBe('canceled');
		expect(Date.now() - began).toBeLessThan(10_000);
		expect(staticData).toEqual(before);
		const { length } = sandbox.requests;
		await sleep(200);
		expect(sandbox.requests).toHaveLength(length);
	});

	it('can be run again with the results of an undisturbed run', async () => {
		const before = (await runAudit(engine, sandbox)).staticData;
		await call(sandbox, 'DELETE', '/vault/consumers/redwood-signal');
		sandbox.vault.set({ consumerId: 'test-consumer', unifiedApi: 'crm', serviceId: 'pipedrive' }, { state: 'added', health: 'revoked' });
		const changes = { return: 'changes' };
		const undisturbedRun = await runAudit(engine, sandbox, changes, { staticData: before });
		expect(undisturbedRun.findings.map(plainLine)).toHaveLength(3);

		sandbox.clearRequests();
		const fault = sandbox.faults.add({ match: { path: '/vault/consumers/' }, after: 20, times: Infinity, fault: { hang: true } });
		const killed = start(engine, sandbox, { ...AUDIT, ...changes }, { staticData: before });
		await until(() => counted(sandbox.requests).consumer > 20);
		killed.cancel();
		const { staticData } = await killed;
		sandbox.faults.remove(fault);
		const repeated = await runAudit(engine, sandbox, changes, { staticData });
		expect(repeated.findings).toEqual(undisturbedRun.findings);
		for (const memory of [repeated, undisturbedRun]) {
			const { findings } = await runAudit(engine, sandbox, changes, { staticData: memory.staticData });
			expect(findings).toEqual([]);
		}
	});
});

describe('an outage', () => {
	const consumers = 200;
	const options = retries({ maxRetries: 1 });
	let many: Sandbox;
	beforeAll(async () => {
		many = await startSandbox({ scenario: large({ consumers, connectionsPerConsumer: 1, brokenShare: 0 }) });
	});
	beforeEach(() => many.reset());
	afterAll(async () => await many.close());

	const reasonsOf = ({ findings }: AuditRan) => {
		const reasons = findings.map(({ code, reason }) => `${code}: ${reason.split(': ')[1]}`);
		return [...new Set(reasons)].map((reason) => [reason, reasons.filter((one) => one === reason).length] as const);
	};

	it('makes all consumers unreadable after few requests if everything fails', async () => {
		many.faults.add({ match: { path: '/vault/consumers/' }, times: Infinity, fault: { status: 503 } });
		const ran = await runAudit(engine, many, { options });
		expect(ran.status).toBe('success');
		expect(ran.findings).toHaveLength(consumers);
		const [tried, skipped] = reasonsOf(ran);
		expect(tried?.[0]).toContain('temporarily unavailable');
		expect(skipped?.[0]).toBe('unreadable: Apideck stopped responding during the audit.');
		expect(skipped?.[1]).toBeGreaterThan(150);
		// 20 in a row and what is under way meanwhile, twice each; then a try per 20.
		expect(counted(many.requests).consumer).toBeLessThan(30 * 2 + 10);
		expect(ran.hints.map(({ message }) => message)).toContainEqual(expect.stringContaining(`${consumers} consumers could not be read`));
	});

	it('makes all consumers unreadable if the server does not respond at all', async () => {
		many.faults.add({ match: { path: '/vault/consumers/' }, times: Infinity, fault: { hang: true } });
		const { findings } = await runAudit(engine, many, { options: { ...retries({ maxRetries: 0 }), timeout: 1, concurrency: 20 } });
		expect(counted(many.requests).consumer).toBeLessThan(60);
		expect(findings.map(({ code }) => code)).toEqual(Array.from({ length: consumers }, () => 'unreadable'));
	});

	it('ends as soon as a consumer can be read again', async () => {
		many.faults.add({ match: { path: '/vault/consumers/' }, times: 50, fault: { status: 503 } });
		const ran = await runAudit(engine, many, { options: { ...options, includeHealthy: true } });
		const healthy = ran.findings.filter(({ code }) => code === 'healthy');
		expect(ran.findings).toHaveLength(consumers);
		expect(healthy.length).toBeGreaterThan(60);
		expect(healthy.length).toBeLessThan(consumers - 20);
		expect(healthy.map(({ consumer_id }) => consumer_id)).toContain('consumer-000200');
	});

	it('is not assumed when many consumers are missing', async () => {
		many.faults.add({ match: { path: '/vault/consumers/' }, times: 100, fault: { status: 404 } });
		const { findings } = await runAudit(engine, many, { options: { ...options, includeHealthy: true } });
		expect(findings.filter(({ code }) => code === 'healthy')).toHaveLength(consumers - 100);
		expect(findings.filter(({ reason }) => /Consumer 'consumer-\d+' not found/.test(reason))).toHaveLength(100);
	});
});
