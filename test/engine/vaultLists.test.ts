import type { IDataObject } from 'n8n-workflow';

import type { Engine } from '../../tools/engine';
import { large, startSandbox, type Sandbox } from '../../tools/sandbox';
import { byId, CONTINUE, loadEngine, run } from './support';

let engine: Engine;
let sandbox: Sandbox;
beforeAll(async () => {
	[sandbox, engine] = await Promise.all([startSandbox(), loadEngine()]);
});
beforeEach(() => sandbox.reset());
afterAll(async () => await sandbox.close());

const LOG = { resource: 'log', operation: 'getAll', consumer: byId('test-consumer') };
const query = (index: number) => new URLSearchParams(sandbox.requests[index]!.query);
/** The start date that each run asked for. */
const starts = () => sandbox.requests.map((_, index) => query(index)).filter((one) => !one.has('cursor')).map((one) => one.get('filter[start_date]'));

describe('Return All of the log', () => {
	it('reads all pages, each record once and in order', async () => {
		const { json, status } = await run(engine, sandbox, { ...LOG, returnAll: true, startDate: '2020-01-01T00:00:00Z' });
		expect(status).toBe('success');
		expect(json).toHaveLength(450);
		expect(new Set(json.map(({ id }) => id)).size).toBe(450);
		const times = json.map(({ timestamp }) => String(timestamp));
		expect(times).toEqual([...times].sort().reverse());
		expect(sandbox.requests).toHaveLength(3);
		expect(sandbox.requests.map((_, index) => query(index).get('limit'))).toEqual(['200', '200', '200']);
		expect(query(0).get('cursor')).toBeNull();
		expect(query(1).get('cursor')).not.toBe(query(2).get('cursor'));
	});

	it('requires a start and ends at the start of the run', async () => {
		const before = Date.now();
		await run(engine, sandbox, { ...LOG, returnAll: true, startDate: '2026-01-01T00:00:00+01:00' });
		expect(query(0).get('filter[start_date]')).toBe('2025-12-31T23:00:00.000Z');
		const end = Date.parse(query(0).get('filter[end_date]')!);
		expect(end).toBeGreaterThanOrEqual(before);
		expect(end).toBeLessThanOrEqual(Date.now());
		for (const index of [1, 2]) expect(query(index).get('filter[end_date]')).toBe(query(0).get('filter[end_date]'));

		sandbox.clearRequests();
		const { json } = await run(engine, sandbox, { ...LOG, returnAll: true, startDate: '={{ "" }}' }, CONTINUE);
		expect((json[0]?.error as IDataObject)['message']).toBe("'Start Date' is empty");
		expect(sandbox.requests).toEqual([]);
	});

	it('starts a day ago by default, also where an expression returns true, and needs no start for false', async () => {
		for (const returnAll of [true, '={{ true }}', '={{ false }}']) await run(engine, sandbox, { ...LOG, returnAll, limit: 5 });
		expect(starts().map((start) => start !== null && Math.round((Date.now() - Date.parse(start)) / 3_600_000))).toEqual([24, 24, false]);
	});

	it('reads either the required start or the one of the filters, as n8n shows them', async () => {
		const both = { startDate: '2026-01-01T00:00:00Z', filters: { startDate: '2025-01-01T00:00:00Z' } };
		for (const returnAll of [true, false, '={{ true }}', '={{ false }}']) await run(engine, sandbox, { ...LOG, returnAll, ...both });
		expect(starts().map((start) => start?.slice(0, 4))).toEqual(['2026', '2025', '2026', '2025']);
	});

	it('keeps a given end and sends none with a limit', async () => {
		await run(engine, sandbox, { ...LOG, returnAll: true, startDate: '2026-01-01T00:00:00Z', filters: { endDate: '2026-01-02T00:00:00Z' } });
		await run(engine, sandbox, { ...LOG, limit: 5 });
		expect(query(0).get('filter[end_date]')).toBe('2026-01-02T00:00:00.000Z');
		expect(sandbox.requests[1]!.query).toBe('limit=5');
	});
});

it('a limit beyond one page returns exactly as many records as requested', async () => {
	const { json } = await run(engine, sandbox, { ...LOG, limit: 250 });
	expect(json).toHaveLength(250);
	expect(sandbox.requests.map((_, index) => query(index).get('limit'))).toEqual(['200', '50']);
});

