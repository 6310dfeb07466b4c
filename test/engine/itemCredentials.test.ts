import type { IDataObject } from 'n8n-workflow';

import { EmbeddedCredentials } from '../../tools/engine/credentials';
import type { VaultCall } from '../../nodes/ApideckVault/transport/call';
import { openSession, QUICK } from './openClient';
import { busy, envelope, RecordingServer } from './recordingServer';
import { setUpServer } from './setUp';
import { byId, CONTINUE, CREDENTIAL, CRM_PIPEDRIVE, ERROR_OUTPUT, FAST, run, sleep, until, type RunOptions } from './support';
import { triggerNode } from './triggerSupport';

/** S4: each item uses what n8n resolves of the credential for that item. */
const { server, engine } = setUpServer(RecordingServer);
beforeEach(() => {
	server.otherwise = { status: 204 };
});
afterEach(() => jest.restoreAllMocks());

/** Three tenants in one credential. */
const PER_TENANT = {
	apiKey: '=sk_test_fake_{{ $json.tenant }}',
	appId: '=app-{{ $json.tenant }}',
	consumerId: '={{ $json.tenant.toUpperCase() }}',
};
const TENANTS = [{ tenant: 'a' }, { tenant: 'b' }, { tenant: 'c' }];
const DELETE = { operation: 'delete', connection: byId('crm+pipedrive') };

const sent = () =>
	server.requests
		.map(({ method, headers }) => [method, headers.authorization, headers['x-apideck-app-id'], headers['x-apideck-consumer-id']].join(' '))
		.sort();
const deleteOf = (tenant: string) => `DELETE Bearer sk_test_fake_${tenant} app-${tenant} ${tenant.toUpperCase()}`;
const errorOf = (json: IDataObject | undefined) => json?.error as IDataObject | undefined;

