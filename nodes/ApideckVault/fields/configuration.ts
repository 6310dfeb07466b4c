import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { ConfigurationDefault, ResourceConfiguration } from '../api/connection';
import { short } from '../api/text';
import { isBlank } from '../parameters/itemParameters';
import { checkSerializable, isEmptyJson, parseJson } from '../parameters/json';
import { quoted } from '../parameters/jsonSafety';
import { locator, textLocator } from '../parameters/locator';
import { fieldsOf, type Param, rowsOf, type ValueContext } from '../parameters/param';
import { booleanOf, listOf, readNumber } from '../parameters/scalars';
import { checkPathId, readText } from '../parameters/text';
import { CONNECTION_VALUES, connectionParams } from './connection';

/** Maximum length of a name from the input in an error. */
const MAX_NAME = 40;

const FIELD_ID: INodeProperties = {
	displayName: 'Field ID',
	name: 'id',
	type: 'string',
	default: '',
	placeholder: 'e.g. ProductInterest',
	description: 'ID of the field to set a default for',
};

const VALUE_TYPE: INodeProperties = {
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
	description: 'Type of the value to send',
};

const DEFAULTS = 'Defaults';

/** Default values for the fields of one resource, as a form. */
export const defaultsField = (idField: INodeProperties): INodeProperties => ({
	displayName: DEFAULTS,
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
				VALUE_TYPE,
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
					default: '[]',
					description: 'The options and option groups of the field. Usually empty. Example: [{"label": "General", "value": "general", "option_type": "simple"}].',
				},
			],
		},
	],
});

/**
 * The defaults of one resource.
 * @param form the value of the fixed collection
 * @param label of the parameter that contains the form
 * @throws NodeOperationError for a default without a field, and for a value that does not match its type
 */
export function readDefaults(
	context: ValueContext,
	form: IDataObject,
	resource: string,
	label: string,
): ConfigurationDefault[] {
	return filledRows(context, form, label).map((row) => {
		const id = readText(context, FIELD_ID.displayName, row['id']);
		if (id === undefined) {
			throw context.invalid(
				`A default of '${short(resource, MAX_NAME)}' in '${label}' has no '${FIELD_ID.displayName}'`,
				`Enter '${FIELD_ID.displayName}', or remove the default.`,
			);
		}
		const field = `${short(id, MAX_NAME)} in ${label}`;
		const options = isEmptyJson(row['options'], 'array') ? undefined : parseJson(context, `Options of ${field}`, row['options'], 'array');
		return {
			id,
			...(options === undefined ? {} : { options: options as [] }),
			value: convert(context, `Value of ${field}`, readText(context, VALUE_TYPE.displayName, row['type']) ?? 'text', row['value']),
		};
	});
}

/** The rows of the form that have a value other than the editor's defaults. Empty rows are skipped, because spreadsheets often end with some. */
function filledRows(context: ValueContext, form: IDataObject, label: string): IDataObject[] {
	return rowsOf(form['entries'], context.part(label)).filter(({ options, ...row }) => !isBlank({ ...row, type: undefined, options: isEmptyJson(options, 'array') ? undefined : options }));
}

function convert(context: ValueContext, label: string, type: string, value: unknown): unknown {
	const invalid = (expected: string) => context.invalid(`'${label}' must be ${expected}`, `Correct the value or its '${VALUE_TYPE.displayName}'.`);
	if (type === 'list') {
		const list = parseJson(context, label, value, 'array');
		if (list === undefined) throw invalid('a list');
		return list;
	}
	if (type === 'number') {
		const number = readNumber(value, () => invalid('a number that can be sent exactly'));
		if (number === undefined) throw invalid('a number');
		// A value that is already a number may have been rounded earlier.
		checkSerializable(context, label, number, typeof value === 'string');
		return number;
	}
	if (type === 'boolean') {
		const flag = booleanOf(value);
		if (flag === undefined) throw invalid('true or false');
		return flag;
	}
	if (type !== 'text') {
		const { displayName, options = [] } = VALUE_TYPE;
		const allowed = (options as INodePropertyOptions[]).map((option) => String(option.value));
		throw context.invalid(`'${displayName}' cannot be ${quoted(type)}`, `Use ${listOf(allowed)} in '${displayName}'.`);
	}
	const text = readText(context, label, value);
	if (text === undefined) {
		// Not sent as empty text, because an empty spreadsheet cell must not clear the field.
		throw context.invalid(`'${label}' is empty`, 'Enter a value, or remove the default. To clear a default, set it to null in the JSON form.');
	}
	return text;
}

