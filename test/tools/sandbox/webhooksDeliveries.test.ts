import axios from 'axios';

import { signatureOf, startSandbox, type Sandbox } from '../../../tools/sandbox';
import { RETRY_WAITS } from '../../../tools/sandbox/webhooks/options';
import { call } from './call';
import { startEndpoint } from './endpoint';

const NOW = Date.parse('2026-06-01T08:00:00.000Z');
const SCALE = 1 / 60_000;
const PIPEDRIVE = { consumerId: 'test-consumer', unifiedApi: 'crm', serviceId: 'pipedrive' };

let sandbox: Sandbox;
let endpoint: Awaited<ReturnType<typeof startEndpoint>>;
beforeAll(async () => {
	sandbox = await startSandbox({ now: () => NOW });
	endpoint = await startEndpoint();
});
beforeEach(() => {
	sandbox.reset();
	Object.assign(sandbox.webhooks.options, { retryScale: SCALE, timeoutMs: 150, validation: false, concurrency: 1, signature: 'recursive' });
	endpoint.received.length = 0;
	endpoint.statusFor = () => 200;
});
afterAll(async () => {
	await sandbox.close();
	await endpoint.close();
});

const subscribe = async (events = ['*'], more: object = {}) =>
	await sandbox.webhooks.add({ unified_api: 'vault', status: 'enabled', delivery_url: endpoint.url, events, ...more });

async function happen(...transitions: Array<Parameters<Sandbox['transition']>[1]>) {
	for (const transition of transitions) sandbox.transition(PIPEDRIVE, transition);
	await sandbox.idle();
}

describe('an event in a delivery', () => {
	it('has the form that Apideck documents', async () => {
		await subscribe();
		await happen('token_refresh.pending');
		const [{ headers, body, raw } = {} as never] = endpoint.events();
		expect(headers).toMatchObject({
			'content-type': 'application/json',
			'x-apideck-event-type': 'vault.connection.token_refresh.pending',
			'x-apideck-idempotency-key': expect.stringMatching(/^[0-9a-f-]{36}$/),
			'x-apideck-signature': signatureOf(raw, sandbox.credentials.apiKey, 'recursive'),
		});
		expect(Object.keys(body)).toEqual(['payload']);
		expect(body.payload).toMatchObject({
			event_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
			event_type: 'vault.connection.token_refresh.pending',
			service_id: 'apideck-vault',
			entity_type: 'Connection',
			entity_id: 'sandbox-app+test-consumer',
			execution_attempt: 1,
			occurred_at: new Date(NOW).toISOString(),
		});
		expect(body.payload?.event_id).not.toBe(headers['x-apideck-idempotency-key']);
		expect(body.payload?.entity).toMatchObject({
			id: 'sandbox-app+test-consumer',
			consumer_id: 'test-consumer',
			unified_api: 'crm',
			service_id: 'pipedrive',
			state: 'callable',
			health: 'pending_refresh',
			last_refresh_failed_at: new Date(NOW).toISOString(),
		});
		expect(body.payload?.entity).not.toHaveProperty('form_fields');
	});

	it('is sent to every subscriber', async () => {
		await subscribe(['vault.connection.revoked', 'vault.connection.callable']);
		await subscribe(['*'], { delivery_url: `${endpoint.url}/all` });
		await subscribe(['*'], { delivery_url: `${endpoint.url}/crm`, unified_api: 'crm' });
		await subscribe(['*'], { delivery_url: `${endpoint.url}/off`, status: 'disabled' });
		await happen('downstream.degraded', 'revoked');
		const paths = (type: string) => endpoint.events().filter((event) => event.type.endsWith(type)).map(({ path }) => path);
		expect(paths('degraded')).toEqual(['/hook/all']);
		expect(paths('revoked').sort()).toEqual(['/hook', '/hook/all']);
		const keys = sandbox.deliveries.map(({ idempotency_key: key }) => key);
		expect(new Set(keys).size).toBe(2);
	});
});

