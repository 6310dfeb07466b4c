import { NodeApiError, type IDataObject } from 'n8n-workflow';

import type { Engine, WebhookMethod, WebhookMethodResult } from '../../embedded';
import { EmbeddedCredentials } from '../../embedded/credentials';
import { startSandbox, type Fault, type Sandbox, type Subscription } from '../../sandbox';
import { loadEngine } from './support';
import { credentialFor, EVENTS, storedBy, triggerNode } from './triggerSupport';

/** Its delivery URLs are not called: nobody listens where this engine says that it does. */
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
const MARK = 'n8n workflow embedded, node trigger-node';

const subscriptions = () => sandbox.webhooks.subscriptions.list();
const find = (id: string) => subscriptions().find((subscription) => subscription.id === id);

/** A subscription as the node makes it, except for what is given. */
async function exists(change: Partial<Subscription> = {}): Promise<Subscription> {
	const { status, disabled_reason, ...given } = change;
	const added = await sandbox.webhooks.add({
		description: MARK,
		unified_api: 'vault',
		status: 'enabled',
		delivery_url: URL_OF_NODE,
		events: EVENTS,
		...given,
	});
	return status === undefined ? added : sandbox.webhooks.subscriptions.change(added.id, { status, disabled_reason });
}

const remembering = (id: string, url = URL_OF_NODE): IDataObject => ({ 'node:Trigger': { subscriptions: { [url]: id } } });
const remembered = ({ staticData }: WebhookMethodResult) => storedBy(staticData).subscriptions ?? {};

async function call(method: WebhookMethod, staticData: IDataObject = {}, parameters: object = {}, credential: IDataObject = {}) {
	sandbox.clearRequests();
	return await engine.webhookMethod(method, triggerNode(engine, parameters), credentialFor(sandbox, credential), staticData);
}

const requests = () => sandbox.requests.map(({ method, path }) => `${method} ${path.replace(/[^/]{40,}/, '{id}')}`);
const LIST = 'GET /webhook/webhooks';
const ONE = 'GET /webhook/webhooks/{id}';

