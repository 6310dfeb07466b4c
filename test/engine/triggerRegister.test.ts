import { HookContext } from 'n8n-core';
import { NodeApiError, type IDataObject } from 'n8n-workflow';

import type { Engine, WebhookMethod } from '../../embedded';
import { createAdditionalData } from '../../embedded/additionalData';
import { EmbeddedCredentials } from '../../embedded/credentials';
import { singleNodeWorkflow } from '../../embedded/workflow';
import { lifecycle } from '../../nodes/ApideckVault/trigger/lifecycle';
import { envelope, RecordingServer } from './recordingServer';
import { loadEngine } from './support';
import { credentialFor, EVENTS, storedBy, triggerNode } from './triggerSupport';

/** What is sent when a trigger is published, to the letter, and what odd answers come to. */
let server: RecordingServer;
let engine: Engine;
beforeAll(async () => {
	[server, engine] = await Promise.all([RecordingServer.start(), loadEngine()]);
});
beforeEach(() => server.reset());
afterAll(async () => await server.close());

const URL_OF_NODE = 'http://127.0.0.1:5678/webhook/hook-1/webhook';
const MARK = 'n8n workflow embedded, node trigger-node';
const OWN = { id: 'wh-1', description: MARK, unified_api: 'vault', status: 'enabled', delivery_url: URL_OF_NODE, events: EVENTS };

const storing = (subscriptions: unknown) => ({ 'node:Trigger': { subscriptions, seenEvents: 'kept' } }) as IDataObject;

async function call(method: WebhookMethod, staticData: IDataObject = {}, parameters: object = {}) {
	const { error, value, staticData: after } = await engine.webhookMethod(method, triggerNode(engine, parameters), credentialFor(server), staticData);
	return { value, message: error?.message, description: (error as NodeApiError | undefined)?.description, error, stored: storedBy(after) };
}

const sent = () => server.requests.map(({ method, url, body }) => [method, url, body === '' ? undefined : (JSON.parse(body) as unknown)]);
const LIST = ['GET', '/webhook/webhooks?limit=200', undefined];

it('creating sends everything that makes a subscription this node its own', async () => {
	server.script = [envelope(OWN)];
	expect(await call('create')).toMatchObject({ value: true, stored: { subscriptions: { [URL_OF_NODE]: 'wh-1' } } });
	expect(sent()).toEqual([['POST', '/webhook/webhooks', { ...OWN, id: undefined }]]);
});

it('correcting sends events and status alone', async () => {
	server.script = [envelope({ ...OWN, status: 'disabled' }), envelope(OWN)];
	expect(await call('checkExists', storing({ [URL_OF_NODE]: 'wh-1' }))).toMatchObject({ value: true });
	expect(sent()).toEqual([
		['GET', '/webhook/webhooks/wh-1', undefined],
		['PATCH', '/webhook/webhooks/wh-1', { status: 'enabled', events: EVENTS }],
	]);
});

it.each<[string, object]>([
	['no events', { events: undefined }],
	['as many others', { events: [...EVENTS.slice(1), 'vault.connection.created'] }],
	['one of them twice', { events: [EVENTS[0], EVENTS[0]] }],
])('a subscription with %s is corrected', async (_name, change) => {
	server.script = [envelope({ ...OWN, ...change }), envelope(OWN)];
	await call('checkExists', storing({ [URL_OF_NODE]: 'wh-1' }));
	expect(sent()).toHaveLength(2);
});

it.each<[string, unknown]>([
	['nothing', undefined],
	['null', null],
	['text', 'wh-1'],
	['a number', 7],
	['no ID', { [URL_OF_NODE]: 7 }],
	['the ID of another URL', { 'https://other.example.com/': 'wh-1' }],
])('asks for the list when %s is stored, and stores what it finds beside the rest', async (_name, subscriptions) => {
	server.script = [envelope([{ id: 'other' }, OWN])];
	const { value, stored } = await call('checkExists', storing(subscriptions));
	const others = typeof subscriptions === 'object' && subscriptions !== null ? subscriptions : {};
	expect([value, stored]).toEqual([true, { subscriptions: { ...others, [URL_OF_NODE]: 'wh-1' }, seenEvents: 'kept' }]);
	expect(sent()).toEqual([LIST]);
});

