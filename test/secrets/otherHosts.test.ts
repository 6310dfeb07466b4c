import type { ICredentialType, IHttpRequestOptions } from 'n8n-workflow';

import type { Engine } from '../../tools/engine';
import { byId, CONTINUE, loadEngine, retries, run, type RunOptions } from '../engine/support';
import { Canaries } from './canary';
import { secretCalls } from './calls';
import { EchoVault, FAILURES } from './echoVault';
import { printed, tracesOf } from './traces';

const canaries = new Canaries();
const KEY = canaries.at('apiKey');
const CALLS = secretCalls(() => '"fake"');

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
	vault.failure = undefined;
	vault.received.length = 0;
	elsewhere.received.length = 0;
});
afterAll(async () => await Promise.all([vault.close(), elsewhere.close()]));

const BASE = 'https://unify.apideck.com';
const SANDBOX = 'http://127.0.0.1:4010';
const OTHER = 'https://evil.example/vault/consumers';
const PRESENT = { headers: { 'X-Own': 'kept' } };

/** What n8n hands to the credential: of its own nodes `url`, of the HTTP Request node and older ones `uri`. Of two, n8n sends to `url`. */
const authenticate = async (request: object, baseUrl = BASE) => {
	if (typeof type.authenticate !== 'function') throw new Error('authenticate must be a function');
	return await type.authenticate({ apiKey: KEY, appId: 'app', baseUrl }, request as IHttpRequestOptions);
};

describe('the credential puts the key on no request', () => {
	it.each<[string, object, string?]>([
		['of the HTTP Request node to another host', { uri: OTHER }],
		['to another host behind a path of the right one', { url: '/vault', baseURL: 'https://evil.example', uri: `${BASE}/vault` }],
		['whose url is right and whose uri is another host', { url: `${BASE}/vault`, uri: OTHER }],
		['whose uri is right and whose url is another host', { url: OTHER, uri: `${BASE}/vault` }],
		['with a URL object', { uri: new URL(OTHER) }],
		['with a parsed address', { uri: { protocol: 'https:', host: 'evil.example', pathname: '/' } }],
		['without an address', {}],
		['with an empty address', { uri: '' }],
		['over http', { uri: 'http://unify.apideck.com/vault' }],
		['to another port', { uri: 'https://unify.apideck.com:8443/vault' }],
		['to a host that only begins alike', { uri: 'https://unify.apideck.com.evil.example/vault' }],
		['to a subdomain', { uri: 'https://x.unify.apideck.com/vault' }],
		// A path to whom knows a base, a host to the HTTP libraries of older n8n.
		...['https:evil.example/x', 'https:/evil.example/x', 'https:///evil.example/x', 'HTTPS:evil.example', '//evil.example/x', '\\\\\\\\evil.example/x'].flatMap((uri): Array<[string, object]> => [
			[`to ${uri}`, { uri }],
			[`to ${uri} below a base`, { url: uri, baseURL: `${BASE}/vault` }],
		]),
		['in clear to what would be a path', { url: 'http:evil.example/x', baseURL: SANDBOX }, SANDBOX],
		['without a host', { url: '/vault/connections' }],
		['that skips the check of the certificate', { uri: `${BASE}/vault`, rejectUnauthorized: false }],
		['that skips it in the other spelling', { url: `${BASE}/vault`, skipSslCertificateValidation: true }],
		['that skips it in the third', { url: `${BASE}/vault`, agentOptions: { rejectUnauthorized: false } }],
		['that brings a certificate authority of its own', { uri: `${BASE}/vault`, agentOptions: { ca: 'theirs', cert: 'own' } }],
		['that checks certificates in its own way', { url: `${BASE}/vault`, agentOptions: { checkServerIdentity: () => undefined } }],
		['that looks names up in its own way', { url: `${BASE}/vault`, agentOptions: { lookup: () => undefined } }],
		['through a proxy, in clear', { uri: `${SANDBOX}/vault`, proxy: 'http://evil.example:3128' }, SANDBOX],
		['through a proxy in the other spelling, in clear', { url: `${SANDBOX}/vault`, proxy: { host: 'evil.example', port: 3128 } }, SANDBOX],
	])('%s', async (_name, request, baseUrl = BASE) => {
		const failed = await authenticate({ ...request, ...PRESENT }, baseUrl).then(
			() => undefined,
			(error: Error) => error,
		);
		expect(failed?.message).toMatch(/The Apideck API key was not sent/);
		expect(canaries.findIn(printed([request, failed, failed?.stack, String(failed?.cause)]))).toEqual([]);
	});
});

