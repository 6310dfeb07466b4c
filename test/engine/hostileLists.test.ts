import fc from 'fast-check';
import type { INodeListSearchResult, INodeParameters, INodePropertyOptions, ResourceMapperFields } from 'n8n-workflow';

import { SANDBOX_CREDENTIALS } from '../../tools/sandbox';
import { hostileText } from '../unit/audit/hostileTexts';
import { checkPrototypes } from './hostileCheck';
import { tries } from './hostileRuns';
import { harmless, HostileServer } from './hostileServer';
import { setUpServer } from './setUp';
import { byId, CREDENTIAL } from './support';

const { server, engine } = setUpServer(HostileServer);
beforeEach(() => {
	server.response = harmless;
	server.take();
});

type Kind = 'listSearch' | 'loadOptions' | 'resourceMapping';

const METHODS: Array<[string, Kind]> = [
	...['searchConsumers', 'searchConnections', 'searchConnectors', 'searchCustomFields', 'searchMigrationTargets', 'searchResources', 'searchSchemaResources', 'searchSettingsResources', 'searchTargetFields'].map((method): [string, Kind] => [method, 'listSearch']),
	['getConfigurableResources', 'loadOptions'],
	['getResourceFields', 'loadOptions'],
	['getServices', 'loadOptions'],
	['getSettingsFields', 'resourceMapping'],
];
const AT = { consumer: byId('one-co'), connection: byId('crm+one'), apiResource: byId('leads'), targetField: byId('crm+leads+a') };
/** An operation with all parameters that a method reads. */
const OPERATION: Record<string, [resource: string, operation: string]> = { searchCustomFields: ['customMapping', 'create'], searchTargetFields: ['customMapping', 'create'], getResourceFields: ['settings', 'update'], searchResources: ['settings', 'update'], searchSchemaResources: ['settings', 'getSchema'], searchSettingsResources: ['settings', 'update'], searchMigrationTargets: ['connection', 'migrate'] };
const isList = (method: string) => ['searchConsumers', 'searchConnections', 'searchConnectors', 'searchCustomFields', 'searchTargetFields', 'getServices'].includes(method);
/** Whether it reads consumers. */
const readsConsumers = (method: string) => ['searchConsumers', 'getServices'].includes(method);

/** The entries that the editor would show, or the error message. */
async function load(method: string, kind: Kind, args: unknown[] = [], parameters: object = AT): Promise<{ names: string[]; values: unknown[]; rejected?: string }> {
	const [resource, operation] = OPERATION[method] ?? ['connection', 'update'];
	try {
		const loaded = await engine.loadMethod<INodeListSearchResult | INodePropertyOptions[] | ResourceMapperFields>(
			kind,
			method,
			{ type: engine.type('apideckVault'), credentials: CREDENTIAL },
			{ apideckApi: { ...SANDBOX_CREDENTIALS, baseUrl: server.url } as never },
			args,
			{ resource, operation, ...parameters } as INodeParameters,
		);
		if ('fields' in loaded) return { names: loaded.fields.map(({ displayName }) => displayName), values: loaded.fields.map(({ id }) => id) };
		const entries = Array.isArray(loaded) ? loaded : loaded.results;
		return { names: entries.map(({ name }) => name), values: entries.map(({ value }) => value) };
	} catch (error) {
		const { message, name } = error as Error;
		expect(['NodeOperationError', 'NodeApiError']).toContain(name);
		expect(message).not.toMatch(/TypeError|cannot read|is not a function|is not iterable|undefined/i);
		return { names: [], values: [], rejected: message };
	}
}

const anything: fc.Arbitrary<unknown> = fc.oneof(
	{ weight: 4, arbitrary: hostileText },
	fc.constantFrom<unknown>('one', '=x', '={{ $env }}', '__proto__', 'constructor', '../x', 'a/b', null, true, 0, -1, 1e300, [], {}, [null], [[]], [null, {}, 7, 'leads'], { toString: 1 }, { length: -1 }, [{ id: 'a', label: null, options: [null, { options: [null] }], type: 'select' }, null], JSON.parse('{"__proto__":{"polluted":true}}')),
	fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' }),
);
const FIELDS = ['id', 'name', 'label', 'value', 'finder', 'required', 'state', 'health', 'enabled', 'status', 'service_id', 'unified_api', 'unified_apis', 'consumer_id', 'metadata', 'form_fields', 'configuration', 'configurable_resources', 'resource_schema_support', 'resource_settings_support', 'migration_targets', 'resource', 'defaults', 'options', 'type', '__proto__', 'constructor'];
/** Without a known unified API, no connection would be listed. */
const KNOWN = { unified_api: 'crm', unified_apis: [{ id: 'crm' }] };
const record = fc.array(fc.tuple(fc.constantFrom(...FIELDS), anything), { maxLength: 10 }).map((entries) => ({ ...KNOWN, ...Object.fromEntries(entries) }) as Record<string, unknown>);

