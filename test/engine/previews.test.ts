/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- development only: never runs inside n8n */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { IDataObject } from 'n8n-workflow';

import type { Engine } from '../../embedded';
import { resources } from '../../nodes/ApideckVault/actions/operations';
import { startSandbox, type Sandbox } from '../../sandbox';
import { byId, CRM_PIPEDRIVE, loadEngine, run, type RunOptions } from './support';
import { VAULT_CASES } from './vaultCases';

let sandbox: Sandbox;
let engine: Engine;
beforeAll(async () => {
	[sandbox, engine] = await Promise.all([startSandbox(), loadEngine()]);
});
beforeEach(() => sandbox.reset());
afterAll(async () => await sandbox.close());

/** Where n8n looks for the preview of an operation's output. */
const FOLDER = path.join(__dirname, '../../nodes/ApideckVault/__schema__/v1.0.0');

interface Preview {
	type: string | string[];
	properties?: Record<string, Preview>;
	items?: Preview;
}

const fileOf = (resource: string, operation: string) => path.join(FOLDER, resource, `${operation}.json`);

function typeOf(value: unknown): string {
	if (value === null) return 'null';
	if (Array.isArray(value)) return 'array';
	return Number.isInteger(value) ? 'integer' : typeof value;
}

/** Every place where the value is not exactly what the preview says: another type, a key too many or too few. */
function differences(value: unknown, preview: Preview, at = '$'): string[] {
	const types = [preview.type].flat();
	const type = typeOf(value);
	if (!types.includes(type) && !(type === 'integer' && types.includes('number'))) return [`${at} is ${type}, not ${types.join(' or ')}`];
	if (Array.isArray(value)) return value.flatMap((entry, index) => differences(entry, preview.items ?? { type: 'nothing' }, `${at}[${index}]`));
	// An object of which the preview names no keys is open: they are the service's own.
	if (type !== 'object' || preview.properties === undefined) return [];
	const [has, says] = [value as Record<string, unknown>, preview.properties];
	return [
		...Object.keys(says).filter((key) => !Object.hasOwn(has, key)).map((key) => `${at}.${key} is missing`),
		...Object.keys(has).flatMap((key) => (says[key] ? differences(has[key], says[key], `${at}.${key}`) : [`${at}.${key} is not in the preview`])),
	];
}

/** Parameters with which an operation works in the default scenario; everything else is left at its default. */
const PARAMETERS: Record<string, object> = {
	'audit.getFindings': {},
	'audit.getReport': {},
	'connection.delete': CRM_PIPEDRIVE,
	'connection.get': CRM_PIPEDRIVE,
	'connection.getAll': { consumer: byId('blue-fjord-bakery') },
	'connection.import': { ...CRM_PIPEDRIVE, credentials: { accessToken: 'fake-access-token' } },
	'connection.token': { consumer: byId('granite-peak-gyms'), unifiedApi: 'hris', service: byId('personio') },
	'connection.update': { ...CRM_PIPEDRIVE, updateFields: { enabled: true } },
	'consumer.get': { consumer: byId('blue-fjord-bakery') },
	'consumer.getAll': {},
};

const ALL = Object.values(resources).flatMap(({ value, operations }) => Object.values(operations).map(({ option }) => [value, option.value] as const));

it('every operation has a preview, and no preview is left of one that does not exist', () => {
	const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
	expect(files.sort()).toEqual(ALL.map(([resource, operation]) => path.join(resource, `${operation}.json`)).sort());
});

it.each(ALL)('the preview of %s %s has the keys and types of the real output', async (resource, operation) => {
	const preview = JSON.parse(readFileSync(fileOf(resource, operation), 'utf8')) as Preview & { version: number };
	expect(preview).toMatchObject({ type: 'object', version: 1 });
	const name = `${resource}.${operation}`;
	const prepared = await VAULT_CASES[name]?.prepare?.(sandbox);
	const parameters = PARAMETERS[name] ?? (VAULT_CASES[name] && { ...VAULT_CASES[name].parameters, ...prepared });
	if (!parameters) throw new Error(`PARAMETERS and VAULT_CASES lack ${name}`);
	const once = async (options: RunOptions) => await run(engine, sandbox, { resource, operation, ...parameters }, options);
	let { json, status, staticData } = await once({});
	// The first audit has no earlier one to compare with: `previous` is null there and every finding has a `change`.
	if (resource === 'audit') ({ json, status, staticData } = await once({ staticData }));
	expect([status, staticData]).toEqual(['success', resource === 'audit' ? expect.anything() : {}]);
	expect(json.length).toBeGreaterThan(0);
	expect([...new Set(json.flatMap((record: IDataObject) => differences(record, preview)))]).toEqual([]);
});

it('the comparison sees what differs', () => {
	const preview: Preview = { type: 'object', properties: { a: { type: 'string' }, b: { type: ['integer', 'null'] }, c: { type: 'array', items: { type: 'string' } } } };
	expect(differences({ a: 'x', b: null, c: ['y'] }, preview)).toEqual([]);
	expect(differences({ a: 1, b: 1.5, c: [null], d: true }, preview)).toEqual([
		'$.a is integer, not string',
		'$.b is number, not integer or null',
		'$.c[0] is null, not string',
		'$.d is not in the preview',
	]);
	expect(differences({ a: 'x' }, preview)).toEqual(['$.b is missing', '$.c is missing']);
});
