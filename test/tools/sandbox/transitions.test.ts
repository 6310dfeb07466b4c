import { startSandbox, type Sandbox } from '../../../tools/sandbox';
import { COOLDOWN_MS, RETENTION_MS } from '../../../tools/sandbox/state/refresh';
import { call } from './call';

const START = Date.parse('2026-06-01T08:00:00.000Z');
const HOUR = 3_600_000;

let time = START;
let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ now: () => time });
});
beforeEach(() => {
	time = START;
	sandbox.reset();
});
afterAll(() => sandbox.close());

async function write(method: string, path: string, body?: unknown, consumerId?: string) {
	const { status, data } = await call(sandbox, method, `/vault/connections/${path}`, { body, consumerId });
	return { ...data, status, state: data.data?.state, health: data.data?.health };
}

describe('state and health after writes', () => {
	it('an OAuth connection becomes available, added, authorized, callable and available again', async () => {
		const xero = 'accounting/xero';
		expect(await write('GET', xero)).toMatchObject({ state: 'available' });
		expect(await write('PATCH', xero, { enabled: true })).toMatchObject({ state: 'added', health: 'missing_settings' });
		expect(await write('POST', `${xero}/import`, { credentials: { access_token: 'fake' } })).toMatchObject({
			state: 'authorized',
			health: 'missing_settings',
		});
		const settings = { tenant_id: '4bfe0fce-0000-4000-8000-00000000a002' };
		expect(await write('PATCH', xero, { settings })).toMatchObject({ state: 'authorized', health: 'needs_consent' });
		const granted = await write('PATCH', xero, { consent_state: 'granted' });
		expect(granted).toMatchObject({
			state: 'callable',
			health: 'ok',
			data: { metadata: { company_id: settings.tenant_id } },
		});
		expect((await write('DELETE', xero)).status).toBe(204);
		expect(await write('GET', xero)).toMatchObject({
			state: 'available',
			data: { enabled: false, settings: {}, metadata: null },
		});
	});

	it('a connection with a key becomes invalid, callable and empty', async () => {
		const hr = 'hris/hibob';
		const greenhouse = 'ats/greenhouse';
		expect(await write('POST', hr, {})).toMatchObject({ state: 'added', health: 'missing_settings' });
		expect(await write('PATCH', hr, { settings: { service_user_id: 'a', token: 'b' } })).toMatchObject({
			state: 'callable',
			health: 'ok',
		});
		expect(await write('PATCH', hr, { settings: { token: null } })).toMatchObject({
			state: 'added',
			health: 'missing_settings',
			data: { settings: { service_user_id: 'a' } },
		});
		expect(await write('PATCH', greenhouse, { settings: { api_key: 'invalid-key' } })).toMatchObject({
			state: 'invalid',
			health: 'needs_auth',
		});
		expect(await write('PATCH', greenhouse, { settings: { api_key: 'a-good-key' } })).toMatchObject({
			state: 'callable',
			health: 'ok',
		});
	});

	it('read-only fields are ignored', async () => {
		const response = await write('PATCH', 'hris/workday', {
			state: 'invalid',
			name: 'Mine',
			created_at: 1,
			settings: { wsdl_version: '1.0' },
			metadata: { company_id: 'forged', plan: 'gold' },
			configuration: [
				{ resource: 'employees', defaults: [{ id: 'custom_organization', target: 'resource', value: 'wholesale' }] },
			],
		});
		expect(response.data).toMatchObject({
			state: 'callable',
			name: 'Workday',
			settings: { wsdl_version: '41.0' },
			metadata: { plan: 'gold' },
		});
		expect(response.data.metadata).not.toHaveProperty('company_id');
		expect(response.data.configuration[0].defaults[0]).toMatchObject({ target: 'custom_fields', value: 'wholesale' });
		expect(response.data.created_at).toBe(START - 90 * 24 * HOUR);
		expect(response.data.updated_at).toBe(START);
	});

	it('form fields show the values of settings unmasked', async () => {
		const { data } = await write('GET', 'hris/workday');
		const values = Object.fromEntries(
			data.form_fields.map(({ id, value }: { id: string; value: unknown }) => [id, value]),
		);
		expect(values).toMatchObject({
			password: 'fake-password-not-a-secret',
			cost_centers: [4100, 4300],
			notes: undefined,
		});
	});

	it('a metadata write keeps an unknown state, and a settings write computes a known one', async () => {
		const hubspot = ['crm/hubspot', 'velvet-anchor'] as const;
		expect(await write('PATCH', hubspot[0], { metadata: { a: 1 } }, hubspot[1])).toMatchObject({
			state: 'quarantined',
			health: 'quarantined',
		});
		expect(await write('PATCH', hubspot[0], { settings: {} }, hubspot[1])).toMatchObject({
			state: 'callable',
			health: 'ok',
		});
	});

	it('custom mappings are found by id or, as the vendor client sends them, by position', async () => {
		const id = 'ats+applicants+source_channel';
		const byPosition = await write(
			'PATCH',
			'ats/greenhouse',
			{ custom_mappings: [{ value: '$.a' }] },
			'paper-crane-press',
		);
		expect(byPosition.data.custom_mappings).toMatchObject([
			{ id, required: true, value: '$.a', consumer_id: 'paper-crane-press' },
		]);
		const byId = await write(
			'PATCH',
			'ats/greenhouse',
			{ custom_mappings: [{ id, value: null }] },
			'paper-crane-press',
		);
		expect(byId.data.custom_mappings[0]).not.toHaveProperty('value');
	});
});

