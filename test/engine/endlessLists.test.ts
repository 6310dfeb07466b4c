import type { IDataObject, INodeListSearchResult, INodeParameters } from 'n8n-workflow';

import { RawServer, sendJson } from './rawServer';
import { setUpServer } from './setUp';
import { byId, CONTINUE, CREDENTIAL, retries, run, sleep, start, until } from './support';
import { credentialFor, triggerNode } from './triggerSupport';

/** The shipped limits are minutes and thousands of pages, so the tests replace them. Nothing else can. */
const PLENTY = { time: 600_000, pages: 30, listBytes: 50_000_000 };
const limits = { ITEM_LIMITS: { work: 'one item', ...PLENTY }, AUDIT_LIMITS: { work: 'one audit', ...PLENTY }, EDITOR_LIMITS: { work: 'a list in the editor', ...PLENTY }, ACTIVATION_LIMITS: { work: 'registering the webhook', ...PLENTY } };
jest.mock('../../nodes/ApideckVault/transport/requestBudget', () => ({
	...jest.requireActual<object>('../../nodes/ApideckVault/transport/requestBudget'),
	...limits,
}));

const { server, engine } = setUpServer(RawServer);
beforeEach(() => {
	for (const one of Object.values(limits)) Object.assign(one, PLENTY);
	OPTIONS.options = { timeout: 60, ...retries({ maxElapsedTime: 60 }) };
});

type Page = (index: number, asked: number) => { data: object[]; next: unknown; afterMs?: number };

/** Serves pages; `index` counts them. */
function serve(page: Page): void {
	server.respond = (response, request) => {
		const { searchParams } = new URL(request.url ?? '', 'http://any');
		const { data, next, afterMs = 0 } = page(server.requests, Number(searchParams.get('limit')));
		void sleep(afterMs).then(() => sendJson(response, { status_code: 200, data, meta: { cursors: { next } } }));
	};
}

const record = (index: number) => ({ consumer_id: `c${index}`, id: `r${index}`, services: [], service_id: `s${index}`, name: `n${index}` });
const full: Page = (index, asked) => ({ data: Array.from({ length: asked }, (_, at) => record(index * 1_000 + at)), next: `c${index}` });
const empty: Page = (index) => ({ data: [], next: `c${index}` });

const load = async (method: string, filter?: string) =>
	await engine.loadMethod<INodeListSearchResult>('listSearch', method, { type: engine.type('apideckVault'), credentials: CREDENTIAL }, credentialFor(server), [filter], { resource: 'connection', operation: 'get' } as INodeParameters);

interface Ended {
	message: string;
	description: string;
	reason?: unknown;
}
const failed = async (promise: Promise<unknown>): Promise<Ended> =>
	await promise.then(
		(value) => ({ message: `no error: ${JSON.stringify(value).slice(0, 100)}`, description: '' }),
		(error: Ended & { context?: { vault?: IDataObject } }) => ({ message: error.message, description: error.description, reason: error.context?.vault?.reason }),
	);
/** The error item of a run with one item. */
const runAndFail = async (parameters: object): Promise<Ended> => {
	const { items } = await run(engine, server, parameters, CONTINUE);
	expect(items).toHaveLength(1);
	return items[0]!.json.error as unknown as Ended;
};

/** The error of a method that n8n calls when a workflow is published or unpublished. The engine returns it as a value. */
const callHook = async (method: 'checkExists' | 'delete'): Promise<Ended> => {
	const { error } = await engine.webhookMethod(method, triggerNode(engine), credentialFor(server), {});
	return await failed(Promise.reject(error as Error));
};

/** An item may take as long as one request with its retries, regardless of its time limit. Only the test of that limit shortens both. */
const OPTIONS = { options: { timeout: 60, ...retries({ maxElapsedTime: 60 }) } };

/** All code that reads a list page by page. */
const LISTS: Array<[string, () => Promise<Ended>]> = [
	['Get Many consumers', async () => await runAndFail({ resource: 'consumer', operation: 'getAll', returnAll: true, ...OPTIONS })],
	['Get Many logs', async () => await runAndFail({ resource: 'log', operation: 'getAll', limit: 1_000_000, consumer: byId('acme'), ...OPTIONS })],
	['the findings of an audit', async () => await runAndFail({ resource: 'audit', operation: 'getFindings', ...OPTIONS })],
	['the report of an audit', async () => await runAndFail({ resource: 'audit', operation: 'getReport', ...OPTIONS })],
	['a search in the editor', async () => await failed(load('searchConnectors', 'n'))],
	['activation, looking for its own webhook', async () => await callHook('checkExists')],
	['deactivation, looking for its own webhook', async () => await callHook('delete')],
];

