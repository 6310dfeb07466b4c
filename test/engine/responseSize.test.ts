import { getEventListeners } from 'node:events';
import { gzipSync } from 'node:zlib';

import type { VaultCall } from '../../nodes/ApideckVault/transport/call';
import type { VaultClient } from '../../nodes/ApideckVault/transport/client';
import { failure, openClient, QUICK } from './openClient';
import { BLANKS, EMPTY_BLOCK, GZIP_HEADER, RawServer, sendJson } from './rawServer';
import { setUpServer } from './setUp';
import { CONTINUE, CRM_PIPEDRIVE, run, sleep, start, until } from './support';

const MB = 1024 * 1024;

let client: VaultClient;
let user: AbortController;
const { server, engine } = setUpServer(RawServer);
beforeEach(async () => {
	user = new AbortController();
	client = await openClient(engine, { baseUrl: server.url }, user.signal);
});

const ONE: VaultCall = { method: 'GET', path: ['vault', 'connections', 'crm', 'hubspot'] };
const ALL: VaultCall = { method: 'GET', path: ['vault', 'connections'], list: true };
const SLOW = { ...QUICK, timeout: 30_000, maxElapsedTime: 30_000 };
const send = async (call: VaultCall, settings = SLOW) => await client.request<unknown>(call, settings);

const TOO_LARGE = { reason: 'response_too_large', message: 'The response is larger than 4 MB', attempts: 1 };

describe('a response that is too large', () => {
	it('S8: stops reading an endless body at 4 MB and closes the connection', async () => {
		server.respond = (response) => server.repeat(response, Buffer.alloc(65_536, ' '));
		const error = await failure(send(ONE));
		expect(error).toMatchObject({ ...TOO_LARGE, httpCode: '200' });
		expect(error.description).toContain("Set a lower 'Limit'");
		await until(() => server.cutOff === 1);
		// What the sockets of both sides hold may have left the server in addition.
		expect([server.requests, server.written < 16 * MB]).toEqual([1, true]);
	});

	it.each<[string, () => Buffer, number]>([
		['gzip', () => BLANKS.gzip, Infinity],
		['x-gzip', () => BLANKS.gzip, Infinity],
		['deflate', () => BLANKS.deflate, 1],
		['br', () => BLANKS.br, 1],
	])('S8: counts the decoded bytes of a body compressed with %s, and its memory stays bounded', async (encoding, bytes, times) => {
		server.respond = (response) => {
			response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': encoding });
			server.repeat(response, bytes(), times);
		};
		const before = process.memoryUsage().rss;
		let most = before;
		const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 5);
		const error = await failure(send(ONE)).finally(() => clearInterval(watch));
		expect(error).toMatchObject(TOO_LARGE);
		// Decoded it would be 64 MB or endless; the test's own server is in the same process.
		expect(most - before).toBeLessThan(200 * MB);
	});

	it.each(['utf-16', 'gzip, gzip', 'unknown', 'identity'])('S8: limits a body with the content encoding %s, which nobody decodes', async (encoding) => {
		server.respond = (response) => {
			response.writeHead(200, { 'content-encoding': encoding });
			server.repeat(response, Buffer.alloc(65_536, 'x'));
		};
		expect(await failure(send(ONE))).toMatchObject(TOO_LARGE);
	});

	it.each([
		['a GET that failed', 503, ONE, undefined],
		['a change that may have been carried out', 503, { ...ONE, method: 'PATCH', body: {} } as VaultCall, true],
		['a change that was refused', 422, { ...ONE, method: 'PATCH', body: {} } as VaultCall, undefined],
		['a change that succeeded', 200, { ...ONE, method: 'PATCH', body: {} } as VaultCall, true],
	])('S8: says of %s what its status says, and does not ask again', async (_name, status, call, mayHaveBeenApplied) => {
		server.respond = (response) => {
			response.writeHead(status);
			server.repeat(response, Buffer.alloc(65_536, ' '));
		};
		const error = await failure(send(call));
		expect(error).toMatchObject({ ...TOO_LARGE, httpCode: String(status) });
		expect([error.mayHaveBeenApplied, server.requests]).toEqual([mayHaveBeenApplied, 1]);
	});

	it('S8: allows 32 MB for the connections of a consumer, and not more', async () => {
		const connection = (index: number) => ({ id: `connection-${index}`, name: 'x'.repeat(900) });
		const list = (megabytes: number) => JSON.stringify({ data: Array.from({ length: megabytes * 1_000 }, (_, index) => connection(index)) });
		server.respond = (response) => sendJson(response, list(20));
		expect((await client.request<unknown[]>(ALL, SLOW)).data).toHaveLength(20_000);
		server.respond = (response) => sendJson(response, list(40));
		expect(await failure(send(ALL))).toMatchObject({ reason: 'response_too_large', message: 'The response is larger than 32 MB' });
		server.respond = (response) => sendJson(response, list(5));
		expect(await failure(send(ONE))).toMatchObject(TOO_LARGE);
	});

	it('S8: reads all of many large responses that are asked for at once', async () => {
		const large = JSON.stringify({ data: [{ text: 'x'.repeat(10 * MB) }] });
		server.respond = (response) => sendJson(response, large);
		const sizes = await Promise.all(Array.from({ length: 12 }, async () => (await client.request<unknown[]>(ALL, SLOW)).bytes));
		expect(sizes).toEqual(Array.from({ length: 12 }, () => large.length));
	});

	it('S8: ends the wait for another large response when the user stops the execution', async () => {
		server.respond = (response) => {
			response.writeHead(200).write(Buffer.alloc(5 * MB, ' '));
		};
		const sent = Array.from({ length: 6 }, async () => await failure(send(ALL)));
		await until(() => server.requests === 6);
		await sleep(500);
		const began = Date.now();
		user.abort();
		expect((await Promise.all(sent)).map(({ message }) => message)).toEqual(Array.from({ length: 6 }, () => 'The execution was canceled'));
		expect(Date.now() - began).toBeLessThan(10_000);
	});

	it('S8: reads a body whose every chunk is one byte', async () => {
		const text = JSON.stringify({ data: { text: 'x'.repeat(20_000) } });
		server.respond = (response) => {
			response.writeHead(200, { 'content-type': 'application/json' });
			for (const character of text) response.write(character);
			response.end();
		};
		expect((await send(ONE)).data).toEqual({ text: 'x'.repeat(20_000) });
	});
});

