import type { IDataObject } from 'n8n-workflow';

import { large, startSandbox } from '../../tools/sandbox';
import { setUpVault } from './setUp';
import { byId, CRM_PIPEDRIVE, run } from './support';

const { sandbox, engine } = setUpVault();

const WORKDAY = { consumer: byId('test-consumer'), connection: byId('hris+workday') };
const sent = () => sandbox.requests.map(({ method, path, query }) => `${method} ${path}${query && `?${query}`}`);
const bodyOf = (index = 0) => JSON.parse(sandbox.requests[index]!.body) as IDataObject;

describe('connection: get many', () => {
	it('returns the simplified connections of the consumer, paired to the item', async () => {
		const { items, status } = await run(engine, sandbox, {
			operation: 'getAll',
			consumer: byId('copper-lantern-studio'),
			filters: { configurationStatus: 'configured' },
		});
		expect(status).toBe('success');
		expect(items).toEqual([
			{ json: expect.objectContaining({ connection: 'crm+hubspot', consumer_id: 'copper-lantern-studio', health: 'pending_refresh' }), pairedItem: { item: 0 } },
			{ json: expect.objectContaining({ connection: 'accounting+quickbooks', state: 'callable', credentials_expire_at: null }), pairedItem: { item: 0 } },
		]);
		expect(Object.keys(items[0]!.json)).toEqual([
			'name', 'state', 'health', 'consumer_id', 'connection', 'service_id', 'enabled', 'credentials_expire_at', 'updated_at',
		]);
		expect(items[0]!.json.credentials_expire_at).toMatch(/^\d{4}-.*Z$/);
		expect(sent()).toEqual(['GET /vault/connections?configured=true']);
	});

	it('filters by API and configured, each only when it is set', async () => {
		for (const filters of [{}, { api: 'crm' }, { configurationStatus: 'notConfigured' }, { api: 'crm', configurationStatus: 'configured' }]) {
			await run(engine, sandbox, { operation: 'getAll', returnAll: true, filters });
		}
		expect(sent()).toEqual([
			'GET /vault/connections',
			'GET /vault/connections?api=crm',
			'GET /vault/connections?configured=false',
			'GET /vault/connections?api=crm&configured=true',
		]);
	});

	const ALL = { operation: 'getAll', returnAll: true };
	const statesOf = async (parameters: object) => (await run(engine, sandbox, parameters)).json.map(({ state }) => state);

	it('returns only connections that were added, unless the others are requested too', async () => {
		const added = await statesOf(ALL);
		expect(added.length).toBeGreaterThan(1);
		expect(added).not.toContain('available');
		const all = await statesOf({ ...ALL, filters: { includeNotAdded: true } });
		expect(all.filter((state) => state !== 'available')).toEqual(added);
		expect(all.length).toBeGreaterThan(15);
		expect(await statesOf({ ...ALL, filters: { includeNotAdded: '={{ "false" }}' } })).toEqual(added);
	});

	it('also returns connections that are not added if only those that are not set up are requested', async () => {
		const notSetUp = await statesOf({ ...ALL, filters: { configurationStatus: 'notConfigured' } });
		expect(new Set(notSetUp)).toEqual(new Set(['available']));
		expect(await statesOf({ ...ALL, filters: { configurationStatus: 'notConfigured', includeNotAdded: false } })).toEqual([]);
	});

	it('says how to get the others if the consumer has added none that match, but not if there are none to add', async () => {
		const none = { ...ALL, filters: { configurationStatus: 'notConfigured', includeNotAdded: false } };
		expect((await run(engine, sandbox, none)).hints).toMatchObject([{ message: "The consumer has not added any matching connections. To return those that can be added, turn on 'Include Not Added' under 'Filters'." }]);
		sandbox.faults.add({ fault: { body: { status_code: 200, data: [] } } });
		expect((await run(engine, sandbox, none)).hints).toEqual([]);
	});

	it('applies the limit to the returned connections, however many were omitted', async () => {
		const added = await statesOf(ALL);
		for (let limit = 1; limit <= added.length + 1; limit++) {
			expect(await statesOf({ operation: 'getAll', limit })).toEqual(added.slice(0, limit));
		}
		expect(await statesOf({ operation: 'getAll', limit: 3, filters: { includeNotAdded: true } })).toHaveLength(3);
	});

	it('returns a connection whose state is missing or new', async () => {
		const data = [{ unified_api: 'crm', service_id: 'a' }, { unified_api: 'crm', service_id: 'b', state: 'someday' }, { unified_api: 'crm', service_id: 'c', state: 'available' }];
		sandbox.faults.add({ fault: { body: { status_code: 200, data } } });
		const { json } = await run(engine, sandbox, ALL);
		expect(json.map(({ connection }) => connection)).toEqual(['crm+a', 'crm+b']);
	});

	it('takes the configuration status from an expression', async () => {
		await run(engine, sandbox, { operation: 'getAll', filters: { configurationStatus: '={{ "notConfigured" }}' } });
		expect(sent()).toEqual(['GET /vault/connections?configured=false']);
	});

	it.each(['true', 'false', '"false"', '"perhaps"'])('refuses a configuration status of %s, and names the values', async (value) => {
		const { error } = await run(engine, sandbox, { operation: 'getAll', filters: { configurationStatus: `={{ ${value} }}` } });
		expect(error?.message).toMatch(/^'Configuration Status' cannot be/);
		expect(error?.description).toContain("Use configured or notConfigured in 'Configuration Status'.");
		expect(sandbox.requests).toEqual([]);
	});
});