describe.each(LISTS)('%s', (_name, read) => {
	it('stops at the maximum number of pages when every page has a new cursor, and returns nothing', async () => {
		serve(full);
		const error = await read();
		expect(error).toMatchObject({ reason: 'list_too_long', message: expect.stringMatching(/^The list is longer than 30 full pages, the limit for /) as unknown });
		expect(error.description).toContain('The partial list was discarded');
		expect(server.requests).toBe(31);
	});

	it('stops after five empty pages', async () => {
		serve((index, asked) => (index === 1 ? full(index, asked) : empty(index, asked)));
		expect(await read()).toMatchObject({ reason: 'unexpected_response', message: expect.stringContaining('several empty pages in a row') as unknown });
		expect(server.requests).toBe(6);
	});

	it('stops at the time limit when pages are slow', async () => {
		for (const one of Object.values(limits)) one.time = 1_000;
		OPTIONS.options = { timeout: 1, ...retries({ maxElapsedTime: 0 }) };
		serve((index, asked) => ({ ...full(index, asked), afterMs: 150 }));
		const began = Date.now();
		const error = await read();
		expect(error).toMatchObject({ reason: 'time_limit', message: expect.stringMatching(/^The time limit for .* was reached \(1 seconds\)$/) as unknown });
		expect(Date.now() - began).toBeLessThan(15_000);
		expect(server.requests).toBeLessThan(30);
	});

	it('stops at the maximum number of bytes', async () => {
		for (const one of Object.values(limits)) one.listBytes = 5_000_000;
		serve((index) => ({ data: [{ ...record(index), metadata: { note: 'x'.repeat(1_000_000) } }], next: `c${index}` }));
		expect(await read()).toMatchObject({ reason: 'list_too_long', message: expect.stringContaining('longer than 5 MB') as unknown });
		// An audit can read a consumer before the list has ended.
		expect(server.requests).toBeLessThanOrEqual(6);
	});

	it('stops at the maximum number of records when pages contain more than requested', async () => {
		serve((index) => ({ data: Array.from({ length: 5_000 }, (_, at) => record(index * 10_000 + at)), next: `c${index}` }));
		expect(await read()).toMatchObject({ reason: 'list_too_long' });
		expect(server.requests).toBe(2);
	});

	it('rejects an invalid cursor instead of taking the first page as the whole list', async () => {
		const cursors: unknown[] = [{ next: 'c2' }, ['c2'], true, false, 'c'.repeat(5_000), '\ud800'];
		for (const next of cursors) {
			serve((index, asked) => ({ ...full(index, asked), next }));
			expect(await read()).toMatchObject({ message: 'Apideck returned an unusable cursor for the next page' });
		}
		expect(server.requests).toBe(cursors.length);
	});

	it('rejects pagination data that is not an object', async () => {
		server.respond = (response) => sendJson(response, { data: [record(1)], meta: { cursors: 'c2' } });
		expect((await read()).message).toContain('unusable cursor');
	});
});

describe('Get Many with a limit', () => {
	const many = (limit: number, more: object = {}) => ({ resource: 'consumer', operation: 'getAll', limit, ...more });

	it('stops after five empty pages even if one record is wanted', async () => {
		serve(empty);
		expect(await runAndFail(many(1))).toMatchObject({ message: expect.stringContaining('several empty pages in a row') as unknown });
		// An audit can read a consumer before the list has ended.
		expect(server.requests).toBeLessThanOrEqual(6);
	});

	it('returns only as many records as requested from a page of 50,000, and reads no other page', async () => {
		serve((index) => ({ data: Array.from({ length: 50_000 }, (_, at) => ({ consumer_id: `c${at}` })), next: `c${index}` }));
		limits.ITEM_LIMITS.pages = 1_000;
		const { json } = await run(engine, server, many(3));
		expect(json.map(({ consumer_id: id }) => id)).toEqual(['c0', 'c1', 'c2']);
		expect(server.requests).toBe(1);
	});

	it('continues after single empty pages and follows numeric cursors', async () => {
		const pages = [[record(1)], [], [], [], [], [record(2)], []];
		serve((index) => ({ data: pages[index - 1]!, next: index === pages.length ? null : index }));
		const { json } = await run(engine, server, many(3, { returnAll: true }));
		expect(json.map(({ consumer_id: id }) => id)).toEqual(['c1', 'c2']);
		expect(server.requests).toBe(7);
	});
});

it.each<[string, () => Promise<Ended>]>([
	['consumers', async () => await failed(load('searchConsumers'))],
	['connectors', async () => await failed(load('searchConnectors'))],
])('the list of %s in the editor does not pass an invalid cursor to n8n', async (_name, read) => {
	serve((index, asked) => ({ ...full(index, asked), next: { c: 1 } }));
	expect(await read()).toMatchObject({ message: 'Apideck returned an unusable cursor for the next page' });
});

it.each(['searchConnectors', 'searchConnections', 'searchMigrationTargets'])('%s stops at the time limit if the server never responds', async (method) => {
	limits.EDITOR_LIMITS.time = 500;
	server.respond = () => {};
	const parameters = { resource: 'connection', operation: 'migrate', consumer: byId('acme'), connection: byId('crm+hubspot') } as unknown as INodeParameters;
	const began = Date.now();
	const error = await failed(engine.loadMethod('listSearch', method, { type: engine.type('apideckVault'), credentials: CREDENTIAL }, credentialFor(server), [], parameters));
	expect(error).toMatchObject({ reason: 'time_limit', message: expect.stringContaining('The time limit for a list in the editor was reached') as unknown });
	expect(Date.now() - began).toBeLessThan(10_000);
});

it('a list stops at once when the user stops the execution', async () => {
	limits.ITEM_LIMITS.pages = 5_000;
	serve((index) => ({ data: [record(index)], next: `c${index}` }));
	const execution = start(engine, server, { resource: 'consumer', operation: 'getAll', returnAll: true });
	await until(() => server.requests > 20);
	const began = Date.now();
	execution.cancel();
	expect((await execution).status).toBe('canceled');
	expect(Date.now() - began).toBeLessThan(10_000);
	// Requests that were already sent can still arrive.
	await sleep(300);
	const sent = server.requests;
	await sleep(300);
	expect(server.requests).toBe(sent);
});
