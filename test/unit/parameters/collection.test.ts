import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { isBlank, ItemParameters } from '../../../nodes/ApideckVault/parameters/itemParameters';
import { collection, group } from '../../../nodes/ApideckVault/parameters/collection';
import { optional, type Param, shownWhen } from '../../../nodes/ApideckVault/parameters/param';
import { number, options, orDefault, readList } from '../../../nodes/ApideckVault/parameters/scalars';

const anything = (displayName: string): Param<unknown> => ({ property: { displayName, type: 'string', default: '' }, read: (value) => value });
const filters = (emptyLists: string[] = []) =>
	collection('Filters', { services: anything('Services'), search: anything('Search'), actions: anything('Actions') }, { placeholder: 'Add filter', mustBeFilled: true, emptyLists });
const read = (raw: unknown, given: unknown, emptyLists?: string[]) => itemOf(raw, given).readParam('filters', filters(emptyLists));

/** An item whose node holds `raw`, which n8n resolves to `given`. */
const itemOf = (raw: unknown, given: unknown) =>
	new ItemParameters(
		{ getNode: () => ({ name: 'Vault', type: 'vault', parameters: { filters: raw } }), getNodeParameter: () => given } as unknown as IExecuteFunctions,
		0,
	);

const list = (entry: unknown) => {
	const endless: unknown[] = [entry];
	endless.push(endless);
	return endless;
};

describe('S9: isBlank', () => {
	it.each<[unknown]>([
		[undefined], [null], [''], [' '], ['\t\n'], ['\u00a0'], ['\ufeff'], ['\u200b'], ['\u0000'], [[]], [['']], [[' ', null]], [[undefined]], [[[], {}]], [{}],
		[{ values: [{ id: ' ' }] }], [{ a: undefined, b: null }], [{ __rl: true, mode: 'list', value: '' }], [[{ __rl: true, mode: 'id', value: null }]],
	])('says that %j selects nothing', (value) => {
		expect(isBlank(value)).toBe(true);
	});

	it.each<[unknown]>([[0], [false], [NaN], ['x'], [' x '], [','], [['', 'x']], [{ a: '', b: 0 }], [new Date(0)], [{ __rl: true, mode: 'list', value: 'x' }], [Symbol('x')]])(
		'says that %p selects something',
		(value) => {
			expect(isBlank(value)).toBe(false);
		},
	);

	it('ends for a list that contains itself, and for a megabyte of blanks', () => {
		expect(isBlank(list(''))).toBe(false);
		expect(isBlank(list('x'))).toBe(false);
		expect(isBlank(' '.repeat(1_000_000))).toBe(true);
	});
});

describe('an optional group', () => {
	const path = optional(group('Path', { mode: anything('Path Match Mode'), text: anything('Path Text') }, { name: 'match', description: 'Only requests with a matching path' }));
	const readGroup = (given: unknown) => itemOf({}, given).readParam('filters', collection('Filters', { path }, { placeholder: 'Add filter' })).path;

	it('is undefined when it was not added, and has all of its fields otherwise', () => {
		expect(readGroup({})).toBeUndefined();
		expect(readGroup({ path: { match: { mode: 'EXACT', text: '/x' } } })).toEqual({ mode: 'EXACT', text: '/x' });
		expect(readGroup({ path: { match: { text: '/x' } } })).toEqual({ mode: undefined, text: '/x' });
	});

	it('is refused when it is not an object', () => {
		expect(() => readGroup({ path: '/x' })).toThrow("'Path' must be an object");
		expect(() => readGroup({ path: { match: '/x' } })).toThrow("'Path' must be an object");
	});

	it('shows its fields with their defaults as soon as it is added', () => {
		expect(path.property.default).toEqual({ match: { mode: '', text: '' } });
	});
});

