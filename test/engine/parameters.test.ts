import type { IDataObject } from 'n8n-workflow';

import type { Engine } from '../../tools/engine';
import { startSandbox, type Sandbox } from '../../tools/sandbox';
import { refusal } from './n8nVersion';
import { byId, CONTINUE, CRM_PIPEDRIVE, loadEngine, retries, run } from './support';

let sandbox: Sandbox;
let engine: Engine;
beforeAll(async () => {
	[sandbox, engine] = await Promise.all([startSandbox(), loadEngine()]);
});
beforeEach(() => sandbox.reset());
afterAll(async () => await sandbox.close());

const TYPED = 'hunter2-fake-secret';
const update = (updateFields: object) => ({ operation: 'update', ...CRM_PIPEDRIVE, updateFields });
const form = (entry: object, resourceId = 'leads') => ({ values: { resources: { entries: [{ resourceId, defaults: { entries: [entry] } }] } } });
const asJson = (resourcesJson: string) => ({ values: { settingsMode: 'json', resourcesJson } });
const json = (settingsJson: string) => ({ operation: 'update', ...CRM_PIPEDRIVE, settingsMode: 'json', settingsJson });

/** What, the parameters, what the message must say. */
const REFUSED: Array<[string, object, RegExp]> = [
	['an empty connection', { operation: 'get', ...CRM_PIPEDRIVE, connection: byId('={{ "" }}') }, /^'Connection' is empty/],
	['a connection that an expression leaves open', { operation: 'get', ...CRM_PIPEDRIVE, connection: byId('={{ $json.none }}') }, /^The expression in 'Connection' did not return an ID/],
	['a consumer that an expression leaves open, though there is a default', { operation: 'delete', ...CRM_PIPEDRIVE, consumer: byId('={{ $json.none }}') }, /^The expression in 'Consumer' did not return an ID/],
	['a consumer that is null', { operation: 'delete', ...CRM_PIPEDRIVE, consumer: byId('={{ null }}') }, /^The expression in 'Consumer' did not return an ID/],
	['an object as consumer', { operation: 'delete', ...CRM_PIPEDRIVE, consumer: byId('={{ { id: 1 } }}') }, /^The expression in 'Consumer' did not return an ID/],
	['a list as connection', { operation: 'delete', ...CRM_PIPEDRIVE, connection: byId('={{ ["crm", "pipedrive"] }}') }, /^The expression in 'Connection' did not return an ID/],
	['a filter with an unknown API', { operation: 'getAll', filters: { api: '={{ "crm&configured=true" }}' } }, /^'Unified API' contains a value that is not a unified API/],
	['a limit of 0', { operation: 'getAll', limit: '={{ 0 }}' }, /^'Limit' must be/],
	['half a limit', { operation: 'getAll', limit: '={{ 1.5 }}' }, /^'Limit' must be/],
	['an unknown output', { operation: 'token', ...CRM_PIPEDRIVE, output: '={{ "everything" }}' }, /^'Output' cannot be/],
	['selected output without fields, of a change', { ...update({ enabled: false }), output: 'selected', fields: [] }, /^'Fields' is empty/],
	['selected output without fields, of a list', { operation: 'getAll', output: 'selected', fields: [] }, /^'Fields' is empty/],
	['selected output without fields, of a consumer', { resource: 'consumer', operation: 'get', output: 'selected', fields: '={{ null }}' }, /^'Fields' is empty/],
	['nothing to update', update({}), /^There is nothing to update/],
	['settings of nothing', json('{}'), /^There is nothing to update/],
	['an unknown field in the output', { operation: 'get', ...CRM_PIPEDRIVE, output: 'selected', fields: '={{ ["name", "nope"] }}' }, /^'Fields' cannot contain "nope"/],
	['a field of another resource', { resource: 'consumer', operation: 'get', output: 'selected', fields: ['service_id'] }, /^'Fields' cannot contain "service_id"/],
	['a record that an expression leaves open', { resource: 'settings', operation: 'getCustomFields', ...CRM_PIPEDRIVE, apiResource: byId('leads'), recordId: '={{ $json.none }}' }, /^The expression in 'Record ID' returned no value/],
	['nothing to import', { operation: 'import', ...CRM_PIPEDRIVE }, /^There is nothing to import/],
	['an import of settings that an expression leaves empty', { operation: 'import', ...CRM_PIPEDRIVE, settingsMode: 'json', settingsJson: '={{ {} }}' }, /^There is nothing to import/],
	['an update with settings that an expression leaves empty', json('={{ {} }}'), /^There is nothing to update/],
	['an import of metadata alone', { operation: 'import', ...CRM_PIPEDRIVE, additionalFields: { metadata: '{"a":1}' } }, /^There is nothing to import/],
	['an invalid time', { operation: 'import', ...CRM_PIPEDRIVE, credentials: { accessToken: TYPED, issuedAt: 'yesterday' } }, /^'Issued At' is not a date/],
	['half a second', { operation: 'import', ...CRM_PIPEDRIVE, credentials: { accessToken: TYPED, expiresIn: 1.5 } }, /^'Expires In \(Seconds\)' must be/],
	['a broken configuration', update({ configuration: asJson('[{"resource":') }), /^'Resources \(JSON\)' is not valid JSON \(line 1, column 14\)/],
	['a configuration that is not a list', update({ configuration: asJson('{"resource":"leads"}') }), /^'Resources \(JSON\)' must be a JSON array/],
	['metadata that are a list', update({ metadata: '[1]' }), /^'Metadata \(JSON\)' must be a JSON object/],
	['metadata that are a text', update({ metadata: '"text"' }), /^'Metadata \(JSON\)' must be a JSON object/],
	['W6: a resource without a default', update({ configuration: form({ id: '', value: '' }, 'leads') }), /^Entry 1 of 'Resources' has no default/],
	['a resource without ID', update({ configuration: form({ id: 'a' }, '') }), /entry 1 of 'Resources' is empty/],
	['a default without ID', update({ configuration: form({ type: 'text', value: 'x' }) }), /has no 'Field ID'/],
	['an invalid number', update({ configuration: form({ id: 'a', type: 'number', value: 'ten' }) }), /must be a number that can be sent exactly/],
	['a number that is empty', update({ configuration: form({ id: 'a', type: 'number', value: '={{ null }}' }) }), /must be a number$/],
	['an invalid boolean', update({ configuration: form({ id: 'a', type: 'boolean', value: '1' }) }), /must be true or false/],
	['an invalid list', update({ configuration: form({ id: 'a', type: 'list', value: '' }) }), /must be a list/],
	['an unknown settings mode', { operation: 'update', ...CRM_PIPEDRIVE, settingsMode: '={{ "x" }}' }, /^'Settings' cannot be/],
	...[
		{ concurrency: 0 },
		{ concurrency: 51 },
		{ timeout: 0 },
		retries({ maxRetries: -1 }),
		retries({ maxInterval: '={{ "soon" }}' }),
		retries({ maxElapsedTime: '={{ NaN }}' }),
		retries({ initialInterval: 0 }),
	].map((options): [string, object, RegExp] => [
		`the option ${JSON.stringify(options)}`,
		{ operation: 'get', ...CRM_PIPEDRIVE, options },
		/^'.+' under 'Options' must be a number from \d+ to \d+/,
	]),
	...([
		['consumer.getAll', 'filters', 'consumerPrefix', 'Consumer ID Starts With'],
		['consumer.getAll', 'filters', 'search', 'Search'],
		['connection.getAll', 'filters', 'configurationStatus', 'Configuration Status'],
		['log.getAll', 'filters', 'statusCodes', 'Status Codes'],
		['audit.getFindings', 'filters', 'consumerPrefix', 'Consumer ID Starts With'],
		['audit.getFindings', 'filters', 'minimumSeverity', 'Minimum Severity'],
		['session.create', 'sessionSettings', 'allowActions', 'Allowed Actions'],
		['session.create', 'sessionSettings', 'isolationMode', 'Isolation Mode'],
	] as const).flatMap(([at, collection, field, label]) => {
		const [resource, operation] = at.split('.');
		// An added field whose expression returns nothing must not count as never added: the result would be wider, or incomplete.
		return ['={{ $json.none }}', '={{ null }}', '={{ "" }}'].map((expression): [string, object, RegExp] => [
			`${at}: '${label}' that is empty by ${expression}`,
			{ resource, operation, ...CRM_PIPEDRIVE, [collection]: { [field]: expression } },
			new RegExp(`^The expression in '${label}' returned no value`),
		]);
	}),
	['an import with the lifetime of a token but no token', { operation: 'import', ...CRM_PIPEDRIVE, credentials: { expiresIn: 3600 } }, /^'OAuth Tokens' does not contain a token/],
	['a token issued at Unix seconds', { operation: 'import', ...CRM_PIPEDRIVE, credentials: { accessToken: TYPED, issuedAt: '={{ 1769846400 }}' } }, /^The number in 'Issued At' is too small for Unix milliseconds/],
	['a mapping whose expression returns nothing', update({ customMappings: { mappings: [{ value: '={{ $json.none }}' }] } }), /^'Value' is empty/],
	['a text default whose expression returns nothing', update({ configuration: form({ id: 'a', type: 'text', value: '={{ $json.none }}' }) }), /^'Value of a in Resources' is empty/],
	...([
		['settings as JSON', json('={{ { portal: "x", api_key: "[redacted]" } }}'), 'api_key'],
		['a setting that is a link', json('{"hook":{"url":"https://a.example/?token=[redacted]"}}'), 'url'],
		['metadata', update({ metadata: '{"tokens":["[redacted]"]}' }), 'tokens'],
		['a token', { operation: 'import', ...CRM_PIPEDRIVE, credentials: { accessToken: '={{ "[redacted]" }}' } }, 'access_token'],
		['a default', update({ configuration: form({ id: 'a', type: 'text', value: '[redacted]' }) }), 'value'],
	] as const).map(([what, parameters, field]): [string, object, RegExp] => [
		`${what} masked by an earlier node`,
		parameters,
		new RegExp(`^'${field}' is masked: it contains \\[redacted\\]`),
	]),
	['an operation that does not exist', { operation: 'constructor', ...CRM_PIPEDRIVE }, /^There is no operation "constructor"/],
];

