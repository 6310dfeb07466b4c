import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { IDataObject, INode, INodeTypeDescription } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import { findInstallation, installCommunityPackage, N8nApi, OLDEST, startN8n, type N8nServer } from '../../../tools/n8n';
import type { WorkflowDefinition } from '../../../tools/engine';
import { jsonOf } from '../../../tools/engine/output';
import { startSandbox, type Sandbox } from '../../../tools/sandbox';

const EXAMPLE = path.join(__dirname, '..', '..', '..', 'examples', 'scheduled-connection-audit.json');
const PACKAGE = 'n8n-nodes-apideck-vault';
const TRIGGER = 'Start';
const VAULT = 'Vault';
const LOGIN = { email: 'owner@sandbox.example', password: `Sandbox1-${randomBytes(6).toString('hex')}` };

const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const PIPEDRIVE = { consumer: byId('test-consumer'), connection: byId('crm+pipedrive') };
const WORKDAY = { consumer: byId('test-consumer'), connection: byId('hris+workday') };

let folder: string;
let sandbox: Sandbox;
let server: N8nServer;
let api: N8nApi;
let credential: Awaited<ReturnType<N8nApi['saveCredential']>>;

beforeAll(async () => {
	const installation = findInstallation(OLDEST);
	const tarball = process.env.APIDECK_VAULT_TARBALL;
	if (!installation || !tarball) throw new Error('Run this with "npm test -- compat", which installs n8n and packs the package');
	folder = mkdtempSync(path.join(tmpdir(), 'apideck-vault-compat-'));
	await installCommunityPackage(tarball, folder, installation);
	sandbox = await startSandbox();
	server = await startN8n({ installation, userFolder: folder });
	api = await N8nApi.signIn(server.url, LOGIN, installation);
	credential = await api.saveCredential('Sandbox', 'apideckApi', sandbox.credentials);
}, 240_000);

beforeEach(() => sandbox?.reset());

afterAll(async () => {
	await server?.stop();
	await sandbox?.close();
	if (folder) rmSync(folder, { recursive: true, force: true });
});

const node = (name: string, type: string, more: Partial<INode> = {}): INode => ({
	...{ id: name, name, type, typeVersion: 1, position: [0, 0], parameters: {} },
	...more,
});

/** Saves and runs Start → Vault and resolves with the output items. A failed execution fails the test with n8n's message. */
async function run(parameters: object): Promise<IDataObject[]> {
	const definition: WorkflowDefinition = {
		name: JSON.stringify(parameters).slice(0, 100),
		nodes: [
			node(TRIGGER, 'n8n-nodes-base.manualTrigger'),
			node(VAULT, `${PACKAGE}.apideckVault`, {
				parameters: { resource: 'connection', ...parameters },
				credentials: { apideckApi: { id: '', name: '' } },
			}),
		],
		connections: { [TRIGGER]: { main: [[{ node: VAULT, type: 'main', index: 0 }]] } },
	};
	const execution = await api.run(await api.saveWorkflow(definition, [credential]), TRIGGER);
	const { error } = execution.data.resultData;
	expect({ status: execution.status, error: error?.message }).toEqual({ status: 'success', error: undefined });
	return jsonOf(execution as never, VAULT);
}

const sent = () => sandbox.requests.map(({ method, path }) => `${method} ${path}`);

describe('the package in the editor', () => {
	let types: INodeTypeDescription[];

	beforeAll(async () => {
		types = await api.file<INodeTypeDescription[]>('/types/nodes.json');
	});

	it.each(['apideckVault', 'apideckVaultTrigger'])('%s exists with both icons', async (name) => {
		const type = types.find((one) => one.name === `${PACKAGE}.${name}`);
		expect(type).toMatchObject({ iconUrl: { light: expect.stringMatching(/\.svg$/), dark: expect.stringMatching(/\.svg$/) } });
		const { light, dark } = type?.iconUrl as { light: string; dark: string };
		for (const icon of [light, dark]) expect(await api.file<string>(`/${icon}`)).toContain('<svg');
	});

	it('the node can be a tool of an AI agent', () => {
		expect(types.map(({ name }) => name)).toContain(`${PACKAGE}.apideckVaultTool`);
	});

	it('the credential exists only for the nodes of the package', async () => {
		const credentials = await api.file<Array<{ name: string; supportedNodes?: string[] }>>('/types/credentials.json');
		const own = ['apideckVault', 'apideckVaultTrigger'].map((name) => `${PACKAGE}.${name}`);
		expect(credentials.find(({ name }) => name === 'apideckApi')?.supportedNodes?.sort()).toEqual(own);
	});
});

describe('the test of the credential', () => {
	it('succeeds with the key', async () => {
		expect(await api.testCredential(credential, sandbox.credentials)).toMatchObject({ status: 'OK' });
	});

	it('fails with a wrong key', async () => {
		const response = await api.testCredential(credential, { ...sandbox.credentials, apiKey: 'sk_test_fake_wrong' });
		// n8n 1 never applies the rules of the credential type, because its NodeApiError loses the cause. This is n8n's own message.
		expect(response).toEqual({ status: 'Error', message: 'Authorization failed - please check your credentials' });
	});
});

