import type { IDataObject } from 'n8n-workflow';

import type { Engine } from '../../tools/engine';
import { EmbeddedCredentials } from '../../tools/engine/credentials';
import { startSandbox, type Sandbox } from '../../tools/sandbox';
import { byId, CONTINUE, CRM_PIPEDRIVE, loadEngine, sleep, start, until, type RunOptions } from './support';

let sandbox: Sandbox;
let engine: Engine;
beforeAll(async () => {
	[sandbox, engine] = await Promise.all([startSandbox(), loadEngine()]);
});
beforeEach(() => sandbox.reset());
afterAll(async () => await sandbox.close());

/** The promise is a second on a quiet machine. Everything that is stopped here would go on for half a minute or without end. */
const LIMIT_MS = 10_000;

const items = Array.from({ length: 20 }, () => ({}));
const UPDATE = { operation: 'update', ...CRM_PIPEDRIVE, updateFields: { enabled: true } };
const GET = { operation: 'get', ...CRM_PIPEDRIVE };

/** Starts, waits until so many requests are out, stops, and tells how long the end took. */
async function stopAfter(requests: number, parameters: object, options: RunOptions) {
	const execution = start(engine, sandbox, parameters, options);
	await until(() => sandbox.requests.length >= requests);
	await sleep(50);
	const sent = sandbox.requests.length;
	const began = Date.now();
	execution.cancel();
	const { status, run } = await execution;
	const took = Date.now() - began;
	await sleep(300);
	return { status, message: run.data.resultData.error?.message, run, took, sent, sentAfter: sandbox.requests.length - sent };
}

describe.each<[string, RunOptions]>([
	['stop on error', {}],
	['continue on fail', CONTINUE],
	['error output', { node: { onError: 'continueErrorOutput' } }],
])('stopping the execution, with %s', (_name, mode) => {
	it('aborts what is in flight and sends nothing more', async () => {
		sandbox.faults.add({ fault: { hang: true }, times: Infinity });
		const result = await stopAfter(4, { ...GET, options: { concurrency: 4 } }, { ...mode, items });
		expect(result).toMatchObject({ status: 'canceled', message: 'The execution was canceled', sent: 4, sentAfter: 0 });
		expect(result.took).toBeLessThan(LIMIT_MS);
		expect(sandbox.requests.map(({ aborted }) => aborted)).toEqual([true, true, true, true]);
		expect(result.run.data.resultData.runData.Good).toBeUndefined();
	});

	it('ends a wait before a retry', async () => {
		sandbox.faults.add({ fault: { status: 503, headers: { 'retry-after': '30' } }, times: Infinity });
		const result = await stopAfter(1, GET, mode);
		expect(result).toMatchObject({ status: 'canceled', message: 'The execution was canceled', sent: 1, sentAfter: 0 });
		expect(result.took).toBeLessThan(LIMIT_MS);
	});

	it('ends the wait in the gate that a 429 has closed', async () => {
		sandbox.faults.add({ fault: { status: 429, headers: { 'retry-after': '30' } } });
		const result = await stopAfter(1, { ...GET, options: { concurrency: 1 } }, { ...mode, items });
		expect(result).toMatchObject({ status: 'canceled', message: 'The execution was canceled', sent: 1, sentAfter: 0 });
		expect(result.took).toBeLessThan(LIMIT_MS);
	});

	it('ends the wait for an earlier change to the same connection', async () => {
		sandbox.faults.add({ fault: { hang: true }, times: Infinity });
		const result = await stopAfter(1, UPDATE, { ...mode, items });
		expect(result).toMatchObject({ status: 'canceled', message: 'The execution was canceled', sent: 1, sentAfter: 0 });
		expect(result.took).toBeLessThan(LIMIT_MS);
	});

	it('ends the wait for a credential that n8n is still reading', async () => {
		let reads = 0;
		const read = jest.spyOn(EmbeddedCredentials.prototype, 'getDecrypted').mockImplementation(async () => {
			reads++;
			return await new Promise<never>(() => {});
		});
		try {
			const execution = start(engine, sandbox, { ...GET, options: { concurrency: 4 } }, { ...mode, items });
			await until(() => reads === 4);
			const began = Date.now();
			execution.cancel();
			const { status } = await execution;
			expect([status, reads]).toEqual(['canceled', 4]);
			expect(Date.now() - began).toBeLessThan(LIMIT_MS);
		} finally {
			read.mockRestore();
		}
		expect(sandbox.requests).toEqual([]);
	});
});

/** Failing alone never waits for anything, so only a loop that yields lets a timer, or the user, in between. */
it.each<[string, object, IDataObject]>([
	['a parameter', { ...GET, connection: byId('={{ "hubspot" }}') }, {}],
	['an option', { ...GET, options: { concurrency: 'many' } }, {}],
	['the operation', { ...GET, operation: 'getOne' }, {}],
	['the credential', GET, { baseUrl: 'localhost' }],
	['an expression of the credential', GET, { apiKey: '={{ $("Gone").item.json.key }}' }],
])('S6: stops among 10,000 items that all fail before a request, by %s', async (_name, parameters, credential) => {
	const many = Array.from({ length: 10_000 }, () => ({}));
	const execution = start(engine, sandbox, parameters, { ...CONTINUE, credential, items: many });
	const began = Date.now();
	let stopped = 0;
	setTimeout(() => {
		stopped = Date.now();
		execution.cancel();
	}, 100);
	const { status } = await execution;
	expect(status).toBe('canceled');
	expect(stopped - began).toBeLessThan(LIMIT_MS);
	expect(Date.now() - stopped).toBeLessThan(LIMIT_MS);
	expect(sandbox.requests).toEqual([]);
});

it('ends other items that wait in a closed gate', async () => {
	sandbox.faults.add({ fault: { status: 429, headers: { 'retry-after': '30' }, latencyMs: 300 }, times: 3 });
	const result = await stopAfter(3, { ...GET, options: { concurrency: 3 } }, { items });
	expect(result).toMatchObject({ status: 'canceled', message: 'The execution was canceled', sentAfter: 0 });
	expect(result.took).toBeLessThan(LIMIT_MS);
});

it('does not start at all when it was stopped before', async () => {
	const controller = new AbortController();
	controller.abort();
	const { status } = await start(engine, sandbox, GET, { signal: controller.signal });
	expect(status).toBe('canceled');
	expect(sandbox.requests).toEqual([]);
});
