import { signatureOf, startSandbox, type Sandbox } from '../../../tools/sandbox';
import { call } from './call';
import { startEndpoint } from './endpoint';

let sandbox: Sandbox;
let endpoint: Awaited<ReturnType<typeof startEndpoint>>;
beforeAll(async () => {
	sandbox = await startSandbox({ webhooks: { retryScale: 1 / 6_000_000, timeoutMs: 150 } });
	endpoint = await startEndpoint();
});
beforeEach(() => {
	sandbox.reset();
	endpoint.received.length = 0;
	endpoint.statusFor = () => 200;
	sandbox.webhooks.options.validation = true;
});
afterAll(async () => {
	await sandbox.close();
	await endpoint.close();
});

const PATH = '/webhook/webhooks';
const wanted = (more: object = {}) => ({
	unified_api: 'vault',
	status: 'enabled',
	delivery_url: endpoint.url,
	events: ['*'],
	...more,
});

const request = async (method: string, path: string, body?: unknown) =>
	await call(sandbox, method, path, { body, consumerId: null });

async function subscribe(more: object = {}) {
	const { data } = await request('POST', PATH, wanted(more));
	return data.data as Record<string, string> & { id: string };
}

describe('subscriptions', () => {
	it('can be created, read, changed and deleted without a consumer', async () => {
		const created = await request('POST', PATH, wanted({ description: 'First' }));
		expect(created.status).toBe(201);
		const { id } = created.data.data;
		expect(created.data).toMatchObject({
			status_code: 201,
			data: { ...wanted(), description: 'First', disabled_reason: 'none', execute_base_url: expect.stringContaining(id) },
		});
		expect((await request('GET', `${PATH}/${id}`)).data.data).toEqual(created.data.data);
		const changed = await request('PATCH', `${PATH}/${id}`, { events: ['vault.connection.revoked'], description: null });
		expect(changed.data.data).toMatchObject({ id, events: ['vault.connection.revoked'], description: null });
		expect((await request('DELETE', `${PATH}/${id}`)).data).toMatchObject({ status_code: 200, data: { id } });
		for (const method of ['GET', 'DELETE']) expect((await request(method, `${PATH}/${id}`)).status).toBe(404);
		expect((await request('PATCH', `${PATH}/${id}`, {})).status).toBe(404);
	});

	it('are listed in pages', async () => {
		sandbox.webhooks.options.validation = false;
		const ids: string[] = [];
		for (let count = 0; count < 5; count++) ids.push((await subscribe()).id);
		const first = await request('GET', `${PATH}?limit=3`);
		const rest = await request('GET', `${PATH}?limit=3&cursor=${first.data.meta.cursors.next}`);
		expect([...first.data.data, ...rest.data.data].map(({ id }) => id)).toEqual(ids);
		expect(rest.data.meta.cursors.next).toBeNull();
		expect((await request('GET', `${PATH}?limit=0`)).status).toBe(400);
	});

	it.each([
		['a URL of another scheme', { delivery_url: 'ftp://127.0.0.1/hook' }],
		['no URL', { delivery_url: undefined }],
		['an unknown event', { events: ['vault.connection.exploded'] }],
		['one event instead of a list', { events: '*' }],
		['an unknown API', { unified_api: 'weather' }],
		['an unknown status', { status: 'paused' }],
		['an unknown field', { secret: 'x' }],
		['a read-only field', { id: 'mine' }],
	])('reject %s', async (_name, more) => {
		expect((await request('POST', PATH, wanted(more))).status).toBe(400);
		expect(endpoint.received).toHaveLength(0);
	});

	it('keep their unified API', async () => {
		const { id } = await subscribe();
		expect((await request('PATCH', `${PATH}/${id}`, { unified_api: 'crm' })).status).toBe(400);
		expect((await request('GET', `${PATH}/${id}`)).data.data.unified_api).toBe('vault');
	});

	it('need the key', async () => {
		const headers = { authorization: 'Bearer someone-else' };
		expect((await call(sandbox, 'GET', PATH, { headers })).status).toBe(401);
	});
});

describe('validation of a delivery URL', () => {
	it('is a signed call before the response to create', async () => {
		await subscribe();
		const [validation, ...more] = endpoint.received;
		expect(more).toHaveLength(0);
		expect(validation).toMatchObject({ type: 'apideck.subscription.created', raw: '{"message":"Validating delivery URL"}' });
		expect(validation?.headers).not.toHaveProperty('x-apideck-idempotency-key');
		const { apiKey } = sandbox.credentials;
		expect(validation?.headers['x-apideck-signature']).toBe(signatureOf(validation?.raw ?? '', apiKey, 'recursive'));
	});

	it.each([
		['401', 401],
		['302, which is not followed', 302],
		['no response in time', 0],
	])('%s results in a disabled subscription', async (_name, status) => {
		endpoint.statusFor = () => status;
		const created = await request('POST', PATH, wanted());
		expect(created.status).toBe(201);
		expect(created.data.data).toMatchObject({ status: 'disabled', disabled_reason: 'delivery_url_validation_failed' });
		expect(endpoint.received).toHaveLength(1);
	});

	it.each(['http://127.0.0.1:9/nobody', 'https://n8n.example.com/webhook/1'])('disables a subscription without a server at %s', async (url) => {
		expect(await subscribe({ delivery_url: url })).toMatchObject({
			status: 'disabled',
			disabled_reason: 'delivery_url_validation_failed',
		});
	});

	it('is repeated only for another URL, and enabling clears the reason', async () => {
		endpoint.statusFor = () => 500;
		const { id } = await subscribe();
		endpoint.statusFor = () => 200;
		const enabled = await request('PATCH', `${PATH}/${id}`, { status: 'enabled' });
		expect(enabled.data.data).toMatchObject({ status: 'enabled', disabled_reason: 'none' });
		expect(endpoint.received).toHaveLength(1);
		await request('PATCH', `${PATH}/${id}`, { delivery_url: `${endpoint.url}/other` });
		expect(endpoint.received.map(({ path }) => path)).toEqual(['/hook', '/hook/other']);
	});

	it('can be disabled', async () => {
		sandbox.webhooks.options.validation = false;
		expect(await subscribe({ delivery_url: 'https://n8n.example.com/webhook/1' })).toMatchObject({ status: 'enabled' });
		sandbox.transition({ consumerId: 'test-consumer', unifiedApi: 'crm', serviceId: 'pipedrive' }, 'downstream.degraded');
		await sandbox.idle();
		expect(sandbox.deliveries).toMatchObject([
			{ status: 'failed', attempts: { length: 9, 0: { status_code: 0, error: expect.stringContaining('this machine only') } } },
		]);
	});
});
