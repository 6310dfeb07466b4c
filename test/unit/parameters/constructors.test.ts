import { collection, group, rows } from '../../../nodes/ApideckVault/parameters/collection';
import { json } from '../../../nodes/ApideckVault/parameters/json';
import { defaultedLocator, locator, textLocator } from '../../../nodes/ApideckVault/parameters/locator';
import type { Param } from '../../../nodes/ApideckVault/parameters/param';
import { boolean, dateTime, multiOptions, number, options, orDefault, orDefaultUnlessExpression } from '../../../nodes/ApideckVault/parameters/scalars';
import { queryText, requiredText, text, webAddress } from '../../../nodes/ApideckVault/parameters/text';
import { readOne, refusalOf } from './readOne';

const EXPRESSION = '={{ $json.value }}';
const LIST = { description: 'The thing to act on', search: 'searchThings', select: 'Select a thing…', example: 'thing-1' };
const CHOICES = [
	{ name: 'Apple', value: 'apple', description: 'A fruit' },
	{ name: 'Pear', value: 'pear' },
	{ name: 'Plum', value: 'plum' },
] as const;

const name = text('Name', { example: 'Acme', description: 'Name of the account' });
const token = text('Token', { isSecret: true });
const title = requiredText('Title', 'Enter a title.');
const search = queryText('Search');
const url = webAddress('Redirect URL', { example: 'https://app.example.com' });
const flag = boolean('Active', { default: true, description: 'Whether it is active' });
const amount = number('Amount', { default: 5, min: 1, max: 10, description: 'How many' });
const whole = number('Limit', { default: 50, min: 1, whole: true, place: " under 'Options'" });
const since = dateTime('Since', { description: 'Start of the period' });
const fruit = options('Fruit', CHOICES, { default: 'pear', description: 'Which fruit' });
const fruits = multiOptions('Fruits', CHOICES, { default: ['apple'], description: 'Which fruits' });
const anyFruits = multiOptions('Fruits', CHOICES, { default: [], description: 'Which fruits', mayBeEmpty: true });
const settings = json('Settings', 'object', { example: '{ "a": 1 }', description: 'Settings to send' });
const list = json('List', 'array', { example: '[1]', description: 'What to send' });
const thing = locator('Thing', LIST);
const person = textLocator('Person', { ...LIST, byId: 'By Name' });
const consumer = defaultedLocator('Consumer', LIST);
const fields = collection('Fields', { zeta: text('Zeta'), alpha: text('Alpha') }, { placeholder: 'Add Field', description: 'What to send' });
const plain = collection('Fields', { zeta: text('Zeta') }, { placeholder: 'Add Field' });
const filters = collection('Filters', { zeta: text('Zeta') }, { placeholder: 'Add Filter', mustBeFilled: true });
const table = rows('Mappings', { key: text('Key') }, { row: 'Mapping', name: 'rows', description: 'One row each' });
const strict = rows('Mappings', { key: text('Key') }, { row: 'Mapping', name: 'rows', mustBeFilled: true });
const path = group('Path', { mode: fruit, text: text('Text') }, { name: 'match', description: 'Which paths' });

