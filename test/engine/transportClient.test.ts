import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { VaultCall } from '../../nodes/ApideckVault/transport/call';
import type { VaultClient } from '../../nodes/ApideckVault/transport/client';
import { isNotSent } from '../../nodes/ApideckVault/transport/cancel';
import { failure, openClient, openEditorClient, openSession, QUICK } from './openClient';
import { busy, envelope, RecordingServer, type Scripted } from './recordingServer';
import { setUpServer } from './setUp';

let client: VaultClient;
const { server, engine } = setUpServer(RecordingServer);
beforeEach(async () => {
	client = await openClient(engine, { baseUrl: server.url });
});

const GET: VaultCall = { method: 'GET', path: ['vault', 'connections'] };
const PATCH: VaultCall = { method: 'PATCH', path: ['vault', 'connections', 'crm', 'hubspot'], body: { enabled: true } };
const POST: VaultCall = { ...PATCH, method: 'POST' };
const DELETE: VaultCall = { method: 'DELETE', path: PATCH.path };
const send = async (call: VaultCall, settings: object = {}) => await client.request(call, { ...QUICK, ...settings });

describe('opening', () => {
	it.each([
		['', 'it is empty'],
		['http://unify.example.com', 'it must start with https://'],
	])('refuses the base URL %j before anything is sent, and says where to correct it', async (baseUrl, why) => {
		const { error, message, description } = await failure(openClient(engine, { baseUrl }));
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(message).toContain(`'Base URL' of the Apideck credential is not valid: ${why}`);
		expect(description).toBe("Open the node's Apideck credential and correct 'Base URL'. No request was sent.");
	});

	it('tells the default consumer and whether the API is on this machine', async () => {
		const here = await openClient(engine, { baseUrl: server.url, consumerId: ' acme ' });
		const there = await openClient(engine, { baseUrl: 'https://unify.example.com', consumerId: null });
		expect([here.defaultConsumerId, here.isLocal, there.defaultConsumerId, there.isLocal]).toEqual(['acme', true, '', false]);
	});

	it('works for the lists of the editor, where nothing can be stopped', async () => {
		const editor = await openEditorClient(engine, { baseUrl: server.url });
		expect([editor.signal, (await editor.request(GET, QUICK)).data]).toEqual([undefined, { fine: true }]);
	});
});

describe('a request', () => {
	it('goes to the path below the base URL, every segment encoded', async () => {
		client = await openClient(engine, { baseUrl: `${server.url}/gateway/` });
		await send({ method: 'GET', path: ['vault', 'consumers', 'a/b?c ö &'] });
		expect(server.requests[0]).toMatchObject({ method: 'GET', url: '/gateway/vault/consumers/a%2Fb%3Fc%20%C3%B6%20%26', body: '' });
	});

	it('encodes its query, repeats the key of a list and leaves out what is undefined', async () => {
		await send({ ...GET, query: { limit: 20, cursor: undefined, 'filter[status_codes]': ['4 0', '5&6'], none: [], flag: false } });
		await send({ ...GET, query: { cursor: undefined } });
		expect(server.requests.map(({ url }) => url)).toEqual([
			'/vault/connections?limit=20&filter%5Bstatus_codes%5D=4%200&filter%5Bstatus_codes%5D=5%266&flag=false',
			'/vault/connections',
		]);
	});

	it('carries key, app ID and, when one is named, the consumer', async () => {
		await send(GET);
		await send({ ...GET, consumerId: 'acme' });
		const [none, one] = server.requests.map(({ headers }) => headers);
		expect(none).toMatchObject({ accept: 'application/json', authorization: 'Bearer sandbox-key-not-a-secret', 'x-apideck-app-id': 'sandbox-app' });
		expect([none, one].map((headers) => headers?.['x-apideck-consumer-id'])).toEqual([undefined, 'acme']);
		expect(none).not.toHaveProperty('content-type');
	});

	it('has the body that was given as JSON, an empty object too', async () => {
		await send(PATCH);
		await send({ ...PATCH, body: {} });
		await send(DELETE);
		expect(server.requests.map(({ body, headers }) => [body, headers['content-type']])).toEqual([
			['{"enabled":true}', 'application/json'],
			['{}', 'application/json'],
			['', undefined],
		]);
	});

	it('gives back data, paging and how often it was sent', async () => {
		const meta = { cursors: { next: 'c2' }, items_on_page: 1 };
		server.script = [busy(503, 1), envelope([{ id: 'a' }], { meta })];
		expect(await send({ ...GET, list: true })).toMatchObject({ data: [{ id: 'a' }], meta, attempts: 2 });
	});

	it.each([
		['reading', GET],
		['changing', PATCH],
	])('is not led on by a redirect: %s', async (_name, call) => {
		for (const status of [300, 301, 302, 307, 399]) {
			server.script = [{ status, headers: { location: '/elsewhere' }, body: { data: {} } }];
			const refused = await failure(send(call));
			expect(refused).toMatchObject({ reason: 'unexpected_response', attempts: 1, httpCode: String(status) });
			expect(refused.message).toMatch(/redirect was not followed/);
			expect(refused.mayHaveBeenApplied).toBeUndefined();
		}
		expect(server.requests.map(({ url }) => url)).toEqual(Array(5).fill(`/${call.path.join('/')}`));
	});
});

