import type { IDataObject, INodeListSearchResult, INodeParameters, INodePropertyOptions, ResourceMapperFields } from 'n8n-workflow';

import type { Engine } from '../../tools/engine';
import { startSandbox, type Sandbox } from '../../tools/sandbox';
import { byId, CREDENTIAL, loadEngine } from './support';

let sandbox: Sandbox;
let engine: Engine;
beforeAll(async () => {
	[sandbox, engine] = await Promise.all([startSandbox(), loadEngine()]);
});
beforeEach(() => sandbox.reset());
afterAll(async () => await sandbox.close());

const load = async <T>(
	kind: 'listSearch' | 'loadOptions' | 'resourceMapping',
	method: string,
	parameters: object,
	args: unknown[] = [],
	credential: IDataObject = {},
): Promise<T> =>
	await engine.loadMethod<T>(
		kind,
		method,
		{ type: engine.type('apideckVault'), credentials: CREDENTIAL },
		{ apideckApi: { ...sandbox.credentials, ...credential } as never },
		args,
		{ resource: 'connection', operation: 'update', ...parameters } as INodeParameters,
	);
const search = async (method: string, parameters: object, ...args: unknown[]) =>
	await load<INodeListSearchResult>('listSearch', method, parameters, args);
const form = async (consumer: string, unifiedApi: string, service: string) =>
	await load<ResourceMapperFields>('resourceMapping', 'getSettingsFields', { consumer: byId(consumer), unifiedApi, service: byId(service) });

/** The error that the editor shows in place of the list. */
const rejection = async (promise: Promise<unknown>) =>
	await promise.then(
		() => undefined,
		(error: Error & { description?: string }) => ({ message: error.message, description: error.description }),
	);

describe('consumers', () => {
	it('are listed page by page, with their names', async () => {
		const all: string[] = [];
		let token: unknown;
		let pages = 0;
		do {
			const { results, paginationToken } = await search('searchConsumers', {}, undefined, token);
			all.push(...results.map(({ value }) => String(value)));
			token = paginationToken;
			pages++;
		} while (token !== undefined);
		expect(all).toEqual(sandbox.vault.consumerIds());
		expect(pages).toBe(1);
		const { results } = await search('searchConsumers', {});
		expect(results).toContainEqual({ name: 'Blue Fjord Bakery (blue-fjord-bakery)', value: 'blue-fjord-bakery' });
		expect(results).toContainEqual({ name: 'acct_000917', value: 'acct_000917' });
		expect(results).toContainEqual({ name: 'it@acct-918.example (acct_000918)', value: 'acct_000918' });
	});

	it('continue with the next page', async () => {
		const page = { cursors: { next: 'cursor-2' } };
		sandbox.faults.add({ fault: { body: { status_code: 200, data: [{ consumer_id: 'a' }], meta: page } } });
		const first = await search('searchConsumers', {}, 'bak');
		expect(first).toEqual({ results: [{ name: 'a', value: 'a' }], paginationToken: 'cursor-2' });
		sandbox.faults.add({ fault: { body: { status_code: 200, data: [], meta: { cursors: { next: '' } } } } });
		expect(await search('searchConsumers', {}, 'bak', first.paginationToken)).toEqual({ results: [], paginationToken: undefined });
		expect(sandbox.requests.map(({ query }) => query)).toEqual([
			'filter%5Bsearch%5D=bak&limit=50',
			'filter%5Bsearch%5D=bak&cursor=cursor-2&limit=50',
		]);
	});

	it('are searched by the API', async () => {
		expect((await search('searchConsumers', {}, ' bakery ')).results.map(({ value }) => value)).toEqual(['blue-fjord-bakery']);
	});
});

