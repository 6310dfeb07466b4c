import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';

import type { CredentialData, Engine, WebhookRequest } from '../../tools/engine';
import { SANDBOX_CREDENTIALS, signatureOf } from '../../tools/sandbox';
import { captureLog, type CapturedLog } from './triggerLog';
import { loadEngine } from './support';
import { OFFLINE, outcome, send as sendTo, type SendArguments } from './triggerSend';
import { credentialFor, delivery, newPayload, storedBy } from './triggerSupport';

let engine: Engine;
let log: CapturedLog;
beforeAll(async () => {
	engine = await loadEngine();
});
beforeEach(() => {
	log = captureLog();
});
afterEach(() => log.release());

const send = async (...call: SendArguments) => await sendTo(engine, ...call);

describe('a rejected delivery', () => {
	const body = () => ({ payload: newPayload() });

	it.each([
		['text/plain', 415],
		['application/x-www-form-urlencoded', 415],
		['multipart/form-data; boundary=x', 415],
		['multipart/mixed; boundary=x', 415],
		['application/octet-stream', 415],
		['application/problem+json', 415],
		[undefined, 415],
		['application/json;charset=latin1', 200],
		['application/json ; charset=utf-8', 200],
	])('with the content type %s gets the status %d', async (type, status) => {
		const result = await send(delivery(body(), { 'content-type': type }));
		expect(outcome(result)).toEqual([status, status === 200 ? 'run' : 'no run']);
	});

	it.each([
		['that is truncated', (text: string) => text.slice(0, -3), 422],
		['with text after it', (text: string) => `${text}x`, 422],
		['without content', () => '', 400],
		['of white space', () => '  ', 422],
		['that is not an object', () => '"text"', 401],
		['with a number out of range', (text: string) => text.replace('"execution_attempt":1', '"execution_attempt":1e400'), 400],
		['that is nested too deep', (text: string) => text.replace('"metadata":{}', `"metadata":${'['.repeat(200)}${']'.repeat(200)}`), 400],
		['that is nested deep enough to overflow a stack', () => `${'['.repeat(300_000)}${']'.repeat(300_000)}`, 400],
		['larger than a megabyte', (text: string) => text.replace('"fake-tenant"', `"${'x'.repeat(1_000_000)}"`), 413],
		['larger than n8n accepts', () => `"${'x'.repeat(16 * 1024 * 1024)}"`, 500],
		['with another value', (text: string) => text.replace('xero', 'sage'), 401],
		['with a key twice, the later one changed', (text: string) => text.replace('"name":"Xero"', '"name":"Xero","name":"Sage"'), 401],
		['with "__proto__" added', (text: string) => text.replace('{', '{"__proto__":{},'), 401],
	])('with a body %s starts no run', async (_name, change, status) => {
		const { body: text, headers } = delivery(body());
		expect(outcome(await send({ headers, body: change(text) }))).toEqual([status, 'no run']);
	});

	it('with invalid UTF-8 gets a 400, although n8n reads it', async () => {
		const text = JSON.stringify({ payload: newPayload({}, { name: '\uFFFD' }) });
		const bytes = Buffer.from(text, 'utf8');
		const at = bytes.indexOf(Buffer.from('\uFFFD'));
		const broken = Buffer.concat([bytes.subarray(0, at), Buffer.from([0xff]), bytes.subarray(at + 3)]);
		expect(outcome(await send({ ...delivery(text), body: broken }))).toEqual([400, 'no run']);
		expect(outcome(await send(delivery(text)))).toEqual([200, 'run']);
	});

	it('is distinguished from an accepted one by its decompressed body', async () => {
		const { body: text, headers } = delivery(body());
		const request = { headers: { ...headers, 'content-encoding': 'gzip' }, body: gzipSync(text) };
		expect(outcome(await send(request))).toEqual([200, 'run']);
		expect(outcome(await send({ ...request, body: gzipSync(text.replace('xero', 'sage')) }))).toEqual([401, 'no run']);
	});

	it('with a missing, duplicate or foreign signature gets a 401', async () => {
		const { body: text, headers } = delivery(body());
		const right = String(headers?.['x-apideck-signature']);
		for (const signature of [undefined, '', [right, right], signatureOf(text, 'sk_test_fake_other', 'recursive')]) {
			const others = Object.entries(headers ?? {}).filter(([name]) => name !== 'x-apideck-signature');
			const sent = { ...Object.fromEntries(others), ...(signature !== undefined && { 'x-apideck-signature': signature }) };
			expect(outcome(await send({ body: text, headers: sent }))).toEqual([401, 'no run']);
		}
		expect(outcome(await send({ body: text, headers }))).toEqual([200, 'run']);
	});

	it('gets a 500 while the credential has no API key', async () => {
		const text = JSON.stringify(body());
		for (const apiKey of ['', '   ', null]) {
			const request = delivery(text, { 'x-apideck-signature': signatureOf(text, String(apiKey).trim(), 'recursive') });
			const result = await send(request, {}, {}, credentialFor({ url: 'http://127.0.0.1:9' }, { apiKey }));
			expect(outcome(result)).toEqual([500, 'no run']);
		}
	});

	it('gets a 500 and starts no run when the credential was deleted', async () => {
		const failed = await send(delivery({ payload: newPayload() }), {}, {}, {});
		expect([outcome(failed), failed.message, log.lines]).toEqual([
			[500, 'no run'],
			'The delivery could not be processed',
			[{ level: 'error', message: 'Apideck Vault Trigger: could not process a delivery', meta: { error: expect.stringMatching(/^[A-Z]?\w*Error$/) as unknown } }],
		]);
	});

	it.each<[string, object, CredentialData, string | RegExp]>([
		// n8n 1.123 reports an invalid expression, n8n 2 returns undefined.
		['a parameter cannot be read', { events: '={{ $json.no.such.thing }}' }, OFFLINE, /'Trigger On' (is empty|could not be evaluated)$/],
		['an expression is broken', { events: '={{ ][ }}' }, OFFLINE, "The expression in 'Trigger On' could not be evaluated"],
		["'Trigger On' is empty", { events: '={{ [] }}' }, OFFLINE, "'Trigger On' is empty"],
		['a filter is not a list', { filters: { services: '={{ { a: 1 } }}' } }, OFFLINE, "'Service Names or IDs' must be a list, but is an object"],
	])('gets a 500 and starts no run when %s', async (_name, parameters, credentials, why) => {
		const request = delivery({ payload: newPayload() });
		const failed = await send(request, parameters, {}, credentials);
		expect([outcome(failed), failed.message, failed.staticData]).toEqual([[500, 'no run'], 'The delivery could not be processed', {}]);
		expect(log.lines).toEqual([{ level: 'error', message: expect.stringMatching(/^Apideck Vault Trigger: could not process a delivery, so Apideck will retry it: /) as unknown }]);
		expect(log.lines[0]?.message).toMatch(why);
		// Apideck retries the delivery, and then it runs.
		expect(outcome(await send(request))).toEqual([200, 'run']);
	});

	it('does not count as processed when its item could not be created', async () => {
		const request = delivery({ payload: newPayload() });
		const unreadable = { options: { includePayload: '={{ ][ }}' } };
		const [first, second] = [await send(request, unreadable), await send(request, unreadable)];
		expect([outcome(first), outcome(second)]).toEqual([[500, 'no run'], [500, 'no run']]);
		expect(storedBy(second.staticData)).toEqual({});
		expect(outcome(await send(request))).toEqual([200, 'run']);
	});

	it('leaves one line in the log with the reason, without key, signature or body', async () => {
		const secret = 'fake-value-that-must-not-be-seen';
		const text = JSON.stringify({ payload: newPayload({ event_id: secret, event_type: secret }, { name: secret, settings: { secret } }) });
		const refused: WebhookRequest[] = [
			delivery(text, { 'x-apideck-signature': `${secret}` }),
			delivery(text, { 'x-apideck-signature': 'f'.repeat(64), 'x-apideck-idempotency-key': secret }),
			delivery(text, { 'content-type': secret }),
			{ ...delivery(text), body: text.replace('"execution_attempt":1', '"execution_attempt":1e400') },
			delivery(JSON.stringify({ [secret]: secret })),
		];
		for (const request of refused) await send(request);
		await send(delivery(text), { events: `={{ ${JSON.stringify(secret)}.no.such }}` });
		expect(log.lines.map(({ level }) => level)).toEqual(['warn', 'warn', 'warn', 'warn', 'warn', 'error']);
		expect(log.lines.map(({ message }) => /status (\d+)/.exec(message)?.[1])).toEqual(['401', '401', '415', '400', '400', undefined]);
		const logged = inspect(log.lines, { depth: null });
		for (const hidden of [secret, SANDBOX_CREDENTIALS.apiKey, 'f'.repeat(64), 'blue-fjord']) expect(logged).not.toContain(hidden);
	});

	it('has the same reason in the log and in the response', async () => {
		const refused = await send(delivery(body(), { 'content-type': 'text/plain' }));
		expect(refused.message).toBe('Rejected: the content type is not application/json');
		expect(log.lines).toEqual([
			{ level: 'warn', message: 'Apideck Vault Trigger: rejected a delivery with status 415: the content type is not application/json' },
		]);
	});

	it('leaves a line in the log, and an accepted delivery does not', async () => {
		await send(delivery({ payload: newPayload() }));
		expect(log.lines).toEqual([]);
	});
});