describe('S4: an item', () => {
	it.each([1, 3])('sends its own key, app ID and default consumer, with concurrency %d', async (concurrency) => {
		const { json, status } = await run(engine, server, { ...DELETE, options: { concurrency } }, { credential: PER_TENANT, items: TENANTS });
		expect(sent()).toEqual(['a', 'b', 'c'].map(deleteOf));
		expect(status).toBe('success');
		expect(json.map(({ consumer_id: id }) => id)).toEqual(['A', 'B', 'C']);
	});

	it('is sent to its own base URL', async () => {
		const other = await RecordingServer.start();
		other.otherwise = { status: 204 };
		try {
			const items = [{ url: server.url }, { url: `${other.url}/gateway/` }, { url: server.url }];
			await run(engine, server, { ...DELETE, consumer: byId('acme') }, { credential: { baseUrl: '={{ $json.url }}' }, items });
			expect([server.requests.length, other.requests.map(({ url }) => url)]).toEqual([2, ['/gateway/vault/connections/crm/pipedrive']]);
		} finally {
			await other.close();
		}
	});

	it.each<[string, RunOptions, 'items' | 'errorItems']>([
		['regular output', CONTINUE, 'items'],
		['error output', ERROR_OUTPUT, 'errorItems'],
	])('fails alone when an expression of the credential fails for it: %s', async (_name, mode, output) => {
		const credential = { ...PER_TENANT, apiKey: '={{ $json.tenant ? "sk_test_fake_" + $json.tenant : $("No Such Node").item.json.key }}' };
		const result = await run(engine, server, { ...DELETE, consumer: byId('acme') }, { ...mode, credential, items: [{ tenant: 'a' }, {}, { tenant: 'c' }] });
		const failed = result[output].filter(({ json }) => json.error);
		expect(failed.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }]);
		expect(Object.keys(failed[0]!.json)).toEqual(['error']);
		expect(errorOf(failed[0]!.json)).toMatchObject({
			message: expect.stringMatching(/^The Apideck credential cannot be read: Referenced node doesn't exist/) as unknown,
			description: expect.stringContaining('No request was sent') as unknown,
		});
		expect(result.items.filter(({ json }) => !json.error).map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
		expect(server.requests).toHaveLength(2);
	});

	it.each<[string, IDataObject, string]>([
		['no default consumer', { consumerId: '={{ $json.consumer }}' }, "'Consumer' is empty and the credential has no default consumer"],
		['blanks as default consumer', { consumerId: '={{ $json.consumer ?? "  " }}' }, "'Consumer' is empty and the credential has no default consumer"],
		['a list as default consumer', { consumerId: '={{ $json.consumer ?? ["a"] }}' }, "'Default Consumer ID' of the Apideck credential must be text"],
		['an object as default consumer', { consumerId: '={{ $json.consumer ?? {} }}' }, "'Default Consumer ID' of the Apideck credential must be text"],
		['a number that may be rounded as default consumer', { consumerId: '={{ $json.consumer ?? 12345678901234567890 }}' }, "'Default Consumer ID' of the Apideck credential must be text"],
		['no key', { apiKey: '={{ $json.consumer }}' }, "'API Key' of the Apideck credential is empty"],
		['a key that is only the word Bearer', { apiKey: '={{ $json.consumer ?? "Bearer" }}' }, "'API Key' of the Apideck credential is empty"],
		['a list of keys', { apiKey: '={{ $json.consumer ?? ["k"] }}' }, "'API Key' of the Apideck credential is empty"],
		['no app ID', { appId: '={{ $json.consumer }}' }, "'App ID' of the Apideck credential is empty"],
		['no base URL', { baseUrl: '={{ $json.url }}' }, "'Base URL' of the Apideck credential is not valid: it is empty"],
	])('is refused, and no other, when the credential gives it %s', async (_name, credential, message) => {
		const given = { consumer: 'acme', url: server.url };
		const { json } = await run(engine, server, DELETE, { ...CONTINUE, credential: { consumerId: 'fallback', ...credential }, items: [given, {}, given] });
		expect(json.map((one) => errorOf(one)?.message)).toEqual([undefined, expect.stringContaining(message), undefined]);
		expect(server.requests).toHaveLength(2);
	});

	it('takes a default consumer that is a whole number', async () => {
		const { json } = await run(engine, server, DELETE, { credential: { consumerId: '={{ $json.id }}' }, items: [{ id: 42 }] });
		expect(json[0]).toMatchObject({ consumer_id: '42' });
	});

	it('names the item when the run stops because of its credential', async () => {
		const { error } = await run(engine, server, DELETE, { credential: { ...PER_TENANT, apiKey: '={{ $json.key }}' }, items: [{ tenant: 'a', key: 'sk_test_fake_a' }, { tenant: 'b' }] });
		expect(error!.message).toMatch(/^'API Key' of the Apideck credential is empty.* \[item 1\]$/);
		expect(error!.context.itemIndex).toBe(1);
	});

	it('has its credential read once, however many requests it sends', async () => {
		const reads = jest.spyOn(EmbeddedCredentials.prototype, 'getDecrypted');
		const page = (id: string, next?: string) => envelope([{ consumer_id: id }], { meta: { cursors: { next: next ?? null } } });
		server.script = [page('one', 'c2'), busy(503, 1), page('two', 'c3'), page('three')];
		server.otherwise = page('four');
		const { json } = await run(engine, server, { resource: 'consumer', operation: 'getAll', returnAll: true, options: { ...FAST, concurrency: 1 } }, { items: [{}, {}] });
		expect(json).toHaveLength(4);
		expect([server.requests.length, reads.mock.calls.length]).toEqual([5, 2]);
	});

	it('keeps its place among changes to one connection, although reads of the credential overtake each other', async () => {
		const read = EmbeddedCredentials.prototype.getDecrypted;
		let reads = 0;
		jest.spyOn(EmbeddedCredentials.prototype, 'getDecrypted').mockImplementation(async function (this: EmbeddedCredentials, ...args) {
			await sleep(reads++ % 2 === 0 ? 60 : 1);
			return await read.apply(this, args);
		});
		server.otherwise = envelope({ id: 'crm+pipedrive', service_id: 'pipedrive', unified_api: 'crm' });
		const items = Array.from({ length: 6 }, (_, index) => ({ n: `v${index}` }));
		await run(engine, server, { operation: 'update', ...CRM_PIPEDRIVE, settingsMode: 'json', settingsJson: '={{ { name: $json.n } }}' }, { items });
		expect(server.requests.map(({ body }) => (JSON.parse(body) as { settings: IDataObject }).settings.name)).toEqual(items.map(({ n }) => n));
	});

	it('never runs the operation of another item: n8n hands an expression in its place over as text, and that is refused', async () => {
		const parameters = { resource: 'connection', operation: '={{ $json.operation }}', ...CRM_PIPEDRIVE };
		const { json } = await run(engine, server, parameters, { ...CONTINUE, items: [{ operation: 'get' }, { operation: 'delete' }] });
		const refused = 'There is no operation "{{ $json.operation }}" for the resource "connection"';
		expect(json.map((one) => errorOf(one)?.message)).toEqual([refused, refused]);
		expect(server.requests).toEqual([]);
	});
});