describe('connection: get', () => {
	it("uses the credential's consumer when the node names none", async () => {
		const { json } = await run(engine, sandbox, { operation: 'get', connection: byId('crm+pipedrive') });
		expect(json).toEqual([expect.objectContaining({ consumer_id: 'test-consumer', service_id: 'pipedrive', state: 'callable' })]);
		expect(sandbox.requests[0]!.headers['x-apideck-consumer-id']).toBe('test-consumer');
	});

	it('gives every field in raw output, with secrets masked', async () => {
		const { json } = await run(engine, sandbox, { operation: 'get', ...WORKDAY, output: 'raw' });
		const connection = json[0]!;
		expect(Object.keys(connection).length).toBeGreaterThan(25);
		expect(connection.settings).toMatchObject({ tenant: 'sandbox', password: '[redacted]' });
		expect(Object.keys(connection).slice(0, 7)).toEqual(['name', 'state', 'health', 'consumer_id', 'connection', 'unified_api', 'service_id']);
		expect(JSON.stringify(connection)).not.toContain('fake-password-not-a-secret');
	});

	it.each<[string, object]>([
		['get', {}],
		['update', { settingsMode: 'json', settingsJson: '{"notes": "changed", "password": "fake-new-password"}' }],
	])('%s gives the settings in simplified output, with secrets masked', async (operation, parameters) => {
		const { json } = await run(engine, sandbox, { operation, ...WORKDAY, ...parameters });
		expect(Object.keys(json[0]!)).toEqual(['name', 'state', 'health', 'consumer_id', 'connection', 'service_id', 'enabled', 'credentials_expire_at', 'updated_at', 'settings']);
		expect(json[0]).toMatchObject({ connection: 'hris+workday', settings: { tenant: 'sandbox', password: '[redacted]', ...(operation === 'update' && { notes: 'changed' }) } });
		expect(JSON.stringify(json)).not.toMatch(/fake-(new-)?password/);
	});

	it('returns simplified settings unmasked if redaction is turned off', async () => {
		const { json } = await run(engine, sandbox, { operation: 'get', ...WORKDAY, options: { redactSecrets: false } });
		expect(json[0]!.settings).toMatchObject({ tenant: 'sandbox', password: 'fake-password-not-a-secret' });
	});

	it('gives only the chosen fields and the IDs in selected output', async () => {
		const { json } = await run(engine, sandbox, { operation: 'get', ...WORKDAY, output: 'selected', fields: ['state', 'settings'] });
		expect(Object.keys(json[0]!).sort()).toEqual(['connection', 'consumer_id', 'service_id', 'settings', 'state', 'unified_api']);
		expect(json[0]).toMatchObject({ consumer_id: 'test-consumer', settings: { password: '[redacted]' } });
	});

	it('takes the fields from an expression as text with commas', async () => {
		const { json } = await run(engine, sandbox, { operation: 'get', ...WORKDAY, output: 'selected', fields: '={{ "state, name" }}' });
		expect(json[0]).toMatchObject({ state: 'callable', name: 'Workday' });
	});

	it('masks the state of authorization links', async () => {
		const { json } = await run(engine, sandbox, { operation: 'get', ...CRM_PIPEDRIVE, output: 'raw' });
		expect(json[0]!.authorize_url).toMatch(/state=\[redacted\]$/);
		expect(json[0]!.revoke_url).toMatch(/state=\[redacted\]$/);
	});
});

