import type { IDataObject } from 'n8n-workflow';

import { HostileServer } from './hostileServer';
import { setUpServer } from './setUp';
import { byId, CONTINUE, retries, run } from './support';

const { server, engine } = setUpServer(HostileServer);

const AT = { consumer: byId('one-co'), connection: byId('crm+one') };
const bodies = () => server.take().map(({ body }) => JSON.parse(body) as IDataObject);
const messages = (json: IDataObject[]) => json.map((one) => (one['error'] as { message?: string } | undefined)?.message);
const go = async (parameters: object, rows: object[]) => await run(engine, server, { ...AT, options: { concurrency: 1, ...retries({ maxRetries: 0 }) }, ...parameters }, { ...CONTINUE, items: rows as IDataObject[] });

describe('a row of a sheet', () => {
	it('W6: of an import may lack what is optional', async () => {
		const credentials = { accessToken: '={{ $json.access }}', refreshToken: '={{ $json.refresh }}', expiresIn: '={{ $json.expires }}', issuedAt: '={{ $json.issued }}' };
		const rows = [{ access: 'fake-a', refresh: '', expires: '', issued: '' }, { access: 'fake-b' }, { refresh: 'fake-c', expires: null, issued: ' ' }, { access: 'fake-d', expires: ' 3600 ', issued: '2026-01-31 08:00:00+00' }];
		const { json } = await go({ operation: 'import', credentials }, rows);
		expect(messages(json)).toEqual([undefined, undefined, undefined, undefined]);
		expect(bodies().map(({ credentials: sent }) => sent)).toEqual([{ access_token: 'fake-a' }, { access_token: 'fake-b' }, { refresh_token: 'fake-c' }, { access_token: 'fake-d', expires_in: 3600, issued_at: '2026-01-31T08:00:00.000Z' }]);
	});

	it('W6: of an import without any token fails and says so', async () => {
		const { json } = await go({ operation: 'import', credentials: { accessToken: '={{ $json.access }}', expiresIn: '={{ $json.expires }}' } }, [{ access: '', expires: 3600 }, { access: ' ' }]);
		expect(messages(json)).toEqual(["'OAuth Tokens' does not contain a token", 'There is nothing to import']);
		expect(server.take()).toEqual([]);
	});

	it('W6: with an empty cell clears nothing of a consumer', async () => {
		const consumerMetadata = { accountName: '={{ $json.name }}', email: '={{ $json.email }}' };
		const { json } = await go({ resource: 'consumer', operation: 'update', consumerMetadata }, [{ name: 'Acme', email: '' }, { name: 'Acme' }, { name: ' ', email: null }]);
		expect(messages(json)).toEqual([undefined, undefined, 'There is nothing to update']);
		expect(bodies()).toEqual([{ metadata: { account_name: 'Acme' } }, { metadata: { account_name: 'Acme' } }]);
	});

	it('W6: with empty cells in the settings form leaves those settings as they are', async () => {
		const schema = ['a', 'b', 'c'].map((id) => ({ id, displayName: id, type: 'string', required: false, display: true, defaultMatch: false }));
		const settings = { mappingMode: 'defineBelow', value: { a: '={{ $json.a }}', b: '={{ $json.b }}', c: '={{ $json.c }}' }, schema };
		const { json } = await go({ operation: 'update', settingsMode: 'fields', settings }, [{ a: 'x', b: '', c: ' ' }, { a: 'x', b: null }, {}]);
		expect(messages(json)).toEqual([undefined, undefined, 'There is nothing to update']);
		expect(bodies()).toEqual([{ settings: { a: 'x' } }, { settings: { a: 'x' } }]);
	});

	it('W6: whose defaults are empty at the end is shorter, and one that lacks a name or a value is refused', async () => {
		const entry = (name: string) => ({ id: `={{ $json.${name} }}`, type: 'text', value: `={{ $json.${name}Value }}` });
		const { json } = await go({ resource: 'settings', operation: 'update', apiResource: byId('leads'), defaults: { entries: [entry('a'), entry('b')] } }, [{ a: 'A', aValue: 'x', b: '', bValue: '' }, { a: 'A', aValue: 'x' }, {}, { aValue: 'x' }, { a: 'A', aValue: '' }]);
		expect(messages(json)).toEqual([undefined, undefined, 'There is nothing to update', "A default of 'leads' in 'Defaults' has no 'Field ID'", "'Value of A in Defaults' is empty"]);
		expect(bodies()).toEqual(Array.from({ length: 2 }, () => ({ configuration: [{ resource: 'leads', defaults: [{ id: 'A', value: 'x' }] }] })));
	});

	it('W6: never unmaps a field with an empty cell', async () => {
		const { json } = await go({ operation: 'update', updateFields: { customMappings: { mappings: [{ value: '={{ $json.path }}' }] } } }, [{ path: '' }, {}, { path: ' ' }]);
		expect(new Set(messages(json))).toEqual(new Set(["'Value' is empty"]));
		expect(server.take()).toEqual([]);
	});
});

