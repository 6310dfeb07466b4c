import { retries } from '../../engine/retryOptions';
import { FAILURES } from '../../secrets/echoVault';
import { credentialFor, type TestEnvironment } from './testEnvironment';

const NODE = { name: 'n8n-nodes-apideck-vault.apideckVault', version: 1 };
const byId = (value: string) => ({ __rl: true, mode: 'id', value });

/** Runs the editor's lists, credential tests and invalid base URLs. */
export async function runOtherRequests(environment: TestEnvironment): Promise<void> {
	await openLists(environment);
	await testCredential(environment);
	await wrongBaseUrls(environment);
}

async function openLists(environment: TestEnvironment): Promise<void> {
	const { id, name } = environment.credential;
	const common = { nodeTypeAndVersion: NODE, credentials: { apideckApi: { id, name } } };
	const chosen = { resource: 'connection', operation: 'update', consumer: byId('test-consumer'), connection: byId('crm+pipedrive') };
	const lists = [
		['resource-locator-results', { path: 'parameters.consumer', methodName: 'searchConsumers', currentNodeParameters: chosen }],
		['resource-locator-results', { path: 'parameters.connection', methodName: 'searchConnections', currentNodeParameters: chosen }],
		['resource-mapper-fields', { path: 'parameters.settings', methodName: 'getSettingsFields', currentNodeParameters: chosen }],
	] as const;
	for (const failure of [undefined, 'status-401', 'status-422', 'html-502', 'no-data', 'redirect', 'reset']) {
		environment.vault.failure = failure;
		for (const [place, request] of lists) await environment.request('POST', `/dynamic-node-parameters/${place}`, { ...common, ...request });
	}
	environment.vault.failure = undefined;
}

async function testCredential(environment: TestEnvironment): Promise<void> {
	const { id, name, type } = environment.credential;
	const test = async (data: object) => {
		const tested = await environment.request('POST', '/credentials/test', { credentials: { id, name, type, data } });
		return (JSON.parse(tested) as { data?: { status?: string } }).data?.status;
	};
	for (const failure of [undefined, ...FAILURES.filter((one) => one !== 'hang')]) {
		environment.vault.failure = failure;
		const tested = await test(credentialFor(environment.vault.url, environment.canaries.at('apiKey')));
		expect([failure, tested]).toEqual([failure, failure === undefined ? 'OK' : 'Error']);
	}
	environment.vault.failure = undefined;
	const before = environment.vault.received.length;
	for (const apiKey of ['Bearer', ' ', 'fake\nkey']) expect(await test(credentialFor(environment.vault.url, apiKey))).toBe('Error');
	expect(environment.vault.received.length).toBe(before);
	await environment.request('GET', '/credentials');
	await environment.request('GET', `/credentials/${id}?includeData=true`);
}

async function wrongBaseUrls(environment: TestEnvironment): Promise<void> {
	const secret = environment.canaries.at('baseUrl');
	const parameters = { resource: 'connection', operation: 'get', consumer: byId('x'), connection: byId('crm+pipedrive') };
	const quick = { options: { ...retries({ maxRetries: 0 }), timeout: 2 } };
	for (const baseUrl of [`https://user:${secret}@api.example.test`, `http://127.0.0.1:9/${secret}`, `${environment.vault.url}?key=${secret}`, `ftp://${secret}`, 'http://127.0.0.1:9', 'https://127.0.0.1:9']) {
		const credential = await environment.api.saveCredential(`Wrong ${baseUrl.replace(secret, '')}`, 'apideckApi', credentialFor(baseUrl, environment.canaries.at('apiKey')));
		const { status } = await environment.call('wrong: base URL', { ...parameters, ...quick }, ['x'], undefined, credential);
		expect(status).toBe('error');
	}
}