describe('connection: update', () => {
	it('sends what was filled in and nothing else', async () => {
		const { json, status } = await run(engine, sandbox, { operation: 'update', ...CRM_PIPEDRIVE, updateFields: { enabled: false } });
		expect(status).toBe('success');
		expect(bodyOf()).toEqual({ enabled: false });
		expect(json[0]).toMatchObject({ enabled: false, consumer_id: 'test-consumer' });
		expect(sandbox.vault.get({ consumerId: 'test-consumer', unifiedApi: 'crm', serviceId: 'pipedrive' })?.enabled).toBe(false);
	});

	it('does not switch a connection on when an expression says "false"', async () => {
		await run(engine, sandbox, { operation: 'update', ...CRM_PIPEDRIVE, updateFields: { enabled: '={{ $json.on }}' } }, { items: [{ on: 'false' }] });
		expect(bodyOf()).toEqual({ enabled: false });
		const refused = await run(engine, sandbox, { operation: 'update', ...CRM_PIPEDRIVE, updateFields: { enabled: '={{ $json.on }}' } }, { items: [{ on: 'off' }] });
		expect(refused.error?.message).toContain("'Enabled'");
		expect(sandbox.requests).toHaveLength(1);
	});

	it('sends settings, metadata and mappings together', async () => {
		await run(engine, sandbox, {
			operation: 'update',
			...WORKDAY,
			settingsMode: 'json',
			settingsJson: '{"notes": null, "tenant": "other"}',
			updateFields: {
				metadata: '{"plan": "enterprise"}',
				customMappings: { mappings: [{ value: '$.a' }, { value: '$.b' }] },
			},
		});
		expect(bodyOf()).toEqual({
			settings: { notes: null, tenant: 'other' },
			metadata: { plan: 'enterprise' },
			custom_mappings: [{ value: '$.a' }, { value: '$.b' }],
		});
		expect(sandbox.requests[0]!.headers['content-type']).toBe('application/json');
	});

	it('takes JSON given as a value by an expression', async () => {
		const settings = { tenant: 'by expression', page_size: 5 };
		await run(
			engine,
			sandbox,
			{ operation: 'update', ...WORKDAY, settingsMode: 'json', settingsJson: '={{ $json.settings }}', updateFields: { metadata: '={{ $json.meta }}' } },
			{ items: [{ settings, meta: { a: 1 } }] },
		);
		expect(bodyOf()).toEqual({ settings, metadata: { a: 1 } });
	});
});

describe('connection: delete', () => {
	it('removes the connection and says which', async () => {
		const { items } = await run(engine, sandbox, { operation: 'delete', ...CRM_PIPEDRIVE });
		expect(items).toEqual([
			{ json: { deleted: true, consumer_id: 'test-consumer', connection: 'crm+pipedrive', unified_api: 'crm', service_id: 'pipedrive' }, pairedItem: { item: 0 } },
		]);
		expect(sent()).toEqual(['DELETE /vault/connections/crm/pipedrive']);
		expect(sandbox.vault.get({ consumerId: 'test-consumer', unifiedApi: 'crm', serviceId: 'pipedrive' })).toBeUndefined();
	});

	it('accepts a status 200 that says that it is deleted', async () => {
		sandbox.faults.add({ match: { method: 'DELETE' }, fault: { status: 200, body: { status_code: 200, status: 'OK', data: { id: 'crm+pipedrive' } } } });
		const { json } = await run(engine, sandbox, { operation: 'delete', ...CRM_PIPEDRIVE });
		expect(json).toEqual([expect.objectContaining({ deleted: true })]);
	});
});