describe('looking for its own subscription', () => {
	it('there is none', async () => {
		const result = await call('checkExists');
		expect([result.error, result.value, remembered(result)]).toEqual([undefined, false, {}]);
		expect(requests()).toEqual([LIST]);
	});

	it('finds the stored one with one request and changes nothing', async () => {
		const own = await exists();
		const result = await call('checkExists', remembering(own.id));
		expect([result.error, result.value, remembered(result)]).toEqual([undefined, true, { [URL_OF_NODE]: own.id }]);
		expect([requests(), subscriptions()]).toEqual([[ONE], [own]]);
	});

	it.each(['retry_limit', 'usage_limit', 'none'] as const)('enables one again that was disabled (%s)', async (reason) => {
		const own = await exists({ status: 'disabled', disabled_reason: reason });
		const result = await call('checkExists', remembering(own.id));
		expect([result.error, result.value]).toEqual([undefined, true]);
		expect(subscriptions()).toMatchObject([{ id: own.id, status: 'enabled', disabled_reason: 'none', events: EVENTS }]);
		expect(requests()).toEqual([ONE, 'PATCH /webhook/webhooks/{id}']);
	});

	it.each([
		['one more', ['vault.connection.created', ...EVENTS], ['vault.connection.created', ...EVENTS]],
		['one less', EVENTS.slice(1), EVENTS.slice(1)],
		['others', ['vault.connection.created', 'vault.connection.updated'], ['vault.connection.created', 'vault.connection.updated']],
		['all of them, whatever is chosen beside', ['vault.connection.created', '*'], ['*']],
	])('brings its events up to date: %s', async (_name, events, expected) => {
		const own = await exists();
		expect(await call('checkExists', remembering(own.id), { events })).toMatchObject({ value: true });
		expect(subscriptions()).toMatchObject([{ id: own.id, events: expected }]);
	});

	it('does not mind another order of its events', async () => {
		const own = await exists({ events: [...EVENTS].reverse() });
		await call('checkExists', remembering(own.id));
		expect(requests()).toEqual([ONE]);
	});

	it('forgets one that was deleted at Apideck', async () => {
		const result = await call('checkExists', remembering('gone'));
		expect([result.error, result.value, remembered(result)]).toEqual([undefined, false, {}]);
	});

	it('adopts one whose ID was lost, by mark and URL, from the second page of the list', async () => {
		for (let index = 0; index < 230; index++) await exists({ delivery_url: `${URL_OF_NODE}/${index}`, description: 'by hand' });
		const own = await exists();
		const result = await call('checkExists');
		expect([result.error, result.value, remembered(result)]).toEqual([undefined, true, { [URL_OF_NODE]: own.id }]);
		expect(requests()).toEqual([LIST, LIST]);
		expect(subscriptions()).toHaveLength(231);
	});

	const FOREIGN: Array<[string, Partial<Subscription>]> = [
		['made by hand for the same URL', { description: 'by hand' }],
		['made by hand for the same URL, without a description', { description: null }],
		['of another node', { description: 'n8n workflow embedded, node other-node' }],
		['of another workflow', { description: 'n8n workflow embedded-2, node trigger-node' }],
		['of the same node in another n8n', { delivery_url: 'https://other.example.com/webhook/hook-1/webhook' }],
		['of the same node, for its test URL', { delivery_url: TEST_URL_OF_NODE }],
		['of another unified API', { unified_api: 'crm', events: ['*'] }],
		['with the mark as part of its description', { description: `${MARK} (copy)` }],
	];

	it.each(FOREIGN)('neither adopts nor touches one %s', async (_name, change) => {
		const foreign = await exists(change);
		expect(await call('checkExists')).toMatchObject({ value: false });
		expect(await call('create')).toMatchObject({ value: true });
		expect(await call('delete')).toMatchObject({ value: true });
		expect(subscriptions()).toEqual([foreign]);
	});

	it('does not take the stored ID for its own when the URL is another', async () => {
		const foreign = await exists({ delivery_url: 'https://other.example.com/', description: 'by hand' });
		const result = await call('checkExists', remembering(foreign.id));
		expect([result.value, remembered(result)]).toEqual([false, {}]);
		await call('delete', remembering(foreign.id));
		expect(subscriptions()).toEqual([foreign]);
	});

	it.each([
		['the API key is refused', 401, /API key/],
		['Apideck fails', 500, /Apideck/],
	])('fails loudly when %s', async (_name, status, message) => {
		const fault = { status, headers: { 'retry-after-ms': '1' } };
		sandbox.faults.add({ match: { method: 'GET', path: '/webhook/webhooks' }, times: Infinity, fault });
		const own = await exists();
		const { error } = await call('checkExists', remembering(own.id));
		expect(error).toBeInstanceOf(NodeApiError);
		expect(`${error?.message} ${(error as NodeApiError).description}`).toMatch(message);
		expect(find(own.id)).toEqual(own);
	});

	it('fails loudly when the stored one cannot be read, instead of making another', async () => {
		const own = await exists();
		sandbox.faults.add({ match: { method: 'GET', path: '/webhook/webhooks/*' }, fault: { status: 403 } });
		const results = [await call('checkExists', remembering(own.id))];
		sandbox.faults.add({ match: { method: 'GET', path: '/webhook/webhooks/*' }, fault: { status: 403 } });
		results.push(await call('delete', remembering(own.id)));
		expect(results.map(({ error }) => error instanceof NodeApiError)).toEqual([true, true]);
		expect([find(own.id), results.map(remembered)]).toEqual([own, [{ [URL_OF_NODE]: own.id }, { [URL_OF_NODE]: own.id }]]);
	});

	it("asks for events when 'Trigger On' is empty, before any request is made", async () => {
		const results = [await call('create', {}, { events: '={{ [] }}' }), await call('create', {}, { events: '={{ "" }}' })];
		expect(results.map(({ error }) => error?.message)).toEqual(["'Trigger On' is empty", "'Trigger On' is empty"]);
		expect(sandbox.requests).toEqual([]);
	});
});

