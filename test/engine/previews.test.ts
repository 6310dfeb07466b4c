import type { IDataObject } from 'n8n-workflow';

import { resources } from '../../nodes/ApideckVault/actions/router';
import { makePreviews, type Preview } from '../../tools/previews/previews';
import { FIXTURES } from '../operations';
import { setUpVault } from './setUp';
import { run, type RunOptions } from './support';

const { sandbox, engine } = setUpVault();

const ALL = Object.values(resources).flatMap(({ value, operations }) => Object.values(operations).map(({ option }) => [value, option.value] as const));

let previews: Map<string, Preview & { version: number }>;
beforeAll(async () => {
	previews = await makePreviews(engine, sandbox, ALL.map((names) => names.join('.')));
});

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

it('every operation has a preview', () => {
	expect([...previews.keys()].sort()).toEqual(ALL.map((names) => names.join('.')).sort());
});

it('a preview of a connection has its ten fields, says which of them may be null, and leaves the settings open', () => {
	const text = { type: 'string' };
	const maybe = { type: ['string', 'null'] };
	expect(previews.get('connection.get')).toEqual({
		type: 'object',
		properties: {
			name: text,
			state: text,
			health: text,
			consumer_id: text,
			connection: text,
			service_id: text,
			enabled: { type: 'boolean' },
			credentials_expire_at: maybe,
			updated_at: maybe,
			settings: { type: ['object', 'null'] },
		},
		version: 1,
	});
});

it('a preview leaves open what belongs to the service', () => {
	expect(previews.get('settings.getSchema')?.properties?.schema).toEqual({ type: 'object' });
	expect(previews.get('connection.getConsents')?.properties?.resources).toEqual({ type: 'object' });
});

it('an operation without a fixture is rejected by name', async () => {
	await expect(makePreviews(engine, sandbox, ['connection.other'])).rejects.toThrow('no fixture of connection.other');
});

it.each(ALL)('the preview of %s %s has the keys and types of the real output', async (resource, operation) => {
	const name = `${resource}.${operation}`;
	const preview = previews.get(name)!;
	expect(preview).toMatchObject({ type: 'object', version: 1 });
	const fixture = FIXTURES[name]!;
	const consumer = (fixture.parameters as { consumer?: { value: string } }).consumer?.value ?? 'test-consumer';
	const parameters = { ...fixture.parameters, ...(await fixture.prepare?.(sandbox, [consumer])) };
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
