import { HookContext } from 'n8n-core';
import { NodeApiError, type IDataObject } from 'n8n-workflow';

import type { WebhookMethod } from '../../tools/engine';
import { createAdditionalData } from '../../tools/engine/additionalData';
import { EmbeddedCredentials } from '../../tools/engine/credentials';
import { singleNodeWorkflow } from '../../tools/engine/workflow';
import { webhookMethods } from '../../nodes/ApideckVault/trigger/webhookMethods';
import { envelope, RecordingServer } from './recordingServer';
import { setUpServer } from './setUp';
import { credentialFor, EVENTS, storedBy, triggerNode } from './triggerSupport';

/** The exact requests when a trigger is published, and the handling of unexpected responses. */
const { server, engine } = setUpServer(RecordingServer);

const URL_OF_NODE = 'http://127.0.0.1:5678/webhook/hook-1/webhook';
const OWNER_TAG = 'n8n workflow embedded, node trigger-node';
const OWN = { id: 'wh-1', description: OWNER_TAG, unified_api: 'vault', status: 'enabled', delivery_url: URL_OF_NODE, events: EVENTS };

/** Apideck's own 404. Any other 404 proves nothing. */
const NOT_FOUND = { status: 404, body: { status_code: 404, type_name: 'EntityNotFoundError' } };

const storing = (subscriptions: unknown) => ({ 'node:Trigger': { subscriptions, seenEvents: 'kept' } }) as IDataObject;

async function call(method: WebhookMethod, staticData: IDataObject = {}, parameters: object = {}) {
	const { error, value, staticData: after } = await engine.webhookMethod(method, triggerNode(engine, parameters), credentialFor(server), staticData);
	return { value, message: error?.message, description: (error as NodeApiError | undefined)?.description, error, stored: storedBy(after) };
}

const sent = () => server.requests.map(({ method, url, body }) => [method, url, body === '' ? undefined : (JSON.parse(body) as unknown)]);
const LIST = ['GET', '/webhook/webhooks?limit=200', undefined];

it('create sends everything that identifies the subscription as the node\'s own', async () => {
	server.script = [envelope(OWN)];
	expect(await call('create')).toMatchObject({ value: true, stored: { subscriptions: { [URL_OF_NODE]: 'wh-1' } } });
	expect(sent()).toEqual([['POST', '/webhook/webhooks', { ...OWN, id: undefined }]]);
});

it('an update sends only events and status', async () => {
	server.script = [envelope({ ...OWN, status: 'disabled' }), envelope(OWN)];
	expect(await call('checkExists', storing({ [URL_OF_NODE]: 'wh-1' }))).toMatchObject({ value: true });
	expect(sent()).toEqual([
		['GET', '/webhook/webhooks/wh-1', undefined],
		['PATCH', '/webhook/webhooks/wh-1', { status: 'enabled', events: EVENTS }],
	]);
});

it.each<[string, object]>([
	['no events', { events: undefined }],
	['the same number of other events', { events: [...EVENTS.slice(1), 'vault.connection.created'] }],
	['a duplicate event', { events: [EVENTS[0], EVENTS[0]] }],
])('a subscription with %s is updated', async (_name, change) => {
	server.script = [envelope({ ...OWN, ...change }), envelope(OWN)];
	await call('checkExists', storing({ [URL_OF_NODE]: 'wh-1' }));
	expect(sent()).toHaveLength(2);
});

it.each<[string, unknown]>([
	['nothing', undefined],
	['null', null],
	['text', 'wh-1'],
	['a number', 7],
	['an invalid ID', { [URL_OF_NODE]: 7 }],
	['the ID of another URL', { 'https://other.example.com/': 'wh-1' }],
])('reads the list when %s is stored, and keeps the rest of the static data', async (_name, subscriptions) => {
	server.script = [envelope([{ id: 'other' }, OWN])];
	const { value, stored } = await call('checkExists', storing(subscriptions));
	const others = typeof subscriptions === 'object' && subscriptions !== null ? subscriptions : {};
	expect([value, stored]).toEqual([true, { subscriptions: { ...others, [URL_OF_NODE]: 'wh-1' }, seenEvents: 'kept' }]);
	expect(sent()).toEqual([LIST]);
});

it('removes the ID of its own URL and no other', async () => {
	server.script = [NOT_FOUND, envelope([])];
	const { value, stored } = await call('checkExists', storing({ [URL_OF_NODE]: 'gone', 'https://other.example.com/': 'wh-2' }));
	expect([value, stored]).toEqual([false, { subscriptions: { 'https://other.example.com/': 'wh-2' }, seenEvents: 'kept' }]);
	expect(sent()).toEqual([['GET', '/webhook/webhooks/gone', undefined], LIST]);
});