describe('connection: import and token', () => {
	it('imports tokens for a connection that was not there', async () => {
		const { json } = await run(engine, sandbox, {
			operation: 'import',
			consumer: byId('xylo-instruments'),
			connection: byId('crm+hubspot'),
			credentials: { accessToken: 'fake-access', refreshToken: 'fake-refresh', issuedAt: '2026-01-31T08:00:00Z', expiresIn: 3600 },
			additionalFields: { metadata: '{"plan":"pro"}' },
		});
		expect(json[0]).toMatchObject({ state: 'callable', consumer_id: 'xylo-instruments' });
		expect(sent()).toEqual(['POST /vault/connections/crm/hubspot/import']);
		expect(bodyOf()).toEqual({
			credentials: { refresh_token: 'fake-refresh', access_token: 'fake-access', issued_at: '2026-01-31T08:00:00.000Z', expires_in: 3600 },
			metadata: { plan: 'pro' },
		});
	});

	it('reads a time without a zone in the time zone of the workflow, and n8n DateTimes', async () => {
		const parameters = { operation: 'import', ...CRM_PIPEDRIVE, credentials: { accessToken: 'x', issuedAt: '={{ $json.at }}' } };
		await run(engine, sandbox, parameters, { items: [{ at: '2026-07-01T08:00:00' }, { at: '2026-07-01T08:00:00+02:00' }, { at: 1_782_885_600_000 }] });
		const issued = sandbox.requests.map((_, index) => (bodyOf(index).credentials as IDataObject).issued_at);
		// n8n's own default zone is America/New_York.
		expect(issued).toEqual(['2026-07-01T12:00:00.000Z', '2026-07-01T06:00:00.000Z', '2026-07-01T06:00:00.000Z']);
		await run(engine, sandbox, { ...parameters, credentials: { accessToken: 'x', issuedAt: '={{ DateTime.fromISO("2026-07-01T10:00:00Z") }}' } });
		expect((bodyOf(3).credentials as IDataObject).issued_at).toBe('2026-07-01T10:00:00.000Z');
	});

	it('imports settings alone, for services without tokens', async () => {
		const { json } = await run(engine, sandbox, {
			operation: 'import',
			consumer: byId('xylo-instruments'),
			connection: byId('hris+hibob'),
			settingsMode: 'json',
			settingsJson: '{"service_user_id":"S-1","token":"fake-token-value"}',
		});
		expect(json[0]).toMatchObject({ state: 'callable' });
		expect(bodyOf()).toEqual({ settings: { service_user_id: 'S-1', token: 'fake-token-value' } });
	});

	it('exchanges the stored credentials of a password grant', async () => {
		const { json } = await run(engine, sandbox, { operation: 'token', ...WORKDAY });
		expect(json[0]).toMatchObject({ state: 'callable', service_id: 'workday' });
		expect(sent()).toEqual(['POST /vault/connections/hris/workday/token']);
		expect(sandbox.requests[0]!.body).toBe('{}');
	});
});