describe('the lists of the open node', () => {
	it('finds consumers', async () => {
		const found = await api.call<{ results: Array<{ value: string }> }>('POST', '/dynamic-node-parameters/resource-locator-results', {
			path: 'parameters.consumer',
			methodName: 'searchConsumers',
			nodeTypeAndVersion: { name: `${PACKAGE}.apideckVault`, version: 1 },
			currentNodeParameters: { resource: 'connection', operation: 'get', consumer: byId('') },
			credentials: { apideckApi: { id: credential.id, name: credential.name } },
			filter: 'test-consumer',
		});
		expect(found.results.map(({ value }) => value)).toEqual(['test-consumer']);
	});

	it('draws the settings form', async () => {
		const form = await api.call<{ fields: Array<{ id: string }> }>('POST', '/dynamic-node-parameters/resource-mapper-fields', {
			path: 'parameters.settings',
			methodName: 'getSettingsFields',
			nodeTypeAndVersion: { name: `${PACKAGE}.apideckVault`, version: 1 },
			currentNodeParameters: { resource: 'connection', operation: 'update', ...WORKDAY },
			credentials: { apideckApi: { id: credential.id, name: credential.name } },
		});
		expect(form.fields.map(({ id }) => id)).toContain('tenant');
	});
});

describe('connection', () => {
	it('lists connections', async () => {
		const connections = await run({ operation: 'getAll', returnAll: true, filters: { configurationStatus: 'configured' } });
		expect(connections).toContainEqual(expect.objectContaining({ connection: 'crm+pipedrive', state: 'callable' }));
	});

	it('get', async () => {
		expect(await run({ operation: 'get', ...PIPEDRIVE })).toEqual([expect.objectContaining({ connection: 'crm+pipedrive' })]);
	});

	it('update', async () => {
		const [updated] = await run({ operation: 'update', ...PIPEDRIVE, updateFields: { metadata: '{"plan":"enterprise"}' } });
		expect(updated).toMatchObject({ connection: 'crm+pipedrive' });
		expect(sent()).toEqual(['PATCH /vault/connections/crm/pipedrive']);
		expect(JSON.parse(sandbox.requests[0]?.body ?? '')).toEqual({ metadata: { plan: 'enterprise' } });
	});

	it('delete', async () => {
		expect(await run({ operation: 'delete', ...PIPEDRIVE })).toEqual([expect.objectContaining({ deleted: true, service_id: 'pipedrive' })]);
		expect(sandbox.vault.get({ consumerId: 'test-consumer', unifiedApi: 'crm', serviceId: 'pipedrive' })).toBeUndefined();
	});

	it('import', async () => {
		const [imported] = await run({
			operation: 'import',
			consumer: byId('xylo-instruments'),
			connection: byId('crm+hubspot'),
			credentials: { accessToken: 'fake-access', refreshToken: 'fake-refresh', expiresIn: 3600 },
		});
		expect(imported).toMatchObject({ state: 'callable', consumer_id: 'xylo-instruments' });
	});

	it('authorizes an access token', async () => {
		expect(await run({ operation: 'token', ...WORKDAY })).toEqual([expect.objectContaining({ state: 'callable', service_id: 'workday' })]);
	});
});

it('runs the example audit, imported and published', async () => {
	const definition = JSON.parse(readFileSync(EXAMPLE, 'utf8')) as WorkflowDefinition;
	const workflow = await api.saveWorkflow(definition, [credential]);
	await api.publish(workflow);
	const execution = await api.run(workflow, 'Every morning at 7');
	expect(execution.status).toBe('success');
	const findings = jsonOf(execution as never, 'Find broken connections');
	expect(findings.length).toBeGreaterThan(20);
	expect(findings).toContainEqual(expect.objectContaining({ severity: 'critical', consumer_id: 'copper-lantern-studio' }));
});

it('the trigger registers its webhook, starts a run for a change at Apideck, and removes its webhook', async () => {
	const definition: WorkflowDefinition = {
		name: 'Trigger',
		nodes: [
			node(VAULT, `${PACKAGE}.apideckVaultTrigger`, {
				webhookId: 'compat-trigger',
				parameters: { events: ['*'] },
				credentials: { apideckApi: { id: '', name: '' } },
			}),
		],
		connections: {},
	};
	const workflow = await api.saveWorkflow(definition, [credential]);
	await api.publish(workflow);
	expect(sandbox.webhooks.subscriptions.list()).toMatchObject([{ status: 'enabled', events: ['*'] }]);

	sandbox.transition({ consumerId: 'blue-fjord-bakery', unifiedApi: 'accounting', serviceId: 'xero' }, 'revoked');
	await sandbox.idle();
	const filter = encodeURIComponent(JSON.stringify({ workflowId: workflow.id }));
	const ended = async () => {
		const { results } = await api.call<{ results: Array<{ id: string; status: string }> }>('GET', `/executions?filter=${filter}`);
		return results.filter(({ status }) => status === 'success' || status === 'error');
	};
	for (let waited = 0; waited < 10_000 && (await ended()).length === 0; waited += 200) await sleep(200);
	const executions = await ended();
	expect(executions).toEqual([expect.objectContaining({ status: 'success' })]);
	const execution = await api.waitForExecution(executions[0]?.id ?? '');
	expect(jsonOf(execution as never, VAULT)).toMatchObject([{ event_type: 'vault.connection.revoked', connection: 'accounting+xero', severity: 'critical' }]);

	await api.call('POST', `/workflows/${workflow.id}/deactivate`);
	expect(sandbox.webhooks.subscriptions.list()).toEqual([]);
});
