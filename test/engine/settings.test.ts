import type { IDataObject, ResourceMapperFields } from 'n8n-workflow';

import { refusal } from './n8nVersion';
import { setUpVault } from './setUp';
import { byId, CREDENTIAL, run } from './support';

const { sandbox, engine } = setUpVault();

const target = (unifiedApi: string, service: string) => ({ consumer: byId('test-consumer'), connection: byId(`${unifiedApi}+${service}`) });

/** Fills in the form as the editor does: with the schema that the connection itself gives. */
async function fillIn(api: string, service: string, value: IDataObject, more: object = {}) {
	const { fields } = await engine.loadMethod<ResourceMapperFields>(
		'resourceMapping',
		'getSettingsFields',
		{ type: engine.type('apideckVault'), credentials: CREDENTIAL },
		{ apideckApi: sandbox.credentials },
		[],
		{ resource: 'connection', operation: 'update', ...target(api, service) },
	);
	sandbox.clearRequests();
	const settings = { mappingMode: 'defineBelow', value, matchingColumns: [], schema: fields, attemptToConvertTypes: false, convertFieldsToString: false };
	const result = await run(engine, sandbox, { operation: 'update', ...target(api, service), settingsMode: 'fields', settings, ...more });
	const sent = sandbox.requests.map(({ body }) => (JSON.parse(body) as { settings?: IDataObject }).settings);
	return { ...result, settings: sent[0], requests: sent.length };
}

describe('the settings form', () => {
	it('sends each kind of value as the service stores it', async () => {
		const { settings, status } = await fillIn('hris', 'workday', {
			tenant: 'new-tenant',
			password: '={{ "from a safe place" }}',
			include_terminated: false,
			page_size: 50,
			hired_after: '2026-02-01',
			sync_time: '04:15',
			changed_since: '2026-03-01T00:00:00.000Z',
			worker_types: '["permanent","intern"]',
			cost_centers: [4100, 9999],
			location: 'OSL',
			report_format: 'advanced',
		});
		expect(status).toBe('success');
		expect({ ...settings, changed_since: new Date(String(settings!.changed_since)).toISOString() }).toEqual({
			tenant: 'new-tenant',
			password: 'from a safe place',
			include_terminated: false,
			page_size: 50,
			hired_after: '2026-02-01',
			sync_time: '04:15',
			changed_since: '2026-03-01T00:00:00.000Z',
			worker_types: ['permanent', 'intern'],
			cost_centers: [4100, 9999],
			location: 'OSL',
			report_format: 'advanced',
		});
		const stored = sandbox.vault.get({ consumerId: 'test-consumer', unifiedApi: 'hris', serviceId: 'workday' })!.settings;
		expect(stored).toMatchObject({ host: 'https://workday.sandbox.example', page_size: 50, worker_types: ['permanent', 'intern'] });
	});

	it('turns what an expression gives as text into the type of the field', async () => {
		const { settings } = await fillIn('hris', 'workday', { page_size: '={{ "75" }}', include_terminated: '={{ 1 === 1 }}' });
		expect(settings).toEqual({ page_size: 75, include_terminated: true });
	});

	it('keeps a value of a list as it is: number, text, 0', async () => {
		expect((await fillIn('crm', 'salesforce', { owner_team: 201 })).settings).toEqual({ owner_team: 201 });
		expect((await fillIn('accounting', 'xero', { default_tax: 0 })).settings).toEqual({ default_tax: 0 });
	});

	it('does not send what was left empty', async () => {
		const { settings } = await fillIn('hris', 'workday', { tenant: 'x', notes: '', page_size: null, location: '={{ undefined }}' });
		expect(settings).toEqual({ tenant: 'x' });
	});

	it('with nothing filled in is nothing to update, and stays out of a body with something else', async () => {
		const empty = await fillIn('hris', 'workday', { notes: '' });
		expect(empty.error?.message).toBe('There is nothing to update');
		expect(empty.requests).toBe(0);
		const other = await fillIn('hris', 'workday', {}, { updateFields: { enabled: true } });
		expect(other.requests).toBe(1);
		expect(other.settings).toBeUndefined();
	});

	it('refuses a value of the wrong type before anything is sent', async () => {
		const refused: Array<[string, object]> = [['Page size', { page_size: '={{ "many" }}' }], ['Report format', { report_format: '={{ "no option" }}' }], ['Worker types', { worker_types: '={{ { a: 1 } }}' }]];
		for (const [label, value] of refused) {
			const { error, requests } = await fillIn('hris', 'workday', value as IDataObject);
			expect(error?.message).toContain(`'${label}`);
			expect(requests).toBe(0);
		}
		// What is wrong in the form itself does not even start.
		await expect(fillIn('hris', 'workday', { page_size: 'many' })).rejects.toThrow(refusal(/'page_size' expects a number/));
	});

	it('keeps a list as the value of an option a list', async () => {
		const settings = {
			mappingMode: 'defineBelow',
			value: { scope: '["team","general"]', note: '[not json' },
			schema: ['scope', 'note'].map((id) => ({
				id,
				displayName: id,
				type: 'options',
				options: [{ name: 'Both', value: '["team","general"]' }, { name: 'Note', value: '[not json' }],
				required: false,
				display: true,
				defaultMatch: false,
			})),
		};
		await run(engine, sandbox, { operation: 'update', ...target('crm', 'pipedrive'), settings });
		expect(JSON.parse(sandbox.requests[0]!.body)).toEqual({ settings: { scope: ['team', 'general'], note: '[not json' } });
	});

	it('is the same for import', async () => {
		const settings = { mappingMode: 'defineBelow', value: { service_user_id: 'S-9', token: 'fake-token-9' }, schema: [] };
		const { json } = await run(engine, sandbox, { operation: 'import', ...target('hris', 'hibob'), settings });
		expect(json[0]).toMatchObject({ state: 'callable' });
		expect(JSON.parse(sandbox.requests[0]!.body)).toEqual({ settings: { service_user_id: 'S-9', token: 'fake-token-9' } });
	});
});

