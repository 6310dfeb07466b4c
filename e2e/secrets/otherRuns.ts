import { FAILURES } from '../../test/secrets/echoVault';
import { credentialFor, type World } from './world';

const NODE = { name: 'n8n-nodes-apideck-vault.apideckVault', version: 1 };
const byId = (value: string) => ({ __rl: true, mode: 'id', value });

/** What else sends the key: the lists of the open editor, the test of the credential, and base URLs that cannot be used. */
export async function runOtherRequests(world: World): Promise<void> {
	await openLists(world);
	await testCredential(world);
	await wrongBaseUrls(world);
}

async function openLists(world: World): Promise<void> {
	const { id, name } = world.credential;
	const common = { nodeTypeAndVersion: NODE, credentials: { apideckApi: { id, name } } };
	const chosen = { resource: 'connection', operation: 'update', consumer: byId('test-consumer'), unifiedApi: 'crm', service: byId('pipedrive') };
	const lists = [
		['resource-locator-results', { path: 'parameters.consumer', methodName: 'searchConsumers', currentNodeParameters: chosen }],
		['resource-locator-results', { path: 'parameters.service', methodName: 'searchConnections', currentNodeParameters: chosen }],
		['resource-mapper-fields', { path: 'parameters.settings', methodName: 'getSettingsFields', currentNodeParameters: chosen }],
	] as const;
	for (const failure of [undefined, 'status-401', 'status-422', 'html-502', 'no-data', 'redirect', 'reset']) {
		world.vault.failure = failure;
		for (const [place, request] of lists) await world.ask('POST', `/dynamic-node-parameters/${place}`, { ...common, ...request });
	}
	world.vault.failure = undefined;
}

async function testCredential(world: World): Promise<void> {
	const { id, name, type } = world.credential;
	const test = async (data: object) => {
		const tested = await world.ask('POST', '/credentials/test', { credentials: { id, name, type, data } });
		return (JSON.parse(tested) as { data?: { status?: string } }).data?.status;
	};
	for (const failure of [undefined, ...FAILURES.filter((one) => one !== 'hang')]) {
		world.vault.failure = failure;
		const tested = await test(credentialFor(world.vault.url, world.canaries.at('apiKey')));
		expect([failure, tested]).toEqual([failure, failure === undefined ? 'OK' : 'Error']);
	}
	world.vault.failure = undefined;
	const before = world.vault.received.length;
	for (const apiKey of ['Bearer', ' ', 'fake\nkey']) expect(await test(credentialFor(world.vault.url, apiKey))).toBe('Error');
	expect(world.vault.received.length).toBe(before);
	await world.ask('GET', '/credentials');
	await world.ask('GET', `/credentials/${id}?includeData=true`);
}

async function wrongBaseUrls(world: World): Promise<void> {
	const secret = world.canaries.at('baseUrl');
	const parameters = { resource: 'connection', operation: 'get', consumer: byId('x'), unifiedApi: 'crm', service: byId('pipedrive') };
	const quick = { options: { maxRetries: 0, timeout: 2 } };
	for (const baseUrl of [`https://user:${secret}@api.example.test`, `http://127.0.0.1:9/${secret}`, `${world.vault.url}?key=${secret}`, `ftp://${secret}`, 'http://127.0.0.1:9', 'https://127.0.0.1:9']) {
		const credential = await world.api.saveCredential(`Wrong ${baseUrl.replace(secret, '')}`, 'apideckApi', credentialFor(baseUrl, world.canaries.at('apiKey')));
		const { status } = await world.call('wrong: base URL', { ...parameters, ...quick }, ['x'], undefined, credential);
		expect(status).toBe('error');
	}
}