it('a signed request follows no redirect, whatever it was told', async () => {
	const told = { followRedirect: true, followAllRedirects: true, maxRedirects: 21, disableFollowRedirect: false, sendCredentialsOnCrossOriginRedirect: true };
	for (const place of [{ url: `${BASE}/vault` }, { uri: `${BASE}/vault` }, { uri: '/vault', baseURL: BASE }] as Array<{ url?: string; uri?: string; baseURL?: string }>) {
		const signed = await authenticate({ ...place, ...told, ...PRESENT });
		expect(signed).toMatchObject({ url: `${BASE}/vault`, ...(place.uri === undefined ? {} : { uri: `${BASE}/vault` }), followRedirect: false, followAllRedirects: false, maxRedirects: 0, disableFollowRedirect: true, sendCredentialsOnCrossOriginRedirect: false });
		expect(signed).not.toHaveProperty('baseURL');
		expect(signed.headers).toMatchObject({ 'X-Own': 'kept', Authorization: `Bearer ${KEY}` });
	}
});

it('the request as its node has it stays without the key', async () => {
	const request = { uri: `${BASE}/vault`, headers: { 'X-Own': 'kept' } };
	const signed = await authenticate(request);
	expect(canaries.findIn(printed(signed))).toEqual(['apiKey']);
	expect(request).toEqual({ uri: `${BASE}/vault`, headers: { 'X-Own': 'kept' } });
});

it('a proxy that sees TLS only, and a certificate of the client, are let through', async () => {
	const told = { proxy: 'http://proxy.example:3128', agentOptions: { cert: 'own', key: 'own', passphrase: 'own', ca: undefined, rejectUnauthorized: true } };
	const signed = await authenticate({ uri: `${BASE}/vault`, ...told });
	expect(signed).toMatchObject({ ...told, headers: { Authorization: `Bearer ${KEY}` } });
});

it('a header of the user takes neither the place of the key nor its host', async () => {
	const signed = await authenticate({ url: `${BASE}/vault`, headers: { authorization: 'Bearer own', HOST: 'evil.example', 'X-Apideck-App-Id': 'other', Accept: 'a/b' } });
	expect(signed.headers).toEqual({ Accept: 'a/b', Authorization: `Bearer ${KEY}`, 'x-apideck-app-id': 'app' });
});

describe('with a real second server', () => {
	const to = async (parameters: object, options: RunOptions = {}) =>
		await run(engine, vault, { ...parameters, options: retries({ maxRetries: 1, initialInterval: 1 }) }, { items: [{ consumer: 'test-consumer' }], credential: { apiKey: KEY }, ...options });

	it.each(Object.entries(CALLS))('%s follows no redirect', async (_name, { parameters }) => {
		vault.failure = 'redirect';
		const result = await to(parameters, CONTINUE);
		expect(result.json[0]).toMatchObject({ error: { reason: 'unexpected_response' } });
		expect([vault.received.length, elsewhere.received]).toEqual([1, []]);
		expect(canaries.findIn(tracesOf(result))).toEqual([]);
	});

	it('an address in a parameter, a page or a cursor leads nowhere else', async () => {
		for (const service of ['//evil.example/x', `${elsewhere.url}/x`, `@127.0.0.1:${new URL(elsewhere.url).port}`, '\\\\evil']) {
			await to({ operation: 'get', consumer: 'c', connection: byId(`={{ ${JSON.stringify(`crm+${service}`)} }}`) }, CONTINUE);
		}
		expect(elsewhere.received).toEqual([]);
		expect(vault.received.every(({ url }) => url.startsWith('/vault/connections/crm/'))).toBe(true);
	});

	it('a changed base URL gets the key of its own credential and no other', async () => {
		const other = canaries.at('otherApiKey');
		await to(CALLS['connection.get']!.parameters, { credential: { apiKey: other, baseUrl: elsewhere.url } });
		expect(elsewhere.received).toHaveLength(1);
		expect(canaries.findIn(printed(elsewhere.received))).toEqual(['otherApiKey']);
	});

	it('the test of the credential follows no redirect either', async () => {
		vault.failure = 'redirect';
		const tested = await engine.testCredential('apideckApi', { apiKey: KEY, appId: 'app', baseUrl: vault.url });
		expect(tested.status).toBe('Error');
		expect([vault.received.length, elsewhere.received]).toEqual([1, []]);
		expect(canaries.findIn(printed(tested))).toEqual([]);
	});
});

it('the second server records what comes, or else it could not be seen', async () => {
	expect(FAILURES).toContain('redirect');
	await run(engine, elsewhere, CALLS['connection.get']!.parameters, { items: [{ consumer: 'c' }], credential: { apiKey: KEY } });
	expect(canaries.findIn(printed(elsewhere.received))).toEqual(['apiKey']);
});