describe('a constructor describes for the editor', () => {
	const picker = (label: string, byId = 'By ID') => ({
		displayName: label,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		description: 'The thing to act on',
		modes: [
			{ displayName: 'From List', name: 'list', type: 'list', placeholder: 'Select a thing…', typeOptions: { searchListMethod: 'searchThings', searchable: true } },
			{ displayName: byId, name: 'id', type: 'string', placeholder: 'e.g. thing-1' },
		],
	});
	const zeta = { displayName: 'Zeta', type: 'string', default: '', name: 'zeta' };
	const key = { displayName: 'Key', type: 'string', default: '', name: 'key' };
	const fruitProperty = { displayName: 'Fruit', type: 'options', options: CHOICES, default: 'pear', description: 'Which fruit' };

	it.each<[string, Param<unknown>, object]>([
		['text', name, { displayName: 'Name', type: 'string', default: '', placeholder: 'e.g. Acme', description: 'Name of the account' }],
		['a masked text', token, { displayName: 'Token', type: 'string', typeOptions: { password: true }, default: '' }],
		['required text', title, { displayName: 'Title', type: 'string', default: '', required: true }],
		['a URL', url, { displayName: 'Redirect URL', type: 'string', default: '', placeholder: 'e.g. https://app.example.com' }],
		['a boolean', flag, { displayName: 'Active', type: 'boolean', default: true, description: 'Whether it is active' }],
		['a number', amount, { displayName: 'Amount', type: 'number', typeOptions: { minValue: 1 }, default: 5, description: 'How many' }],
		['a number without a description', whole, { displayName: 'Limit', type: 'number', typeOptions: { minValue: 1 }, default: 50 }],
		['a date', since, { displayName: 'Since', type: 'dateTime', default: '', description: 'Start of the period' }],
		['a list of options', fruit, fruitProperty],
		['a list of several options', anyFruits, { displayName: 'Fruits', type: 'multiOptions', options: CHOICES, default: [], description: 'Which fruits' }],
		['JSON', settings, { displayName: 'Settings', type: 'json', default: '{}', description: 'Settings to send, such as { "a": 1 }' }],
		['JSON of a list', list, { displayName: 'List', type: 'json', default: '[]', description: 'What to send, such as [1]' }],
		['a picker', thing, { ...picker('Thing'), required: true }],
		['a picker with its own second mode', person, { ...picker('Person', 'By Name'), required: true }],
		['an optional picker', consumer, picker('Consumer')],
		[
			'a collection in alphabetical order',
			fields,
			{
				displayName: 'Fields',
				type: 'collection',
				placeholder: 'Add Field',
				default: {},
				description: 'What to send',
				options: [{ displayName: 'Alpha', type: 'string', default: '', name: 'alpha' }, zeta],
			},
		],
		['a collection without a description', plain, { displayName: 'Fields', type: 'collection', placeholder: 'Add Field', default: {}, options: [zeta] }],
		[
			'rows',
			table,
			{
				displayName: 'Mappings',
				type: 'fixedCollection',
				typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Mapping' },
				placeholder: 'Add Mapping',
				default: {},
				description: 'One row each',
				options: [{ displayName: 'Mapping', name: 'rows', values: [key] }],
			},
		],
		[
			'rows without a description',
			strict,
			{
				displayName: 'Mappings',
				type: 'fixedCollection',
				typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Mapping' },
				placeholder: 'Add Mapping',
				default: {},
				options: [{ displayName: 'Mapping', name: 'rows', values: [key] }],
			},
		],
		[
			'a group with the defaults of its fields',
			path,
			{
				displayName: 'Path',
				type: 'fixedCollection',
				typeOptions: { multipleValues: false },
				placeholder: 'Add Path',
				default: { match: { mode: 'pear', text: '' } },
				description: 'Which paths',
				options: [{ displayName: 'Path', name: 'match', values: [{ ...fruitProperty, name: 'mode' }, { displayName: 'Text', type: 'string', default: '', name: 'text' }] }],
			},
		],
	])('%s', (_what, { property }, expected) => {
		expect(property).toEqual(expected);
	});

	it('that n8n must extract the value only for pickers', () => {
		expect([thing, person, consumer, name].map(({ extractValue }) => extractValue === true)).toEqual([true, true, true, false]);
	});
});