describe('connections', () => {
	it('show their state, and those never added come last', async () => {
		const { results } = await search('searchConnections', { consumer: byId('indigo-tide-games'), unifiedApi: 'crm' });
		expect(results).toEqual([
			{ name: 'HubSpot – authorized, pending confirmation', value: 'hubspot' },
			{ name: 'Zoho CRM – authorized, pending confirmation', value: 'zoho-crm' },
			{ name: 'Odoo – not added yet', value: 'odoo' },
			{ name: 'Pipedrive – not added yet', value: 'pipedrive' },
			{ name: 'Salesforce – not added yet', value: 'salesforce' },
		]);
		expect(sandbox.requests[0]).toMatchObject({ path: '/vault/connections', query: 'api=crm' });
	});

	it('show a disabled connection and an unknown state', async () => {
		const names = async (consumer: string, unifiedApi: string) =>
			(await search('searchConnections', { consumer: byId(consumer), unifiedApi })).results.map(({ name }) => name)[0];
		expect(await names('lumen-valley-energy', 'accounting')).toBe('NetSuite – callable, disabled');
		expect(await names('velvet-anchor', 'crm')).toBe('HubSpot – quarantined, quarantined');
	});

	it('are filtered by name and by ID', async () => {
		const values = async (filter: string) =>
			(await search('searchConnections', { consumer: byId('test-consumer'), unifiedApi: 'crm' }, filter)).results.map(({ value }) => value);
		expect(await values('SALES')).toEqual(['salesforce']);
		expect(await values('zoho-')).toEqual(['zoho-crm']);
		expect(await values('nothing')).toEqual([]);
	});

	it("belong to the credential's consumer, and the error says what to select if there is none", async () => {
		expect((await search('searchConnections', { unifiedApi: 'crm' })).results[0]!.value).toBe('pipedrive');
		const none = load('listSearch', 'searchConnections', { unifiedApi: 'crm' }, [], { consumerId: '' });
		expect(await rejection(none)).toEqual({
			message: "Select a value for 'Consumer' (or set 'Default Consumer ID' in the credential) first",
			description: expect.stringContaining('as an ID or an expression') as unknown,
		});
	});

	it('are not requested for another consumer if an expression is unresolved or a header cannot carry the ID', async () => {
		// n8n's editor passes an unresolved expression as text, as null or as undefined.
		for (const value of ['={{ $json.id }}', null, undefined]) {
			const parameters = { consumer: { __rl: true, mode: 'id', value }, unifiedApi: 'crm', service: byId('pipedrive') };
			const form = load('resourceMapping', 'getSettingsFields', parameters);
			for (const list of [search('searchConnections', parameters), form]) {
				expect((await rejection(list))?.message).toBe("The expression in 'Consumer' did not return an ID in the editor");
			}
		}
		expect((await rejection(search('searchConnections', { consumer: byId('お店-7'), unifiedApi: 'crm' })))?.message).toContain("can't be sent in an HTTP header");
		expect(sandbox.requests).toEqual([]);
	});
});

describe('connectors', () => {
	it('include only callable connectors of the unified API', async () => {
		const { results } = await search('searchConnectors', { unifiedApi: 'hris' });
		const names = results.map(({ name }) => name);
		expect(names).toContain('Factorial');
		expect(names).not.toContain('Rippling');
		expect(names).not.toContain('Zenefits');
		expect((await search('searchConnectors', { unifiedApi: 'crm' })).results).toContainEqual({ name: 'Freshworks CRM (beta)', value: 'freshsales' });
		expect(sandbox.requests[0]).toMatchObject({ path: '/connector/connectors', query: 'filter%5Bunified_api%5D=hris&limit=100' });
	});

	it('are listed page by page and searched over all pages', async () => {
		const connector = (id: string) => ({ service_id: id, name: id.toUpperCase(), status: 'live' });
		const page = (id: string, next: string | null) => ({ body: { status_code: 200, data: [connector(id)], meta: { cursors: { next } } } });
		sandbox.faults.add({ fault: page('one', 'c2') });
		expect(await search('searchConnectors', { unifiedApi: 'crm' })).toEqual({ results: [{ name: 'ONE', value: 'one' }], paginationToken: 'c2' });
		sandbox.faults.add({ fault: page('one', 'c2') });
		sandbox.faults.add({ fault: page('two', 'c3') });
		sandbox.faults.add({ fault: page('one-more', null) });
		expect((await search('searchConnectors', { unifiedApi: 'crm' }, 'one')).results.map(({ value }) => value)).toEqual(['one', 'one-more']);
		expect(sandbox.requests.slice(1).map(({ query }) => /cursor=(\w+)/.exec(query)?.[1])).toEqual([undefined, 'c2', 'c3']);
		// A repeated cursor must cause neither an endless loop nor a list that looks complete.
		for (const next of ['c2', 'c2']) sandbox.faults.add({ fault: page('one', next) });
		expect((await rejection(search('searchConnectors', { unifiedApi: 'crm' }, 'one')))?.message).toContain('Pagination loop');
	});
});

