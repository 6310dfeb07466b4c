import { type INodeProperties, type INodePropertyCollection, type INodePropertyOptions, NodeHelpers } from 'n8n-workflow';

import { findOperation, properties, resources } from '../../../nodes/ApideckVault/actions/router';
import { runHint } from '../../../nodes/ApideckVault/actions/execute';
import { secretsOf } from '../../../nodes/ApideckVault/secrets/names';
import { ApideckVault } from '../../../nodes/ApideckVault/ApideckVault.node';
import { DEFAULT_THRESHOLDS } from '../../../nodes/ApideckVault/audit/rules/verdict';
import { BY_RESOURCE } from '../../operations';

const { methods } = new ApideckVault();

type Nested = INodeProperties | INodePropertyOptions | INodePropertyCollection;
const isField = (entry: Nested): entry is INodeProperties => 'type' in entry;

/** Every parameter with its path, including those inside collections. Notices are omitted, because they have no value. */
function fields(list: Nested[], path = ''): Array<[string, INodeProperties]> {
	return list.flatMap((entry) => {
		if (isField(entry) && entry.type === 'notice') return [];
		const own = `${path}${entry.name}`;
		if (isField(entry)) return [[own, entry] as [string, INodeProperties], ...fields(entry.options ?? [], `${own}.`)];
		return 'values' in entry ? fields(entry.values, `${own}.`) : [];
	});
}

/** A field of a group inside a collection, where the panel leaves half of the width to a label. */
const IN_GROUP = /^(options|additionalFields|filters)\.\w+\.(policy|values|match)\./;

const all = fields(properties);
const operationsOf = (resource: string) =>
	properties.find(({ name, displayOptions }) => name === 'operation' && displayOptions?.show?.resource?.[0] === resource)!;

describe('resources and operations', () => {
	it('have the values that saved workflows rely on', () => {
		const table = Object.entries(resources).map(([resource, { operations }]) => [resource, Object.keys(operations)]);
		expect(table).toEqual(Object.entries(BY_RESOURCE).map(([resource, fixtures]) => [resource, Object.keys(fixtures)]));
		for (const [value, resource] of Object.entries(resources)) expect(resource.value).toBe(value);
	});

	it.each(Object.values(resources).flatMap(({ value, operations }) => Object.entries(operations).map(([name, operation]) => [value, name, operation] as const)))(
		'%s %s: entry, action and description',
		(resource, name, { option }) => {
			expect(option.value).toBe(name);
			expect(option.action).toMatch(/^[A-Z][^.]+[^.]$/);
			// The words of the resource: customMapping is a custom mapping, and settings are those of a resource.
			expect(option.action.toLowerCase()).toContain(resource === 'settings' ? 'resource' : resource.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));
			expect(option.description.length).toBeGreaterThan(20);
			expect(option.description.toLowerCase()).not.toBe(option.action.toLowerCase());
			expect(findOperation(resource, name)?.option).toBe(option);
		},
	);

	it('are listed by name, and the first one exists', () => {
		for (const { value, firstOperation, operations } of Object.values(resources)) {
			const list = operationsOf(value);
			const names = (list.options as INodePropertyOptions[]).map((option) => option.name);
			expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b, 'en')));
			expect(list).toMatchObject({ default: firstOperation, noDataExpression: true });
			expect(operations).toHaveProperty(firstOperation);
		}
	});

	it.each([['connection', 'constructor'], ['constructor', 'get'], ['__proto__', 'toString'], ['connection', ''], ['', '']])('%j %j is not an operation', (resource, operation) => {
		expect(findOperation(resource, operation)).toBeUndefined();
	});
});

