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
const form = async (consumer: string, connection: string) =>
	await load<ResourceMapperFields>('resourceMapping', 'getSettingsFields', { consumer: byId(consumer), connection: byId(connection) });

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

	it('omit IDs that the node would reject', async () => {
		const ids = [' a', 'a ', '\u200b', 'x'.repeat(600), '..', 'a\nb', '=a', '', 5, 'a/b', 'a b', '\u{1f600}'];
		sandbox.faults.add({ fault: { body: { status_code: 200, data: ids.map((consumer_id) => ({ consumer_id })) } } });
		expect((await search('searchConsumers', {})).results.map(({ value }) => value)).toEqual(['a/b', 'a b', '\u{1f600}']);
	});

	it('are searched by the API', async () => {
		expect((await search('searchConsumers', {}, ' bakery ')).results.map(({ value }) => value)).toEqual(['blue-fjord-bakery']);
	});
});

describe('connections', () => {
	const names = async (consumer: string, filter?: string) => (await search('searchConnections', { consumer: byId(consumer) }, filter)).results.map(({ name }) => name);

	it('have a name of service and unified API and an ID that the node accepts', async () => {
		const { results } = await search('searchConnections', { consumer: byId('indigo-tide-games') });
		expect(results.slice(0, 3)).toEqual([
			{ name: 'HubSpot · CRM', value: 'crm+hubspot' },
			{ name: 'Zoho CRM · CRM', value: 'crm+zoho-crm' },
			{ name: 'BambooHR · HRIS', value: 'hris+bamboohr' },
		]);
		expect(sandbox.requests.map(({ path, query }) => [path, query])).toEqual([['/vault/connections', '']]);
	});

	it('come in the order of what needs attention, what works or is disabled, and what was never added, each by name', async () => {
		const set = (connection: string, change: object) => {
			const [unifiedApi = '', serviceId = ''] = connection.split('+');
			sandbox.vault.set({ consumerId: 'indigo-tide-games', unifiedApi, serviceId }, change);
		};
		set('crm+zoho-crm', { state: 'callable', health: 'degraded' });
		set('crm+hubspot', { state: 'callable', health: 'ok' });
		set('crm+pipedrive', { state: 'callable', health: 'needs_auth', enabled: false });
		set('crm+odoo', { state: 'invalid', health: 'revoked' });
		set('hris+bamboohr', { state: 'added', health: 'pending_confirmation' });
		set('accounting+xero', { state: 'quarantined', health: 'ok' });
		const listed = await names('indigo-tide-games');
		expect(listed.slice(0, 6)).toEqual(['BambooHR · HRIS', 'Odoo · CRM', 'Xero · Accounting', 'Zoho CRM · CRM', 'HubSpot · CRM', 'Pipedrive · CRM']);
		const rest = listed.slice(6);
		expect(rest.length).toBeGreaterThan(10);
		expect(rest).toEqual([...rest].sort((a, b) => a.localeCompare(b, 'en')));
	});

	it('never show their state, because n8n saves the name in the workflow', async () => {
		for (const consumerId of sandbox.vault.consumerIds().slice(0, 20)) {
			for (const name of await names(consumerId)) expect(name).toMatch(/^[^–,]+ · [\w -]+$/);
		}
	});

	it('are filtered by words of the name and by ID', async () => {
		expect(await names('test-consumer', 'SALES')).toEqual(['Salesforce · CRM']);
		expect(await names('test-consumer', 'zoho-')).toEqual(['Zoho CRM · CRM']);
		expect(await names('test-consumer', ' hris bamb ')).toEqual(['BambooHR · HRIS']);
		expect(await names('test-consumer', 'nothing')).toEqual([]);
	});

	it('with an ID that the node rejects are omitted', async () => {
		const connection = (unified_api: unknown, service_id: unknown) => ({ unified_api, service_id, name: 'Name', state: 'callable' });
		const data = [connection('crm', 'a/b'), connection('unknown-api', 'hubspot'), connection(['crm'], 'hubspot'), connection('crm', { toString: 1 }), connection('crm', 'hubspot')];
		sandbox.faults.add({ fault: { body: { status_code: 200, data } } });
		expect(await search('searchConnections', {})).toEqual({ results: [{ name: 'Name · CRM', value: 'crm+hubspot' }] });
	});

	it("belong to the credential's consumer, and the error says what to select if there is none", async () => {
		await search('searchConnections', {});
		expect(sandbox.requests[0]!.headers['x-apideck-consumer-id']).toBe('test-consumer');
		const none = load('listSearch', 'searchConnections', {}, [], { consumerId: '' });
		expect(await rejection(none)).toEqual({
			message: "Select a value for 'Consumer' (or set 'Default Consumer ID' in the credential) first",
			description: expect.stringContaining('as an ID or an expression') as unknown,
		});
	});

	it('are not requested for another consumer if an expression is unresolved or a header cannot carry the ID', async () => {
		// n8n's editor passes an unresolved expression as text, as null or as undefined.
		for (const value of ['={{ $json.id }}', null, undefined]) {
			const parameters = { consumer: { __rl: true, mode: 'id', value }, connection: byId('crm+pipedrive') };
			const form = load('resourceMapping', 'getSettingsFields', parameters);
			for (const list of [search('searchConnections', parameters), form]) {
				expect((await rejection(list))?.message).toBe("The expression in 'Consumer' did not return an ID in the editor");
			}
		}
		expect((await rejection(search('searchConnections', { consumer: byId('お店-7') })))?.message).toContain("can't be sent in an HTTP header");
		expect(sandbox.requests).toEqual([]);
	});
});

