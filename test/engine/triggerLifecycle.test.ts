import { NodeApiError, type IDataObject } from 'n8n-workflow';

import type { Engine, WebhookMethod, WebhookMethodResult } from '../../tools/engine';
import { EmbeddedCredentials } from '../../tools/engine/credentials';
import { startSandbox, type Fault, type Sandbox, type Subscription } from '../../tools/sandbox';
import { loadEngine } from './support';
import { credentialFor, EVENTS, storedBy, triggerNode } from './triggerSupport';

/** Without validation calls, because no server listens on the engine's delivery URLs. */
let sandbox: Sandbox;
let engine: Engine;
beforeAll(async () => {
	[sandbox, engine] = await Promise.all([startSandbox({ webhooks: { validation: false } }), loadEngine()]);
});
beforeEach(() => sandbox.reset());
afterEach(() => jest.restoreAllMocks());
afterAll(async () => await sandbox.close());

const URL_OF_NODE = 'http://127.0.0.1:5678/webhook/hook-1/webhook';
const TEST_URL_OF_NODE = 'http://127.0.0.1:5678/webhook-test/hook-1/webhook';
const OWNER_TAG = 'n8n workflow embedded, node trigger-node';

const subscriptions = () => sandbox.webhooks.subscriptions.list();
const find = (id: string) => subscriptions().find((subscription) => subscription.id === id);

/** Adds a subscription as the node creates it, with changes. */
async function addSubscription(change: Partial<Subscription> = {}): Promise<Subscription> {
	const { status, disabled_reason, ...given } = change;
	const added = await sandbox.webhooks.add({
		description: OWNER_TAG,
		unified_api: 'vault',
		status: 'enabled',
		delivery_url: URL_OF_NODE,
		events: EVENTS,
		...given,
	});
	return status === undefined ? added : sandbox.webhooks.subscriptions.change(added.id, { status, disabled_reason });
}

const withStoredId = (id: string, url = URL_OF_NODE): IDataObject => ({ 'node:Trigger': { subscriptions: { [url]: id } } });
const storedIds = ({ staticData }: WebhookMethodResult) => storedBy(staticData).subscriptions ?? {};

async function call(method: WebhookMethod, staticData: IDataObject = {}, parameters: object = {}, credential: IDataObject = {}) {
	sandbox.clearRequests();
	return await engine.webhookMethod(method, triggerNode(engine, parameters), credentialFor(sandbox, credential), staticData);
}

const requests = () => sandbox.requests.map(({ method, path }) => `${method} ${path.replace(/[^/]{40,}/, '{id}')}`);
const LIST = 'GET /webhook/webhooks';
const ONE = 'GET /webhook/webhooks/{id}';