it('delete removes the stored subscription by its ID', async () => {
	server.script = [envelope(OWN), { status: 204 }];
	expect(await call('delete', storing({ [URL_OF_NODE]: 'wh-1' }))).toMatchObject({ value: true, stored: { subscriptions: {} } });
	expect(sent()).toEqual([['GET', '/webhook/webhooks/wh-1', undefined], ['DELETE', '/webhook/webhooks/wh-1', undefined]]);
});

it.each<[string, WebhookMethod, string | undefined, string, RegExp]>([
	['stays disabled', 'checkExists', 'usage_limit', 'Apideck keeps the webhook disabled (usage_limit)', /webhooks and plan limits in the Apideck dashboard/],
	['stays disabled without a reason', 'checkExists', undefined, 'Apideck keeps the webhook disabled (no reason given)', /Apideck dashboard/],
	['is disabled from the start', 'create', 'none', 'Apideck keeps the webhook disabled (none)', /Apideck dashboard/],
	['cannot be called', 'checkExists', 'delivery_url_validation_failed', 'Apideck called http://127.0.0.1:5678 but did not get a valid response', /^Apideck must be able to call n8n from the internet\. .*WEBHOOK_URL.*tunnel/],
])('a subscription that %s is an error with a resolution (%s)', async (_name, method, disabled_reason, message, resolution) => {
	const disabled = envelope({ ...OWN, status: 'disabled', disabled_reason });
	server.otherwise = disabled;
	const result = await call(method, storing({ [URL_OF_NODE]: 'wh-1' }));
	expect(result.message).toBe(message);
	expect(result.description).toMatch(resolution);
	expect(sent().map(([verb]) => verb)).toEqual(method === 'create' ? ['POST', 'DELETE'] : ['GET', 'PATCH']);
});

it('checkExists retries four times, and create never retries', async () => {
	server.otherwise = { status: 503, headers: { 'retry-after-ms': '1' } };
	for (const [method, stored, times] of [['checkExists', {}, 5], ['checkExists', { [URL_OF_NODE]: 'wh-1' }, 5], ['create', {}, 1]] as const) {
		server.requests.length = 0;
		const { error, description } = await call(method, storing(stored));
		expect(error).toBeInstanceOf(NodeApiError);
		expect(server.requests).toHaveLength(times);
		// Reading changes nothing, even if its response is lost.
		expect(/may have applied it/.test(String(description))).toBe(method === 'create');
	}
});

it.each(['..', '.', '', 'a/b', '../consumers/victim', 'a?b', 'a#b', 'a%2fb', 'a\\b', 'a b', 'a\n', 'é', 'x'.repeat(3_000)])(
	'an invalid stored ID is ignored, and the list finds the subscription: %j',
	async (id) => {
		server.otherwise = envelope([OWN]);
		expect(await call('checkExists', storing({ [URL_OF_NODE]: id }))).toMatchObject({ value: true, stored: { subscriptions: { [URL_OF_NODE]: 'wh-1' } } });
		expect(sent()).toEqual([LIST]);
	},
);

it.each([404, 503])('delete succeeds when a retry finds no subscription (%d)', async (status) => {
	server.script = [envelope(OWN), { ...(status === 404 ? NOT_FOUND : { status }), headers: { 'retry-after-ms': '1' } }, NOT_FOUND];
	const { error, stored } = await call('delete', storing({ [URL_OF_NODE]: 'wh-1' }));
	expect([error, stored.subscriptions]).toEqual([undefined, {}]);
});

it("the error says where to select an event when 'Trigger On' is empty", async () => {
	const { message, description } = await call('create', {}, { events: '={{ null }}' });
	expect(message).toBe("'Trigger On' is empty");
	expect(description).toBe("Select at least one event in 'Trigger On', or 'All Events'.");
	expect(sent()).toEqual([]);
});

/** All requests that change something, in order. */
const changes = () => sent().filter(([verb]) => verb !== 'GET').map(([verb, url]) => [verb, url]);

