import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { DROPPED_HEADERS, fill, REFUSED_ADDRESSES, REFUSED_HEADERS, type HostileRequest } from '../../secrets/hostileRequests';
import { credentialFor, type SavedCredential, type TestEnvironment } from './testEnvironment';
import { httpWorkflow, START } from './workflows';

/** The HTTP Request node stores this response unchanged, so it must not contain secrets. */
const PATH = '/status';

/** The outcome of one request of n8n's HTTP Request node. */
export interface RequestOutcome {
	title: string;
	/** The number of requests that the credential's host and the other host received. */
	own: number;
	other: number;
	/** The hosts that received the key. */
	keyAt: string[];
	/** How the run ended. */
	status: string;
}

/** Runs HTTP Request nodes that use the credential. Only requests to the credential's host may carry the key. */
export async function httpRequests(environment: TestEnvironment): Promise<RequestOutcome[]> {
	await connectionSettings(environment);
	return await hostileRequests(environment);
}

/** Runs the node once and resolves with the outcome. */
async function send(environment: TestEnvironment, title: string, parameters: object, { version, more = [], credential = environment.credential }: { version?: number; more?: SavedCredential[]; credential?: SavedCredential } = {}): Promise<RequestOutcome> {
	const [ownBefore, otherBefore] = [environment.vault.received.length, environment.elsewhere.received.length];
	const { status } = await environment.run(httpWorkflow(`http: ${title}`, parameters, version), credential, ...more);
	const own = environment.vault.received.slice(ownBefore);
	const other = environment.elsewhere.received.slice(otherBefore);
	const hasKey = (requests: object[]) => environment.canaries.findIn(JSON.stringify(requests)).includes('apiKey');
	return { title, status, own: own.length, other: other.length, keyAt: [...(hasKey(own) ? ['own'] : []), ...(hasKey(other) ? ['other'] : [])] };
}

const KEY_NOWHERE = { status: 'error', own: 0, other: 0, keyAt: [] };
const KEY_AT_OWN_HOST = { status: 'success', own: 1, other: 0, keyAt: ['own'] };

/** Runs the node with hostile header names and URLs, one run each. */
async function hostileRequests(environment: TestEnvironment): Promise<RequestOutcome[]> {
	const sent: RequestOutcome[] = [];
	// By default, the node converts header names to lower case.
	const parametersOf = ({ address, headers }: HostileRequest) => ({
		url: address,
		options: { lowercaseHeaders: false },
		...(headers === undefined ? {} : { sendHeaders: true, specifyHeaders: 'json', jsonHeaders: JSON.stringify(headers) }),
	});
	const run = async (hostile: HostileRequest, expected: object | undefined) => {
		const result = await send(environment, hostile.title, parametersOf(fill(hostile, environment.vault.url, environment.elsewhere.url)));
		sent.push(result);
		expect(result).toMatchObject({ other: 0, ...expected });
		expect(result.keyAt).not.toContain('other');
	};
	for (const hostile of REFUSED_HEADERS) await run(hostile, KEY_NOWHERE);
	for (const hostile of DROPPED_HEADERS) {
		await run(hostile, KEY_AT_OWN_HOST);
		expect(environment.vault.received.at(-1)!.headers).toMatchObject({ host: new URL(environment.vault.url).host, authorization: `Bearer ${environment.canaries.at('apiKey')}`, 'x-apideck-app-id': 'app' });
	}
	// The node trims the URL and has no base URL.
	const trimmed = ({ title }: HostileRequest) => / before the address$/.test(title);
	for (const hostile of REFUSED_ADDRESSES.filter(({ baseURL }) => baseURL === undefined)) await run(hostile, trimmed(hostile) ? undefined : KEY_NOWHERE);
	await requestsBelowPath(environment, sent);
	return sent;
}

/** With a path in the base URL, only requests below that path carry the key. */
async function requestsBelowPath(environment: TestEnvironment, sent: RequestOutcome[]): Promise<void> {
	const credential = await environment.api.saveCredential('Gateway', 'apideckApi', credentialFor(`${environment.vault.url}/team-a`, environment.canaries.at('apiKey')));
	const paths: Array<[path: string, expected: object]> = [
		['/team-a/vault/consumers', KEY_AT_OWN_HOST],
		...['/crm/contacts', '/team-ab/x', '/team-a/../crm', '/team-a/%2e%2e/crm', '/team-a/..%2fcrm', '/team-a/%252e%252e%252fcrm', '/team-a/..;/crm', '//team-a/x', '/TEAM-A/x'].map((path): [string, object] => [path, KEY_NOWHERE]),
	];
	for (const [path, expected] of paths) {
		const result = await send(environment, `base URL with the path /team-a, request to ${path}`, { url: environment.vault.url + path }, { credential });
		sent.push(result);
		expect(result).toMatchObject(expected);
	}
}

/** Tests redirects, proxies and certificates. */
async function connectionSettings(environment: TestEnvironment): Promise<void> {
	const url = environment.vault.url + PATH;
	const run = async (title: string, parameters: object, version?: number, more: SavedCredential[] = []) => {
		const { status, own, other } = await send(environment, title, parameters, { more, ...(version === undefined ? {} : { version }) });
		return { status, own, other };
	};
	const refused = { status: 'error', own: 0, other: 0 };
	expect(await run('own host', { url })).toEqual({ status: 'success', own: 1, other: 0 });
	expect(environment.vault.received.at(-1)!.headers.authorization).toBe(`Bearer ${environment.canaries.at('apiKey')}`);
	for (const version of [3, 4.2, 4.4]) expect(await run(`other host, version ${version}`, { url: environment.elsewhere.url + PATH }, version)).toEqual(refused);
	expect(await run('ignoring SSL issues', { url, options: { allowUnauthorizedCerts: true } })).toEqual(refused);
	for (const version of [3, 4.2, 4.4]) expect(await run(`through a proxy, version ${version}`, { url, options: { proxy: environment.elsewhere.url } }, version)).toEqual(refused);
	const certificates = async (data: ICredentialDataDecryptedObject) => await environment.api.saveCredential(`Certificates ${Object.keys(data).join()}`, 'httpSslAuth', data);
	const own = { url, provideSslCertificates: true };
	expect(await run('own authority', own, 4.2, [await certificates({ ca: 'theirs' })])).toEqual(refused);
	expect(await run('certificate of the client', own, 4.2, [await certificates({ passphrase: 'unused' })])).toEqual({ status: 'success', own: 1, other: 0 });
	environment.vault.failure = 'moved';
	const follow = { options: { redirect: { redirect: { followRedirects: true, maxRedirects: 5 } }, sendCredentialsOnCrossOriginRedirect: true } };
	for (const version of [3, 4.2, 4.4]) {
		for (const method of ['GET', 'POST']) {
			expect(await run(`redirect of ${method}, version ${version}`, { method, url, ...follow }, version)).toEqual({ status: 'error', own: 1, other: 0 });
		}
	}
	environment.vault.failure = undefined;
	// A request without the credential proves that the other host is listening.
	const plain = httpWorkflow('http: without credential', { url: environment.elsewhere.url + PATH });
	for (const node of plain.nodes) if (node.name === 'Request') Object.assign(node, { credentials: undefined, parameters: { method: 'POST', url: environment.elsewhere.url + PATH } });
	const before = environment.elsewhere.received.length;
	await environment.api.run(await environment.api.saveWorkflow(plain, []), START);
	expect(environment.elsewhere.received.length).toBe(before + 1);
}