describe('the settings form', () => {
	const field = (id: string, type: string, options?: unknown[]) => ({ id, displayName: `The ${id}`, type, required: false, display: true, defaultMatch: false, ...(options && { options: options.map((value) => ({ name: String(value), value })) }) });
	const SCHEMA = [field('switch', 'options', [true, false]), field('team', 'options', [101, 102]), field('list', 'array', [1, 2, 'x']), field('size', 'number'), field('since', 'dateTime'), field('custom', 'string', [7, 8]), field('text', 'string')];
	const send = async (id: string, values: unknown[]) => {
		const settings = { mappingMode: 'defineBelow', value: { [id]: '={{ $json.v }}' }, schema: SCHEMA };
		return await go({ operation: 'update', settingsMode: 'fields', settings }, values.map((v) => ({ v })));
	};

	it.each<[string, unknown[], unknown[]]>([
		['switch', [true, 'true', 'TRUE', ' False '], [true, true, true, false]],
		['team', [101, '101', ' 102 '], [101, 101, 102]],
		['list', ['1,2', '["1", "x"]', [2], 1, 'x, y', ['1', '', null]], [[1, 2], [1, 'x'], [2], [1], ['x', 'y'], [1]]],
		['size', ['75', ' 7.5 ', 8], [75, 7.5, 8]],
		['since', ['2026-03-01', '2026-03-01 08:00:00+00', 1772352000000], ['2026-03-01T05:00:00.000Z', '2026-03-01T08:00:00.000Z', '2026-03-01T08:00:00.000Z']],
		['custom', ['7', 'own', 9], [7, 'own', '9']],
		['text', [4711, '0012', '9130350000000001'], ['4711', '0012', '9130350000000001']],
	])('W7: sends what an expression gives for %s as the type that the service stores', async (id, values, sent) => {
		const { json } = await send(id, values);
		expect(messages(json)).toEqual(values.map(() => undefined));
		expect(bodies().map(({ settings }) => (settings as IDataObject)[id])).toEqual(sent);
	});

	it.each<[string, unknown[], string]>([
		['switch', ['yes', 1, 'on', { a: 1 }], "'The switch' must be true or false"],
		['team', ['103', 'Benelux', { a: 1 }, ['101', '102']], "'The team' must be one of its options: 101, 102"],
		['list', [{ a: 1 }, [{ a: 1 }]], '\'The list\' must be a list, such as ["a", "b"], or comma-separated text'],
		['size', ['1,000', '1.000,5', 'many', true, { a: 1 }], "'The size' must be a number, such as 1000 or 10.5"],
		['since', ['01/02/2026', 'yesterday', true], "'The since' is not a date and time"],
	])('W7: says what %s takes, and never repeats the value', async (id, values, message) => {
		const { json } = await send(id, values);
		expect(messages(json)).toEqual(values.map(() => message));
		expect(server.take()).toEqual([]);
	});

	it('W8: refuses a value that is undefined inside another one', async () => {
		for (const [id, value] of [['list', '={{ ["a", $json.nope] }}'], ['custom', '={{ ({ a: $json.nope }) }}'], ['text', '={{ ({ a: $json.nope }) }}']] as const) {
			const settings = { mappingMode: 'defineBelow', value: { [id]: value }, schema: SCHEMA };
			const { json } = await go({ operation: 'update', settingsMode: 'fields', settings }, [{}]);
			expect([id, messages(json)[0]]).toEqual([id, expect.any(String)]);
		}
		expect(server.take()).toEqual([]);
	});

	it('W7: names at most ten of the options', async () => {
		const settings = { mappingMode: 'defineBelow', value: { many: '={{ "nope" }}' }, schema: [field('many', 'options', Array.from({ length: 5_000 }, (_unused, index) => index))] };
		const { json } = await go({ operation: 'update', settingsMode: 'fields', settings }, [{}]);
		expect(messages(json)).toEqual(["'The many' must be one of its options: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, …"]);
	});
});