describe('a response about another subscription', () => {
	const OTHER_ID = "Unexpected response: its 'id' does not match the request";
	const VICTIM = { ...OWN, id: 'victim' };

	it.each(['checkExists', 'delete'] as const)('is not used to find the node\'s own subscription (%s)', async (method) => {
		server.otherwise = envelope({ ...VICTIM, status: 'disabled' });
		const { message, stored } = await call(method, storing({ [URL_OF_NODE]: 'wh-1' }));
		expect([message, changes(), stored.subscriptions]).toEqual([OTHER_ID, [], { [URL_OF_NODE]: 'wh-1' }]);
	});

	it('is an error after an update', async () => {
		server.script = [envelope({ ...OWN, events: [] }), envelope(VICTIM)];
		expect((await call('checkExists', storing({ [URL_OF_NODE]: 'wh-1' }))).message).toBe(OTHER_ID);
		expect(changes()).toEqual([['PATCH', '/webhook/webhooks/wh-1']]);
	});

	it.each([
		['of another URL', { delivery_url: 'https://other.example.com/' }],
		['without a URL', { delivery_url: undefined }],
		['of another node', { description: 'n8n workflow other, node trigger-node' }],
		['of another unified API', { unified_api: 'crm' }],
		['without an ID', { id: undefined }],
		['with a number as ID', { id: 7 }],
		['with an ID that leads to another path', { id: '../consumers/victim' }],
		['with an ID of dots', { id: '..' }],
	])('is neither stored nor deleted after create: one %s', async (_name, change) => {
		for (const status of ['enabled', 'disabled', undefined, 7]) {
			server.reset();
			server.script = [envelope({ ...VICTIM, ...change, status })];
			const { message, stored } = await call('create');
			expect([message, changes(), stored.subscriptions]).toEqual([expect.stringMatching(/^Apideck did not confirm that the webhook was created$|^Unexpected response: it has no 'id'$/), [['POST', '/webhook/webhooks']], undefined]);
		}
	});

	it('is an error after a deletion, and the ID is kept', async () => {
		server.script = [envelope(OWN), envelope({ id: 'victim' })];
		const { message, stored } = await call('delete', storing({ [URL_OF_NODE]: 'wh-1' }));
		expect([message, stored.subscriptions]).toEqual([OTHER_ID, { [URL_OF_NODE]: 'wh-1' }]);
	});
});

it.each(['../consumers/victim', '..', 'a/b', 'a%2Fb', '', 7, null, {}, undefined])('a listed subscription with the invalid ID %j is neither changed nor created a second time', async (id) => {
	for (const method of ['checkExists', 'delete'] as const) {
		server.otherwise = envelope([{ ...OWN, id, status: 'disabled' }]);
		const { message } = await call(method);
		expect([message, changes()]).toEqual(["Apideck listed this node's webhook without a valid ID", []]);
	}
});

it.each<unknown>([[EVENTS[0]], [], 'vault.connection.revoked', {}, 7])('a subscription registered for the events %j is an error', async (events) => {
	const message = 'Apideck registered the webhook for different events';
	server.script = [envelope({ ...OWN, events })];
	expect(await call('create')).toMatchObject({ message });
	server.script = [envelope({ ...OWN, events: [] }), envelope({ ...OWN, events })];
	expect(await call('checkExists', storing({ [URL_OF_NODE]: 'wh-1' }))).toMatchObject({ message });
});

it('Apideck may return the events for * in full, or omit them', async () => {
	for (const events of [['*'], EVENTS, undefined]) {
		server.script = [envelope({ ...OWN, events })];
		expect(await call('create', {}, { events: ['*'] })).toMatchObject({ value: true });
	}
});

it('an undocumented reason is not shown', async () => {
	const foreign = `sk_test_fake ${'x'.repeat(100_000)}`;
	for (const disabled_reason of [foreign, {}, 7, null]) {
		server.script = [envelope({ ...OWN, status: 'disabled', disabled_reason }), envelope({})];
		const { message = '' } = await call('create');
		expect(message).toBe('Apideck keeps the webhook disabled (unknown reason)');
	}
});

it.each<unknown>([[null], [[]], ['text'], {}, null, 'text', [{}, null]])('an invalid list of subscriptions is an error and changes nothing: %j', async (list) => {
	server.otherwise = envelope(list);
	for (const method of ['checkExists', 'delete'] as const) {
		const { error } = await call(method);
		expect([error instanceof NodeApiError, changes()]).toEqual([true, []]);
	}
});

it('a node without a webhook URL cannot be registered', async () => {
	const { record, workflow, node } = singleNodeWorkflow({ type: engine.type('apideckVault') }, engine.types);
	const additionalData = createAdditionalData(record, new EmbeddedCredentials(engine.types, credentialFor(server)), 'trigger');
	const context = new HookContext(workflow, node, additionalData, 'trigger', 'activate');
	for (const method of [webhookMethods.checkExists, webhookMethods.create, webhookMethods.delete]) {
		await expect(method.call(context)).rejects.toMatchObject({ message: 'n8n did not provide a webhook URL for this node', description: 'Save the workflow and try again.' });
	}
	expect(sent()).toEqual([]);
});