describe('the signature', () => {
	// Computed with openssl: dgst -sha256 -hmac test_api_key over the sorted text.
	const BODY =
		'{"payload":{"event_type":"vault.connection.updated","entity":{"settings":{"z":1,"a":[{"b":2,"a":1}]},"id":"app+cons"},"execution_attempt":1}}';
	it.each([
		['recursive', '5be50a1c5c002ea64a13d8f8f456a6ef815803377b4946d730116fef42b413de'],
		['arraysAsTheyAre', '74d324d1be835703de729fc10677652098bdc431243e8b64512cc9b47255ec80'],
	] as const)('%s', (form, expected) => {
		expect(signatureOf(BODY, 'test_api_key', form)).toBe(expected);
		expect(signatureOf(JSON.stringify(JSON.parse(BODY), null, 2), 'test_api_key', form)).toBe(expected);
	});

	it('supports keys with a special meaning in objects', () => {
		const signed = (body: string) => signatureOf(body, 'k', 'recursive');
		expect(signed('{"__proto__":{"b":1,"a":2},"10":1,"9":2}')).toBe(signed('{"9":2,"__proto__":{"a":2,"b":1},"10":1}'));
		expect(signed('{"__proto__":1}')).not.toBe(signed('{}'));
	});

	it('has the configured form', async () => {
		sandbox.vault.set(PIPEDRIVE, { settings: { list: [{ b: 1, a: 2 }] } });
		await subscribe();
		await happen('revoked');
		sandbox.webhooks.options.signature = 'arraysAsTheyAre';
		await happen('callable');
		const { apiKey } = sandbox.credentials;
		const forms = endpoint.events().map(({ raw, headers }) =>
			(['recursive', 'arraysAsTheyAre'] as const).filter(
				(form) => signatureOf(raw, apiKey, form) === headers['x-apideck-signature'],
			),
		);
		expect(forms).toEqual([['recursive'], ['arraysAsTheyAre'], ['arraysAsTheyAre']]);
	});
});

describe('retries', () => {
	it('use the same key and event until one succeeds, and do not block later deliveries', async () => {
		await subscribe();
		endpoint.statusFor = ({ body }) => (body.payload?.event_type === 'vault.connection.revoked' ? [500, 302, 0, 204][attempt++]! : 200);
		let attempt = 0;
		await happen('revoked', 'callable');
		const tries = endpoint.events().filter(({ type }) => type.endsWith('revoked'));
		expect(tries.map(({ body }) => body.payload?.execution_attempt)).toEqual([1, 2, 3, 4]);
		expect(new Set(tries.map(({ headers }) => headers['x-apideck-idempotency-key'])).size).toBe(1);
		expect(new Set(tries.map(({ body }) => body.payload?.event_id)).size).toBe(1);
		expect(new Set(tries.map(({ headers }) => headers['x-apideck-signature'])).size).toBe(4);
		expect(sandbox.deliveries[0]).toMatchObject({
			status: 'delivered',
			attempts: [
				{ attempt: 1, status_code: 500, success: false, response_body: 'response 500' },
				{ attempt: 2, status_code: 302, success: false },
				{ attempt: 3, status_code: 0, success: false, error: 'No response within 150 ms' },
				{ attempt: 4, status_code: 204, success: true },
			],
		});
		expect(endpoint.types().indexOf('callable')).toBeLessThan(3);
	});

	it('use the scaled delays of Apideck', async () => {
		await subscribe();
		endpoint.statusFor = () => (endpoint.received.length < 5 ? 500 : 200);
		await happen('revoked');
		const waits = endpoint.received.slice(1).map(({ at }, index) => at - endpoint.received[index]!.at);
		expect(waits).toHaveLength(4);
		waits.forEach((wait, index) => expect(wait).toBeGreaterThan(RETRY_WAITS[index]! * SCALE - 2));
	});

	it('end after nine attempts and disable the subscription', async () => {
		sandbox.webhooks.options.retryScale = SCALE / 100;
		const { id } = await subscribe();
		endpoint.statusFor = () => 404;
		await happen('revoked');
		expect(endpoint.received).toHaveLength(9);
		expect(sandbox.deliveries[0]).toMatchObject({ status: 'failed' });
		expect(sandbox.webhooks.subscriptions.get(id)).toMatchObject({ status: 'disabled', disabled_reason: 'retry_limit' });
		await happen('callable');
		expect(endpoint.received).toHaveLength(9);
	});

	it('continue for a deleted subscription', async () => {
		const { id } = await subscribe();
		endpoint.statusFor = () => (endpoint.received.length < 3 ? 500 : 200);
		sandbox.transition(PIPEDRIVE, 'revoked');
		sandbox.webhooks.subscriptions.remove(id);
		sandbox.transition(PIPEDRIVE, 'callable');
		await sandbox.idle();
		expect(endpoint.types()).toEqual(['revoked', 'revoked', 'revoked']);
	});

	it('end with a reset', async () => {
		sandbox.webhooks.options.retryScale = 1;
		await subscribe();
		endpoint.statusFor = () => 500;
		sandbox.transition(PIPEDRIVE, 'revoked');
		while (sandbox.deliveries[0]?.status !== 'waiting') await new Promise((resolve) => setImmediate(resolve));
		const idle = sandbox.idle();
		sandbox.reset();
		await idle;
		expect(sandbox.deliveries).toHaveLength(0);
	});
});