it.each(METHODS)('%s lists only values that the node accepts, regardless of the response', async (method, kind) => {
	await fc.assert(
		fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 4 }), fc.constantFrom(undefined, 'a'), async (records, filter) => {
			server.response = ({ url }) => (/custom-fields|custom-mappings/.test(url) || isList(method) ? records : { ...records[0], configuration: [{ resource: 'leads', defaults: records }, null] });
			const { names, values } = await load(method, kind, kind === 'listSearch' ? [filter] : []);
			expect(values.filter((value) => typeof value !== 'string' || value === '' || value.startsWith('=') || ['__proto__', 'constructor', 'prototype'].includes(value))).toEqual([]);
			if (!['searchConsumers', 'searchCustomFields', 'getResourceFields', 'getSettingsFields'].includes(method)) expect(values.filter((value) => /[/\\?#%\p{Cc}\p{Cf}\p{Cs}]|^\.+$/u.test(String(value)))).toEqual([]);
			expect(names.filter((name) => typeof name !== 'string' || name.startsWith('=') || Array.from(name).length > 700 || /[\p{Cc}\p{Cf}]/u.test(name))).toEqual([]);
			checkPrototypes();
		}),
		tries(method, 25),
	);
});

it('the settings form omits invalid fields', async () => {
	server.response = () => ({ service_id: 'one', form_fields: [null, 7, 'text', [], {}, { id: 7 }, { id: '__proto__' }, { id: '=x' }, { id: 'a', label: null, options: null }, { id: 'b', type: 'select', options: [null, 'x', { label: null, value: 1 }, { label: '={{ 1 }}', value: '={{ 1 }}' }, { options: [null, { value: { a: 1 } }, { value: 2 }] }] }, { id: 'a' }] });
	expect(await load('getSettingsFields', 'resourceMapping')).toEqual({ names: ['a', 'b'], values: ['a', 'b'] });
	for (const form_fields of [null, undefined, {}, 'text', 7, [null], { length: 3 }]) {
		server.response = () => ({ service_id: 'one', form_fields });
		expect(await load('getSettingsFields', 'resourceMapping')).toEqual({ names: [], values: [] });
	}
});

it.each(METHODS)('%s lists a limited number of entries', async (method, kind) => {
	const ids = Array.from({ length: 5_000 }, (_unused, index) => `id${index}`);
	// The response stays below its size limit, and the names exceed the limit of an entry.
	const records = ids.map((id) => ({ id, ...KNOWN, ...(method !== 'searchTargetFields' && { service_id: id }), ...(readsConsumers(method) && { consumer_id: method === 'getServices' ? 'one-co' : id }), finder: id, [method.startsWith('get') ? 'label' : 'name']: 'n'.repeat(200), type: 'text' }));
	const connection = { form_fields: records, configurable_resources: ids, resource_schema_support: ids, resource_settings_support: ids, migration_targets: ids, configuration: [{ resource: 'leads', defaults: records }] };
	server.response = ({ url }) => (/custom-fields|custom-mappings/.test(url) || isList(method) ? records : connection);
	const { values, names, rejected } = await load(method, kind);
	expect(rejected).toBeUndefined();
	expect(values.length).toBeGreaterThan(100);
	expect(values.length).toBeLessThanOrEqual(1_000);
	expect(Math.max(...names.map((name) => name.length))).toBeLessThan(400);
});

it.each(METHODS.filter(([method]) => isList(method)))('%s reports a response without any valid entry', async (method, kind) => {
	server.response = () => [{ nothing: 1 }, { ...KNOWN, id: 7, ...(method !== 'searchTargetFields' && { service_id: 7 }), finder: 7, ...(readsConsumers(method) && { consumer_id: 7 }) }];
	expect(await load(method, kind)).toMatchObject({ rejected: "Apideck's response contains no valid entry for this list" });
	server.response = () => [];
	expect(await load(method, kind)).toEqual({ names: [], values: [] });
});

const BAD = ['../../consumers/victim', 'a/b', 'a\\b', 'a?b', 'a#b', 'a%2Fb', '..', '.', '...', 'a\nb'];

it.each(METHODS.filter(([method]) => !['searchConsumers', 'searchConnections', 'searchConnectors', 'getServices'].includes(method)))('%s never sends a request to a path that an ID tries to change', async (method, kind) => {
	for (const id of BAD) {
		const wrong = [['connection', `crm+${id}`], ['connection', `${id}+one`], ['connection', id], ['apiResource', id], ['targetField', `crm+${id}+x`]] as const;
		for (const [name, value] of wrong) {
			await load(method, kind, [], { ...AT, [name]: byId(value) });
			for (const { url } of server.take()) expect(url).not.toMatch(/%2F|%5C|%3F|%23|%25|\.\.|victim/i);
		}
	}
});