describe('settings as JSON', () => {
	it('sends null, which empties a setting, and everything else as written', async () => {
		const settingsJson = '{"notes":null,"page_size":1e2,"worker_types":[],"nested":{"a":[1,"b",true,null]},"text":"ü\\u0000"}';
		sandbox.faults.add({ fault: { status: 422 } });
		await run(engine, sandbox, { operation: 'update', ...target('hris', 'workday'), settingsMode: 'json', settingsJson });
		expect(JSON.parse(sandbox.requests[0]!.body)).toEqual({ settings: JSON.parse(settingsJson) as unknown });
	});

	it('does not mix with what the form still holds', async () => {
		const settings = { mappingMode: 'defineBelow', value: { tenant: 'from the form' }, schema: [] };
		await run(engine, sandbox, { operation: 'update', ...target('hris', 'workday'), settings, settingsMode: 'json', settingsJson: '{"tenant":"from JSON"}' });
		expect(JSON.parse(sandbox.requests[0]!.body)).toEqual({ settings: { tenant: 'from JSON' } });
	});
});

describe('the configuration form', () => {
	it('sends resources, defaults, their options and typed values', async () => {
		const entries = [
			{ id: 'Text', type: 'text', value: 'GC5000 series' },
			{ id: 'Number', type: 'number', value: '10.5' },
			{ id: 'ByExpression', type: 'number', value: '={{ 7 }}' },
			{ id: 'Yes', type: 'boolean', value: 'true' },
			{ id: 'No', type: 'boolean', value: '={{ false }}' },
			{ id: 'List', type: 'list', value: '[10.5, 10, "GC6000 series"]' },
			{ id: 'WithOptions', type: 'text', value: 'x', options: '[{"label":"X","value":"x","option_type":"simple"}]' },
		];
		const { status } = await run(engine, sandbox, {
			operation: 'update',
			...target('crm', 'pipedrive'),
			updateFields: { configuration: { values: { resources: { entries: [{ resourceId: 'leads', defaults: { entries } }, { resourceId: '={{ "opportunities" }}' }] } } } },
		});
		expect(status).toBe('success');
		expect(JSON.parse(sandbox.requests[0]!.body)).toEqual({
			configuration: [
				{
					resource: 'leads',
					defaults: [
						{ id: 'Text', value: 'GC5000 series' },
						{ id: 'Number', value: 10.5 },
						{ id: 'ByExpression', value: 7 },
						{ id: 'Yes', value: true },
						{ id: 'No', value: false },
						{ id: 'List', value: [10.5, 10, 'GC6000 series'] },
						{ id: 'WithOptions', options: [{ label: 'X', value: 'x', option_type: 'simple' }], value: 'x' },
					],
				},
				{ resource: 'opportunities', defaults: [] },
			],
		});
	});
});
