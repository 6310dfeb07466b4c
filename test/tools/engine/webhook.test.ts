import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { Engine, type WebhookRequest, type WebhookRequestOptions } from '../../../tools/engine';

let engine: Engine;
beforeAll(async () => {
	engine = await Engine.load(path.join(__dirname, 'fixture'));
});

const JSON_TYPE = { 'content-type': 'application/json' };

const post = async (request: WebhookRequest, options?: WebhookRequestOptions, typeVersion = 1) =>
	await engine.webhook({ type: engine.type('hook'), typeVersion }, {}, request, options);

/** What webhook() saw. */
async function seen(request: WebhookRequest, typeVersion?: number) {
	const { workflowData } = await post(request, {}, typeVersion);
	return workflowData?.[0]?.[0]?.json;
}

describe('the request in webhook()', () => {
	it('contains the JSON body and its raw bytes', async () => {
		const body = '{ "a" : "é" }';
		expect(await seen({ headers: JSON_TYPE, body })).toMatchObject({
			raw: Buffer.from(body).toString('latin1'),
			body: { a: 'é' },
			mode: 'webhook',
			url: 'http://127.0.0.1:5678/webhook/embedded-webhook/in',
		});
	});

	it('contains decompressed bytes, and JSON after a byte order mark', async () => {
		const headers = { ...JSON_TYPE, 'content-encoding': 'gzip' };
		expect(await seen({ headers, body: gzipSync('{"a":1}') })).toMatchObject({ raw: '{"a":1}', body: { a: 1 } });
		expect(await seen({ headers: JSON_TYPE, body: '\ufeff{"a":1}' })).toMatchObject({ body: { a: 1 } });
	});

	it.each<[string, Record<string, string>, string, unknown]>([
		['no content type', {}, '{"a":1}', null],
		['bytes', { 'content-type': 'application/octet-stream' }, '{"a":1}', null],
		['another kind of JSON', { 'content-type': 'application/problem+json' }, '{"a":1}', null],
		['a space before the semicolon', { 'content-type': 'application/json ; charset=utf-8' }, '{"a":1}', null],
		['upper case', { 'content-type': 'Application/JSON' }, '{"a":1}', { a: 1 }],
		['text', { 'content-type': 'text/plain' }, '{"a":1}', '{"a":1}'],
		['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'a=1', { a: '1' }],
		['nothing', JSON_TYPE, '', null],
	])('%s: always contains the bytes, sometimes a body', async (_name, headers, body, expected) => {
		expect(await seen({ headers, body })).toMatchObject({ raw: body, body: expected });
	});

	it('contains neither for a multipart body, nor for types that n8n does not parse from version 2 on', async () => {
		const multipart = { 'content-type': 'multipart/form-data; boundary=x' };
		expect(await seen({ headers: multipart, body: '--x--' })).toMatchObject({ raw: null });
		expect(await seen({ body: '{"a":1}' }, 2)).toMatchObject({ raw: null, body: null });
		expect(await seen({ headers: JSON_TYPE, body: '{"a":1}' }, 2)).toMatchObject({ raw: '{"a":1}', body: { a: 1 } });
	});
});

describe('responses of n8n without calling the node', () => {
	it.each<[string, number, WebhookRequest]>([
		['no JSON', 422, { headers: JSON_TYPE, body: '{"a":' }],
		['an unknown character set', 422, { headers: { 'content-type': 'application/json; charset=klingon' }, body: '{}' }],
		['a broken gzip stream', 500, { headers: { ...JSON_TYPE, 'content-encoding': 'gzip' }, body: 'no gzip' }],
		['more than 16 MB', 500, { headers: JSON_TYPE, body: Buffer.alloc(16 * 1024 * 1024 + 1, 0x20) }],
	])('%s results in %i', async (_name, status, request) => {
		const result = await post(request);
		expect(result).toMatchObject({ response: { status }, workflowData: undefined, staticData: {} });
	});
});

describe('the result of webhook()', () => {
	const body = '{}';

	it('static data is lost when a run starts unless it is marked again later, as in n8n 2.41.1', async () => {
		const forgotten = await post({ headers: JSON_TYPE, body, query: '?act=once' });
		expect(forgotten).toMatchObject({ workflowData: [[{ json: { count: 1 } }]], staticData: {} });
		const first = await post({ headers: JSON_TYPE, body });
		expect(first.response).toMatchObject({ status: 200, body: 'firstEntryJson' });
		expect(first.staticData).toEqual({ 'node:Node': { count: 1 } });
		const second = await post({ headers: JSON_TYPE, body }, { staticData: first.staticData });
		expect(second.workflowData).toMatchObject([[{ json: { count: 2 } }]]);
	});

	it.each([
		['nothing', 200, { message: 'Webhook call received' }],
		['own', 200, { ok: true }],
		['refuse', 401, { message: 'no' }],
	])('%s starts no run and responds with %i', async (act, status, expectedBody) => {
		const { response, workflowData } = await post({ body, query: `?act=${act}` });
		expect(response.status).toBe(status);
		expect(JSON.parse(response.body)).toEqual(expectedBody);
		expect(workflowData).toBeUndefined();
	});

	it('an error results in a failed run and a 500', async () => {
		const result = await post({ body, query: '?act=throw' });
		expect(result.response.status).toBe(500);
		expect(result.error?.message).toBe('The node broke');
		expect(result.workflowData).toEqual([[{ json: {} }]]);
	});
});

describe('webhook methods', () => {
	const node = () => ({ type: engine.type('hook'), name: 'In', webhookId: 'abc', credentials: { functionApi: { id: '1', name: 'F' } } });

	it('get mode, activation mode and URL as in n8n', async () => {
		const asked = await engine.webhookMethod('checkExists', node());
		expect(asked).toMatchObject({
			value: false,
			staticData: {
				'node:In': { asked: { mode: 'trigger', activation: 'activate', url: 'http://127.0.0.1:5678/webhook/abc/in' } },
			},
		});
		const test = await engine.webhookMethod('checkExists', node(), {}, {}, { mode: 'manual', activation: 'manual' });
		expect(test.staticData).toMatchObject({ 'node:In': { asked: { url: 'http://127.0.0.1:5678/webhook-test/abc/in' } } });
		const gone = await engine.webhookMethod('delete', node());
		expect(gone).toMatchObject({ value: true, staticData: { 'node:In': { deletedIn: { mode: 'internal', activation: 'update' } } } });
	});

	it('return their error and their static data in the result', async () => {
		const credentials = { functionApi: { key: 'sk_test_fake_1', baseUrl: 'http://127.0.0.1:9' } };
		const before = { 'node:In': { id: 'x' } };
		const { error, staticData } = await engine.webhookMethod('delete', node(), credentials, before);
		expect(error?.message).toMatch(/ECONNREFUSED|refused/i);
		expect(staticData).toMatchObject({ 'node:In': { id: 'x', deletedIn: {} } });
		expect(before).toEqual({ 'node:In': { id: 'x' } });
	});

	it('must exist', async () => {
		await expect(engine.webhookMethod('create', { type: engine.type('probe') })).rejects.toThrow('no webhook node');
	});
});
