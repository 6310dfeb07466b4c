import type { ICredentialType, IDataObject, IHttpRequestOptions } from 'n8n-workflow';

import type { Engine } from '../../tools/engine';
import { startSandbox, type Sandbox } from '../../tools/sandbox';
import { ruleMessage } from './n8nVersion';
import { envelope, RecordingServer } from './recordingServer';
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
	['https://user:pass@unify.apideck.com', /must not contain a username/],
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

	it.each([
		[401, ["Apideck rejected this 'API Key' and 'App ID'", 'a proxy requires a login', "check 'Base URL' and the proxy"], 'check your credentials'],
		[403, ["Apideck does not allow this 'API Key' and 'App ID' to list consumers", 'a proxy or firewall blocked the request', "check 'Base URL' and the proxy"], 'Forbidden'],
	])('W12: names both causes of a %d, which may be the page of a proxy', async (status, words, ownTextOfN8n1) => {
		const server = await RecordingServer.start();
		try {
			server.otherwise = { status, body: '<html>Log in to the proxy</html>', headers: { 'content-type': 'text/html' } };
			const result = await test({ baseUrl: server.url });
			expect(result.status).toBe('Error');
			for (const part of words) expect(result.message).toContain(ruleMessage(part, ownTextOfN8n1));
		} finally {
			await server.close();
		}
	});

	it('tells the plan limit, and a redirect is not followed', async () => {
		sandbox.faults.add({ fault: { status: 402 } });
		expect((await test()).message).toContain(ruleMessage('this application has reached its plan limit', 'check your payment details'));
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
		expect(message).toContain("'Base URL' of the Apideck credential is not valid");
		expect(sandbox.requests).toEqual([]);
	});

	it.each<[string, unknown, RegExp?]>([
		['an HTML page', '<!DOCTYPE html><html><body>Welcome</body></html>'],
		['an empty response', undefined],
		['a text', 'OK'],
		['a number', 7],
		['nothing', null],
		['a boolean', true],
		['an empty object', {}],
		['an object without the fields of the envelope', { ok: true }],
		['an error inside a 200', { status_code: 401, error: 'Unauthorized', type_name: 'UnauthorizedError', message: 'Unauthorized' }, /Copy both again/],
		['an error inside a 200 beside a list', { status_code: 401, error: 'Unauthorized', data: [] }, /Copy both again/],
		['an error inside a 200, its status as text', { status_code: '402', data: [] }, /plan limit/],
		['an error without a status', { error: 'Unauthorized' }],
		['an error without a status beside a list', { error: 'Unauthorized', data: [] }],
		['an error as an object beside a list', { error: { code: 401 }, data: [] }],
		...[400, 403, 404, 422, 429, 500, 502, 503].map((status_code): [string, object] => [`${status_code} inside a 200`, { status_code, data: [] }]),
		['one consumer', { status_code: 200, data: { consumer_id: 'a' } }],
		['data as a text', { status_code: 200, data: 'list' }],
		['no data', { status_code: 200, data: null }],
		['an envelope that says success: false', { success: false, data: [] }],
		['an envelope that says ok: false', { ok: false, data: [] }],
		['errors beside a list', { errors: [{ message: 'Unauthorized' }], data: [] }],
		['errors as texts beside a list', { errors: ['Unauthorized'], data: [] }],
		['a kind of error beside a list', { type_name: 'UnauthorizedError', data: [] }],
		...['status', 'statusCode'].flatMap((key) =>
			[401, '401'].map((status): [string, object, RegExp] => [`a list with ${key} ${JSON.stringify(status)}`, { [key]: status, data: [] }, /Copy both again/]),
		),
		...['status', 'statusCode'].flatMap((key) => [402, '402'].map((status): [string, object, RegExp] => [`a list with ${key} ${JSON.stringify(status)}`, { [key]: status, data: [] }, /plan limit/])),
		...['status', 'statusCode'].flatMap((key) => [403, '500'].map((status): [string, object] => [`a list with ${key} ${JSON.stringify(status)}`, { [key]: status, data: [] }])),
		...['a', '', 5, 0, true, []].map((entry): [string, object] => [`a list that begins with ${JSON.stringify(entry)}`, { status_code: 200, data: [entry, 5] }]),
		['the list itself', [{ consumer_id: 'a' }]],
	])('W12: does not succeed for a 200 that is %s', async (_name, body, words = /did not return a list of consumers|Try again in a minute/) => {
		const server = await RecordingServer.start();
		try {
			const isPage = typeof body === 'string';
			const text = body === undefined || isPage ? body : JSON.stringify(body);
			server.otherwise = { body: text, headers: { 'content-type': isPage ? 'text/html' : 'application/json' } };
			const { status, message } = await test({ baseUrl: server.url });
			expect([status, message]).toEqual(['Error', expect.stringMatching(words)]);
			expect(server.requests.map(({ url }) => url)).toEqual(['/vault/consumers?limit=1']);
		} finally {
			await server.close();
		}
	});

	it.each([
		['no consumers', envelope([])],
		['a consumer', envelope([{ consumer_id: 'a' }], { meta: { items_on_page: 1 } })],
		['no error', envelope([], { error: null })],
		['no errors', envelope([], { errors: [], error: null, type_name: null, success: true, ok: true })],
		['its status as numbers', envelope([{ consumer_id: 'a' }], { status: 200, statusCode: 200 })],
	])('W12: succeeds for a list with %s', async (_name, response) => {
		const server = await RecordingServer.start();
		try {
			server.otherwise = response;
			expect(await test({ baseUrl: `${server.url}/gateway/` })).toEqual({ status: 'OK', message: 'Connection successful!' });
			expect(server.requests.map(({ url }) => url)).toEqual(['/gateway/vault/consumers?limit=1']);
		} finally {
			await server.close();
		}
	});
});