it.each(REFUSED)('refuses %s before anything is sent', async (_name, parameters, words) => {
	const { status, error } = await run(engine, sandbox, parameters);
	expect(error?.message).toMatch(words);
	expect(error?.description).toMatch(/No request was sent/);
	expect(status).toBe('error');
	expect(sandbox.requests).toEqual([]);
});

it('is not even started without a connection, which is a required parameter', async () => {
	await expect(run(engine, sandbox, { operation: 'get', ...CRM_PIPEDRIVE, connection: byId('') })).rejects.toThrow(refusal(/Parameter "Connection" is required/));
	expect(sandbox.requests).toEqual([]);
});

it('refuses a missing consumer when the credential has none either', async () => {
	for (const parameters of [
		{ operation: 'getAll' },
		{ operation: 'get', connection: byId('crm+pipedrive') },
		{ resource: 'consumer', operation: 'get' },
	]) {
		const { error } = await run(engine, sandbox, parameters, { credential: { consumerId: '' } });
		expect(error?.message).toBe("'Consumer' is empty and the credential has no default consumer");
	}
	expect(sandbox.requests).toEqual([]);
});

it('takes a number from an expression as an ID', async () => {
	await run(engine, sandbox, { operation: 'get', ...CRM_PIPEDRIVE, consumer: byId('={{ 4711 }}') }, CONTINUE);
	expect(sandbox.requests[0]!.headers['x-apideck-consumer-id']).toBe('4711');
});