describe('a response that does not end', () => {
	it.each<[string, Record<string, string>, Buffer]>([
		['that decodes to nothing', { 'content-encoding': 'gzip' }, GZIP_HEADER],
		['that sends one byte and then nothing', {}, Buffer.from('{')],
		['that promises more than it sends', { 'content-length': '1000' }, Buffer.from('{"data":{}}')],
	])('S8: ends one %s at the time limit of the request', async (_name, headers, first) => {
		server.respond = (response) => {
			response.writeHead(200, headers).write(first);
			if (headers['content-encoding'] !== undefined) server.repeat(response, EMPTY_BLOCK);
		};
		const began = Date.now();
		const error = await failure(send(ONE, { ...QUICK, timeout: 1_000, maxRetries: 0 }));
		expect(error).toMatchObject({ reason: 'timeout', message: 'No response within 1 s' });
		expect(Date.now() - began).toBeLessThan(10_000);
		await until(() => server.cutOff === 1);
	});

	it('S8: ends at once when the user stops the execution, and leaves nothing on its signal', async () => {
		server.respond = (response) => response.writeHead(200, { 'content-type': 'application/json' }).write('{"data":');
		const listeners = getEventListeners(user.signal, 'abort').length;
		const sent = failure(send(ONE));
		await until(() => server.requests === 1);
		await sleep(100);
		const began = Date.now();
		user.abort();
		expect(await sent).toMatchObject({ message: 'The execution was canceled' });
		expect(Date.now() - began).toBeLessThan(10_000);
		await until(() => server.cutOff === 1);
		expect(getEventListeners(user.signal, 'abort')).toHaveLength(listeners);
	});

	it('S8: ends the run of the node at once when the user stops it while a compressed body is read', async () => {
		server.respond = (response) => {
			response.writeHead(200, { 'content-encoding': 'gzip' }).write(GZIP_HEADER);
			server.repeat(response, EMPTY_BLOCK);
		};
		const execution = start(engine, server, { operation: 'get', ...CRM_PIPEDRIVE }, CONTINUE);
		await until(() => server.written > 0);
		const began = Date.now();
		execution.cancel();
		expect((await execution).status).toBe('canceled');
		expect(Date.now() - began).toBeLessThan(10_000);
	});
});