describe('parameters', () => {
	it.each(all)('%s follows the guidelines', (path, field) => {
		expect(field.displayName).toMatch(/^[A-Z]/);
		// n8n's panel cuts off longer labels.
		expect(field.displayName.length).toBeLessThanOrEqual(IN_GROUP.test(path) ? 22 : 34);
		// The editor marks an empty JSON field as an error.
		if (field.type === 'json') expect(['{}', '[]']).toContain(field.default);
		// The two lists on top, and the value of a named entry, speak for themselves.
		if (!/^(resource|operation)$|\.value$|\.defaults$|^options$|^filters$|^updateFields$|customMappings$|^additionalFields$|Options$|Filters?$|Settings$/.test(path)) {
			expect(field.description ?? '').not.toBe('');
		}
		if (field.description !== undefined) {
			expect(field.description).toMatch(/^[A-Z]/);
			// One sentence has no full stop, several have.
			expect(field.description.endsWith('.')).toBe(/[.:?!] [A-Z0-9]/.test(field.description.replace(/e\.g\. /g, '')));
		}
		if (field.type === 'boolean') expect(field.description).toMatch(/^Whether /);
		if (field.placeholder !== undefined && !/^Add |list$/.test(field.placeholder)) expect(field.placeholder).toMatch(/^e\.g\. /);
		if (field.name === 'limit') expect(field).toMatchObject({ default: 50, typeOptions: { minValue: 1 } });
	});

	it.each(all.filter(([, { type }]) => type === 'options'))('%s: its default is one of its options', (_path, field) => {
		const values = (field.options as INodePropertyOptions[] | undefined)?.map(({ value }) => value);
		if (values) expect(values).toContain(field.default);
		else expect(field.typeOptions?.loadOptionsMethod).toBeDefined();
	});

	it.each(all.filter(([, { type }]) => type === 'resourceLocator'))('%s: every list has its method', (_path, field) => {
		const lists = field.modes!.filter(({ type }) => type === 'list');
		for (const { typeOptions } of lists) expect(methods.listSearch).toHaveProperty(typeOptions!.searchListMethod!);
		expect(lists).toHaveLength(1);
		expect(field.modes!.map(({ name }) => name)).toEqual(['list', 'id']);
		expect(field.default).toEqual({ mode: 'list', value: '' });
	});

	it('every list is cleared when a value that it depends on changes', () => {
		const CONNECTION = ['consumer.value', 'connection.value'];
		const DEPENDS_ON: Record<string, string[]> = {
			searchConsumers: [],
			searchConnections: ['consumer.value'],
			searchConnectors: ['consumer.value'],
			searchCustomFields: [...CONNECTION, 'targetField.value'],
			searchMigrationTargets: CONNECTION,
			searchResources: CONNECTION,
			searchSchemaResources: CONNECTION,
			searchSettingsResources: CONNECTION,
			searchTargetFields: CONNECTION,
			getConfigurableResources: CONNECTION,
			getResourceFields: [...CONNECTION, 'apiResource.value'],
			getServices: [],
			getSettingsFields: CONNECTION,
		};
		const lists = all.flatMap(([path, { modes, typeOptions }]) => {
			const method = modes?.[0]?.typeOptions?.searchListMethod ?? typeOptions?.loadOptionsMethod ?? typeOptions?.resourceMapper?.resourceMapperMethod;
			return method === undefined ? [] : [[path, method, typeOptions?.loadOptionsDependsOn ?? []] as const];
		});
		for (const [path, method, dependsOn] of lists) expect([path, method, dependsOn]).toEqual([path, method, DEPENDS_ON[method]]);
		expect(new Set(lists.map(([, method]) => method))).toEqual(new Set(Object.keys(DEPENDS_ON)));
	});

	it('every list depends only on parameters of the same operation', () => {
		const operations = Object.values(resources).flatMap((resource) => Object.values(resource.operations));
		for (const { option, properties: own } of operations) {
			const names = own.map(({ name }) => `${name}.value`);
			for (const [path, { typeOptions }] of fields(own)) {
				for (const value of typeOptions?.loadOptionsDependsOn ?? []) expect([option.action, path, names]).toEqual([option.action, path, expect.arrayContaining([value])]);
			}
		}
	});

	it('the other dynamic fields have theirs', () => {
		for (const [, { typeOptions }] of all) {
			if (typeOptions?.loadOptionsMethod) expect(methods.loadOptions).toHaveProperty(typeOptions.loadOptionsMethod);
			if (typeOptions?.resourceMapper) expect(methods.resourceMapping).toHaveProperty(typeOptions.resourceMapper.resourceMapperMethod!);
		}
	});

	it('secrets are not shown while they are typed', () => {
		const secret = all.filter(([path]) => /(accessToken|refreshToken)$/.test(path));
		expect(secret).toHaveLength(2);
		for (const [, { typeOptions }] of secret) expect(typeOptions).toMatchObject({ password: true });
	});

	it('entries of a collection are in the order of their names', () => {
		for (const [path, { type, options }] of all) {
			if (type !== 'collection') continue;
			const names = (options as INodeProperties[]).map(({ displayName }) => displayName);
			expect([path, names]).toEqual([path, [...names].sort((a, b) => a.localeCompare(b, 'en'))]);
		}
	});
});