describe("the credential's consumer", () => {
	it('is used when the field is empty', async () => {
		await run(engine, sandbox, { operation: 'get', ...CRM_PIPEDRIVE, consumer: byId('') });
		expect(sandbox.requests[0]!.headers['x-apideck-consumer-id']).toBe('test-consumer');
	});

	it.each(['get', 'delete', 'import'])('is not used when an expression returns empty text: %s', async (operation) => {
		const credentials = { accessToken: 'fake-access-token' };
		const { json } = await run(engine, sandbox, { operation, ...CRM_PIPEDRIVE, credentials, consumer: byId('={{ $json.id }}') }, { ...CONTINUE, items: [{ id: '' }] });
		expect(json[0]).toMatchObject({ error: { message: "The expression in 'Consumer' did not return an ID" } });
		expect(sandbox.requests).toEqual([]);
	});
});

it('accepts fractions of a second in Timeout', async () => {
	// 16.1 * 1000 is 16100.000000000002, which is not an integer.
	const { json, status } = await run(engine, sandbox, { operation: 'get', ...CRM_PIPEDRIVE, options: { timeout: 16.1 } });
	expect([status, json[0]!.service_id]).toEqual(['success', 'pipedrive']);
});

describe('malformed JSON', () => {
	it.each([
		['{"password": "hunter2-fake-secret",}', 'line 1, column 36'],
		['{\n  "password": hunter2-fake-secret\n}', 'line 2, column 15'],
		['{"password": "hunter2-fake-secret"', 'line 1, column 35'],
		["{'password': 'hunter2-fake-secret'}", 'line 1, column 2'],
		['{"password": "hunter2-fake-secret"}}', 'line 1, column 36'],
		['{"a": "x",\n"password" "hunter2-fake-secret"}', 'line 2, column 12'],
		['{"password": [1, 2}}', 'line 1, column 19'],
		['hunter2-fake-secret', 'line 1, column 1'],
	])('%j is reported by its position only', async (settingsJson, place) => {
		const { error } = await run(engine, sandbox, json(settingsJson));
		expect(error?.message).toBe(`'Settings (JSON)' is not valid JSON (${place})`);
		// `node` holds the parameters as they are in the workflow: n8n adds it to every error.
		const shown = { ...(error as unknown as IDataObject), node: undefined };
		expect(JSON.stringify([shown, error?.stack])).not.toContain('hunter2');
		expect(sandbox.requests).toEqual([]);
	});
});