it('forgets its own URL and no other', async () => {
	server.script = [{ status: 404 }, envelope([])];
	const { value, stored } = await call('checkExists', storing({ [URL_OF_NODE]: 'gone', 'https://other.example.com/': 'wh-2' }));
	expect([value, stored]).toEqual([false, { subscriptions: { 'https://other.example.com/': 'wh-2' }, seenEvents: 'kept' }]);
	expect(sent()).toEqual([['GET', '/webhook/webhooks/gone', undefined], LIST]);
});

it('deleting takes the stored one away by its ID', async () => {
	server.script = [envelope(OWN), { status: 204 }];
	expect(await call('delete', storing({ [URL_OF_NODE]: 'wh-1' }))).toMatchObject({ value: true, stored: { subscriptions: {} } });
	expect(sent()).toEqual([['GET', '/webhook/webhooks/wh-1', undefined], ['DELETE', '/webhook/webhooks/wh-1', undefined]]);
});

it.each<[string, WebhookMethod, string | undefined, string, RegExp]>([
	['stays disabled', 'checkExists', 'usage_limit', 'Apideck registered the webhook but keeps it disabled (usage_limit)', /webhooks of the application in the Apideck dashboard, and at the limits of its plan/],
	['stays disabled without a reason', 'checkExists', undefined, 'Apideck registered the webhook but keeps it disabled (no reason given)', /Apideck dashboard/],
	['is disabled from the start', 'create', 'none', 'Apideck registered the webhook but keeps it disabled (none)', /Apideck dashboard/],
	['cannot be called', 'checkExists', 'delivery_url_validation_failed', 'Apideck called http://127.0.0.1:5678 and got no valid answer', /^Apideck must be able to call n8n from the internet\. .*WEBHOOK_URL.*tunnel/],
])('one that %s is an error with a way out (%s)', async (_name, method, disabled_reason, message, wayOut) => {
	const disabled = envelope({ ...OWN, status: 'disabled', disabled_reason });
	server.otherwise = disabled;
	const result = await call(method, storing({ [URL_OF_NODE]: 'wh-1' }));
	expect(result.message).toBe(message);
	expect(result.description).toMatch(wayOut);
	expect(sent().map(([verb]) => verb)).toEqual(method === 'create' ? ['POST', 'DELETE'] : ['GET', 'PATCH']);
});

it('tries four times more while somebody waits for the activation, and does not repeat a creation', async () => {
	server.otherwise = { status: 503, headers: { 'retry-after-ms': '1' } };
	for (const [method, stored, times] of [['checkExists', {}, 5], ['checkExists', { [URL_OF_NODE]: 'wh-1' }, 5], ['create', {}, 1]] as const) {
		server.requests.length = 0;
		const { error, description } = await call(method, storing(stored));
		expect(error).toBeInstanceOf(NodeApiError);
		expect(server.requests).toHaveLength(times);
		// Looking changes nothing, whatever became of the answer.
		expect(/carried it out/.test(String(description))).toBe(method === 'create');
	}
});

it('a stored ID that cannot be one is told, and nothing is sent', async () => {
	for (const method of ['checkExists', 'delete'] as const) {
		expect((await call(method, storing({ [URL_OF_NODE]: '..' }))).message).toBe('".." cannot be part of a path');
	}
	expect(sent()).toEqual([]);
});

it.each([404, 503])('deleting ends well when an attempt was lost and the next one finds nothing (%d)', async (status) => {
	server.script = [envelope(OWN), { status, headers: { 'retry-after-ms': '1' } }, { status: 404 }];
	const { error, stored } = await call('delete', storing({ [URL_OF_NODE]: 'wh-1' }));
	expect([error, stored.subscriptions]).toEqual([undefined, {}]);
});

it("says where to choose an event when 'Trigger On' holds none", async () => {
	const { message, description } = await call('create', {}, { events: '={{ null }}' });
	expect(message).toBe("'Trigger On' is empty");
	expect(description).toBe("Choose at least one event in 'Trigger On', or '* All Events'.");
	expect(sent()).toEqual([]);
});

it('a node that n8n gives no URL cannot be registered', async () => {
	const { record, workflow, node } = singleNodeWorkflow({ type: engine.type('apideckVault') }, engine.types);
	const additionalData = createAdditionalData(record, new EmbeddedCredentials(engine.types, credentialFor(server)), 'trigger');
	const context = new HookContext(workflow, node, additionalData, 'trigger', 'activate');
	for (const method of [lifecycle.checkExists, lifecycle.create, lifecycle.delete]) {
		await expect(method.call(context)).rejects.toMatchObject({ message: 'n8n gave no webhook URL for this node', description: 'Save the workflow and try again.' });
	}
	expect(sent()).toEqual([]);
});