describe('a parameter', () => {
	it.each<[Param<unknown>, unknown, unknown]>([
		[name, ' Acme ', ' Acme '],
		[name, 42, '42'],
		[name, ' \u200b\t', undefined],
		[name, null, undefined],
		[title, 'x', 'x'],
		[search, 'x'.repeat(1000), 'x'.repeat(1000)],
		[url, ' https://app.example.com/done ', 'https://app.example.com/done'],
		[flag, false, false],
		[flag, ' TRUE ', true],
		[flag, 'false', false],
		[flag, '', undefined],
		[amount, 1, 1],
		[amount, '10', 10],
		[amount, '2.5', 2.5],
		[amount, ' ', undefined],
		[whole, '1e3', 1000],
		[since, '2026-01-31T08:00:00+02:00', '2026-01-31T06:00:00.000Z'],
		[since, '2026-01-31', '2026-01-30T23:00:00.000Z'],
		[since, '', undefined],
		[fruit, 'plum', 'plum'],
		[fruit, undefined, 'pear'],
		[fruits, ['plum', 'apple', 'plum'], ['plum', 'apple']],
		[fruits, 'plum, apple', ['plum', 'apple']],
		[fruits, undefined, []],
		[anyFruits, [], []],
		[settings, '{"a":1}', { a: 1 }],
		[settings, { a: 1 }, { a: 1 }],
		[settings, '', undefined],
		[list, '[1]', [1]],
		[thing, 'thing-1', 'thing-1'],
		[thing, 7, '7'],
		[person, 'Jo Smith', 'Jo Smith'],
		[fields, { alpha: 'a' }, { zeta: undefined, alpha: 'a' }],
		[fields, undefined, { zeta: undefined, alpha: undefined }],
		[filters, { zeta: 'z' }, { zeta: 'z' }],
		[filters, {}, { zeta: undefined }],
		[table, { rows: [{ key: 'a' }, { key: ' ' }, { key: 'b' }] }, [{ key: 'a' }, { key: 'b' }]],
		[table, {}, []],
		[strict, { rows: [{ key: ' ' }] }, [{ key: undefined }]],
		[path, { match: { mode: 'plum', text: 't' } }, { mode: 'plum', text: 't' }],
		[orDefault(flag), undefined, true],
		[orDefault(flag), false, false],
		[orDefaultUnlessExpression(amount), '', 5],
		[orDefaultUnlessExpression(amount), 2, 2],
	])('reads a valid value (case %#)', (param, given, expected) => {
		expect(readOne(param, given)).toEqual(expected);
	});
});

