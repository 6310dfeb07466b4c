import { startSandbox, type Sandbox } from '../../tools/sandbox';
import { call } from '../tools/sandbox/call';

const START = Date.parse('2026-06-01T12:00:00.000Z');
let now = START;
let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ now: () => now });
});
beforeEach(() => {
	now = START;
	sandbox.reset();
});
afterAll(async () => await sandbox.close());

const AT = '/vault/connections/crm/salesforce';
const KEY = { consumer_id: 'test-consumer', unified_api: 'crm', service_id: 'salesforce' };
const record = () => sandbox.vault.get({ consumerId: 'test-consumer', unifiedApi: 'crm', serviceId: 'salesforce' });
const issue = async () =>
	((await call(sandbox, 'POST', '/_sandbox/confirm-tokens', { body: KEY })).data as { data: { confirm_token: string } }).data.confirm_token;
const confirm = async (token: string, at = AT) => (await call(sandbox, 'POST', `${at}/confirm`, { body: { confirm_token: token } })).status;

describe('confirm tokens', () => {
	it('make an unconfirmed connection callable, once', async () => {
		const token = await issue();
		expect(record()).toMatchObject({ state: 'authorized', health: 'pending_confirmation' });
		expect(await confirm(token)).toBe(200);
		expect(record()).toMatchObject({ state: 'callable', health: 'ok' });
		expect(await confirm(token)).toBe(404);
	});

	it('expire after 30 minutes, belong to one connection, and are forgotten at a reset', async () => {
		const token = await issue();
		expect(await confirm(token, '/vault/connections/crm/pipedrive')).toBe(404);
		now += 30 * 60_000 + 1;
		expect(await confirm(token)).toBe(404);
		const second = await issue();
		sandbox.reset();
		expect(await confirm(second)).toBe(404);
	});
});

it('a migration that comes again finds its work done; one to a connection that is there is a conflict', async () => {
	const path = '/vault/connections/accounting/quickbooks/migrate';
	const migrate = async (target = 'intuit-enterprise-suite') =>
		await call(sandbox, 'POST', path, { consumerId: 'kite-and-kettle', body: { target_service_id: target } });
	expect((await migrate()).status).toBe(200);
	expect((await migrate()).data).toMatchObject({ data: { service_id: 'intuit-enterprise-suite' } });
	sandbox.vault.set({ consumerId: 'kite-and-kettle', unifiedApi: 'accounting', serviceId: 'quickbooks' }, {});
	expect((await migrate()).data).toMatchObject({ status_code: 409, type_name: 'ConflictError' });
	expect((await migrate('xero')).data).toMatchObject({ status_code: 422, type_name: 'InvalidStateError' });
});

it('consents are kept one by one, and the last one counts', async () => {
	const path = '/vault/connections/hris/bamboohr/consent';
	const consumerId = 'harbour-light-hotels';
	for (const granted of [true, false]) {
		now += 1_000;
		await call(sandbox, 'PATCH', path, { consumerId, body: { resources: '*', granted } });
	}
	const { data } = await call(sandbox, 'GET', path, { consumerId });
	expect(data).toMatchObject({ data: [{ granted: true, resources: '*' }, { granted: false }] });
	expect(sandbox.vault.get({ consumerId, unifiedApi: 'hris', serviceId: 'bamboohr' })).toMatchObject({ consent_state: 'denied', health: 'needs_consent' });
	expect((await call(sandbox, 'PATCH', path, { consumerId, body: { granted: true } })).status).toBe(400);
	expect((await call(sandbox, 'PATCH', path, { consumerId, body: { granted: true, resources: '*', more: 1 } })).status).toBe(400);
});

it('custom mappings belong to one consumer, and are gone when deleted', async () => {
	const path = '/vault/custom-mappings/crm/salesforce/crm%2Bcontacts%2Bloyalty_tier';
	const value = async (consumerId?: string) => ((await call(sandbox, 'GET', path, { consumerId })).data as { data: { value?: string } }).data.value;
	expect((await call(sandbox, 'DELETE', path)).status).toBe(404);
	await call(sandbox, 'POST', path, { body: { value: '$.tier' } });
	expect([await value(), await value('lumen-valley-energy')]).toEqual(['$.tier', undefined]);
	expect((await call(sandbox, 'DELETE', path)).status).toBe(204);
	expect(await value()).toBeUndefined();
	expect((await call(sandbox, 'PATCH', path, { body: {} })).status).toBe(400);
});

it('request counts grow with the period, and need one', async () => {
	const stats = async (start: string, end: string) =>
		await call(sandbox, 'GET', `/vault/consumers/test-consumer/stats?start_datetime=${start}&end_datetime=${end}`);
	const count = async (start: string, end: string) => ((await stats(start, end)).data as { data: { aggregated_request_count: number } }).data.aggregated_request_count;
	const month = await count('2026-05-01T00:00:00Z', '2026-06-01T00:00:00Z');
	const year = await count('2020-01-01T00:00:00Z', '2027-01-01T00:00:00Z');
	expect(month).toBeGreaterThan(0);
	expect(year).toBeGreaterThan(month * 5);
	expect(await count('2010-01-01T00:00:00Z', '2011-01-01T00:00:00Z')).toBe(0);
	expect((await stats('2026-06-01T00:00:00Z', '2026-05-01T00:00:00Z')).status).toBe(400);
	expect((await call(sandbox, 'GET', '/vault/consumers/test-consumer/stats')).status).toBe(400);
});

describe('logs', () => {
	const logs = async (query: string) => (await call(sandbox, 'GET', `/vault/logs?${query}`)).data as { status_code: number; data: Array<Record<string, unknown>> };

	it.each([
		'filter[status_codes]=99',
		`${Array.from({ length: 51 }, (_, index) => `filter[status_codes]=${200 + index}`).join('&')}`,
		'filter[start_date]=yesterday',
		'filter[start_date]=2026-02-01T00:00:00Z&filter[end_date]=2026-01-01T00:00:00Z',
		'filter[path]=/x&filter[path_match_mode]=LIKE',
		'filter[path]=/x&filter[path]=/y',
		'filter[colour]=blue',
	])('%s is a 400', async (query) => {
		expect(await logs(query)).toMatchObject({ status_code: 400, type_name: 'RequestValidationError' });
	});

	it('are the newest first, follow the clock of the start, and tell a child from its parent', async () => {
		const { data } = await logs('limit=200');
		expect(data[0]!.timestamp).toBe('2026-06-01T11:59:00.000Z');
		const children = data.filter(({ child_request: child }) => child === true);
		expect(children.length).toBeGreaterThan(0);
		const parents = new Map(data.map((log) => [log.id, log]));
		for (const { parent_id: id } of children) expect(parents.get(id)).toMatchObject({ has_children: true });
	});
});
