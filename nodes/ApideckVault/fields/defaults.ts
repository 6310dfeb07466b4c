import type { INodeProperties } from 'n8n-workflow';

import type { ConfigurationDefault } from '../vault/connection';
import type { Item } from './item';
import { parseJson } from './json';

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

/** What the form gives. */
export interface DefaultsForm {
	entries?: Array<{ id?: string; type?: string; value?: unknown; options?: unknown }>;
}

/**
 * The defaults of one resource.
 * @param label of the parameter that holds the form
 * @throws NodeOperationError for a default without field, and for a value that is not what its type says
 */
export function readDefaults(
	item: Item,
	form: DefaultsForm | undefined,
	resource: string,
	label: string,
): ConfigurationDefault[] {
	return (form?.entries ?? []).map(({ id, type, value, options: typed }) => {
		if (!id) {
			throw item.invalid(
				`A default of '${resource}' in '${label}' has no 'Field ID'`,
				"Fill in 'Field ID', or remove the default.",
			);
		}
		const options = parseJson(item, `Options of ${id} in ${label}`, typed, 'array');
		return {
			id,
			...(options === undefined ? {} : { options: options as [] }),
			value: convert(item, `Value of ${id} in ${label}`, type ?? 'text', value),
		};
	});
}

function convert(item: Item, label: string, type: string, value: unknown): unknown {
	const wrong = (wanted: string) => item.invalid(`'${label}' is not ${wanted}`, "Correct the value or its 'Value Type'.");
	if (type === 'list') {
		const list = parseJson(item, label, value, 'array');
		if (list === undefined) throw wrong('a list');
		return list;
	}
	if (type === 'number') {
		const isNumeric = typeof value === 'number' || (typeof value === 'string' && value.trim() !== '');
		const number = isNumeric ? Number(value) : NaN;
		if (!Number.isFinite(number)) throw wrong('a number');
		return number;
	}
	if (type === 'boolean') {
		const text = String(value).trim().toLowerCase();
		if (text !== 'true' && text !== 'false') throw wrong('true or false');
		return text === 'true';
	}
	return String(value ?? '');
}
