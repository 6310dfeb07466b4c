import type { ICredentialType, IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';

import type { Engine } from '../../tools/engine';
import { openContext } from '../engine/openClient';
import { loadEngine } from '../engine/support';
import { Canaries } from './canary';
import { EchoVault } from './echoVault';
import { DROPPED_HEADERS, fill, REFUSED_ADDRESSES, REFUSED_HEADERS, type HostileRequest } from './hostileRequests';
import { printed } from './traces';

const canaries = new Canaries();
const KEY = canaries.at('apiKey');

let vault: EchoVault;
let elsewhere: EchoVault;
let engine: Engine;
let type: ICredentialType;

beforeAll(async () => {
	elsewhere = await EchoVault.start(canaries);
	vault = await EchoVault.start(canaries, elsewhere.url);
	engine = await loadEngine();
	type = engine.types.credentialType('apideckApi');
});
beforeEach(() => {
	vault.received.length = 0;
	elsewhere.received.length = 0;
});
afterAll(async () => await Promise.all([vault.close(), elsewhere.close()]));

const authenticate = async (request: object, baseUrl: string) => {
	if (typeof type.authenticate !== 'function') throw new Error('authenticate must be a function');
	return await type.authenticate({ apiKey: KEY, appId: 'app', baseUrl }, request as IHttpRequestOptions);
};

/** The helper of n8n's own nodes, with `url`, and the older one that the HTTP Request node uses, with `uri`. */
const HELPERS = {
	httpRequestWithAuthentication: ({ address, headers, baseURL }: HostileRequest) => ({ method: 'POST', body: { a: 1 }, url: address, headers, baseURL }),
	requestWithAuthentication: ({ address, headers, baseURL }: HostileRequest) => ({ method: 'POST', body: { a: 1 }, json: true, uri: address, headers, baseURL }),
} as const;

/** Sends through n8n's helper and says what arrived where. */
async function send(helper: keyof typeof HELPERS, hostile: HostileRequest, path = '') {
	const request = HELPERS[helper](fill(hostile, vault.url + path, elsewhere.url));
	const context = openContext(engine, { apiKey: KEY, baseUrl: vault.url + path }) as IExecuteFunctions;
	const failed = await (context.helpers[helper] as (type: string, request: object) => Promise<unknown>).call(context, 'apideckApi', request).then(
		() => undefined,
		(error: Error) => error,
	);
	expect(canaries.findIn(printed([request, failed?.message]))).toEqual([]);
	return { failed, own: vault.received.length, other: elsewhere.received.length };
}

describe.each(Object.keys(HELPERS) as Array<keyof typeof HELPERS>)('a request through %s', (helper) => {
	it.each(REFUSED_HEADERS.map((one) => [one.title, one] as const))('S1: is refused with a %s', async (_title, hostile) => {
		const { failed, own, other } = await send(helper, hostile);
		expect(failed?.message).toMatch(/The Apideck API key was not sent, because the (name|value) of header 1/);
		expect([own, other]).toEqual([0, 0]);
	});

	it.each(DROPPED_HEADERS.map((one) => [one.title, one] as const))('S1: is sent to its own host without the %s', async (_title, hostile) => {
		const { failed, own, other } = await send(helper, hostile);
		expect([failed?.message, own, other]).toEqual([undefined, 1, 0]);
		const { headers, body } = vault.received[0]!;
		expect(headers).toMatchObject({ host: new URL(vault.url).host, authorization: `Bearer ${KEY}`, 'x-apideck-app-id': 'sandbox-app' });
		expect(JSON.parse(body)).toEqual({ a: 1 });
		const own2 = Object.keys(hostile.headers!).map((name) => name.toLowerCase().replaceAll('_', '-')).filter((name) => !['host', 'authorization', 'x-apideck-app-id', 'connection', 'content-length'].includes(name));
		expect(Object.keys(headers).filter((name) => own2.includes(name.replaceAll('_', '-')))).toEqual([]);
		expect(printed(headers)).not.toMatch(/theirs|authorization, close|close, authorization/);
	});

	it.each(REFUSED_ADDRESSES.map((one) => [one.title, one] as const))('S2: is refused with %s', async (_title, hostile) => {
		const { failed, own, other } = await send(helper, hostile);
		expect(failed).toBeInstanceOf(Error);
		expect([own, other]).toEqual([0, 0]);
	});

	it('S2: arrives at the address that was checked, whatever form it was given in', async () => {
		const port = new URL(vault.url).port;
		for (const address of [`{own}/vault/./x/../consumers`, `http://127.1:${port}/vault/consumers`, `HTTP://127.0.0.1:${port}/vault/%2e%2e/vault/consumers`, `http://①②⑦.0.0.1:${port}/vault/consumers#part`]) {
			vault.received.length = 0;
			const { failed } = await send(helper, { title: '', address });
			expect([address, failed?.message, vault.received.map(({ url }) => url)]).toEqual([address, undefined, ['/vault/consumers']]);
		}
	});

	it.each([
		'/crm/contacts', '/team-ab/vault', '/team-a/../crm', '/team-a/%2e%2e/crm', '/team-a/.%2E/crm', '/team-a/x/../../crm', '/team-a/..%2fcrm', '/team-a/x%2F..%2f..%2Fcrm', '/team-a/..%5ccrm', '/team-a/%2e%2e%2fcrm',
		'/team-a/%252e%252e%252fcrm', '/team-a/%25252e%25252e/crm', '/team-a/..;/crm', '/team-a/..;x=y/crm', '/team-a/%c0%ae%c0%ae/crm', '/TEAM-A/vault', '//team-a/vault', '/team-a%2f..%2fcrm', '/',
		'/team-a/%25%32%65%25%32%65/crm', '/team-a/%%32%65%%32%65/crm', '/team-a/..%00/crm', '/team-a/%u002e%u002e/crm', '/team-a/%EF%BC%8E%EF%BC%8E/crm', '/team-a/..%E2%88%95crm',
	])('S3: is refused outside the path of the base URL: %s', async (path) => {
		const { failed, own, other } = await send(helper, { title: '', address: vault.url + path }, '/team-a');
		expect(failed?.message).toMatch(/^The Apideck API key was not sent, because the URL is not under the credential's 'Base URL' http:\S+\/team-a\. /);
		expect([own, other]).toEqual([0, 0]);
	});

	it.each([['/team-a', '/team-a'], ['/team-a/', '/team-a/'], ['/team-a?x=1', '/team-a?x=1'], ['/team-a/vault/a%2Fb/..x?y=../z', '/team-a/vault/a%2Fb/..x?y=../z'], ['/team-a//vault', '/team-a//vault'], ['/x/../team-a/vault', '/team-a/vault']])(
		'S3: is sent below the path of the base URL: %s',
		async (path, arrived) => {
			const { failed } = await send(helper, { title: '', address: vault.url + path }, '/team-a');
			expect([failed?.message, vault.received.map(({ url }) => url)]).toEqual([undefined, [arrived]]);
		},
	);

	it('S3: a relative address is appended to the base, and not put in place of its path', async () => {
		const { failed } = await send(helper, { title: '', address: '/vault/consumers', baseURL: `${vault.url}/team-a/` }, '/team-a');
		expect([failed?.message, vault.received.map(({ url }) => url)]).toEqual([undefined, ['/team-a/vault/consumers']]);
		const above = await send(helper, { title: '', address: '/vault/consumers', baseURL: vault.url }, '/team-a');
		expect(above.failed?.message).toMatch(/is not below|not sent/);
		expect(vault.received).toHaveLength(1);
	});
});

describe('what the credential hands on', () => {
	const BASE = 'https://unify.apideck.com';

	it('S2: is one absolute address, no base and no user', async () => {
		const signed = await authenticate({ url: '/vault/consumers', baseURL: `${BASE}/`, auth: { username: 'a', password: 'b' }, qs: { limit: 1 } }, ` ${BASE}/ `);
		expect(signed).toMatchObject({ url: `${BASE}/vault/consumers`, qs: { limit: 1 } });
		expect(Object.keys(signed)).not.toEqual(expect.arrayContaining(['baseURL']));
		expect(Object.keys(signed)).not.toEqual(expect.arrayContaining(['auth']));
		expect(signed).not.toHaveProperty('uri');
	});

	it.each<[string, object, object]>([
		['a URL object', { uri: new URL(`${BASE}/vault`) }, { url: `${BASE}/vault`, uri: `${BASE}/vault` }],
		['the same address twice, in two forms', { url: `${BASE}/vault`, uri: 'HTTPS://UNIFY.apideck.com:443/x/../vault' }, { url: `${BASE}/vault`, uri: `${BASE}/vault` }],
		['a host in full-width letters', { uri: 'https://unify.apideck。com/vault' }, { url: `${BASE}/vault`, uri: `${BASE}/vault` }],
		['an anchor', { url: `${BASE}/vault#x` }, { url: `${BASE}/vault` }],
	])('S2: is the normalized form of %s', async (_title, given, expected) => {
		expect(await authenticate(given, BASE)).toMatchObject(expected);
	});

	it.each<[string, object]>([
		['two different own addresses', { url: `${BASE}/vault/a`, uri: `${BASE}/vault/b` }],
		['an object that calls itself an address', { url: { toString: () => `${BASE}/vault`, href: `${BASE}/vault` } }],
		['a list', { url: [`${BASE}/vault`] }],
		['a boxed text', { url: new String(`${BASE}/vault`) }],
		['a host with a dot behind it', { url: 'https://unify.apideck.com./vault' }],
		['a host that only looks alike', { url: 'https://unify.аpideck.com/vault' }],
		['an encoded host', { url: 'https://unify.apideck.com%2eevil.example/vault' }],
		['a base with a query', { url: '/vault', baseURL: `${BASE}/?x=` }],
	])('S2: is nothing for %s', async (_title, request) => {
		await expect(authenticate(request, BASE)).rejects.toThrow(/The Apideck API key was not sent/);
	});

	it('S2: an address that changes when it is read again is sent as it was checked', async () => {
		const seen: string[] = [];
		const request = {
			get url() {
				seen.push('read');
				return seen.length === 1 ? `${BASE}/vault` : 'https://evil.example/vault';
			},
		};
		expect(await authenticate(request, BASE)).toMatchObject({ url: `${BASE}/vault` });
	});

	it.each<[string, unknown]>([
		['a list', [['Host', 'evil.example']]],
		['a text', 'Host: evil.example'],
		['the prototype of objects', JSON.parse('{"__proto__": ["Host"]}')],
		['a constructor', { constructor: 'x' }],
	])('S1: is nothing when the headers are %s', async (_title, headers) => {
		await expect(authenticate({ url: `${BASE}/vault`, headers }, BASE)).rejects.toThrow(/The Apideck API key was not sent/);
	});

	it('S1: is a plain object of headers, without what the prototype of the given one holds', async () => {
		const headers = Object.assign(Object.create({ Host: 'evil.example', inherited: 'x' }) as object, { Accept: 'a/b', 'X-Number': 7, 'X-List': ['a', 'b'], 'X-None': undefined });
		const signed = await authenticate({ url: `${BASE}/vault`, headers }, BASE);
		expect(Object.getPrototypeOf(signed.headers)).toBe(Object.prototype);
		expect(signed.headers).toEqual({ Accept: 'a/b', 'X-Number': '7', 'X-List': ['a', 'b'], Authorization: `Bearer ${KEY}`, 'x-apideck-app-id': 'app' });
	});

	it('S1: an error about a header does not repeat its name, which can be a whole header with a secret', async () => {
		const secret = canaries.at('headerName');
		const error = await authenticate({ url: `${BASE}/vault`, headers: { [`Authorization: Bearer ${secret}`]: secret } }, BASE).catch((reason: Error) => reason);
		expect(canaries.findIn(printed(error))).toEqual([]);
		expect((error as Error).message).toContain('the name of header 1 is not valid');
	});
});