describe('checkExists', () => {
	it('returns false without a subscription', async () => {
		const result = await call('checkExists');
		expect([result.error, result.value, storedIds(result)]).toEqual([undefined, false, {}]);
		expect(requests()).toEqual([LIST]);
	});

	it('finds the stored subscription with one request and changes nothing', async () => {
		const own = await addSubscription();
		const result = await call('checkExists', withStoredId(own.id));
		expect([result.error, result.value, storedIds(result)]).toEqual([undefined, true, { [URL_OF_NODE]: own.id }]);
		expect([requests(), subscriptions()]).toEqual([[ONE], [own]]);
	});

	it.each(['retry_limit', 'usage_limit', 'none'] as const)('enables a subscription that was disabled (%s)', async (reason) => {
		const own = await addSubscription({ status: 'disabled', disabled_reason: reason });
		const result = await call('checkExists', withStoredId(own.id));
		expect([result.error, result.value]).toEqual([undefined, true]);
		expect(subscriptions()).toMatchObject([{ id: own.id, status: 'enabled', disabled_reason: 'none', events: EVENTS }]);
		expect(requests()).toEqual([ONE, 'PATCH /webhook/webhooks/{id}']);
	});

	it.each([
		['an additional event', ['vault.connection.created', ...EVENTS], ['vault.connection.created', ...EVENTS]],
		['an omitted event', EVENTS.slice(1), EVENTS.slice(1)],
		['different events', ['vault.connection.created', 'vault.connection.updated'], ['vault.connection.created', 'vault.connection.updated']],
		['all events beside another one', ['vault.connection.created', '*'], ['*']],
	])('updates the events of the subscription: %s', async (_name, events, expected) => {
		const own = await addSubscription();
		expect(await call('checkExists', withStoredId(own.id), { events })).toMatchObject({ value: true });
		expect(subscriptions()).toMatchObject([{ id: own.id, events: expected }]);
	});

	it('accepts events in a different order', async () => {
		const own = await addSubscription({ events: [...EVENTS].reverse() });
		await call('checkExists', withStoredId(own.id));
		expect(requests()).toEqual([ONE]);
	});

	it('removes the stored ID of a subscription that was deleted at Apideck', async () => {
		const result = await call('checkExists', withStoredId('gone'));
		expect([result.error, result.value, storedIds(result)]).toEqual([undefined, false, {}]);
	});

	it('finds a subscription without a stored ID by owner tag and URL, on the second page of the list', async () => {
		for (let index = 0; index < 230; index++) await addSubscription({ delivery_url: `${URL_OF_NODE}/${index}`, description: 'manual' });
		const own = await addSubscription();
		const result = await call('checkExists');
		expect([result.error, result.value, storedIds(result)]).toEqual([undefined, true, { [URL_OF_NODE]: own.id }]);
		expect(requests()).toEqual([LIST, LIST]);
		expect(subscriptions()).toHaveLength(231);
	});

	const FOREIGN: Array<[string, Partial<Subscription>]> = [
		['created manually for the same URL', { description: 'manual' }],
		['created manually for the same URL, without a description', { description: null }],
		['of another node', { description: 'n8n workflow embedded, node other-node' }],
		['of another workflow', { description: 'n8n workflow embedded-2, node trigger-node' }],
		['of the same node in another n8n', { delivery_url: 'https://other.example.com/webhook/hook-1/webhook' }],
		['of the same node, for its test URL', { delivery_url: TEST_URL_OF_NODE }],
		['of another unified API', { unified_api: 'crm', events: ['*'] }],
		['with the owner tag as part of its description', { description: `${OWNER_TAG} (copy)` }],
	];

	it.each(FOREIGN)('neither uses nor changes a subscription %s', async (_name, change) => {
		const foreign = await addSubscription(change);
		expect(await call('checkExists')).toMatchObject({ value: false });
		expect(await call('create')).toMatchObject({ value: true });
		expect(await call('delete')).toMatchObject({ value: true });
		expect(subscriptions()).toEqual([foreign]);
	});

	it('does not use a stored ID whose subscription has a different URL', async () => {
		const foreign = await addSubscription({ delivery_url: 'https://other.example.com/', description: 'manual' });
		const result = await call('checkExists', withStoredId(foreign.id));
		expect([result.value, storedIds(result)]).toEqual([false, {}]);
		await call('delete', withStoredId(foreign.id));
		expect(subscriptions()).toEqual([foreign]);
	});

	it.each([
		['the API key is rejected', 401, /API key/],
		['Apideck returns an error', 500, /Apideck/],
	])('fails when %s', async (_name, status, message) => {
		const fault = { status, headers: { 'retry-after-ms': '1' } };
		sandbox.faults.add({ match: { method: 'GET', path: '/webhook/webhooks' }, times: Infinity, fault });
		const own = await addSubscription();
		const { error } = await call('checkExists', withStoredId(own.id));
		expect(error).toBeInstanceOf(NodeApiError);
		expect(`${error?.message} ${(error as NodeApiError).description}`).toMatch(message);
		expect(find(own.id)).toEqual(own);
	});

	it('fails when the stored subscription cannot be read, instead of creating another one', async () => {
		const own = await addSubscription();
		sandbox.faults.add({ match: { method: 'GET', path: '/webhook/webhooks/*' }, fault: { status: 403 } });
		const results = [await call('checkExists', withStoredId(own.id))];
		sandbox.faults.add({ match: { method: 'GET', path: '/webhook/webhooks/*' }, fault: { status: 403 } });
		results.push(await call('delete', withStoredId(own.id)));
		expect(results.map(({ error }) => error instanceof NodeApiError)).toEqual([true, true]);
		expect([find(own.id), results.map(storedIds)]).toEqual([own, [{ [URL_OF_NODE]: own.id }, { [URL_OF_NODE]: own.id }]]);
	});

	it("fails before any request when 'Trigger On' is empty", async () => {
		const results = [await call('create', {}, { events: '={{ [] }}' }), await call('create', {}, { events: '={{ "" }}' })];
		expect(results.map(({ error }) => error?.message)).toEqual(["'Trigger On' is empty", "'Trigger On' is empty"]);
		expect(sandbox.requests).toEqual([]);
	});
});

