import { subscribeTriggers } from '../../../tools/demo/triggers';
import type { N8nApi } from '../../../tools/n8n';
import { startSandbox, type Sandbox } from '../../../tools/sandbox';

const N8N_URL = 'http://127.0.0.1:5678';
const CREDENTIAL_ID = 'credential-1';
const PATIENCE_MS = 300;

type Published = Awaited<ReturnType<N8nApi['publishedWorkflows']>>[number];

const workflow = (name: string, node: object = {}): Published => ({
	id: name,
	name,
	versionId: 'v1',
	nodes: [
		{
			id: 'node-1',
			name: 'Trigger',
			type: 'n8n-nodes-apideck-vault.apideckVaultTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
			webhookId: name,
			credentials: { apideckApi: { id: CREDENTIAL_ID, name: 'Apideck sandbox' } },
			...node,
		},
	],
});

let sandbox: Sandbox;
let published: string[];
const error = jest.spyOn(console, 'error').mockImplementation();
beforeAll(async () => {
	sandbox = await startSandbox({ webhooks: { validation: false } });
});
beforeEach(() => {
	sandbox.reset();
	published = [];
	error.mockClear();
});
afterAll(async () => await sandbox.close());

async function subscribe(webhookId: string, origin = N8N_URL): Promise<void> {
	await sandbox.webhooks.add({ unified_api: 'vault', status: 'enabled', delivery_url: `${origin}/webhook/${webhookId}/webhook`, events: ['*'] });
}

const start = async (workflows: Published[], publishAgain = async ({ id }: Published) => await subscribe(id)) => {
	const api = {
		publishedWorkflows: async () => await Promise.resolve(workflows),
		publishAgain: async (one: Published) => {
			published.push(one.id);
			await publishAgain(one);
		},
	};
	await subscribeTriggers(api, N8N_URL, sandbox, CREDENTIAL_ID, PATIENCE_MS);
};

it('republishes a workflow whose trigger the sandbox does not call', async () => {
	await start([workflow('lost')]);
	expect(published).toEqual(['lost']);
	expect(error).not.toHaveBeenCalled();
});

it('republishes a workflow whose subscription has the address of an earlier start', async () => {
	await subscribe('moved', 'http://127.0.0.1:45799');
	await start([workflow('moved')]);
	expect(published).toEqual(['moved']);
});

it('does not republish a workflow that n8n subscribes itself, even a moment later', async () => {
	await subscribe('kept');
	const later = setTimeout(() => void subscribe('slow'), PATIENCE_MS / 3);
	await start([workflow('kept'), workflow('slow')]);
	clearTimeout(later);
	expect(published).toEqual([]);
});

it.each([
	['a disabled trigger', { disabled: true }],
	['another node', { type: 'n8n-nodes-base.webhook' }],
	['a credential for another Vault', { credentials: { apideckApi: { id: 'credential-2', name: 'Production' } } }],
])('does not republish a workflow with %s', async (_what, node) => {
	await start([workflow('other', node)]);
	expect(published).toEqual([]);
});

it('names the workflows that still receive nothing, and continues with the others', async () => {
	await start([workflow('broken'), workflow('lost')], async ({ id }) => {
		if (id === 'broken') throw new Error('n8n rejected it.');
		await subscribe(id);
	});
	expect(published).toEqual(['broken', 'lost']);
	expect(error.mock.calls).toEqual([['n8n rejected it.'], ['The workflow "broken" does not receive events. Publish it again in the editor.']]);
});