describe('IDs', () => {
	const BAD = ['..', '.', ' pipedrive', 'pipedrive ', '\u00a0x', 'a\r\nx-evil: 1', 'a\nb', 'a\u0000b', 'a\tb', '\ud800', 'x'.repeat(513)];

	// Spaces around a connection are ignored, so they do not become part of the service ID.
	it.each(BAD.filter((id) => id.trimEnd() === id))('refuses %j as the service of a connection', async (id) => {
		for (const operation of ['get', 'delete', 'token']) {
			const { error } = await run(engine, sandbox, { operation, ...CRM_PIPEDRIVE, connection: byId('=crm+{{ $json.id }}') }, { items: [{ id }] });
			expect(error?.message).toMatch(/^'Connection' must be an ID such as hris\+bamboohr, but is "/);
		}
		expect(sandbox.requests).toEqual([]);
	});

	it.each(BAD)('refuses %j as consumer', async (id) => {
		const items = [{ id }];
		for (const operation of ['get', 'delete', 'token']) {
			const { error } = await run(engine, sandbox, { operation, ...CRM_PIPEDRIVE, consumer: byId('={{ $json.id }}') }, { items });
			expect(error?.message).toMatch(/^'Consumer' /);
		}
		const { error } = await run(engine, sandbox, { resource: 'consumer', operation: 'get', consumer: byId('={{ $json.id }}') }, { items });
		expect(error?.message).toMatch(/^'Consumer' /);
		expect(sandbox.requests).toEqual([]);
	});

	it('refuses in a header what it cannot carry, and sends ASCII as it is', async () => {
		for (const id of ['お店-7', 'café-zürich', '🚀']) {
			const { error } = await run(engine, sandbox, { operation: 'get', ...CRM_PIPEDRIVE, consumer: byId(id) });
			expect(error?.message).toContain("can't be sent in an HTTP header");
		}
		expect(sandbox.requests).toEqual([]);
		const { json: found } = await run(engine, sandbox, { operation: 'get', ...CRM_PIPEDRIVE, consumer: byId('Blue Hill & Co / Retail') });
		expect(found[0]).toMatchObject({ consumer_id: 'Blue Hill & Co / Retail', state: 'callable' });
	});

	it.each([
		['a/b', 'a%2Fb'],
		['../../consumers', '..%2F..%2Fconsumers'],
		['..%2fconsumers', '..%252fconsumers'],
		['%2e%2e', '%252e%252e'],
		['pipedrive?x=1', 'pipedrive%3Fx%3D1'],
		['pipedrive#x', 'pipedrive%23x'],
		['50%', '50%25'],
		['a\\..\\b', 'a%5C..%5Cb'],
		['...', '...'],
		['a\u200bb', 'a%E2%80%8Bb'],
		['..;', '..%3B'],
		['..;x', '..%3Bx'],
		['hubspot;a=b', 'hubspot%3Ba%3Db'],
		['\uff0e\uff0e\uff0fx', '%EF%BC%8E%EF%BC%8E%EF%BC%8Fx'],
		['*', '*'],
		['a|b', 'a%7Cb'],
	])("S15: %j is refused as one of Apideck's IDs, and encoded as a consumer's", async (id, segment) => {
		const items = [{ id }];
		const given = byId('={{ $json.id }}');
		const LEADS = { ...CRM_PIPEDRIVE, apiResource: byId('leads') };
		const MAPPING = { resource: 'customMapping', ...CRM_PIPEDRIVE, targetField: byId('a'), mappingValue: byId('$.b') };
		const named: Array<[string, object]> = [
			...['get', 'update', 'delete', 'import', 'token', 'create', 'validate', 'confirm', 'getConsents', 'updateConsent', 'createCallbackState'].map((operation): [string, object] => ['Connection', { operation, ...CRM_PIPEDRIVE, confirmToken: 'fake-token', connection: byId('=crm+{{ $json.id }}') }]),
			// As a list of the editor stores it.
			['Connection', { operation: 'get', ...CRM_PIPEDRIVE, connection: { __rl: true, mode: 'list', value: `crm+${id}`, cachedResultName: 'Pipedrive · CRM' } }],
			['Target Service', { operation: 'migrate', ...CRM_PIPEDRIVE, targetService: given }],
			...['get', 'update', 'getSchema', 'getExample', 'getCustomFields'].map((operation): [string, object] => ['API Resource', { resource: 'settings', operation, ...LEADS, apiResource: given }]),
			...['get', 'create', 'update', 'delete'].map((operation): [string, object] => ['Target Field', { ...MAPPING, operation, targetField: given }]),
			['API Resource', { ...MAPPING, operation: 'getConnectionMappings', apiResource: given }],
			['Resource Name or ID', { operation: 'update', ...CRM_PIPEDRIVE, updateFields: { configuration: { values: { resources: { entries: [{ resourceId: '={{ $json.id }}' }] } } } } }],
			['Connection', { operation: 'get', ...CRM_PIPEDRIVE, connection: byId('={{ $json.id }}+pipedrive') }],
		];
		for (const [label, parameters] of named) {
			const { error } = await run(engine, sandbox, parameters, { items });
			expect([parameters, error?.message]).toEqual([parameters, expect.stringMatching(new RegExp(`^'${label}' `))]);
			expect(error?.description).toMatch(/No request was sent/);
		}
		expect(sandbox.requests).toEqual([]);
		await run(engine, sandbox, { resource: 'consumer', operation: 'get', consumer: byId('={{ $json.id }}') }, { ...CONTINUE, items });
		expect(sandbox.requests.map(({ path, query }) => [path, query])).toEqual([[`/vault/consumers/${segment}`, '']]);
	});

	it.each([
		['お店', '%E3%81%8A%E5%BA%97'],
		['a b', 'a%20b'],
		['&a=b', '%26a%3Db'],
		['crm+contacts+tier', 'crm%2Bcontacts%2Btier'],
	])('%j is one segment of the path', async (service, segment) => {
		await run(engine, sandbox, { operation: 'get', ...CRM_PIPEDRIVE, connection: byId(`crm+${service}`) }, CONTINUE);
		await run(engine, sandbox, { operation: 'token', ...CRM_PIPEDRIVE, connection: byId(`crm+${service}`) }, CONTINUE);
		await run(engine, sandbox, { resource: 'consumer', operation: 'get', consumer: byId(service) }, CONTINUE);
		expect(sandbox.requests.map(({ path, query }) => [path, query])).toEqual([
			[`/vault/connections/crm/${segment}`, ''],
			[`/vault/connections/crm/${segment}/token`, ''],
			[`/vault/consumers/${segment}`, ''],
		]);
	});
});

it("S15: a JSONPath is not one of Apideck's IDs", async () => {
	const path = "$.a['b/c'][?(@.id=='50%#')]";
	await run(engine, sandbox, { resource: 'customMapping', operation: 'create', ...CRM_PIPEDRIVE, targetField: byId('a'), mappingValue: byId(path) }, CONTINUE);
	expect(JSON.parse(sandbox.requests[0]!.body)).toEqual({ value: path });
});