describe('create', () => {
	it('registers events, URL and owner tag, and stores the ID', async () => {
		const result = await call('create');
		expect(subscriptions()).toMatchObject([
			{ description: OWNER_TAG, unified_api: 'vault', status: 'enabled', delivery_url: URL_OF_NODE, events: EVENTS },
		]);
		expect([result.error, result.value, storedIds(result)]).toEqual([undefined, true, { [URL_OF_NODE]: subscriptions()[0]?.id }]);
		expect(requests()).toEqual(['POST /webhook/webhooks']);
	});

	it('registers the test URL beside the production URL', async () => {
		const production = await call('create');
		const node = triggerNode(engine);
		const options = { mode: 'manual', activation: 'manual' } as const;
		const test = await engine.webhookMethod('create', node, credentialFor(sandbox), production.staticData, options);
		expect(subscriptions().map(({ delivery_url: url }) => url)).toEqual([URL_OF_NODE, TEST_URL_OF_NODE]);
		await engine.webhookMethod('delete', node, credentialFor(sandbox), test.staticData, options);
		expect(subscriptions().map(({ delivery_url: url }) => url)).toEqual([URL_OF_NODE]);
		expect(await call('checkExists', test.staticData)).toMatchObject({ value: true });
	});

	it('keeps the other static data of the node', async () => {
		const { staticData } = await call('create', { 'node:Trigger': { seenEvents: 'abcdefghijkzzzzz' }, 'node:Other': { a: 1 } });
		expect([storedBy(staticData).seenEvents, storedBy(staticData, 'Other')]).toEqual(['abcdefghijkzzzzz', { a: 1 }]);
	});

	it('does not retry after a lost response; the next activation finds the subscription', async () => {
		sandbox.faults.add({ match: { method: 'POST', path: '/webhook/webhooks' }, fault: { reset: 'after' } });
		const failed = await call('create');
		expect(failed.error).toBeInstanceOf(NodeApiError);
		expect([requests(), subscriptions().length]).toEqual([['POST /webhook/webhooks'], 1]);
		const next = await call('checkExists', failed.staticData);
		expect([next.value, storedIds(next)]).toEqual([true, { [URL_OF_NODE]: subscriptions()[0]?.id }]);
		expect(subscriptions()).toHaveLength(1);
	});

	it('leaves a subscription after a lost response that delete then removes', async () => {
		sandbox.faults.add({ match: { method: 'POST', path: '/webhook/webhooks' }, fault: { reset: 'after' } });
		const failed = await call('create');
		await call('delete', failed.staticData);
		expect(subscriptions()).toEqual([]);
	});

	it.each([
		['usage_limit', 'Apideck keeps the webhook disabled (usage_limit)', /plan limits/],
		['delivery_url_validation_failed', 'Apideck called http://127.0.0.1:5678 but did not get a valid response', /WEBHOOK_URL.*tunnel/],
	])('removes a subscription that was created as disabled (%s) and reports the reason', async (reason, message, resolution) => {
		const add = sandbox.webhooks.add.bind(sandbox.webhooks);
		jest.spyOn(sandbox.webhooks, 'add').mockImplementation(async (given) => {
			const { id } = await add(given);
			return sandbox.webhooks.subscriptions.change(id, { status: 'disabled', disabled_reason: reason as never });
		});
		const result = await call('create');
		expect([result.error?.message, storedIds(result)]).toEqual([message, {}]);
		expect((result.error as NodeApiError).description).toMatch(resolution);
		// n8n would show a `detail` in place of the message.
		expect(result.error).not.toHaveProperty('detail');
		expect([requests(), subscriptions()]).toEqual([['POST /webhook/webhooks', 'DELETE /webhook/webhooks/{id}'], []]);
	});

	it.each(['checkExists', 'create'] as const)('%s rejects a local URL before any request, unless the base URL is local too', async (method) => {
		const sent = jest.spyOn(EmbeddedCredentials.prototype, 'authenticate');
		const { error } = await call(method, {}, {}, { baseUrl: 'https://unify.example.com' });
		expect(error?.message).toBe("Apideck can't reach n8n at http://127.0.0.1:5678");
		expect((error as NodeApiError).description).toMatch(/WEBHOOK_URL.*tunnel/);
		expect(sent).not.toHaveBeenCalled();
		await call(method);
		expect(sent).toHaveBeenCalledTimes(1);
	});
});