describe('a manual call', () => {
	const control = async (method: string, path: string, data?: unknown) =>
		await axios.request({ method, url: `${sandbox.url}/_sandbox${path}`, data, validateStatus: () => true });

	it('redelivers an event with the same key', async () => {
		await subscribe();
		await happen('revoked');
		const [delivery] = (await control('GET', '/deliveries')).data.data;
		const again = await control('POST', `/deliveries/${delivery.id}/redeliver`);
		expect(again.data.data).toMatchObject({ attempt: 2, success: true, redelivery: true });
		const [first, second] = endpoint.events();
		expect(second?.headers['x-apideck-idempotency-key']).toBe(first?.headers['x-apideck-idempotency-key']);
		expect(second?.body.payload).toEqual({ ...first?.body.payload, execution_attempt: 2 });
		expect((await control('GET', `/deliveries/${delivery.id}`)).data.data.attempts).toHaveLength(2);
		expect((await control('POST', '/deliveries/none/redeliver')).status).toBe(404);
	});

	it('sends any body', async () => {
		const { id } = await subscribe();
		endpoint.statusFor = () => 401;
		const forged = { body: '{"payload":', headers: { 'x-apideck-signature': 'f'.repeat(64), 'content-type': 'text/plain' } };
		const { data } = await control('POST', `/webhooks/${id}/call`, forged);
		expect(data.data).toEqual({ status: 401, body: 'response 401' });
		expect(endpoint.received[0]).toMatchObject({ raw: '{"payload":', headers: forged.headers });
		await sandbox.webhooks.call(id, { body: Buffer.from([0xff, 0xfe]) });
		expect(endpoint.received[1]?.headers['content-length']).toBe('2');
		await sandbox.webhooks.call(id, { body: { b: 1, a: 2 }, sign: true });
		expect(endpoint.received[2]?.headers['x-apideck-signature']).toBe(
			signatureOf('{"a":2,"b":1}', sandbox.credentials.apiKey, 'recursive'),
		);
		expect(sandbox.deliveries).toHaveLength(0);
	});

	it('changes how deliveries are made', async () => {
		const { data } = await control('PATCH', '/webhook-options', { validation: true, concurrency: 3 });
		expect(data.data).toMatchObject({ validation: true, concurrency: 3, retryScale: SCALE });
		expect((await control('PATCH', '/webhook-options', { concurrency: 0 })).status).toBe(400);
		expect((await control('GET', '/webhook-options')).data.data).toEqual(sandbox.webhooks.options);
	});
});

describe('the event log', () => {
	const logs = async (query = '') => await call(sandbox, 'GET', `/webhook/logs${query}`, { consumerId: null });

	it('lists every delivery with its attempts, newest first, and supports filters', async () => {
		await subscribe();
		endpoint.statusFor = () => (endpoint.received.length < 2 ? 503 : 200);
		await happen('revoked', 'callable');
		const { data } = await logs();
		expect(data.data.map((log: { event_type: string }) => log.event_type)).toEqual([
			'vault.connection.callable',
			'vault.connection.updated',
			'vault.connection.revoked',
		]);
		const log = data.data[2];
		expect(log).toMatchObject({
			success: true,
			status_code: 200,
			execution_attempt: 2,
			consumer_id: 'test-consumer',
			service: { id: 'pipedrive', name: 'Pipedrive' },
			retry_scheduled: false,
			attempts: [{ status_code: 503, success: false }, { status_code: 200, success: true }],
		});
		expect(JSON.parse(log.request_body)).toMatchObject({ event_type: 'vault.connection.revoked' });
		const count = async (query: string) => (await logs(query)).data.data.length;
		expect(await count('?filter[event_type]=vault.connection.callable')).toBe(1);
		expect(await count('?filter[service][id]=pipedrive&filter[success]=true')).toBe(3);
		expect(await count('?filter[execution_attempt]=2')).toBe(1);
		expect(await count('?filter[status_codes]=503&filter[status_codes]=204')).toBe(0);
		expect(await count('?filter[status_codes]=503&filter[status_codes]=200')).toBe(3);
		expect(await count('?filter[exclude_apis]=vault,proxy')).toBe(0);
		expect(await count('?filter[start_date]=2026-06-01T08:00:00.001Z')).toBe(0);
		expect(await count(`?filter[event_id]=${JSON.parse(log.request_body).event_id}`)).toBe(1);
		expect(await count('?limit=2')).toBe(2);
		expect((await logs('?filter[color]=red')).status).toBe(400);
		expect((await logs('?filter[end_date]=soon')).status).toBe(400);
	});
});