describe('creating', () => {
	it('registers events, URL and mark, and remembers the ID', async () => {
		const result = await call('create');
		expect(subscriptions()).toMatchObject([
			{ description: MARK, unified_api: 'vault', status: 'enabled', delivery_url: URL_OF_NODE, events: EVENTS },
		]);
		expect([result.error, result.value, remembered(result)]).toEqual([undefined, true, { [URL_OF_NODE]: subscriptions()[0]?.id }]);
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

	it('keeps what else the node stored', async () => {
		const { staticData } = await call('create', { 'node:Trigger': { seenEvents: 'abcdefghijkzzzzz' }, 'node:Other': { a: 1 } });
		expect([storedBy(staticData).seenEvents, storedBy(staticData, 'Other')]).toEqual(['abcdefghijkzzzzz', { a: 1 }]);
	});

	it('a lost answer is not repeated; the next activation adopts what was made', async () => {
		sandbox.faults.add({ match: { method: 'POST', path: '/webhook/webhooks' }, fault: { reset: 'after' } });
		const failed = await call('create');
		expect(failed.error).toBeInstanceOf(NodeApiError);
		expect([requests(), subscriptions().length]).toEqual([['POST /webhook/webhooks'], 1]);
		const next = await call('checkExists', failed.staticData);
		expect([next.value, remembered(next)]).toEqual([true, { [URL_OF_NODE]: subscriptions()[0]?.id }]);
		expect(subscriptions()).toHaveLength(1);
	});

	it('a lost answer is cleaned up by the delete that n8n calls then', async () => {
		sandbox.faults.add({ match: { method: 'POST', path: '/webhook/webhooks' }, fault: { reset: 'after' } });
		const failed = await call('create');
		await call('delete', failed.staticData);
		expect(subscriptions()).toEqual([]);
	});

	it.each([
		['usage_limit', 'Apideck registered the webhook but keeps it disabled (usage_limit)', /limits of its plan/],
		['delivery_url_validation_failed', 'Apideck called http://127.0.0.1:5678 and got no valid answer', /WEBHOOK_URL.*tunnel/],
	])('one that comes out disabled (%s) is removed, and the reason told', async (reason, message, wayOut) => {
		const add = sandbox.webhooks.add.bind(sandbox.webhooks);
		jest.spyOn(sandbox.webhooks, 'add').mockImplementation(async (given) => {
			const { id } = await add(given);
			return sandbox.webhooks.subscriptions.change(id, { status: 'disabled', disabled_reason: reason as never });
		});
		const result = await call('create');
		expect([result.error?.message, remembered(result)]).toEqual([message, {}]);
		expect((result.error as NodeApiError).description).toMatch(wayOut);
		// n8n would put a `detail` in place of the message.
		expect(result.error).not.toHaveProperty('detail');
		expect([requests(), subscriptions()]).toEqual([['POST /webhook/webhooks', 'DELETE /webhook/webhooks/{id}'], []]);
	});

	it.each(['checkExists', 'create'] as const)('%s refuses a URL on this machine before any request, unless the base URL is there too', async (method) => {
		const sent = jest.spyOn(EmbeddedCredentials.prototype, 'authenticate');
		const { error } = await call(method, {}, {}, { baseUrl: 'https://unify.example.com' });
		expect(error?.message).toBe('Apideck cannot reach this n8n at http://127.0.0.1:5678');
		expect((error as NodeApiError).description).toMatch(/WEBHOOK_URL.*tunnel/);
		expect(sent).not.toHaveBeenCalled();
		await call(method);
		expect(sent).toHaveBeenCalledTimes(1);
	});
});

describe('deleting', () => {
	it('removes the stored one and forgets it, and nothing else', async () => {
		const own = await exists();
		const others = [await exists({ description: 'by hand' }), await exists({ description: 'n8n workflow other, node trigger-node' })];
		const result = await call('delete', { ...remembering(own.id), 'node:Other': { a: 1 } });
		expect([result.error, remembered(result), storedBy(result.staticData, 'Other')]).toEqual([undefined, {}, { a: 1 }]);
		expect([requests(), subscriptions()]).toEqual([[ONE, 'DELETE /webhook/webhooks/{id}'], others]);
	});

	it('removes one whose ID was lost', async () => {
		await exists();
		expect((await call('delete')).error).toBeUndefined();
		expect(subscriptions()).toEqual([]);
	});

	it('is content when it is gone already, before or while it deletes', async () => {
		const gone = await call('delete', remembering('gone'));
		expect([gone.error, remembered(gone)]).toEqual([undefined, {}]);
		const own = await exists();
		sandbox.faults.add({ match: { method: 'DELETE' }, fault: { status: 404 } });
		const while_ = await call('delete', remembering(own.id));
		expect([while_.error, remembered(while_)]).toEqual([undefined, {}]);
	});

	it('is content when the answer was lost and it is gone then', async () => {
		const own = await exists();
		sandbox.faults.add({ match: { method: 'DELETE' }, fault: { reset: 'after' } });
		expect((await call('delete', remembering(own.id))).error).toBeUndefined();
		expect(subscriptions()).toEqual([]);
	});

	it.each([401, 403, 500])('fails loudly on %d and keeps the ID, so that n8n can try again', async (status) => {
		const own = await exists();
		sandbox.faults.add({ match: { method: 'DELETE' }, times: Infinity, fault: { status, headers: { 'retry-after-ms': '1' } } });
		const result = await call('delete', remembering(own.id));
		// Not a UserError: n8n would drop that without a word.
		expect(result.error).toBeInstanceOf(NodeApiError);
		expect(remembered(result)).toEqual({ [URL_OF_NODE]: own.id });
		sandbox.faults.clear();
		expect((await call('delete', result.staticData)).error).toBeUndefined();
		expect(subscriptions()).toEqual([]);
	});

	it.each<[string, Fault]>([
		['W2: a 404 of a proxy', { status: 404, body: '<html>no route</html>', contentType: 'text/html' }],
		['W2: a 404 without a type', { status: 404, body: { message: 'Not Found' } }],
		['W2: a 404 in a response of status 200', { status: 200, body: { status_code: '404' } }],
		['S12: a response about another subscription', { status: 200, body: { status_code: 200, data: { id: 'another' } } }],
		['S12: a response that it will be done', { status: 202, body: '' }],
	])('%s is no proof that it is gone: the ID is kept', async (_name, fault) => {
		const own = await exists();
		sandbox.faults.add({ match: { method: 'DELETE' }, times: Infinity, fault });
		const result = await call('delete', remembering(own.id));
		expect(result.error).toBeInstanceOf(NodeApiError);
		expect([remembered(result), find(own.id)]).toEqual([{ [URL_OF_NODE]: own.id }, own]);
	});

	it('W2: a 404 of a proxy does not make another subscription beside the one that is there', async () => {
		const own = await exists();
		sandbox.faults.add({ match: { method: 'GET', path: '/webhook/webhooks/*' }, fault: { status: 404, body: '<html>no route</html>', contentType: 'text/html' } });
		const result = await call('checkExists', remembering(own.id));
		expect(result.error).toBeInstanceOf(NodeApiError);
		expect(remembered(result)).toEqual({ [URL_OF_NODE]: own.id });
	});

	it('S12: a registration without an ID fails, as nobody could delete it', async () => {
		sandbox.faults.add({ match: { method: 'POST' }, fault: { status: 200, body: { status_code: 200, data: { status: 'enabled' } } } });
		const result = await call('create');
		expect(result.error?.message).toBe("Unexpected response: it has no 'id'");
		expect(remembered(result)).toEqual({});
	});

	it('says in no error what the API key is', async () => {
		const own = await exists();
		const key = sandbox.credentials.apiKey;
		sandbox.faults.add({ match: { method: 'DELETE' }, fault: { status: 401, body: { message: `Bearer ${key}`, detail: key } } });
		const { error } = await call('delete', remembering(own.id));
		expect(JSON.stringify(error)).not.toContain(key);
		expect(`${error?.message}${(error as NodeApiError).description}${error?.stack}`).not.toContain(key);
	});
});

it.each([null, 'damaged', 7, true])('W18: stored data of the node that is %j counts as empty', async (stored) => {
	const damaged = (): IDataObject => ({ 'node:Trigger': stored });
	expect(await call('checkExists', damaged())).toMatchObject({ value: false });
	expect(await call('create', damaged())).toMatchObject({ value: true });
	// Its mark tells whose it is, although its ID could not be stored.
	expect(await call('checkExists', damaged())).toMatchObject({ value: true });
	expect(subscriptions()).toMatchObject([{ description: MARK }]);
	expect(await call('delete', damaged())).toMatchObject({ value: true });
	expect(subscriptions()).toEqual([]);
});

describe('two trigger nodes', () => {
	it.each([
		['of one workflow', { id: 'node-2', name: 'Trigger 2', webhookId: 'hook-2' }],
		['of one workflow and one name, after a rename', { id: 'node-2', name: 'Trigger', webhookId: 'hook-2' }],
	])('%s do not touch each other', async (_name, change) => {
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