describe('delete', () => {
	it('removes only the stored subscription and its ID', async () => {
		const own = await addSubscription();
		const others = [await addSubscription({ description: 'manual' }), await addSubscription({ description: 'n8n workflow other, node trigger-node' })];
		const result = await call('delete', { ...withStoredId(own.id), 'node:Other': { a: 1 } });
		expect([result.error, storedIds(result), storedBy(result.staticData, 'Other')]).toEqual([undefined, {}, { a: 1 }]);
		expect([requests(), subscriptions()]).toEqual([[ONE, 'DELETE /webhook/webhooks/{id}'], others]);
	});

	it('removes a subscription without a stored ID', async () => {
		await addSubscription();
		expect((await call('delete')).error).toBeUndefined();
		expect(subscriptions()).toEqual([]);
	});

	it('succeeds if the subscription no longer exists, before or during the deletion', async () => {
		const gone = await call('delete', withStoredId('gone'));
		expect([gone.error, storedIds(gone)]).toEqual([undefined, {}]);
		const own = await addSubscription();
		sandbox.faults.add({ match: { method: 'DELETE' }, fault: { status: 404 } });
		const deletedMeanwhile = await call('delete', withStoredId(own.id));
		expect([deletedMeanwhile.error, storedIds(deletedMeanwhile)]).toEqual([undefined, {}]);
	});

	it('succeeds if the response was lost and the subscription no longer exists', async () => {
		const own = await addSubscription();
		sandbox.faults.add({ match: { method: 'DELETE' }, fault: { reset: 'after' } });
		expect((await call('delete', withStoredId(own.id))).error).toBeUndefined();
		expect(subscriptions()).toEqual([]);
	});

	it.each([401, 403, 500])('fails on %d and keeps the ID, so that n8n can retry', async (status) => {
		const own = await addSubscription();
		sandbox.faults.add({ match: { method: 'DELETE' }, times: Infinity, fault: { status, headers: { 'retry-after-ms': '1' } } });
		const result = await call('delete', withStoredId(own.id));
		// Not a UserError, which n8n would ignore silently.
		expect(result.error).toBeInstanceOf(NodeApiError);
		expect(storedIds(result)).toEqual({ [URL_OF_NODE]: own.id });
		sandbox.faults.clear();
		expect((await call('delete', result.staticData)).error).toBeUndefined();
		expect(subscriptions()).toEqual([]);
	});

	it.each<[string, Fault]>([
		['a 404 from a proxy', { status: 404, body: '<html>no route</html>', contentType: 'text/html' }],
		['a 404 without a type', { status: 404, body: { message: 'Not Found' } }],
		['a 404 in a response of status 200', { status: 200, body: { status_code: '404' } }],
		['a response about another subscription', { status: 200, body: { status_code: 200, data: { id: 'another' } } }],
		['a response that accepts the deletion for later', { status: 202, body: '' }],
	])('keeps the ID after %s, which does not prove the deletion', async (_name, fault) => {
		const own = await addSubscription();
		sandbox.faults.add({ match: { method: 'DELETE' }, times: Infinity, fault });
		const result = await call('delete', withStoredId(own.id));
		expect(result.error).toBeInstanceOf(NodeApiError);
		expect([storedIds(result), find(own.id)]).toEqual([{ [URL_OF_NODE]: own.id }, own]);
	});

	it('does not create a second subscription after a 404 from a proxy', async () => {
		const own = await addSubscription();
		sandbox.faults.add({ match: { method: 'GET', path: '/webhook/webhooks/*' }, fault: { status: 404, body: '<html>no route</html>', contentType: 'text/html' } });
		const result = await call('checkExists', withStoredId(own.id));
		expect(result.error).toBeInstanceOf(NodeApiError);
		expect(storedIds(result)).toEqual({ [URL_OF_NODE]: own.id });
	});

	it('fails on a registration without an ID, which could not be deleted later', async () => {
		sandbox.faults.add({ match: { method: 'POST' }, fault: { status: 200, body: { status_code: 200, data: { status: 'enabled' } } } });
		const result = await call('create');
		expect(result.error?.message).toBe("Unexpected response: it has no 'id'");
		expect(storedIds(result)).toEqual({});
	});

	it('never reveals the API key in an error', async () => {
		const own = await addSubscription();
		const key = sandbox.credentials.apiKey;
		sandbox.faults.add({ match: { method: 'DELETE' }, fault: { status: 401, body: { message: `Bearer ${key}`, detail: key } } });
		const { error } = await call('delete', withStoredId(own.id));
		expect(JSON.stringify(error)).not.toContain(key);
		expect(`${error?.message}${(error as NodeApiError).description}${error?.stack}`).not.toContain(key);
	});
});