describe('consumer', () => {
	it('lists consumers page by page up to the limit', async () => {
		const all = await run(engine, sandbox, { resource: 'consumer', operation: 'getAll', returnAll: true });
		expect(all.json.map((consumer) => consumer.consumer_id)).toEqual(sandbox.vault.consumerIds());
		expect(sent()).toEqual(['GET /vault/consumers?limit=200']);
		const few = await run(engine, sandbox, { resource: 'consumer', operation: 'getAll', limit: 2 });
		expect(few.items).toHaveLength(2);
	});

	it('goes on from page to page, and an empty cursor is the end', async () => {
		const page = (id: string, next: string) => ({ body: { status_code: 200, data: [{ consumer_id: id }], meta: { cursors: { next } } } });
		for (const fault of [page('a', 'c2'), page('b', 'c3'), page('c', '')]) sandbox.faults.add({ fault });
		const { json } = await run(engine, sandbox, { resource: 'consumer', operation: 'getAll', returnAll: true });
		expect(json.map((consumer) => consumer.consumer_id)).toEqual(['a', 'b', 'c']);
		expect(sent().map((request) => /cursor=(\w+)/.exec(request)?.[1])).toEqual([undefined, 'c2', 'c3']);
	});

	it('asks for no more than the limit over several pages', async () => {
		const many = await startSandbox({ scenario: large({ consumers: 450, connectionsPerConsumer: 1 }) });
		try {
			const { json } = await run(engine, many, { resource: 'consumer', operation: 'getAll', limit: 401 });
			expect(json).toHaveLength(401);
			expect(many.requests.map(({ query }) => /limit=(\d+)/.exec(query)?.[1])).toEqual(['200', '200', '1']);
			const all = await run(engine, many, { resource: 'consumer', operation: 'getAll', returnAll: true });
			expect(all.json).toHaveLength(450);
		} finally {
			await many.close();
		}
	});

	it('passes the filters on', async () => {
		const { json } = await run(engine, sandbox, {
			resource: 'consumer',
			operation: 'getAll',
			filters: { search: 'バ' },
		});
		expect(json).toEqual([]);
		const prefixed = await run(engine, sandbox, { resource: 'consumer', operation: 'getAll', filters: { consumerPrefix: 't' } });
		expect(prefixed.json.map((consumer) => consumer.consumer_id)).toEqual(['test-consumer', 'tidal-forge', 'tokyo-lantern']);
		expect(sent()).toEqual([
			'GET /vault/consumers?filter%5Bsearch%5D=%E3%83%90&limit=50',
			'GET /vault/consumers?filter%5Bconsumer_id%5D=t&limit=50',
		]);
	});

	it('gets one; its ID is one path segment and travels in no header', async () => {
		const { json } = await run(engine, sandbox, { resource: 'consumer', operation: 'get', consumer: byId('={{ $json.id }}') }, {
			items: [{ id: 'Blue Hill & Co / Retail' }, { id: 'お店-7' }],
		});
		expect(json.map((consumer) => consumer.name)).toEqual(['Blue Hill & Co (retail)', 'お店 7']);
		expect(sent()).toEqual(['GET /vault/consumers/Blue%20Hill%20%26%20Co%20%2F%20Retail', 'GET /vault/consumers/%E3%81%8A%E5%BA%97-7']);
		expect(sandbox.requests[0]!.headers['x-apideck-consumer-id']).toBeUndefined();
	});

	it('gets one with the API, the state and the health of its connections', async () => {
		const { json } = await run(engine, sandbox, { resource: 'consumer', operation: 'get', consumer: byId('copper-lantern-studio') });
		expect(json).toEqual([
			{
				consumer_id: 'copper-lantern-studio',
				name: 'Copper Lantern Studio',
				email: 'ops@copper-lantern-studio.example',
				services: ['hubspot', 'quickbooks'],
				connections: [
					{ name: 'HubSpot', state: 'callable', health: 'pending_refresh', connection: 'crm+hubspot' },
					{ name: 'QuickBooks', state: 'callable', health: 'ok', connection: 'accounting+quickbooks' },
				],
				request_count: expect.any(Number) as number,
				created: expect.any(String) as string,
				modified: expect.any(String) as string,
			},
		]);
	});

	it("masks the settings of a consumer's connections in raw output", async () => {
		const { json } = await run(engine, sandbox, { resource: 'consumer', operation: 'get', output: 'raw' });
		const text = JSON.stringify(json);
		expect(text).toContain('"connections"');
		expect(text).not.toContain('not-a-secret');
		const selected = await run(engine, sandbox, { resource: 'consumer', operation: 'get', output: 'selected', fields: ['services'] });
		expect(Object.keys(selected.json[0]!)).toEqual(['consumer_id', 'services']);
	});
});