describe('refresh failures and the clock', () => {
	const validate = () => write('POST', 'crm/hubspot/validate', undefined, 'copper-lantern-studio');

	it('validate responds with 401 during the cooldown, retries after it, and finally the credentials are purged', async () => {
		const first = await validate();
		expect(first).toMatchObject({ status: 401, type_name: 'UnauthorizedError' });
		expect(first.detail).toMatchObject({
			type: 'refresh_token_connector_error',
			debug: {
				retry_after_ms: START + COOLDOWN_MS,
				cooldown_remaining_ms: COOLDOWN_MS,
				credentials_expire_at_ms: START + 5 * HOUR,
			},
		});
		time += 12_000;
		expect((await validate()).detail.debug).toMatchObject({
			retry_after_ms: START + COOLDOWN_MS,
			cooldown_remaining_ms: COOLDOWN_MS - 12_000,
		});
		time = START + 5 * HOUR;
		expect(await write('GET', 'crm/hubspot', undefined, 'copper-lantern-studio')).toMatchObject({
			state: 'added',
			health: 'needs_auth',
			data: { credentials_expire_at: 0 },
		});
	});

	it('an import ends the failure', async () => {
		await call(sandbox, 'POST', '/vault/connections/crm/hubspot/import', {
			consumerId: 'copper-lantern-studio',
			body: { credentials: { refresh_token: 'fake' } },
		});
		expect(await validate()).toMatchObject({ status: 200, data: { id: 'crm+hubspot', state: 'callable' } });
	});

	it('token fails in the same way until the client secret is replaced', async () => {
		const token = () => write('POST', 'hris/personio/token', {}, 'tidal-forge');
		expect((await token()).detail.debug.cooldown_remaining_ms).toBe(COOLDOWN_MS - 5_000);
		time += COOLDOWN_MS;
		expect((await token()).detail.debug).toMatchObject({
			cooldown_remaining_ms: COOLDOWN_MS,
			credentials_expire_at_ms: START + RETENTION_MS - HOUR,
		});
		await write('PATCH', 'hris/personio', { settings: { client_secret: 'another-fake-one' } }, 'tidal-forge');
		expect(await token()).toMatchObject({ status: 200, state: 'callable', health: 'ok' });
	});

	it('token responds with 422 for other grants and without settings, and with 404 for a missing connection', async () => {
		expect(await write('POST', 'crm/pipedrive/token', {})).toMatchObject({
			status: 422,
			type_name: 'InvalidStateError',
		});
		await write('PATCH', 'hris/workday', { settings: { password: null } });
		expect(await write('POST', 'hris/workday/token', {})).toMatchObject({
			status: 422,
			type_name: 'ConnectionSettingsError',
			detail: 'Missing settings: password',
		});
		expect(await write('POST', 'hris/personio/token', {})).toMatchObject({
			status: 404,
			type_name: 'ConnectionNotFoundError',
		});
	});
});