it.each([null, 'damaged', 7, true])('invalid static data counts as empty: %j', async (stored) => {
	const damaged = (): IDataObject => ({ 'node:Trigger': stored });
	expect(await call('checkExists', damaged())).toMatchObject({ value: false });
	expect(await call('create', damaged())).toMatchObject({ value: true });
	// The owner tag identifies it, although its ID could not be stored.
	expect(await call('checkExists', damaged())).toMatchObject({ value: true });
	expect(subscriptions()).toMatchObject([{ description: OWNER_TAG }]);
	expect(await call('delete', damaged())).toMatchObject({ value: true });
	expect(subscriptions()).toEqual([]);
});

describe('two trigger nodes', () => {
	it.each([
		['of one workflow', { id: 'node-2', name: 'Trigger 2', webhookId: 'hook-2' }],
		['of one workflow and one name, after a rename', { id: 'node-2', name: 'Trigger', webhookId: 'hook-2' }],
	])('%s do not affect each other', async (_name, change) => {
		const second = triggerNode(engine, { events: ['*'] }, change);
		const one = await call('create');
		const two = await engine.webhookMethod('create', second, credentialFor(sandbox), one.staticData);
		expect(subscriptions().map(({ events }) => events)).toEqual([EVENTS, ['*']]);
		expect(await call('checkExists', two.staticData)).toMatchObject({ value: true });
		const deleted = await call('delete', two.staticData);
		expect(subscriptions()).toMatchObject([{ events: ['*'], description: 'n8n workflow embedded, node node-2' }]);
		await engine.webhookMethod('delete', second, credentialFor(sandbox), deleted.staticData);
		expect(subscriptions()).toEqual([]);
	});
});