describe('a parameter', () => {
	const oneOf = 'Use apple, pear or plum in';

	it.each<[Param<unknown>, unknown, string, string]>([
		[name, {}, "'Name' must be text, but is an object", "Make the expression in 'Name' return text."],
		[name, true, "'Name' must be text, but is true", "Make the expression in 'Name' return text."],
		[name, NaN, "'Name' must be text, but is NaN", "Make the expression in 'Name' return text."],
		[name, 2 ** 53, "The number in 'Name' is too long to be represented exactly", "Make the expression in 'Name' return it as text."],
		[name, 'a\ud800', "'Name' contains an invalid Unicode character", "Correct the value of 'Name'."],
		[title, ' ', "'Title' is empty", 'Enter a title.'],
		[search, 'x'.repeat(1001), "'Search' is longer than 1000 characters", "Shorten 'Search'."],
		[url, 'mailto:name@email.com', "'Redirect URL' is not a full URL", 'Enter a URL such as https://app.example.com/done or myapp://done.'],
		[url, 'java\tscript:alert(1)', `'Redirect URL' must not be a "javascript:" URL`, 'Enter the URL of a page, such as https://app.example.com/done, or of an app, such as myapp://done.'],
		[flag, 'yes', "'Active' must be true or false", "Make the expression in 'Active' return true or false."],
		[flag, 1, "'Active' must be true or false", "Make the expression in 'Active' return true or false."],
		[amount, 0.5, "'Amount' must be a number from 1 to 10", "Correct 'Amount', or remove it."],
		[amount, 11, "'Amount' must be a number from 1 to 10", "Correct 'Amount', or remove it."],
		[amount, true, "'Amount' must be a number from 1 to 10", "Correct 'Amount', or remove it."],
		[amount, '2,5', "'Amount' must be a number from 1 to 10", "Correct 'Amount', or remove it."],
		[whole, 1.5, "'Limit' under 'Options' must be a whole number from 1", "Correct 'Limit', or remove it."],
		[whole, 2 ** 53, "'Limit' under 'Options' must be a whole number from 1", "Correct 'Limit', or remove it."],
		[since, 'soon', "'Since' is not a date and time", "Enter 'Since' in ISO 8601 format, such as 2026-01-31T08:00:00Z or 2026-01-31."],
		[fruit, 'fig', `'Fruit' cannot be "fig"`, `${oneOf} 'Fruit'.`],
		[fruits, ['plum', 'fig'], `'Fruits' cannot contain "fig"`, `${oneOf} 'Fruits'.`],
		[fruits, [], "'Fruits' is empty", "Enter at least one value in 'Fruits', or remove 'Fruits'."],
		[fruits, ['plum', undefined], "Entry 2 of 'Fruits' has no value", "Make the expression in 'Fruits' return text for each entry."],
		[fruits, {}, "'Fruits' must be a list, but is an object", "Make the expression in 'Fruits' return a list of text values."],
		[fruits, [{}], "'Fruits' cannot contain an object", "Make the expression in 'Fruits' return a list of text values."],
		[settings, '[1]', "'Settings' must be a JSON object", `Enter 'Settings' as an object, such as {"name": "value"}.`],
		[list, '{}', "'List' must be a JSON array", "Enter 'List' as an array, such as [ … ]."],
		[settings, '{\n"a": 1,\n}', "'Settings' is not valid JSON (line 3, column 1)", "Correct 'Settings'. Put names and text in double quotes, and remove any comma after the last value."],
		[settings, '{"a":12345678901234567890}', "A number in 'Settings' is too long to be sent exactly (at a)", "Enter this number in 'Settings' as text, in double quotes. Numbers above 9007199254740991 or with more than 17 digits are rounded."],
		[settings, { a: undefined }, "The expression in 'Settings' returned no value for a", 'Make sure there is a value for a. To clear it, return null.'],
		[settings, { a: () => 1 }, "'Settings' contains a value that JSON cannot represent (at a)", "Make the expression in 'Settings' return only text, numbers, true, false, null, lists and objects."],
		[thing, '', "'Thing' is empty", "Select 'Thing' from the list, or enter a value such as thing-1."],
		[consumer, '', "'Consumer' is empty and the credential has no default consumer", "Select a consumer in 'Consumer', or enter a 'Default Consumer ID' in the Apideck credential."],
		[thing, {}, "The expression in 'Thing' did not return an ID", "Make the expression return the ID as text, or select a value in 'Thing'."],
		[fields, 'x', "'Fields' must be an object", "Make the expression in 'Fields' return an object."],
		[filters, { zeta: ' ' }, "'Zeta' is empty", "Enter a value in 'Zeta' under 'Filters', or remove it."],
		[table, { rows: 'x' }, "'Mappings' must be a list", "Make the expression in 'Mappings' return a list."],
		[path, 'x', "'Path' must be an object", "Make the expression in 'Path' return an object."],
	])('rejects an invalid value and says how to fix it (case %#)', (param, given, message, resolution) => {
		expect(refusalOf(param, given)).toEqual([message, resolution]);
	});

	it.each<[Param<unknown>, string, string]>([
		[fruit, "'Fruit' cannot be nothing", `${oneOf} 'Fruit'.`],
		[orDefaultUnlessExpression(amount), "The expression in 'Amount' returned no value", "Make sure the expression in 'Amount' returns a value."],
		[thing, "The expression in 'Thing' did not return an ID", "Make the expression return the ID as text, or select a value in 'Thing'."],
		[consumer, "The expression in 'Consumer' did not return an ID", "Make the expression return the ID as text, or select a value in 'Consumer'."],
	])('rejects an expression that returned nothing (case %#)', (param, message, resolution) => {
		expect(refusalOf(param, undefined, EXPRESSION)).toEqual([message, resolution]);
	});
});