it("the audit's fields show the defaults that its rules have", () => {
	const shown = all.filter(([path]) => path.startsWith('options.thresholds.')).map(([, field]) => field);
	const operations = Object.keys(resources.audit!.operations).length;
	for (const [name, value] of Object.entries(DEFAULT_THRESHOLDS)) {
		expect(shown.filter((field) => field.name === name).map((field) => field.default)).toEqual(Array(operations).fill(value));
	}
});

it('the node is usable by agents, has one input, one output and one credential', () => {
	const { description } = new ApideckVault();
	expect(description).toMatchObject({ name: 'apideckVault', version: 1, usableAsTool: true, inputs: ['main'], outputs: ['main'], credentials: [{ name: 'apideckApi', required: true }] });
	expect(description.properties).toBe(properties);
});

it('an operation that changes data warns users of the tool, and one that deletes data warns everyone', () => {
	const noticesOf = (resource: string, operation: string) => findOperation(resource, operation)!.properties.filter(({ type }) => type === 'notice');
	expect(noticesOf('connection', 'get')).toEqual([]);
	expect(noticesOf('audit', 'getFindings')).toEqual([]);
	const [review, ...others] = noticesOf('connection', 'token');
	expect([review?.displayName, review?.displayOptions, others]).toEqual([expect.stringContaining('human review'), { show: { '@tool': [true] } }, []]);
	for (const { option, endpoints, properties: own } of Object.values(resources).flatMap(({ operations }) => Object.values(operations))) {
		const isDelete = endpoints[0]!.startsWith('DELETE ');
		const permanent = own.filter(({ displayName, displayOptions }) => displayName === "This can't be undone" && displayOptions === undefined);
		expect([option.action, permanent.length]).toEqual([option.action, isDelete ? 1 : 0]);
	}
});

it('an operation with settings says where they appear until a connection is selected', () => {
	const noticesFor = (value: string) => {
		const { properties: own } = findOperation('connection', 'update')!;
		const values = { settingsMode: 'fields', connection: { __rl: true, mode: 'list', value } };
		return own.filter((property) => property.name === 'settingsNotice' && NodeHelpers.displayParameter(values, property, null, null)).map(({ displayName }) => displayName);
	};
	expect([noticesFor(''), noticesFor('hris+bamboohr')]).toEqual([['The settings appear here once a connection is selected'], []]);
});

describe('the options of an operation', () => {
	const optionsOf = (resource: string, operation: string) => {
		const { properties: own } = findOperation(resource, operation)!;
		return (own.find(({ name }) => name === 'options')!.options as INodeProperties[]).map(({ displayName }) => displayName);
	};

	it('contain the concurrency of an operation that usually runs for several items or consumers', () => {
		expect(optionsOf('connection', 'get')).toEqual(['Concurrency', 'Redact Secrets', 'Retries', 'Timeout (Seconds)']);
		expect(optionsOf('audit', 'getReport')).toContain('Concurrency');
		expect(optionsOf('consumer', 'getAll')).toEqual(['Redact Secrets', 'Retries', 'Timeout (Seconds)']);
	});

	it('omit redaction where nothing could be masked', () => {
		const without = Object.values(resources).flatMap(({ value, operations }) => Object.keys(operations).filter((name) => !optionsOf(value, name).includes('Redact Secrets')).map((name) => `${value}.${name}`));
		expect(without).toEqual([
			...['delete', 'validate', 'confirm', 'createCallbackState'].map((name) => `connection.${name}`),
			...['delete', 'getRequestCounts'].map((name) => `consumer.${name}`),
			'customMapping.delete',
			'session.create',
		]);
	});
});

describe('the hint on retries', () => {
	const statistics = { requests: 10, retries: 0, rateLimited: 0, waitedMs: 0 };
	it.each([
		[{}, undefined],
		[{ retries: 1, waitedMs: 12 }, '1 request was retried, with a total wait of 0.1 s'],
		[
			{ retries: 3, rateLimited: 2, waitedMs: 4_260 },
			"3 requests were retried (2 after a rate limit), with a total wait of 4.3 s. Lower 'Concurrency' under 'Options' to avoid rate limits.",
		],
	])('%j: %p', (change, hint) => {
		expect(runHint({ ...statistics, ...change }, true)).toBe(hint);
	});

	it('are not mentioned in the rate limit hint if the operation does not have them', () => {
		expect(runHint({ ...statistics, retries: 3, rateLimited: 2, waitedMs: 4_260 }, false)).toBe('3 requests were retried (2 after a rate limit), with a total wait of 4.3 s');
	});
});

it('every text and number of a value may be secret', () => {
	expect(secretsOf({ a: 'x', b: { c: ['y', 12, true, null] }, d: undefined })).toEqual(['x', 'y', '12']);
});