/** Every parameter that takes JSON, with what else it needs. */
const JSON_PARAMETERS: Array<[string, (value: string) => object, string]> = [
	['Settings (JSON)', (value) => ({ operation: 'update', settingsMode: 'json', settingsJson: value }), '{ realm_id: $json.nope }'],
	['Metadata (JSON)', (metadata) => ({ operation: 'update', updateFields: { metadata } }), '{ realm_id: $json.nope }'],
	['Resources (JSON)', (configurationJson) => ({ operation: 'update', updateFields: { configuration: { values: { settingsMode: 'json', resourcesJson: configurationJson } } } }), '[{ resource: "leads", defaults: [{ id: "a", value: $json.nope }] }]'],
	['Defaults (JSON)', (defaultsJson) => ({ resource: 'settings', operation: 'update', apiResource: byId('leads'), settingsMode: 'json', defaultsJson }), '[{ id: "a", value: $json.nope }]'],
	['Custom Settings (JSON)', (customConsumerSettings) => ({ resource: 'session', operation: 'create', additionalFields: { customConsumerSettings } }), '{ flags: [{ a: $json.nope }] }'],
	['Settings (JSON)', (value) => ({ operation: 'import', settingsMode: 'json', settingsJson: value }), '{ a: { b: [1, $json.nope] } }'],
	['Settings (JSON)', (value) => ({ operation: 'create', settingsMode: 'json', settingsJson: value }), '{ a: [{ b: undefined }] }'],
];

it.each(JSON_PARAMETERS)('W8: refuses a value of %s that is undefined, with its path', async (label, parameters, expression) => {
	const { json } = await go(parameters(`={{ ${expression} }}`), [{}]);
	expect(messages(json)[0]).toMatch(new RegExp(`^The expression in '${label.replace(/[()]/g, '\\$&')}' returned no value for [\\w.[\\]]+$`));
	expect(server.take()).toEqual([]);
});

it.each(['Infinity', 'NaN', '10n', '() => 1', 'new Map()', '[1, , 2]'])('W8: refuses %s inside a value', async (expression) => {
	const { json } = await go({ operation: 'update', settingsMode: 'json', settingsJson: `={{ { a: ${expression} } }}` }, [{}]);
	expect(messages(json)[0]).toBeDefined();
	expect(server.take()).toEqual([]);
});

it.each(['{}', '={{ {} }}', '{"hris.employees": {}}', '{"hris.employees": {"email": {}}}', '{"hris.employees": {"email": {"read": "yes"}}}', '{"hris.employees": {"email": true}}', '{"": {"email": {"read": true}}}', '={{ { "hris.employees": { email: { read: $json.nope } } } }}', '={{ { "hris.employees": $json.nope } }}'])(
	'S9: refuses a consent to %s, which could be read as one to everything',
	async (consentResources) => {
		const { json } = await go({ operation: 'updateConsent', decision: 'allow', consentScope: 'json', consentResources }, [{}]);
		expect(messages(json)[0]).toContain("'Resources (JSON)'");
		expect(server.take()).toEqual([]);
	},
);
