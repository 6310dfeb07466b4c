import axios from 'axios';
import path from 'node:path';
import type { INode, INodeParameters } from 'n8n-workflow';
import { Engine, jsonOf, WebhookServer, type WorkflowDefinition } from '../../../tools/engine';
import { startSandbox, type Sandbox } from '../../../tools/sandbox';

let engine: Engine;
let sandbox: Sandbox;
let server: WebhookServer;
beforeAll(async () => {
	engine = await Engine.load(path.join(__dirname, 'fixture'));
	sandbox = await startSandbox({ webhooks: { retryScale: 1 / 60_000 } });
});
beforeEach(async () => {
	sandbox.reset();
	server = await start();
});
afterEach(async () => await server.close());
afterAll(async () => await sandbox.close());

const used = { functionApi: { id: 'any', name: 'Any' } };
const PIPEDRIVE = { consumerId: 'test-consumer', unifiedApi: 'crm', serviceId: 'pipedrive' };

const node = (name: string, type: string, parameters: INodeParameters = {}): INode => ({
	id: name,
	name,
	type,
	typeVersion: 1,
	position: [0, 0],
	parameters,
	credentials: used,
});

function workflow(operation: string): WorkflowDefinition {
	return {
		id: 'wf',
		nodes: [
			{ ...node('In', engine.type('hook')), webhookId: 'hook-id' },
			node('Probe', engine.type('probe'), { operation, value: '={{ $json.body.payload?.event_type }}' }),
		],
		connections: { In: { main: [[{ node: 'Probe', type: 'main', index: 0 }]] } },
	};
}

const start = async (operation = 'echo') =>
	await WebhookServer.start(engine, workflow(operation), {
		credentials: { functionApi: { key: sandbox.credentials.apiKey, baseUrl: sandbox.url } },
	});

const post = async (url: string, data: unknown = {}) => await axios.post(url, data, { validateStatus: () => true });

it('responds to the validation call during registration, runs events, and stops after deactivation', async () => {
	await server.activate();
	const [subscription, ...more] = sandbox.webhooks.subscriptions.list();
	expect(more).toHaveLength(0);
	expect(subscription).toMatchObject({ status: 'enabled', delivery_url: server.url });
	expect(server.staticData).toMatchObject({ 'node:In': { id: subscription?.id } });
	expect(server.runs).toHaveLength(0);

	sandbox.transition(PIPEDRIVE, 'revoked');
	sandbox.transition(PIPEDRIVE, 'callable');
	await sandbox.idle();
	const results = await server.finished();
	expect(results.map(({ status, run }) => [status, ...jsonOf(run, 'Probe')])).toEqual([
		['success', { value: 'vault.connection.revoked', mode: 'webhook' }],
		['success', { value: 'vault.connection.updated', mode: 'webhook' }],
		['success', { value: 'vault.connection.callable', mode: 'webhook' }],
	]);
	expect(server.staticData).toMatchObject({ 'node:In': { count: 3 } });
	expect(server.statuses).toEqual([200, 200, 200, 200]);

	await server.deactivate();
	expect(sandbox.webhooks.subscriptions.list()).toHaveLength(0);
	expect((await post(server.url)).status).toBe(404);
	expect(server.runs).toHaveLength(3);
});

it('does not register twice', async () => {
	await server.activate();
	await server.activate();
	expect(sandbox.webhooks.subscriptions.list()).toHaveLength(1);
});

it('undoes a failed registration and removes the route', async () => {
	sandbox.faults.add({ match: { method: 'POST', path: '/webhook/webhooks' }, fault: { status: 503 } });
	await expect(server.activate()).rejects.toThrow('503');
	expect((await post(server.url)).status).toBe(404);
	expect(server.staticData).toMatchObject({ 'node:In': { deletedIn: { activation: 'update' } } });
	await server.activate();
	expect(sandbox.webhooks.subscriptions.list()).toHaveLength(1);
});

it('keeps the static data after a failed unregistration', async () => {
	await server.activate();
	sandbox.faults.add({ match: { method: 'DELETE' }, fault: { status: 500 } });
	await expect(server.deactivate()).rejects.toThrow('500');
	expect(server.staticData).toMatchObject({ 'node:In': { id: expect.any(String) } });
	expect((await post(server.url)).status).toBe(404);
	await server.deactivate();
	expect(sandbox.webhooks.subscriptions.list()).toHaveLength(0);
});

it('accepts only its own path and method', async () => {
	await server.activate();
	expect((await post(`${server.url}/more`)).status).toBe(404);
	expect((await axios.get(server.url, { validateStatus: () => true })).status).toBe(404);
	expect((await post(`${server.url}/`)).status).toBe(200);
	expect(server.runs).toHaveLength(1);
});

it('saves a failed run for a node that throws', async () => {
	await server.activate();
	expect((await post(`${server.url}?act=throw`)).status).toBe(500);
	expect(server.runs).toMatchObject([{ error: { message: 'The node broke' } }]);
	expect(await server.finished()).toEqual([]);
});

it('a run that stores static data overwrites that of the request, as in n8n', async () => {
	await server.close();
	server = await start('count');
	await server.activate();
	await post(server.url);
	await server.finished();
	expect(server.staticData).toMatchObject({ 'node:Probe': { count: 1 } });
	expect(server.staticData).not.toMatchObject({ 'node:In': { count: 1 } });
});
