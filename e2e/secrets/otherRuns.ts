import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { FAILURES } from '../../test/secrets/echoVault';
import { credentialFor, type SavedCredential, type World } from './world';
import { httpWorkflow, START } from './workflows';

const NODE = { name: 'n8n-nodes-apideck-vault.apideckVault', version: 1 };
const byId = (value: string) => ({ __rl: true, mode: 'id', value });

/** What else sends the key: the lists of the open editor, the test of the credential, base URLs that cannot be used, and other nodes. */
export async function runOtherRequests(world: World): Promise<void> {
	await openLists(world);
	await testCredential(world);
	await wrongBaseUrls(world);
	await httpRequests(world);
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
	for (const failure of [undefined, ...FAILURES.filter((one) => one !== 'hang')]) {
		world.vault.failure = failure;
		await world.ask('POST', '/credentials/test', { credentials: { id, name, type, data: credentialFor(world.vault.url, world.canaries.at('apiKey')) } });
	}
	world.vault.failure = undefined;
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

/** The HTTP Request node may use the credential: what it sends to the credential's own host has the key, and nothing else has. */
async function httpRequests(world: World): Promise<void> {
	const path = '/vault/connections/crm/pipedrive/validate';
	const header = (name: string, value: string) => ({ sendHeaders: true, headerParameters: { parameters: [{ name, value }] } });
	const count = () => [world.vault.received.length, world.elsewhere.received.length];
	const run = async (title: string, parameters: object, version?: number, more: SavedCredential[] = []) => {
		const [own = 0, other = 0] = count();
		const { status } = await world.run(httpWorkflow(`http: ${title}`, parameters, version), world.credential, ...more);
		const [ownNow = 0, otherNow = 0] = count();
		return { status, own: ownNow - own, other: otherNow - other };
	};
	expect(await run('own host', { url: world.vault.url + path })).toEqual({ status: 'success', own: 1, other: 0 });
	expect(world.vault.received.at(-1)!.headers.authorization).toBe(`Bearer ${world.canaries.at('apiKey')}`);
	for (const version of [3, 4.2, 4.4]) expect(await run(`other host, version ${version}`, { url: world.elsewhere.url + path }, version)).toEqual({ status: 'error', own: 0, other: 0 });
	expect(await run('with Host', { url: world.vault.url + path, ...header('Host', new URL(world.elsewhere.url).host) })).toEqual({ status: 'success', own: 1, other: 0 });
	expect(world.vault.received.at(-1)!.headers.host).toBe(new URL(world.vault.url).host);
	expect(await run('ignoring SSL issues', { url: world.vault.url + path, options: { allowUnauthorizedCerts: true } })).toEqual({ status: 'error', own: 0, other: 0 });
	for (const version of [3, 4.2, 4.4]) {
		expect(await run(`through a proxy, version ${version}`, { url: world.vault.url + path, options: { proxy: world.elsewhere.url } }, version)).toEqual({ status: 'error', own: 0, other: 0 });
	}
	const certificates = async (data: ICredentialDataDecryptedObject) => await world.api.saveCredential(`Certificates ${Object.keys(data).join()}`, 'httpSslAuth', data);
	const own = { url: world.vault.url + path, provideSslCertificates: true };
	expect(await run('own authority', own, 4.2, [await certificates({ ca: 'theirs' })])).toEqual({ status: 'error', own: 0, other: 0 });
	expect(await run('certificate of the client', own, 4.2, [await certificates({ passphrase: 'unused' })])).toEqual({ status: 'success', own: 1, other: 0 });
	world.vault.failure = 'moved';
	const follow = { options: { redirect: { redirect: { followRedirects: true, maxRedirects: 5 } }, sendCredentialsOnCrossOriginRedirect: true } };
	for (const version of [3, 4.2, 4.4]) {
		for (const method of ['GET', 'POST']) {
			expect(await run(`redirect of ${method}, version ${version}`, { method, url: world.vault.url + path, ...follow }, version)).toEqual({ status: 'error', own: 1, other: 0 });
		}
	}
	world.vault.failure = undefined;
	// What the same node sends to the other host without the credential arrives there: it is listening.
	const plain = httpWorkflow('http: without credential', { url: world.elsewhere.url + path });
	for (const node of plain.nodes) if (node.name === 'Request') Object.assign(node, { credentials: undefined, parameters: { method: 'POST', url: world.elsewhere.url + path } });
	const before = world.elsewhere.received.length;
	await world.api.run(await world.api.saveWorkflow(plain, []), START);
	expect(world.elsewhere.received.length).toBe(before + 1);
}