describe('a response', () => {
	const LIST = { ...GET, list: true };
	it.each<[string, VaultCall, Scripted, unknown]>([
		['an object for one record', GET, envelope({ a: 1 }), { a: 1 }],
		['a list for a list', LIST, envelope([{ a: 1 }, {}]), [{ a: 1 }, {}]],
		['an empty list', LIST, envelope([]), []],
		['status 299', GET, { ...envelope({}), status: 299 }, {}],
		['nothing after a delete', DELETE, { status: 204 }, {}],
		['data after a delete', DELETE, { body: { data: { id: 'crm+hubspot' } } }, { id: 'crm+hubspot' }],
		['a status after a delete', DELETE, { body: { status_code: 200 } }, {}],
	])('may be %s', async (_name, call, scripted, data) => {
		server.script = [scripted];
		expect(await send(call)).toEqual({ data, unusable: 0, meta: undefined, bytes: expect.any(Number) as unknown, attempts: 1 });
	});

	it.each<[string, VaultCall, Scripted, string]>([
		['no data', GET, { body: { status_code: 200 } }, 'The response has no data'],
		['null', GET, { body: 'null', headers: { 'content-type': 'application/json' } }, 'The response is not JSON'],
		['data that is null', GET, envelope(null), 'The response has no data'],
		['a list without an envelope', LIST, { body: [1] }, 'The response is not JSON'],
		['text', GET, { body: '<html>Sign in</html>' }, 'The response is not JSON'],
		['nothing', PATCH, { status: 204 }, 'The response is not JSON'],
		['one record for a list', LIST, envelope({ a: 1 }), 'The response has no data'],
		['a list for one record', GET, envelope([{ a: 1 }]), 'The response has no data'],
		['a list that holds nothing but something else', LIST, envelope([1, null]), 'The response has no data'],
		['text in place of data', GET, envelope('a'), 'The response has no data'],
		['text for a delete', DELETE, { body: 'gone' }, 'The response is not JSON'],
		['a list for a delete', DELETE, { body: [] }, 'The response is not JSON'],
		['another object for a delete', DELETE, { body: { ok: true } }, 'does not confirm the change'],
		['empty text for a delete', DELETE, { body: '' }, 'does not confirm the change'],
		['null for a delete', DELETE, { body: 'null', headers: { 'content-type': 'application/json' } }, 'does not confirm the change'],
	])('cannot be %s; it is not asked for again', async (_name, call, scripted, message) => {
		server.otherwise = scripted;
		const refused = await failure(send(call));
		expect(refused.error).toBeInstanceOf(NodeApiError);
		expect(refused).toMatchObject({ reason: 'unexpected_response', attempts: 1 });
		expect(refused.message).toContain(message);
		expect(refused.mayHaveBeenApplied).toBe(call.method === 'GET' ? undefined : true);
		expect(server.requests).toHaveLength(1);
	});

	it('counts by the status in its body when that is an error', async () => {
		server.script = [{ body: { status_code: 503 } }, envelope({ b: 1 }), { body: { status_code: 404, type_name: 'EntityNotFoundError', data: {} } }];
		expect(await send(GET)).toMatchObject({ attempts: 2, data: { b: 1 } });
		expect(await failure(send(GET))).toMatchObject({ reason: 'not_found', httpCode: '404', attempts: 1 });
	});

	it('that repeats the key or a secret of the body shows neither', async () => {
		client = await openClient(engine, { baseUrl: server.url, apiKey: ' bearer  sk_fake_bearer zz_42 ' });
		server.otherwise = { status: 422, body: { type_name: 'InvalidStateError', message: '(sk_fake_bearer zz_42) and (fake-secret-token)', detail: 'undefined' } };
		const { description } = await failure(send({ ...PATCH, secrets: ['fake-secret-token'] }));
		expect(server.requests[0]!.headers.authorization).toBe('Bearer sk_fake_bearer zz_42');
		expect(description).toContain('Apideck says: ([redacted]) and ([redacted]) – undefined (InvalidStateError).');
		expect((await failure(send(PATCH))).description).toContain('(fake-secret-token)');
	});

	it('that repeats a key with "Bearer" in the middle shows nothing of it', async () => {
		client = await openClient(engine, { baseUrl: server.url, apiKey: 'fake bearer zz_42' });
		server.otherwise = { status: 400, body: { type_name: 'RequestValidationError', message: 'fake bearer zz_42' } };
		const { description, reason } = await failure(send(PATCH));
		expect(reason).toBe('invalid_request');
		expect(description).toContain('Apideck says: [redacted] (RequestValidationError).');
	});
});