describe('the filters of the log', () => {
	const filtered = async (filters: object) => (await run(engine, sandbox, { ...LOG, limit: 200, output: 'raw', filters })).json;

	it('are all sent with the names of the API', async () => {
		await filtered({
			path: { match: { mode: 'EXACT', text: '/crm/contacts' } },
			httpMethods: ['GET', 'POST'],
			startDate: '2026-01-01T00:00:00Z',
			endDate: '2026-01-02T00:00:00Z',
			statusCodes: '={{ [500, 502] }}',
			excludeUnifiedApis: ['vault', 'proxy'],
		});
		expect([...query(0)]).toEqual([
			['filter[path]', '/crm/contacts'],
			['filter[path_match_mode]', 'EXACT'],
			['filter[http_methods]', 'GET'],
			['filter[http_methods]', 'POST'],
			['filter[start_date]', '2026-01-01T00:00:00.000Z'],
			['filter[end_date]', '2026-01-02T00:00:00.000Z'],
			['filter[status_codes]', '500'],
			['filter[status_codes]', '502'],
			['filter[exclude_unified_apis]', 'vault,proxy'],
			['limit', '200'],
		]);
	});

	it('use the filter for a single value if there is one value', async () => {
		await filtered({ httpMethods: '={{ "get" }}', statusCodes: '={{ 404 }}' });
		expect([...query(0)]).toEqual([['filter[http_method]', 'GET'], ['filter[status_code]', '404'], ['limit', '200']]);
	});

	it('select the matching records', async () => {
		const statuses = (await filtered({ statusCodes: '401, 500' })).map(({ status_code: code }) => code);
		expect(new Set(statuses)).toEqual(new Set([401, 500]));
		const others = await filtered({ excludeUnifiedApis: ['vault', 'crm'], path: { match: { text: 's/' } }, httpMethods: ['PATCH'] });
		expect(new Set(others.map(({ path }) => path))).toEqual(new Set(['/accounting/invoices/1001']));
		expect(await filtered({ path: { match: { mode: 'STARTS_WITH', text: 'contacts' } } })).toEqual([]);
	});

	it.each([
		[{ statusCodes: '99' }, /^'Status Codes' must contain only status codes/],
		[{ statusCodes: 'five hundred' }, /^'Status Codes' must contain only status codes/],
		[{ statusCodes: Array.from({ length: 51 }, (_, index) => 400 + index).join(',') }, /^'Status Codes' contains more than 50/],
		[{ httpMethods: ['FETCH'] }, /^'HTTP Methods' cannot contain "FETCH"/],
		[{ path: { match: { text: '/x', mode: '={{ "LIKE" }}' } } }, /^'Path Match Mode' cannot be "LIKE"/],
		[{ path: { match: { mode: 'EXACT', text: '={{ " " }}' } } }, /^'Path Text' is empty$/],
		[{ path: { match: { text: '={{ $json.none }}' } } }, /^'Path Text' is empty$/],
		[{ path: {} }, /^'Path' is empty$/],
		[{ path: '={{ "/x" }}' }, /^'Path' is empty$/],
		[{ startDate: 'yesterday' }, /^'Start Date' is not a date/],
		[{ startDate: '2026-02-01T00:00:00Z', endDate: '2026-01-01T00:00:00Z' }, /^'End Date' is before 'Start Date'/],
	])('reject %j before any request is sent', async (filters, words) => {
		const { error } = await run(engine, sandbox, { ...LOG, filters });
		expect(error?.message).toMatch(words);
		expect(sandbox.requests).toEqual([]);
	});
});

it('reads 100,000 log records in 500 requests without a stack overflow', async () => {
	const big = await startSandbox({ scenario: large({ consumers: 1, logsPerConsumer: 100_000 }) });
	try {
		const parameters = { ...LOG, consumer: byId('consumer-000001'), returnAll: true, startDate: '2000-01-01T00:00:00Z' };
		const { items, status, error } = await run(engine, big, parameters);
		expect([status, error?.message]).toEqual(['success', undefined]);
		expect(items).toHaveLength(100_000);
		expect(new Set(items.map(({ json }) => json.id)).size).toBe(100_000);
		expect(items.at(-1)!.pairedItem).toEqual({ item: 0 });
		expect(big.requests).toHaveLength(500);
	} finally {
		await big.close();
	}
}, 300_000);

it('the limit applies to custom mappings although the endpoint has no pages', async () => {
	const data = Array.from({ length: 5 }, (_, index) => ({ id: `crm+contacts+f${index}` }));
	sandbox.faults.add({ fault: { body: { status_code: 200, status: 'OK', data } }, times: 2 });
	const target = { resource: 'customMapping', operation: 'getAll', consumer: byId('test-consumer'), connection: byId('crm+salesforce') };
	expect((await run(engine, sandbox, { ...target, limit: 2 })).json).toHaveLength(2);
	expect((await run(engine, sandbox, { ...target, returnAll: true })).json).toHaveLength(5);
});

it('an error on a later page fails the item but not the other items', async () => {
	sandbox.faults.add({ match: { path: '/vault/logs' }, after: 1, times: 1, fault: { status: 400 } });
	const { json } = await run(
		engine,
		sandbox,
		{ ...LOG, consumer: byId('={{ $json.who }}'), limit: 250, options: { concurrency: 1 } },
		{ ...CONTINUE, items: [{ who: 'test-consumer' }, { who: 'tidal-forge' }] },
	);
	expect(json).toHaveLength(251);
	expect(Object.keys(json[0]!)).toEqual(['error']);
	expect(json[1]!.consumer_id).toBe('tidal-forge');
});
