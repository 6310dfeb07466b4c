import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { ConfigurationDefault } from '../vault/connection';
import { isBlank } from './added';
import { booleanOf } from './boolean';
import type { Item } from './item';
import { checkSendable, parseJson } from './json';
import { readNumber } from './number';
import { quoted, short } from './quoted';
import { readText } from './text';

/** Most characters of a foreign name in an error. */
const NAME = 40;

/** Default values of the fields of one resource, as a form. */
export const defaultsField = (idField: INodeProperties): INodeProperties => ({
	displayName: 'Defaults',
	name: 'defaults',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Default' },
	placeholder: 'Add Default',
	default: {},
	options: [
		{
			displayName: 'Default',
			name: 'entries',
			values: [
				idField,
				{
					displayName: 'Value Type',
					name: 'type',
					type: 'options',
					options: [
						{ name: 'Boolean', value: 'boolean' },
						{ name: 'List (JSON)', value: 'list' },
						{ name: 'Number', value: 'number' },
						{ name: 'Text', value: 'text' },
					],
					default: 'text',
					description: 'What kind of value to send',
				},
				{
					displayName: 'Value',
					name: 'value',
					type: 'string',
					default: '',
					placeholder: 'e.g. GC5000 series',
				},
				{
					displayName: 'Options (JSON)',
					name: 'options',
					type: 'json',
					default: '',
					placeholder: 'e.g. [{"label": "General", "value": "general", "option_type": "simple"}]',
					description: 'The options and option groups of the field. Usually left empty.',
				},
			],
		},
	],
});

/**
 * The defaults of one resource.
 * @param form what the fixed collection gives
 * @param label of the parameter that holds the form
 * @throws NodeOperationError for a default without field, and for a value that is not what its type says
 */
export function readDefaults(
	item: Item,
	form: IDataObject,
	resource: string,
	label: string,
): ConfigurationDefault[] {
	return filledRows(item, form, label).map((row) => {
		const id = readText(item, 'Field ID', row['id']);
		if (id === undefined) {
			throw item.invalid(
				`A default of '${short(resource, NAME)}' in '${label}' has no 'Field ID'`,
				"Fill in 'Field ID', or remove the default.",
			);
		}
		const field = `${short(id, NAME)} in ${label}`;
		const options = parseJson(item, `Options of ${field}`, row['options'], 'array');
		return {
			id,
			...(options === undefined ? {} : { options: options as [] }),
			value: convert(item, `Value of ${field}`, readText(item, 'Value Type', row['type']) ?? 'text', row['value']),
		};
	});
}

/** The rows of the form. A sheet often ends in empty ones: a row in which nothing is filled in is not a default, and its type is preset. */
export function filledRows(item: Item, form: IDataObject, label: string): IDataObject[] {
	return item.rowsOf(form['entries'], label).filter((row) => !isBlank({ ...row, type: undefined }));
}

function convert(item: Item, label: string, type: string, value: unknown): unknown {
	const wrong = (wanted: string) => item.invalid(`'${label}' is not ${wanted}`, "Correct the value or its 'Value Type'.");
	if (type === 'list') {
		const list = parseJson(item, label, value, 'array');
		if (list === undefined) throw wrong('a list');
		return list;
	}
	if (type === 'number') {
		const number = readNumber(value, () => wrong('a number that can be sent exactly'));
		if (number === undefined) throw wrong('a number');
		// One that came as a number may have been rounded before.
		checkSendable(item, label, number, typeof value === 'string');
		return number;
	}
	if (type === 'boolean') {
		const flag = booleanOf(value);
		if (flag === undefined) throw wrong('true or false');
		return flag;
	}
	if (type !== 'text') throw item.invalid(`'Value Type' cannot be ${quoted(type)}`, "Use boolean, list, number or text in 'Value Type'.");
	const text = readText(item, label, value);
	if (text === undefined) {
		// Not sent as an empty text: an empty cell must not clear what the field holds.
		throw item.invalid(`'${label}' is empty`, `Enter a value, or remove the default. To clear a default, set it to null in the JSON form.`);
	}
	return text;
}