describe('S9: a field that was added', () => {
	it.each<[string, IDataObject, IDataObject]>([
		['an expression that returns undefined', { services: '={{ $json.none }}' }, {}],
		['an expression that returns null', { services: '={{ null }}' }, { services: null }],
		['an expression that returns an empty list', { services: '={{ [] }}' }, { services: [] }],
		['an expression that returns a list of blanks', { services: '={{ [" "] }}' }, { services: [' '] }],
		['an expression that returns an empty object', { services: '={{ ({}) }}' }, { services: {} }],
	])('is refused for %s', (_name, raw, given) => {
		expect(() => read(raw, given)).toThrow("The expression in 'Services' returned no value");
	});

	it.each<[string, IDataObject]>([
		['an empty text', { search: '' }],
		['blanks', { search: '  ' }],
		['an empty list', { services: [] }],
	])('is refused when it was left empty in the form: %s', (_name, raw) => {
		expect(() => read(raw, raw)).toThrow(/^'(Search|Services)' is empty$/);
		expect.assertions(2);
		try {
			read(raw, raw);
		} catch (error) {
			expect((error as { description?: string }).description).toMatch(/^Enter a value in '(Search|Services)' under 'Filters', or remove it\. No request was sent/);
		}
	});

	it('is taken with a value, and a field that was not added may be missing', () => {
		const given = { services: ['xero'], search: 0 };
		expect(read(given, given)).toEqual(given);
		expect([read({}, {}), read(undefined, {})]).toEqual([{}, {}]);
	});

	it('may be an empty list only where that has a meaning of its own', () => {
		const raw = { actions: [] };
		expect(read(raw, raw, ['actions'])).toEqual(raw);
		expect(() => read(raw, raw)).toThrow("'Actions' is empty");
		for (const actions of ['', null, [' '], {}]) {
			expect(() => read({ actions: '={{ $json.a }}' }, { actions }, ['actions'])).toThrow("The expression in 'Actions'");
		}
	});
});

describe('S9: a list', () => {
	const errors = { invalid: (message: string) => new Error(message) as ReturnType<ItemParameters['invalid']> };

	it.each([[null], [''], [' '], [','], [' , ,'], [[]], [['']], [[' ', null, undefined]]])('that was given as %j and selects nothing is refused', (value) => {
		expect(() => readList(errors, 'Services', value)).toThrow("'Services' is empty");
		expect(readList(errors, 'Services', value, { mayBeEmpty: true })).toEqual([]);
	});

	it('that was not given is empty', () => {
		expect(readList(errors, 'Services', undefined)).toEqual([]);
	});

	it('keeps its entries without the blank ones', () => {
		expect(readList(errors, 'Services', 'hubspot, xero,')).toEqual(['hubspot', 'xero']);
		expect(readList(errors, 'Services', ['hubspot', ' ', 7])).toEqual(['hubspot', '7']);
	});
});

describe('a group of fields', () => {
	const limits = group('Limits', { most: orDefault(number('Most', { default: 5, min: 0 })), least: number('Least', { default: 1, min: 0 }) }, { name: 'values' });
	const readGroup = (raw: unknown, given: unknown = raw) => itemOf(raw, given).readParam('filters', limits);

	it('opens with its fields, and reads those that are not stored as if they were not added', () => {
		expect(limits.property.default).toEqual({ values: { most: 5, least: 1 } });
		for (const stored of [undefined, {}, { values: {} }, { values: { most: '' } }]) expect(readGroup(stored)).toEqual({ most: 5, least: undefined });
		expect(readGroup({ values: { most: 7, least: 0 } })).toEqual({ most: 7, least: 0 });
	});

	it('names the field whose value is invalid', () => {
		expect(() => readGroup({ values: { most: -1 } })).toThrow("'Most' must be a number from 0");
		expect(() => readGroup({ values: 7 })).toThrow("'Limits' must be an object");
	});

	it('does not read a field that the editor hides', () => {
		const mode = options('Mode', [{ name: 'A', value: 'a' }, { name: 'B', value: 'b' }], { default: 'a', description: '' });
		const either = group('Either', { mode, one: shownWhen({ mode: ['a'] }, anything('One')), other: shownWhen({ mode: ['b'] }, anything('Other')) }, { name: 'values' });
		const readEither = (values: object) => itemOf({ values }, { values }).readParam('filters', either);
		expect(readEither({ one: 1, other: 2 })).toEqual({ mode: 'a', one: 1, other: undefined });
		expect(readEither({ mode: 'b', one: 1, other: 2 })).toEqual({ mode: 'b', one: undefined, other: 2 });
	});
});