describe('a body that is not what it says', () => {
	const data = { data: { id: 'crm+hubspot' } };
	const json = JSON.stringify(data);

	it.each<[string, Record<string, string>, Buffer, object]>([
		['broken gzip', { 'content-encoding': 'gzip' }, Buffer.from(json), { message: 'The response could not be decompressed' }],
		['broken brotli', { 'content-encoding': 'br' }, Buffer.from('{"data":{"id":"a","b":"cdefghijklmnop"}}'), { message: 'The response could not be decompressed' }],
		['gzip that nobody announced', {}, gzipSync(json), { message: expect.stringContaining('is not JSON') }],
		['gzip packed twice', { 'content-encoding': 'gzip' }, gzipSync(gzipSync(json)), { message: expect.stringContaining('is not JSON') }],
		['a body cut off before its announced end', { 'content-length': '1000' }, Buffer.from(json), { message: 'The response ended before it was complete' }],
		['10,000 levels', {}, Buffer.from(`{"data":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`), { reason: 'response_too_large', message: 'The response is nested too deeply or has too many values' }],
		['4 MB of brackets', {}, Buffer.alloc(4 * MB, '['), { reason: 'response_too_large' }],
		['a million empty objects', {}, Buffer.from(`{"data":[${'{},'.repeat(1_000_000)}{}]}`), { reason: 'response_too_large' }],
	])('S8: gives a clear error for %s', async (_name, headers, bytes, expected) => {
		server.respond = (response) => {
			response.writeHead(200, { 'content-type': 'application/json', ...headers }).write(bytes);
			if (headers['content-length'] === undefined) response.end();
			else setTimeout(() => response.destroy(), 20);
		};
		expect(await failure(send(ONE, { ...SLOW, maxRetries: 0 }))).toMatchObject(expected);
	});

	it.each<[string, Record<string, string>, Buffer]>([
		['a byte order mark', {}, Buffer.from(`\uFEFF${json}`)],
		['another character set in its header', { 'content-type': 'application/json; charset=iso-8859-1' }, Buffer.from(json)],
		['no content type', { 'content-type': '' }, Buffer.from(json)],
		['gzip', { 'content-encoding': 'GZIP' }, gzipSync(json)],
		['deflate without a header', { 'content-encoding': 'deflate' }, Buffer.from(gzipSync(json)).subarray(10, -8)],
		['text with more closing than opening brackets in strings', {}, Buffer.from(JSON.stringify({ ...data, note: '\\"]]}}[[{{' }))],
	])('S8: reads JSON with %s', async (_name, headers, bytes) => {
		server.respond = (response) => response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(bytes);
		expect((await send(ONE)).data).toEqual({ id: 'crm+hubspot' });
	});

	it.each(['"__proto__"', '"\\u005f_proto__"'])('S8: changes no prototype for a key %s', async (key) => {
		server.respond = (response) => sendJson(response, `{"data":{"id":"crm+hubspot",${key}:{"polluted":true}}}`);
		const { data: read } = await send(ONE);
		expect([Object.getPrototypeOf(read) === Object.prototype, 'polluted' in (read as object), 'polluted' in {}]).toEqual([true, false, false]);
	});

	it('S8: names headers that are too large', async () => {
		server.respond = (response) => response.writeHead(200, { 'x-large': 'x'.repeat(100_000) }).end('{}');
		const error = await failure(send(ONE));
		expect(error).toMatchObject({ reason: 'network', message: 'The headers of the response are too large', attempts: 1 });
		expect(error.description).toContain('HPE_HEADER_OVERFLOW');
	});
});

it('S8: a response that is too large is the error of its item alone', async () => {
	server.respond = (response, request) => {
		if (request.headers['x-apideck-consumer-id'] !== 'hostile') return void sendJson(response, { data: { id: 'crm+pipedrive', service_id: 'pipedrive' } });
		response.writeHead(200, { 'content-encoding': 'gzip' });
		server.repeat(response, BLANKS.gzip);
	};
	const consumer = { __rl: true, mode: 'id', value: '={{ $json.id }}' };
	const { status, json } = await run(engine, server, { operation: 'get', ...CRM_PIPEDRIVE, consumer }, { ...CONTINUE, items: [{ id: 'hostile' }, { id: 'acme' }] });
	expect(status).toBe('success');
	expect(json).toMatchObject([{ error: { message: 'The response is larger than 4 MB', reason: 'response_too_large' } }, { service_id: 'pipedrive' }]);
});