describe('the settings form', () => {
	it('contains every type of field of a connection', async () => {
		const { fields } = await form('test-consumer', 'hris', 'workday');
		expect(fields.map(({ id, displayName, type }) => [id, displayName, type])).toEqual([
			['host', 'Host', 'string'],
			['tenant', 'Tenant', 'string'],
			['user_name', 'Integration user', 'string'],
			['password', 'Password (secret)', 'string'],
			['contact_email', 'Contact', 'string'],
			['contact_phone', 'Phone', 'string'],
			['notes', 'Notes', 'string'],
			['include_terminated', 'Include former employees', 'options'],
			['page_size', 'Page size (records)', 'number'],
			['hired_after', 'Hired after (YYYY-MM-DD)', 'string'],
			['sync_time', 'Time of the nightly… (HH:MM)', 'string'],
			['changed_since', 'Changed since', 'dateTime'],
			['worker_types', 'Worker types (e.g. ["permanent"])', 'array'],
			['cost_centers', 'Cost centers (e.g. [4100])', 'array'],
			['location', 'Default location (e.g. ANR)', 'string'],
			['report_format', 'Report format', 'options'],
		]);
		expect(fields.every(({ required, display, canBeUsedToMatch }) => !required && display && !canBeUsedToMatch)).toBe(true);
	});

	it.each(['create', 'import'])('says which fields are required to %s a connection', async (operation) => {
		const { fields } = await load<ResourceMapperFields>('resourceMapping', 'getSettingsFields', { operation, consumer: byId('test-consumer'), unifiedApi: 'hris', service: byId('workday') });
		expect(fields.slice(0, 4).map(({ displayName }) => displayName)).toEqual(['Host (required)', 'Tenant (required)', 'Integration user (required)', 'Password (required, secret)']);
	});

	it('omits hidden and deprecated fields and contains no value', async () => {
		const { fields } = await form('test-consumer', 'hris', 'workday');
		const text = JSON.stringify(fields);
		for (const absent of ['internal_ref', 'legacy_token', 'fake-password-not-a-secret', 'ISU_Apideck']) expect(text).not.toContain(absent);
	});

	it('contains options, with the name of their group if they have one', async () => {
		const salesforce = await form('test-consumer', 'crm', 'salesforce');
		const byFieldId = (id: string) => salesforce.fields.find((field) => field.id === id)!;
		expect(byFieldId('owner_team').options).toEqual([
			{ name: 'EMEA › Benelux', value: 101 },
			{ name: 'EMEA › Nordics', value: 102 },
			{ name: 'Americas › North', value: 201 },
			{ name: 'Americas › South', value: 202 },
		]);
		expect(byFieldId('api_version')).toBeUndefined();
		const xero = await form('blue-fjord-bakery', 'accounting', 'xero');
		expect(xero.fields.find(({ id }) => id === 'default_tax')!.options).toContainEqual({ name: 'None', value: 0 });
	});

	it('exists for a connection that was never added, and says if there is nothing to fill in', async () => {
		const added = await form('xylo-instruments', 'hris', 'hibob');
		expect(added.fields.map(({ id }) => id)).toEqual(['service_user_id', 'token']);
		expect(await form('test-consumer', 'file-storage', 'box')).toEqual({ fields: [], emptyFieldsNotice: 'Box has no settings to fill in' });
		expect(await form('test-consumer', 'crm', 'hubspot')).toMatchObject({ fields: [] });
	});

	it('reports what to select first', async () => {
		const fields = async (parameters: object, consumerId = '') =>
			await rejection(load('resourceMapping', 'getSettingsFields', { unifiedApi: 'crm', ...parameters }, [], { consumerId }));
		expect((await fields({ service: byId('hubspot') }))?.message).toContain("Select a value for 'Consumer'");
		expect((await fields({ consumer: byId('test-consumer'), service: byId('') }))?.message).toBe("Select a value for 'Service' first");
		expect((await fields({ consumer: byId('test-consumer'), service: byId('={{ $json.s }}') }))?.message).toBe("Select a value for 'Service' first");
		expect((await fields({ consumer: byId('test-consumer'), service: byId('hubspot'), unifiedApi: '={{ $json.api }}' }))?.message).toBe("Select a value for 'Unified API' first");
		expect(sandbox.requests).toEqual([]);
	});
});

