import { collection } from '../../../nodes/ApideckVault/parameters/collection';
import { json } from '../../../nodes/ApideckVault/parameters/json';
import { originOf, originOfField, storedOf } from '../../../nodes/ApideckVault/parameters/origin';
import { text } from '../../../nodes/ApideckVault/parameters/text';

const TEXT = { description: 'Text' };
const params = {
	consumer: text('Consumer', TEXT),
	redirectUri: text('Redirect URL', TEXT),
	settingsJson: json('Settings (JSON)', 'object', { description: 'Settings' }),
	additionalFields: collection('Additional Fields', { startDate: text('Start Date', TEXT), metadata: json('Metadata (JSON)', 'object', { description: 'Metadata' }) }, { placeholder: 'Add Field' }),
};

describe('the origin of a value', () => {
	const DEFAULT = "the default consumer of the credential 'Test'";

	it.each<[string, unknown, string]>([
		['a parameter', 'acme', "comes from 'Consumer'"],
		['a picker', { __rl: true, mode: 'id', value: 'acme' }, "comes from 'Consumer'"],
		['an expression', '={{ $json.id }}', "comes from the expression in 'Consumer'"],
		['an expression in a picker', { __rl: true, mode: 'id', value: '={{ $json.id }}' }, "comes from the expression in 'Consumer'"],
		['an empty parameter', ' ', `is ${DEFAULT}, because 'Consumer' is empty`],
		['a parameter that is not stored', undefined, `is ${DEFAULT}, because 'Consumer' is empty`],
	])('is named for %s', (_name, raw, phrase) => {
		expect(originOf([{ label: 'Consumer', raw }], DEFAULT)).toBe(phrase);
	});

	it('names all parameters of a value with several, even an empty one', () => {
		expect(originOf([{ label: 'Unified API', raw: 'crm' }, { label: 'Service', raw: '={{ $json.s }}' }], DEFAULT)).toBe("comes from 'Unified API' and the expression in 'Service'");
		expect(originOf([{ label: 'Unified API', raw: '' }, { label: 'Service', raw: 'x' }], DEFAULT)).toBe("comes from 'Unified API' and 'Service'");
	});

	it('is unknown without a parameter', () => {
		expect(originOf([], DEFAULT)).toBeUndefined();
	});

	it('covers only parameters that the operation declares', () => {
		expect(storedOf(params, { consumer: 'acme', other: 1 }, ['other', 'consumer', 'redirectUri'])).toEqual([
			{ label: 'Consumer', raw: 'acme' },
			{ label: 'Redirect URL', raw: undefined },
		]);
	});
});

describe('the origin of a field of the request', () => {
	const find = (values: Record<string, unknown>, path: string[], raw: object = {}) => originOfField(params, raw as never, values, path);

	it.each<[string, string[]]>([['Apideck’s spelling', ['redirect_uri']], ['the same spelling', ['redirectUri']], ['other letters', ['Redirect-URI']]])('is the parameter of that name in %s', (_name, path) => {
		expect(find({ redirectUri: 'x' }, path)).toBe("comes from 'Redirect URL'");
		expect(find({ redirectUri: 'x' }, path, { redirectUri: '={{ $json.url }}' })).toBe("comes from the expression in 'Redirect URL'");
	});

	it('is the part of a collection that was added', () => {
		expect(find({ additionalFields: { startDate: 'x' } }, ['filter', 'start_date'])).toBe("comes from 'Start Date' under 'Additional Fields'");
		expect(find({ additionalFields: {} }, ['start_date'])).toBeUndefined();
	});

	it('is the JSON that contains it, up to four levels down', () => {
		expect(find({ settingsJson: { a: [{ page_size: 1 }] } }, ['settings', 'page_size'])).toBe("comes from 'Settings (JSON)'");
		expect(find({ settingsJson: { a: { b: { page_size: 1 } } } }, ['page_size'], { settingsJson: '={{ $json.s }}' })).toBe("comes from the expression in 'Settings (JSON)'");
		expect(find({ settingsJson: { a: { b: { c: { page_size: 1 } } } } }, ['page_size'])).toBe("comes from 'Settings (JSON)'");
		expect(find({ settingsJson: { a: { b: { c: { d: { page_size: 1 } } } } } }, ['page_size'])).toBeUndefined();
		expect(find({ additionalFields: { metadata: { plan: 'x' } } }, ['metadata', 'plan'])).toBe("comes from 'Additional Fields'");
	});

	it('is that of the innermost field that has one', () => {
		expect(find({ redirectUri: 'x', settingsJson: { page_size: 1 } }, ['redirect_uri', 'page_size'])).toBe("comes from 'Settings (JSON)'");
		expect(find({ redirectUri: 'x', settingsJson: {} }, ['redirect_uri', 'page_size'])).toBe("comes from 'Redirect URL'");
	});

	it('is unknown when no parameter with a value has that name', () => {
		expect(find({ redirectUri: undefined, settingsJson: 'page_size', consumer: ['page_size'] }, ['redirect_uri', 'page_size'])).toBeUndefined();
		expect(find({ redirectUri: 'x' }, [])).toBeUndefined();
	});
});
