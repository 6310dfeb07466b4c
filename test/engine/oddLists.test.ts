import type { IDataObject, INodeListSearchResult, INodeParameters } from 'n8n-workflow';

import { runAudit } from './auditRun';
import { RawServer, sendJson } from './rawServer';
import { setUpServer } from './setUp';
import { CREDENTIAL, run } from './support';
import { credentialFor } from './triggerSupport';

const { server, engine } = setUpServer(RawServer);

/** Serves these pages for any list, and consumers without connections. */
function servePages(...pages: unknown[][]): void {
	server.respond = (response, request) => {
		const { pathname, searchParams } = new URL(request.url ?? '/', 'http://any');
		if (/^\/vault\/consumers\/./.test(pathname)) {
			sendJson(response, { status_code: 200, data: { consumer_id: decodeURIComponent(pathname.split('/')[3] ?? ''), connections: [] } });
			return;
		}
		const page = Number(searchParams.get('cursor') ?? 0);
		sendJson(response, { status_code: 200, data: pages[page], meta: { cursors: { next: page + 1 < pages.length ? page + 1 : null } } });
	};
}

const GET_MANY = { resource: 'consumer', operation: 'getAll', returnAll: true };

describe.each([['null', null], ['a list', []], ['text', 'x'], ['a number', 5]])('a list that contains %s beside its records', (_name, odd) => {
	const RECORD = { consumer_id: 'me', id: 'r1', name: 'HubSpot', service_id: 'hubspot', services: [], unified_apis: [{ id: 'crm' }] };
	const LEFT_OUT = "1 entry in Apideck's list";

	it('is read by Get Many, which returns the record and a hint', async () => {
		servePages([RECORD, odd]);
		const { json, hints, status } = await run(engine, server, GET_MANY);
		expect([status, json.map(({ consumer_id: id }) => id)]).toEqual(['success', ['me']]);
		expect(hints.map(({ message }) => message)).toEqual([expect.stringContaining(LEFT_OUT)]);
	});

	it('does not stop an audit of all consumers, which returns a hint', async () => {
		servePages([RECORD, odd]);
		const { status, hints } = await runAudit(engine, server, {});
		expect(status).toBe('success');
		expect(hints.map(({ message }) => message)).toContainEqual(expect.stringContaining(LEFT_OUT));
	});

	it.each(['searchConsumers', 'searchConnectors'])('is used by %s in the editor', async (method) => {
		servePages([RECORD, odd]);
		const node = { type: engine.type('apideckVault'), credentials: CREDENTIAL };
		const { results } = await engine.loadMethod<INodeListSearchResult>('listSearch', method, node, credentialFor(server), [], { resource: 'connection', operation: 'get' } as INodeParameters);
		expect(results).toHaveLength(1);
	});
});

it('a list without any valid record is rejected', async () => {
	servePages([null, 'x']);
	expect((await run(engine, server, GET_MANY)).error?.message).toContain('The response has no data');
});

it.each<[string, object, string]>([
	['consumers', GET_MANY, 'consumer_id'],
	['logs', { resource: 'log', operation: 'getAll', limit: 1_000, consumer: { __rl: true, mode: 'id', value: 'me' } }, 'id'],
])('the %s on overlapping pages are returned once each', async (_name, parameters, key) => {
	const record = (id: string): IDataObject => ({ [key]: id });
	servePages([record('a'), record('b')], [record('b'), record('c'), {}], [record('a'), {}]);
	const { json } = await run(engine, server, { ...parameters, output: 'raw' });
	expect(json.map((one) => one[key])).toEqual(['a', 'b', 'c', undefined, undefined]);
});