describe('S4: items of one run', () => {
	const ITEMS = [{ key: 'a' }, { key: 'a' }, { key: 'b' }];
	const clients = async () => {
		const credential = { baseUrl: server.url, apiKey: '=sk_test_fake_{{ $json.key }}' };
		const session = openSession(engine, credential, undefined, ITEMS);
		const [first, same, other] = await Promise.all(ITEMS.map(async (_item, index) => await session.client(index)));
		return { session, first: first!, same: same!, other: other! };
	};
	const GET: VaultCall = { method: 'GET', path: ['vault', 'consumers', 'acme'] };
	const CHANGE: VaultCall = { method: 'PATCH', path: ['vault', 'connections', 'crm', 'hubspot'], body: {} };

	it('share a rate limiter when they have the same key, and do not otherwise', async () => {
		const { session, first, same, other } = await clients();
		server.otherwise = envelope({});
		server.script = [busy(429, 1_000)];
		const settings = { ...QUICK, maxElapsedTime: 20_000 };
		const limited = first.request(GET, settings);
		await until(() => session.statistics.retries === 1);
		await Promise.all([limited, same.request(GET, settings), other.request(GET, settings)]);
		expect(server.requests.map(({ headers }) => headers.authorization?.slice(-1))).toEqual(['a', 'b', 'a', 'a']);
		expect(session.statistics).toMatchObject({ requests: 4, retries: 1, rateLimited: 1 });
	});

	it('wait for each other at one connection when they have the same key, and do not otherwise', async () => {
		const { first, same, other } = await clients();
		server.otherwise = { ...envelope({}), afterMs: 50 };
		await Promise.all([first.request(CHANGE, QUICK), same.request(CHANGE, QUICK)]);
		expect(server.requests.map(({ inFlight }) => inFlight)).toEqual([1, 1]);
		server.reset();
		server.otherwise = { ...envelope({}), afterMs: 200 };
		await Promise.all([first.request(CHANGE, QUICK), other.request(CHANGE, QUICK)]);
		expect(server.requests.map(({ inFlight }) => inFlight)).toEqual([1, 2]);
	});

	it('have state of their own per application, which outlives a change of the key', async () => {
		const application = async (credential: IDataObject) => (await openSession(engine, { baseUrl: server.url, ...credential }).client(0)).application;
		const [one, rotated, other, elsewhere] = await Promise.all([{}, { apiKey: 'sk_test_fake_new' }, { appId: 'other-app' }, { baseUrl: 'https://unify.example.com' }].map(application));
		expect(rotated).toBe(one);
		expect(new Set([one, other, elsewhere]).size).toBe(3);
	});
});

describe('S4: where there is no item, expressions of the credential that need one', () => {
	const SENTENCE = 'The Apideck credential cannot be read here: outside a running workflow, its expressions can only use $vars and $secrets';
	const credentialOf = (change: IDataObject) => ({ apideckApi: { apiKey: 'sk_test_fake_1', appId: 'app', baseUrl: server.url, ...change } as never });
	const NEED_AN_ITEM: Array<[string, IDataObject]> = [
		['the item', { consumerId: '={{ $json.tenant }}' }],
		['another node', { apiKey: '={{ $("Start").item.json.key }}' }],
	];

	it.each(NEED_AN_ITEM)('are named in one sentence by a list of the editor: %s', async (_name, change) => {
		const node = { type: engine.type('apideckVault'), credentials: CREDENTIAL };
		await expect(engine.loadMethod('listSearch', 'searchConsumers', node, credentialOf(change))).rejects.toThrow(SENTENCE);
		expect(server.requests).toEqual([]);
	});

	it.each(NEED_AN_ITEM)('are named in one sentence by the activation of the trigger: %s', async (_name, change) => {
		const { error } = await engine.webhookMethod('create', triggerNode(engine), credentialOf(change));
		expect(error?.message).toBe(SENTENCE);
		expect(server.requests).toEqual([]);
	});

	it('are named too when they give nothing', async () => {
		const node = { type: engine.type('apideckVault'), credentials: CREDENTIAL };
		const refused = (await engine
			.loadMethod('listSearch', 'searchConsumers', node, credentialOf({ apiKey: '={{ $vars.no_such_variable }}' }))
			.catch((error: unknown) => error)) as Error & { description?: string };
		expect(refused.message).toMatch(/^'API Key' of the Apideck credential is empty/);
		expect(refused.description).toContain('can only use $vars and $secrets');
	});
});