describe('connectors', () => {
	it('include only callable connectors, once per unified API', async () => {
		const all: string[] = [];
		let token: unknown;
		do {
			const { results, paginationToken } = await search('searchConnectors', {}, undefined, token);
			all.push(...results.map(({ name, value }) => `${name} ${value}`));
			token = paginationToken;
		} while (token !== undefined);
		expect(all).toEqual(expect.arrayContaining(['Factorial · HRIS hris+factorialhr', 'Freshworks CRM · CRM (beta) crm+freshsales']));
		expect(all.filter((entry) => /Rippling|Zenefits/.test(entry))).toEqual([]);
		expect(sandbox.requests[0]).toMatchObject({ path: '/connector/connectors', query: 'limit=100' });
	});

	it('are listed page by page and searched over all pages', async () => {
		const connector = (id: string) => ({ service_id: id, name: id.toUpperCase(), status: 'live', unified_apis: [{ id: 'crm' }, { id: 'hris' }, { id: 'unknown-api' }] });
		const page = (id: string, next: string | null) => ({ body: { status_code: 200, data: [connector(id)], meta: { cursors: { next } } } });
		const entries = (id: string) => [
			{ name: `${id.toUpperCase()} · CRM`, value: `crm+${id}` },
			{ name: `${id.toUpperCase()} · HRIS`, value: `hris+${id}` },
		];
		sandbox.faults.add({ fault: page('one', 'c2') });
		expect(await search('searchConnectors', {})).toEqual({ results: entries('one'), paginationToken: 'c2' });
		sandbox.faults.add({ fault: page('one', 'c2') });
		sandbox.faults.add({ fault: page('two', 'c3') });
		sandbox.faults.add({ fault: page('one-more', null) });
		expect((await search('searchConnectors', {}, 'one')).results).toEqual([...entries('one'), ...entries('one-more')]);
		expect(sandbox.requests.slice(1).map(({ query }) => /cursor=(\w+)/.exec(query)?.[1])).toEqual([undefined, 'c2', 'c3']);
		// A repeated cursor must cause neither an endless loop nor a list that looks complete.
		for (const next of ['c2', 'c2']) sandbox.faults.add({ fault: page('one', next) });
		expect((await rejection(search('searchConnectors', {}, 'one')))?.message).toContain('Pagination loop');
	});

	it('are found by the search although they come after the first thousand', async () => {
		const data = Array.from({ length: 1_200 }, (_, index) => ({ service_id: `s-${index}`, name: `Service ${index}`, unified_apis: [{ id: 'crm' }] }));
		sandbox.faults.add({ fault: { body: { status_code: 200, data } } });
		expect((await search('searchConnectors', {}, 'service 1199')).results).toEqual([{ name: 'Service 1199 · CRM', value: 'crm+s-1199' }]);
	});
});

