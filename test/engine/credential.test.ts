import type { ICredentialType, IDataObject, IHttpRequestOptions } from 'n8n-workflow';

import type { Engine } from '../../embedded';
import { startSandbox, type Sandbox } from '../../sandbox';
import { ruleMessage } from './n8nVersion';
import { CONTINUE, CRM_PIPEDRIVE, loadEngine, run } from './support';

let sandbox: Sandbox;
let engine: Engine;
let type: ICredentialType;
beforeAll(async () => {
	[sandbox, engine] = await Promise.all([startSandbox(), loadEngine()]);
	type = engine.types.credentialType('apideckApi');
});
beforeEach(() => sandbox.reset());
afterAll(async () => await sandbox.close());

const KEY = 'sk_test_fake_credential_key';
const authenticate = async (baseUrl: unknown, request: IHttpRequestOptions) => {
	if (typeof type.authenticate !== 'function') throw new Error('authenticate must be a function');
	return await type.authenticate({ apiKey: KEY, appId: 'app', baseUrl } as never, request);
};
const BASE = 'https://unify.apideck.com';

/** Base URL, and what the message says of it. */
const BAD_BASE_URLS: Array<[unknown, RegExp]> = [
	['http://unify.apideck.com', /must start with https:/],
	['http://127.0.0.1.evil.example', /must start with https:/],
	['http://localhost.evil.example', /must start with https:/],
	['http://0.0.0.0:1', /must start with https:/],
	['http://192.168.0.1', /must start with https:/],
	['ftp://localhost', /must start with https:/],
	['javascript:alert(1)', /must start with https:/],
	['file:///etc/passwd', /must start with https:/],
	['', /it is empty/],
	['unify.apideck.com', /not a URL/],
	[undefined, /it is empty/],
	['https://user:pass@unify.apideck.com', /must not contain a user name/],
	['https://unify.apideck.com/?x=1', /must not contain "\?"/],
	['https://unify.apideck.com/#x', /must not contain "\?" or "#"/],
];

describe('authenticate', () => {
	it.each(BAD_BASE_URLS)('refuses the base URL %j', async (baseUrl, words) => {
		await expect(authenticate(baseUrl, { url: `${BASE}/vault/consumers` })).rejects.toThrow(words);
	});

	it.each([
		'https://evil.example/vault/consumers',
		'https://unify.apideck.com.evil.example/vault',
		'https://unify.apideck.com@evil.example/vault',
		'https://unify.apideck.com:8443/vault',
		'http://unify.apideck.com/vault',
		'//evil.example/vault',
		'\\\\evil.example\\vault',
	])('puts the key on no request to %s', async (url) => {
		const request: IHttpRequestOptions = { url };
		await expect(authenticate(BASE, request)).rejects.toThrow(/key was not sent/);
		expect(JSON.stringify(request)).not.toContain(KEY);
		await expect(authenticate(BASE, { url: '/vault', baseURL: 'https://evil.example' })).rejects.toThrow(/key was not sent to evil.example/);
	});

	it.each([
		[BASE, { url: `${BASE}/vault/consumers` }],
		[`${BASE}/`, { url: '/vault/consumers', baseURL: BASE }],
		[' https://UNIFY.apideck.com:443 ', { url: `${BASE}/vault/consumers` }],
		['https://gateway.example/apideck/', { url: 'https://gateway.example/apideck/vault/consumers' }],
		['http://localhost:4010', { url: 'http://localhost:4010/vault/consumers' }],
		['http://127.8.9.1:4010', { url: 'http://127.8.9.1:4010/vault/consumers' }],
		['http://[::1]:4010', { url: 'http://[::1]:4010/vault/consumers' }],
	])('signs a request to its own base URL %s', async (baseUrl, request) => {
		const signed = await authenticate(baseUrl, { ...request, headers: { Accept: 'application/json' } });
		expect(signed.headers).toEqual({ Accept: 'application/json', Authorization: `Bearer ${KEY}`, 'x-apideck-app-id': 'app' });
	});

	it('takes a key that was pasted with Bearer or with spaces', async () => {
		for (const apiKey of [`Bearer ${sandbox.credentials.apiKey}`, `  ${sandbox.credentials.apiKey}\n`]) {
			const { status } = await run(engine, sandbox, { operation: 'get', ...CRM_PIPEDRIVE }, { credential: { apiKey, appId: ' sandbox-app ' } });
			expect(status).toBe('success');
		}
	});
});

describe('the node', () => {
	it.each(BAD_BASE_URLS.filter(([baseUrl]) => baseUrl !== undefined))('refuses the base URL %j before any request', async (baseUrl, words) => {
		const { status, error } = await run(engine, sandbox, { operation: 'get', ...CRM_PIPEDRIVE }, { credential: { baseUrl } as IDataObject });
		expect(status).toBe('error');
		expect(error?.message).toMatch(words);
		expect(error?.description).toContain("correct 'Base URL'. No request was sent");
		expect(error?.message).not.toContain('user:pass');
		expect(sandbox.requests).toEqual([]);
	});

	it('calls a gateway under its own path', async () => {
		const { json } = await run(engine, sandbox, { operation: 'get', ...CRM_PIPEDRIVE }, { ...CONTINUE, credential: { baseUrl: `${sandbox.url}/a%20gateway/` } });
		expect(json[0]!.error).toMatchObject({ httpCode: '404' });
		expect(sandbox.requests[0]!.path).toBe('/a%20gateway/vault/connections/crm/pipedrive');
	});
});

describe('the test of the credential', () => {
	const test = async (change: IDataObject = {}) => await engine.testCredential('apideckApi', { ...sandbox.credentials, ...change } as never);

	it('passes without a consumer', async () => {
		expect(await test({ consumerId: '' })).toEqual({ status: 'OK', message: 'Connection successful!' });
		expect(sandbox.requests.map(({ method, path, query }) => `${method} ${path}?${query}`)).toEqual(['GET /vault/consumers?limit=1']);
		expect(sandbox.requests[0]!.headers['x-apideck-consumer-id']).toBeUndefined();
		expect(await test({ baseUrl: `${sandbox.url}/` })).toMatchObject({ status: 'OK' });
	});

	it.each([{ apiKey: 'sk_test_fake_wrong' }, { appId: 'another-app' }])('says what to do about %j', async (change) => {
		const { status, message } = await test(change);
		expect(status).toBe('Error');
		expect(message).toContain(ruleMessage('Copy both again from the Apideck dashboard', 'check your credentials'));
		expect(message).not.toContain('sk_test_fake');
	});

	it('tells the plan limit, and a redirect is not followed', async () => {
		sandbox.faults.add({ fault: { status: 402 } });
		expect((await test()).message).toContain(ruleMessage('the plan limit of this application is reached', 'check your payment details'));
		const other = await startSandbox();
		try {
			sandbox.faults.add({ fault: { redirect: `${other.url}/vault/consumers` } });
			expect((await test()).status).toBe('Error');
			expect(other.requests).toEqual([]);
		} finally {
			await other.close();
		}
	});

	it.each(['http://apideck.example', '', 'unify.apideck.com'])('refuses the base URL %j with a clear message', async (baseUrl) => {
		const { status, message } = await test({ baseUrl });
		expect(status).toBe('Error');
		expect(message).toContain('Base URL of the Apideck credential cannot be used');
		expect(sandbox.requests).toEqual([]);
	});
});