/** An error as Apideck itself sends it. */
const refusedBy = (status: number, typeName = 'EntityNotFoundError') => ({ status, body: { status_code: status, type_name: typeName } });

describe('sending again', () => {
	it('is counted, with the time that was waited', async () => {
		server.script = [busy(503, 5), busy(429, 20), envelope({})];
		expect(await send(GET)).toMatchObject({ attempts: 3 });
		expect(client.statistics).toEqual({ requests: 3, retries: 2, rateLimited: 1, waitedMs: 25 });
		expect(server.times[1]).toBeGreaterThanOrEqual(4);
		expect(server.times[2]! - server.times[1]!).toBeGreaterThanOrEqual(19);
	});

	it.each<[string, VaultCall, number]>([
		['a PATCH', PATCH, 2],
		['a DELETE', DELETE, 2],
		['not a POST', POST, 1],
		['a POST that is idempotent', { ...POST, idempotent: true }, 2],
		['not a PATCH that is not', { ...PATCH, idempotent: false }, 1],
	])('%s after a response that was lost', async (_name, call, times) => {
		server.script = ['reset'];
		await send(call).catch(() => undefined);
		expect(server.requests).toHaveLength(times);
	});

	it('ends with the retries and with the time', async () => {
		server.otherwise = busy(503, 1);
		expect(await failure(send(GET, { maxRetries: 2 }))).toMatchObject({ attempts: 3, reason: 'server_unavailable' });
		server.otherwise = busy(503, 120);
		const { attempts } = await failure(send(GET, { maxRetries: 99, maxElapsedTime: 400 }));
		expect(attempts).toBeGreaterThan(1);
		expect(attempts).toBeLessThanOrEqual(4);
	});

	it.each<[string, Scripted, string, RegExp]>([
		['a lost connection', 'reset', 'connection_lost', /ECONNRESET/],
		['half a response', 'half a response', 'connection_lost', /BODY_ABORTED/],
		['no response in time', 'hang', 'timeout', /Increase 'Timeout'/],
		['a response that drips', 'drip', 'timeout', /Increase 'Timeout'/],
	])('not at all after %s, and the error says what happened', async (_name, scripted, reason, words) => {
		server.script = [scripted];
		// Long enough for the request to arrive on a busy machine: later it would use the next test's script.
		const refused = await failure(send(POST, { timeout: 250 }));
		expect(server.requests).toHaveLength(1);
		expect(refused).toMatchObject({ reason, attempts: 1, mayHaveBeenApplied: true, httpCode: null });
		expect(refused.description).toMatch(words);
	});

	it.each<[string, VaultCall, Scripted[], boolean | undefined]>([
		['an earlier attempt of a change was lost', PATCH, [busy(504, 1), busy(429, 1), { status: 400 }], true],
		['the last attempt was lost', PATCH, [busy(429, 1), busy(504, 10_000)], true],
		['none was', PATCH, [busy(429, 1), refusedBy(400)], undefined],
		['a lost response was about reading', GET, [busy(504, 1), { status: 400 }], undefined],
	])('tells that a change may have been carried out when %s', async (_name, call, script, expected) => {
		server.script = script;
		expect((await failure(send(call))).mayHaveBeenApplied).toBe(expected);
	});

	it('takes a 404 for success when an attempt before may have deleted it', async () => {
		const gone = { ...DELETE, notFoundAfterRetryIsSuccess: true };
		for (const first of [busy(504, 1), 'reset'] as const) {
			server.script = [first, refusedBy(404)];
			expect(await send(gone)).toEqual({ data: {}, unusable: 0, bytes: 0, attempts: 2 });
		}
		for (const [call, script] of [
			[gone, [refusedBy(404)]],
			[gone, [busy(429, 1), refusedBy(404)]],
			[gone, [busy(504, 1), { status: 400 }]],
			[DELETE, [busy(504, 1), refusedBy(404)]],
			[gone, [busy(504, 1), { status: 404 }]],
			[gone, [busy(504, 1), refusedBy(404, 'ConnectorExecutionError')]],
		] as const) {
			server.script = [...script];
			expect(await failure(send(call))).toMatchObject({ attempts: script.length, httpCode: expect.stringMatching(/^40[04]$/) as unknown });
		}
	});
});

it('tells its own "not sent" from other errors', async () => {
	const session = openSession(engine, { baseUrl: server.url });
	client = await session.client(0);
	session.stop();
	const { error, level, message } = await failure(send(GET));
	expect([isNotSent(error), level, message]).toEqual([true, 'info', 'Not sent, because another item failed']);
	expect([new Error('x'), new NodeOperationError({} as never, 'x'), { context: { notSent: true } }].map(isNotSent)).toEqual([false, false, false]);
	expect(server.requests).toEqual([]);
});