const RESOURCE_ID: INodeProperties = {
	displayName: 'Resource Name or ID',
	name: 'resourceId',
	type: 'options',
	typeOptions: {
		loadOptionsMethod: 'getConfigurableResources',
		loadOptionsDependsOn: [...CONNECTION_VALUES],
	},
	default: '',
	description: 'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
};

/** Defaults per resource, as a nested form; undefined when no row is filled in. */
export const configuration: Param<ResourceConfiguration[] | undefined> = {
	property: {
		displayName: 'Resources',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Resource' },
		placeholder: 'Add Resource',
		default: {},
		description: 'One entry per resource to set defaults for',
		options: [{ displayName: 'Resource', name: 'entries', values: [RESOURCE_ID, defaultsField(FIELD_ID)] }],
	},
	read(value, context) {
		const rows = rowsOf(fieldsOf(value, context)['entries'], context);
		const resources = rows.map((entry, index) => readResource(context, entry, index)).filter((entry) => entry !== undefined);
		return resources.length === 0 ? undefined : resources;
	},
};

/** One row of the form; undefined when it is empty. */
function readResource(context: ValueContext, entry: IDataObject, index: number): ResourceConfiguration | undefined {
	const { label } = context;
	const resource = readText(context, RESOURCE_ID.displayName, entry['resourceId']);
	const defaults = fieldsOf(entry['defaults'], context.part(DEFAULTS));
	if (resource === undefined) {
		if (filledRows(context, defaults, label).length === 0) return undefined;
		throw context.invalid(`'${RESOURCE_ID.displayName}' of entry ${index + 1} of '${label}' is empty`, 'Select a resource, or remove the entry.');
	}
	checkPathId(context, RESOURCE_ID.displayName, resource);
	if (rowsOf(defaults['entries'], context).length > 0 && filledRows(context, defaults, label).length === 0) {
		// Rows were added, but are empty. Skipping them would clear the existing defaults of the resource.
		throw context.invalid(`Entry ${index + 1} of '${label}' has no default`, `Add one under '${DEFAULTS}', or remove the entry. To clear the defaults of a resource, use '${label} (JSON)'.`);
	}
	return { resource, defaults: readDefaults(context, defaults, resource, label) };
}

/** A target field that the application has defined for this service. */
const targetField = locator('Target Field', {
	search: 'searchTargetFields',
	description: 'The field of the unified API to fill from the service. The list shows the target fields that are defined in the Apideck dashboard.',
	select: 'Select a target field…',
	example: 'hris+employees+first_aid_training',
	dependsOn: CONNECTION_VALUES,
});

/** A custom field of the target field's resource, sent as its JSONPath. */
export const mappingValue = textLocator('Custom Field', {
	search: 'searchCustomFields',
	description: "The service's field to map. The list shows the custom fields of the target field's resource. Enter any other field as a JSONPath.",
	select: 'Select a custom field…',
	example: '$.root.training.first_aid',
	dependsOn: [...CONNECTION_VALUES, 'targetField.value'],
	byId: 'By JSONPath',
});

/** The parameters that identify one mapping. */
export const mappingParams = { ...connectionParams, targetField };

/** The ID of a mapping in the output. */
export const mappingId = ({ targetField: id }: { targetField: string }) => ({ id, target_field_id: undefined });
