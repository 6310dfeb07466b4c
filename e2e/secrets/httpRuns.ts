import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { DROPPED_HEADERS, fill, REFUSED_ADDRESSES, REFUSED_HEADERS, type HostileRequest } from '../../test/secrets/hostileRequests';
import { credentialFor, type SavedCredential, type World } from './world';
import { httpWorkflow, START } from './workflows';

/** Its response holds no secrets: the node stores it as it is. */
const PATH = '/status';

/** What left n8n for one request of its HTTP Request node. */
export interface Sent {
	title: string;
	/** Requests that the own and the other host received. */
	own: number;
	other: number;
	/** Which of them had the key. */
	keyAt: string[];
	/** How the run ended. */
	status: string;
}

/** The HTTP Request node may use the credential: what it sends to the credential's own host has the key, and nothing else has. */
export async function httpRequests(world: World): Promise<Sent[]> {
	await connectionSettings(world);
	return await hostileRequests(world);
}

/** Runs the node once and says what came of it. */
async function send(world: World, title: string, parameters: object, { version, more = [], credential = world.credential }: { version?: number; more?: SavedCredential[]; credential?: SavedCredential } = {}): Promise<Sent> {
	const [ownBefore, otherBefore] = [world.vault.received.length, world.elsewhere.received.length];
	const { status } = await world.run(httpWorkflow(`http: ${title}`, parameters, version), credential, ...more);
	const own = world.vault.received.slice(ownBefore);
	const other = world.elsewhere.received.slice(otherBefore);
	const hasKey = (requests: object[]) => world.canaries.findIn(JSON.stringify(requests)).includes('apiKey');
	return { title, status, own: own.length, other: other.length, keyAt: [...(hasKey(own) ? ['own'] : []), ...(hasKey(other) ? ['other'] : [])] };
}

const NOTHING = { status: 'error', own: 0, other: 0, keyAt: [] };
const TO_OWN_HOST = { status: 'success', own: 1, other: 0, keyAt: ['own'] };

/** Hostile names of headers and hostile addresses, each in a run of its own. */
async function hostileRequests(world: World): Promise<Sent[]> {
	const sent: Sent[] = [];
	// The node's own option writes names in small letters, unless it is turned off.
	const parametersOf = ({ address, headers }: HostileRequest) => ({
		url: address,
		options: { lowercaseHeaders: false },
		...(headers === undefined ? {} : { sendHeaders: true, specifyHeaders: 'json', jsonHeaders: JSON.stringify(headers) }),
	});
	const run = async (hostile: HostileRequest, expected: object | undefined) => {
		const result = await send(world, hostile.title, parametersOf(fill(hostile, world.vault.url, world.elsewhere.url)));
		sent.push(result);
		expect(result).toMatchObject({ other: 0, ...expected });
		expect(result.keyAt).not.toContain('other');
	};
	for (const hostile of REFUSED_HEADERS) await run(hostile, NOTHING);
	for (const hostile of DROPPED_HEADERS) {
		await run(hostile, TO_OWN_HOST);
		expect(world.vault.received.at(-1)!.headers).toMatchObject({ host: new URL(world.vault.url).host, authorization: `Bearer ${world.canaries.at('apiKey')}`, 'x-apideck-app-id': 'app' });
	}
	// The node itself trims the address, and has no base.
	const trimmed = ({ title }: HostileRequest) => / before the address$/.test(title);
	for (const hostile of REFUSED_ADDRESSES.filter(({ baseURL }) => baseURL === undefined)) await run(hostile, trimmed(hostile) ? undefined : NOTHING);
	await belowAPath(world, sent);
	return sent;
}

/** A base URL with a path: the key stays below it. */
async function belowAPath(world: World, sent: Sent[]): Promise<void> {
	const credential = await world.api.saveCredential('Gateway', 'apideckApi', credentialFor(`${world.vault.url}/team-a`, world.canaries.at('apiKey')));
	const paths: Array<[path: string, expected: object]> = [
		['/team-a/vault/consumers', TO_OWN_HOST],
		...['/crm/contacts', '/team-ab/x', '/team-a/../crm', '/team-a/%2e%2e/crm', '/team-a/..%2fcrm', '/team-a/%252e%252e%252fcrm', '/team-a/..;/crm', '//team-a/x', '/TEAM-A/x'].map((path): [string, object] => [path, NOTHING]),
	];
	for (const [path, expected] of paths) {
		const result = await send(world, `base URL with the path /team-a, request to ${path}`, { url: world.vault.url + path }, { credential });
		sent.push(result);
		expect(result).toMatchObject(expected);
	}
}

/** How the request is sent: redirects, proxies, certificates. */
async function connectionSettings(world: World): Promise<void> {
	const url = world.vault.url + PATH;
	const run = async (title: string, parameters: object, version?: number, more: SavedCredential[] = []) => {
		const { status, own, other } = await send(world, title, parameters, { more, ...(version === undefined ? {} : { version }) });
		return { status, own, other };
	};
	const refused = { status: 'error', own: 0, other: 0 };
	expect(await run('own host', { url })).toEqual({ status: 'success', own: 1, other: 0 });
	expect(world.vault.received.at(-1)!.headers.authorization).toBe(`Bearer ${world.canaries.at('apiKey')}`);
	for (const version of [3, 4.2, 4.4]) expect(await run(`other host, version ${version}`, { url: world.elsewhere.url + PATH }, version)).toEqual(refused);
	expect(await run('ignoring SSL issues', { url, options: { allowUnauthorizedCerts: true } })).toEqual(refused);
	for (const version of [3, 4.2, 4.4]) expect(await run(`through a proxy, version ${version}`, { url, options: { proxy: world.elsewhere.url } }, version)).toEqual(refused);
	const certificates = async (data: ICredentialDataDecryptedObject) => await world.api.saveCredential(`Certificates ${Object.keys(data).join()}`, 'httpSslAuth', data);
	const own = { url, provideSslCertificates: true };
	expect(await run('own authority', own, 4.2, [await certificates({ ca: 'theirs' })])).toEqual(refused);
	expect(await run('certificate of the client', own, 4.2, [await certificates({ passphrase: 'unused' })])).toEqual({ status: 'success', own: 1, other: 0 });
	world.vault.failure = 'moved';
	const follow = { options: { redirect: { redirect: { followRedirects: true, maxRedirects: 5 } }, sendCredentialsOnCrossOriginRedirect: true } };
	for (const version of [3, 4.2, 4.4]) {
		for (const method of ['GET', 'POST']) {
			expect(await run(`redirect of ${method}, version ${version}`, { method, url, ...follow }, version)).toEqual({ status: 'error', own: 1, other: 0 });
		}
	}
	world.vault.failure = undefined;
	// What the same node sends to the other host without the credential arrives there: it is listening.
	const plain = httpWorkflow('http: without credential', { url: world.elsewhere.url + PATH });
	for (const node of plain.nodes) if (node.name === 'Request') Object.assign(node, { credentials: undefined, parameters: { method: 'POST', url: world.elsewhere.url + PATH } });
	const before = world.elsewhere.received.length;
	await world.api.run(await world.api.saveWorkflow(plain, []), START);
	expect(world.elsewhere.received.length).toBe(before + 1);
}
