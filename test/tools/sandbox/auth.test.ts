import { startSandbox, type Sandbox } from '../../../tools/sandbox';
import { call } from './call';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

const PIPEDRIVE = '/vault/connections/crm/pipedrive';

describe('authorization', () => {
	it.each([
		['no key', { authorization: undefined }, 'Missing authentication'],
		['a wrong key', { authorization: 'Bearer nope' }, 'Invalid Authorization Token'],
		['a key without Bearer', { authorization: 'sandbox-key-not-a-secret' }, 'Invalid Authorization Token'],
		['no application id', { 'x-apideck-app-id': undefined }, 'Invalid Authorization Token'],
		['a wrong application id', { 'x-apideck-app-id': 'other' }, 'Invalid Authorization Token'],
	])('responds with 401 and the full envelope for %s, on every kind of route', async (_what, headers, detail) => {
		for (const [method, path] of [
			['GET', '/connector/apis'],
			['GET', '/vault/consumers'],
			['PATCH', PIPEDRIVE],
			['GET', '/no/such/route'],
		] as const) {
			const { status, data } = await call(sandbox, method, path, { headers });
			expect([path, status]).toEqual([path, 401]);
			expect(data).toEqual({
				status_code: 401,
				error: 'Unauthorized',
				type_name: 'UnauthorizedError',
				message: 'Unauthorized Request',
				detail,
				ref: 'https://developers.apideck.com/errors#unauthorizederror',
			});
		}
	});

	it('responds with 400 when a required consumer header is missing', async () => {
		const { status, data } = await call(sandbox, 'GET', PIPEDRIVE, { consumerId: null });
		expect([status, data.type_name, data.detail]).toEqual([
			400,
			'RequestHeadersValidationError',
			'Missing Header: x-apideck-consumer-id',
		]);
		const list = await call(sandbox, 'GET', '/vault/connections', { consumerId: null });
		expect(list.status).toBe(200);
		expect(new Set(list.data.data.map(({ state }: { state: string }) => state))).toEqual(new Set(['available']));
		expect((await call(sandbox, 'GET', '/vault/consumers', { consumerId: null })).status).toBe(200);
	});

	it('responds with 402 only for calls of a consumer over the plan', async () => {
		const over = { consumerId: 'over-plan-company' };
		expect((await call(sandbox, 'GET', '/vault/connections', over)).status).toBe(402);
		expect((await call(sandbox, 'POST', '/vault/sessions', { ...over, body: {} })).status).toBe(402);
		expect((await call(sandbox, 'GET', '/vault/consumers/over-plan-company', { consumerId: null })).status).toBe(200);
	});

	it('responds with 404 and the ID for an unknown consumer', async () => {
		const { status, data } = await call(sandbox, 'GET', '/vault/connections', { consumerId: 'nobody' });
		expect([status, data.type_name, data.detail]).toEqual([
			404,
			'EntityNotFoundError',
			{ not_found: { entity: 'consumer', id: 'nobody' } },
		]);
	});

	it.each(['Blue Hill & Co / Retail', 'café-zürich', 'お店-7'])(
		'finds the consumer %s by header and by path',
		async (id) => {
			const configured = await call(sandbox, 'GET', '/vault/connections?configured=true', { consumerId: id });
			const one = await call(sandbox, 'GET', `/vault/consumers/${encodeURIComponent(id)}`);
			expect(configured.data.data.length).toBeGreaterThan(0);
			expect(one.data.data.consumer_id).toBe(id);
		},
	);
});