describe('the settings form', () => {
	it('contains every type of field of a connection', async () => {
		const { fields } = await form('test-consumer', 'hris+workday');
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
		const { fields } = await load<ResourceMapperFields>('resourceMapping', 'getSettingsFields', { operation, consumer: byId('test-consumer'), connection: byId('hris+workday') });
		expect(fields.slice(0, 4).map(({ displayName }) => displayName)).toEqual(['Host (required)', 'Tenant (required)', 'Integration user (required)', 'Password (required, secret)']);
	});

	it('omits hidden and deprecated fields and contains no value', async () => {
		const { fields } = await form('test-consumer', 'hris+workday');
		const text = JSON.stringify(fields);
		for (const absent of ['internal_ref', 'legacy_token', 'fake-password-not-a-secret', 'ISU_Apideck']) expect(text).not.toContain(absent);
	});

	it('contains options, with the name of their group if they have one', async () => {
		const salesforce = await form('test-consumer', 'crm+salesforce');
		const byFieldId = (id: string) => salesforce.fields.find((field) => field.id === id)!;
		expect(byFieldId('owner_team').options).toEqual([
			{ name: 'EMEA › Benelux', value: 101 },
			{ name: 'EMEA › Nordics', value: 102 },
			{ name: 'Americas › North', value: 201 },
			{ name: 'Americas › South', value: 202 },
		]);
		expect(byFieldId('api_version')).toBeUndefined();
		const xero = await form('blue-fjord-bakery', 'accounting+xero');
		expect(xero.fields.find(({ id }) => id === 'default_tax')!.options).toContainEqual({ name: 'None', value: 0 });
	});

	it('exists for a connection that was never added, and says if there is nothing to fill in', async () => {
		const added = await form('xylo-instruments', 'hris+hibob');
		expect(added.fields.map(({ id }) => id)).toEqual(['service_user_id', 'token']);
		expect(await form('test-consumer', 'file-storage+box')).toEqual({ fields: [], emptyFieldsNotice: 'Box has no settings to fill in' });
		expect(await form('test-consumer', 'crm+hubspot')).toMatchObject({ fields: [] });
	});

	it('reports what to select first', async () => {
		const fields = async (parameters: object, consumerId = '') =>
			await rejection(load('resourceMapping', 'getSettingsFields', parameters, [], { consumerId }));
		expect((await fields({ connection: byId('crm+hubspot') }))?.message).toContain("Select a value for 'Consumer'");
		expect((await fields({ consumer: byId('test-consumer'), connection: byId('') }))?.message).toBe("Select a value for 'Connection' first");
		expect((await fields({ consumer: byId('test-consumer'), connection: byId('={{ $json.s }}') }))?.message).toBe("Select a value for 'Connection' first");
		expect(await fields({ consumer: byId('test-consumer'), connection: byId('hubspot') })).toEqual({
			message: `'Connection' must be an ID such as hris+bamboohr, but is "hubspot"`,
			description: expect.stringMatching(/No request was sent\.$/) as unknown,
		});
		expect(sandbox.requests).toEqual([]);
	});
});

describe('configurable resources', () => {
	it('are read from the connection', async () => {
		const list = await load<INodePropertyOptions[]>('loadOptions', 'getConfigurableResources', { consumer: byId('test-consumer'), connection: byId('hris+workday') });
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

	it('are read for the first consumer whose ID is allowed in a header, and none are listed without a consumer', async () => {
		sandbox.faults.add({ match: { path: /^\/vault\/consumers$/ }, fault: { body: { status_code: 200, data: [{ consumer_id: 'cafè' }, { consumer_id: 'sofia-rose' }] } } });
		expect((await services()).length).toBeGreaterThan(5);
		expect(sandbox.requests[1]?.headers['x-apideck-consumer-id']).toBe('sofia-rose');
		sandbox.faults.add({ match: { path: /^\/vault\/consumers$/ }, fault: { body: { status_code: 200, data: [] } } });
		expect(await services()).toEqual([]);
	});

	it('whose ID does not have the form of a service ID are omitted, because the filter would reject it', async () => {
		sandbox.faults.add({ match: { path: /^\/vault\/connections$/ }, fault: { body: { status_code: 200, data: ['hub spot', 'HubSpot', '=x', 'hubspot'].map((id) => ({ service_id: id })) } } });
		expect(await services()).toEqual([{ name: 'hubspot', value: 'hubspot' }]);
	});
});

describe('errors in the editor', () => {
	it('say what to do and never contain the API key', async () => {
		const wrong = await rejection(load('listSearch', 'searchConsumers', {}, [], { apiKey: 'sk_test_fake_wrong_key' }));
		expect(wrong?.message).toBe('Apideck rejected the API key or app ID');
		expect(JSON.stringify(wrong)).not.toContain('sk_test_fake_wrong_key');
		expect((await rejection(form('nobody', 'crm+hubspot')))?.message).toBe("Consumer 'nobody' not found");
		expect((await rejection(form('test-consumer', 'crm+no-such')))?.message).toBe("Apideck does not offer a connector for connection 'crm+no-such'");
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