describe('configurable resources', () => {
	it('are read from the connection', async () => {
		const list = await load<INodePropertyOptions[]>('loadOptions', 'getConfigurableResources', { consumer: byId('test-consumer'), unifiedApi: 'hris', service: byId('workday') });
		expect(list).toEqual([
			{ name: 'Employees', value: 'employees' },
			{ name: 'Time Off Requests', value: 'time-off-requests' },
		]);
	});
});

describe('services', () => {
	const services = async (type = 'apideckVault') =>
		await engine.loadMethod<INodePropertyOptions[]>('loadOptions', 'getServices', { type: engine.type(type), credentials: CREDENTIAL }, { apideckApi: { ...sandbox.credentials, consumerId: '' } as never });

	it.each(['apideckVault', 'apideckVaultTrigger'])('of the application are listed once each, by name, for %s', async (type) => {
		const listed = await services(type);
		const names = listed.map(({ name }) => name);
		expect(listed).toContainEqual({ name: 'BambooHR', value: 'bamboohr' });
		expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b, 'en')));
		expect(new Set(listed.map(({ value }) => value)).size).toBe(listed.length);
		expect(sandbox.requests.map(({ path, query }) => [path, query])).toEqual([['/vault/consumers', 'limit=50'], ['/vault/connections', '']]);
	});

	it('are read for the first consumer whose ID fits into a header, and none is listed without a consumer', async () => {
		sandbox.faults.add({ match: { path: /^\/vault\/consumers$/ }, fault: { body: { status_code: 200, data: [{ consumer_id: 'cafè' }, { consumer_id: 'sofia-rose' }] } } });
		expect((await services()).length).toBeGreaterThan(5);
		expect(sandbox.requests[1]?.headers['x-apideck-consumer-id']).toBe('sofia-rose');
		sandbox.faults.add({ match: { path: /^\/vault\/consumers$/ }, fault: { body: { status_code: 200, data: [] } } });
		expect(await services()).toEqual([]);
	});

	it('whose ID has not the form of a service ID are left out, because the filter would refuse it', async () => {
		sandbox.faults.add({ match: { path: /^\/vault\/connections$/ }, fault: { body: { status_code: 200, data: ['hub spot', 'HubSpot', '=x', 'hubspot'].map((id) => ({ service_id: id })) } } });
		expect(await services()).toEqual([{ name: 'hubspot', value: 'hubspot' }]);
	});
});

describe('errors in the editor', () => {
	it('say what to do and never contain the API key', async () => {
		const wrong = await rejection(load('listSearch', 'searchConsumers', {}, [], { apiKey: 'sk_test_fake_wrong_key' }));
		expect(wrong?.message).toBe('Apideck rejected the API key or app ID');
		expect(JSON.stringify(wrong)).not.toContain('sk_test_fake_wrong_key');
		expect((await rejection(form('nobody', 'crm', 'hubspot')))?.message).toBe("Consumer 'nobody' not found");
		expect((await rejection(form('test-consumer', 'crm', 'no-such')))?.message).toBe("Apideck does not offer a connector for connection 'crm+no-such'");
		const clear = await rejection(load('listSearch', 'searchConsumers', {}, [], { baseUrl: 'http://apideck.example' }));
		expect(clear?.message).toContain('https://');
	});

	it('follow after a few short retries when the server is unavailable', async () => {
		sandbox.faults.add({ fault: { status: 503 }, times: Infinity });
		const began = Date.now();
		expect((await rejection(search('searchConsumers', {})))?.message).toBe('Apideck is temporarily unavailable');
		expect(sandbox.requests).toHaveLength(3);
		expect(Date.now() - began).toBeLessThan(15_000);
	});
});
