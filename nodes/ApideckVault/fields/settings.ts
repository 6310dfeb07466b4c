import type { INodePropertyOptions, ResourceMapperField } from 'n8n-workflow';

import { short } from '../api/text';
import { readDateTime } from '../parameters/dateTime';
import { checkSerializable, isEmptyJson, json, parseJson } from '../parameters/json';
import { fieldsOf, omitUndefined, mapped, labelOf, type Param, shownWhen, type ValueContext, type Values } from '../parameters/param';
import { isPlainObject } from '../parameters/jsonSafety';
import { boolean, booleanOf, readNumber } from '../parameters/scalars';
import { isEmpty, readText, requiredText } from '../parameters/text';
import { collection, group, rows } from '../parameters/collection';
import { configuration } from './configuration';
import { CONNECTION_VALUES } from './connection';
import { inFields, inJson, settingsMode } from './settingsMode';

/** Maximum number of allowed values that an error lists, and maximum length of each. */
const MAX_LISTED = 10;
const MAX_NAME = 40;

/** What an error about a boolean expects. */
const TRUE_OR_FALSE = 'true or false';

/**
 * The values of the settings form; undefined when none is filled in. Empty fields are left unchanged. The form is read as a whole,
 * because for the path `settings.value` n8n rejects text where a boolean or an option is expected, and quotes values that may be
 * secret.
 * @throws NodeOperationError naming the setting and what it expects, never its value
 */
function readSettingsForm(context: ValueContext, given: unknown): Record<string, unknown> | undefined {
	const { value, schema } = fieldsOf(given, context);
	const fields = new Map(schemaOf(schema).map((field) => [field.id, field]));
	const filled = Object.entries(fieldsOf(value, context)).filter(([id, entry]) => !isUnfilled(entry, fields.get(id)));
	if (filled.length === 0) return undefined;
	const settings = filled.map(([id, entry]) => [id, readSetting(context, context.label, id, fields.get(id), entry)] as const);
	return Object.fromEntries(settings);
}

/** Whether a field was left empty, as spreadsheet cells often are. An empty object does not count: it was expected to contain values. */
function isUnfilled(given: unknown, field: ResourceMapperField | undefined): boolean {
	return isEmpty(given) || (field?.type === 'array' && isEmptyJson(given, 'array')) || (Array.isArray(given) && given.every(isEmpty));
}

/** The fields of the form, as the workflow stores them. An imported workflow may contain anything here. */
function schemaOf(schema: unknown): ResourceMapperField[] {
	return Array.isArray(schema) ? (schema as unknown[]).filter((field): field is ResourceMapperField => isPlainObject(field) && typeof field['id'] === 'string') : [];
}

function readSetting(context: ValueContext, form: string, id: string, field: ResourceMapperField | undefined, given: unknown): unknown {
	const label = short(typeof field?.displayName === 'string' && field.displayName !== '' ? field.displayName : id, MAX_NAME);
	const invalid = (expected: string) => context.invalid(`'${label}' must be ${expected}`, `Correct the value of '${label}', or clear it under '${form}' to keep the current value.`);
	const options = optionsOf(field);
	switch (field?.type) {
		case 'boolean': {
			const flag = booleanOf(given);
			if (flag === undefined) throw invalid(TRUE_OR_FALSE);
			return flag;
		}
		case 'options': {
			const found = findOption(options, given);
			if (found === undefined) throw invalid(expectedOption(options));
			return decodeOption(found.value);
		}
		case 'number': {
			const number = readNumber(given, () => invalid('a number, such as 1000 or 10.5'));
			// A value that is already a number may have been rounded earlier.
			checkSerializable(context, label, number, typeof given === 'string');
			return number;
		}
		case 'dateTime':
			return readDateTime(context, label, given);
		case 'array':
			return readEntries(context, label, given, () => invalid('a list, such as ["a", "b"], or comma-separated text')).map((entry) => findOption(options, entry)?.value ?? entry);
		case 'string':
			return findOption(options, given)?.value ?? readText(context, label, given);
		default:
			checkSerializable(context, label, given);
			return given;
	}
}

function optionsOf(field: ResourceMapperField | undefined): INodePropertyOptions[] {
	const options: unknown = field?.options;
	return Array.isArray(options) ? (options as unknown[]).filter((option): option is INodePropertyOptions => isPlainObject(option) && 'value' in option) : [];
}

/** The option that matches a value. A spreadsheet returns the text 1 for the number 1, and booleans may be text. */
function findOption(options: INodePropertyOptions[], given: unknown): INodePropertyOptions | undefined {
	const exact = options.find(({ value }) => value === given);
	if (exact) return exact;
	const flag = booleanOf(given);
	if (flag !== undefined && options.some(({ value }) => value === flag)) return options.find(({ value }) => value === flag);
	const wanted = Array.isArray(given) ? encodeOption(given) : typeof given === 'string' ? given.trim() : typeof given === 'object' ? undefined : String(given);
	return wanted === undefined ? undefined : options.find(({ value }) => String(value) === wanted);
}

function expectedOption(options: INodePropertyOptions[]): string {
	if (options.length > 0 && options.every(({ value }) => typeof value === 'boolean')) return TRUE_OR_FALSE;
	const shown = options.slice(0, MAX_LISTED).map(({ value }) => short(String(value), MAX_NAME));
	return `one of its options: ${shown.join(', ')}${options.length > MAX_LISTED ? ', …' : ''}`;
}

/** The entries of a multiple choice: a list, a JSON array, or comma-separated text. Blank entries are skipped. */
function readEntries(context: ValueContext, label: string, given: unknown, invalid: () => Error): unknown[] {
	let list: unknown = given;
	if (typeof given === 'string') list = given.trim().startsWith('[') ? parseJson(context, label, given, 'array') : given.split(',').map((entry) => entry.trim());
	if (typeof given === 'number' || typeof given === 'boolean') list = [given];
	if (!Array.isArray(list)) throw invalid();
	if (list.some((entry) => entry === undefined)) throw invalid();
	const entries = Array.from(list as unknown[]).filter((entry) => !isEmpty(entry));
	if (!entries.every((entry) => ['string', 'number', 'boolean'].includes(typeof entry))) throw invalid();
	checkSerializable(context, label, entries, typeof given === 'string');
	return entries;
}

/** n8n's dropdowns support text, numbers and booleans. Options whose value is a list are encoded as JSON. */
export function encodeOption(value: unknown): string | number | boolean {
	return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
		? value
		: JSON.stringify(value ?? '');
}

function decodeOption(value: unknown): unknown {
	if (typeof value !== 'string' || !value.startsWith('[')) return value;
	try {
		return JSON.parse(value) as unknown;
	} catch {
		return value;
	}
}

const FORM = 'Settings to Send';

/** The form that n8n generates from the connection's own settings. Empty fields are left unchanged. */
const form: Param<Record<string, unknown> | undefined> = {
	property: {
		displayName: FORM,
		type: 'resourceMapper',
		noDataExpression: true,
		default: { mappingMode: 'defineBelow', value: null },
		typeOptions: {
			loadOptionsDependsOn: [...CONNECTION_VALUES],
			resourceMapper: {
				resourceMapperMethod: 'getSettingsFields',
				mode: 'add',
				fieldWords: { singular: 'setting', plural: 'settings' },
				addAllFields: true,
				valuesLabel: FORM,
				supportAutoMap: false,
				hideNoDataError: true,
				noFieldsError: 'This connection has no settings to fill in',
			},
		},
		description:
			'Only the settings you fill in are sent. Values entered here are stored in the workflow, so use expressions to read passwords and keys from a secure store.',
	},
	read: (value, context) => readSettingsForm(context, value),
};

/** Shown in place of the form, which n8n hides until a connection is selected. */
const emptyForm: Param<undefined> = {
	property: { displayName: 'The settings appear here once a connection is selected', type: 'notice', default: '' },
	read: () => undefined,
};

/** The settings of a connection, as a form or as JSON. */
export const settingsParams = {
	settingsMode: settingsMode({
		fields: "Fill in a form that is generated from the connection's own settings",
		json: 'Enter the settings as a JSON object, for example from a previous node',
		description: 'How to enter the settings of the connection',
	}),
	settingsNotice: shownWhen({ ...inFields, connection: [''] }, emptyForm),
	settings: shownWhen(inFields, form),
	settingsJson: shownWhen(
		inJson,
		json('Settings (JSON)', 'object', {
			example: '{"instance_url": "https://eu28.salesforce.com"}',
			description: 'The settings by ID, as a JSON object. Use null to clear a setting. Leave empty to send no settings.',
		}),
	),
};

/** The settings to send; undefined when there are none. */
export function settingsOf({ settings, settingsJson }: Values<typeof settingsParams>): Record<string, unknown> | undefined {
	return settings ?? settingsJson;
}

/** The application's own data about a connection. */
export const metadata = json('Metadata (JSON)', 'object', {
	example: '{"plan": "enterprise"}',
	description: 'Your own data about this connection, as a JSON object',
});

const configurationJson = json(`${labelOf(configuration)} (JSON)`, 'array', {
	example: '[{"resource": "leads", "defaults": []}]',
	description: 'The whole configuration as a JSON array',
});

const fields = {
	configuration: group(
		'Configuration',
		{
			settingsMode: settingsMode({
				fields: 'Select resources and enter their defaults',
				json: 'Enter the whole configuration as a JSON array',
				description: 'How to enter the configuration',
			}),
			resources: shownWhen(inFields, configuration),
			resourcesJson: shownWhen(inJson, configurationJson),
		},
		{ name: 'values', description: "Default values for the connection's resources, such as the pipeline for new leads" },
	),
	customMappings: rows(
		'Custom Mappings',
		{
			// An empty value would unmap the field.
			value: requiredText('Value', 'Enter a JSONPath, or remove the mapping. To unmap a field, use Custom Mapping > Delete.', {
				example: '$.root.training.first_aid',
				description: "JSONPath of the service's field to map",
			}),
		},
		{ row: 'Mapping', name: 'mappings', mustBeFilled: true },
	),
	enabled: boolean('Enabled', {
		default: true,
		description:
			"Whether the connection can be used. Turning this off keeps the connection's credentials and settings. Turning this on also adds a connection that is available but has not been added.",
	}),
	metadata,
};

/** The writable fields of a connection other than its settings; only those that were filled in. */
export function connectionFields(label: string): Param<object> {
	return mapped(collection(label, fields, { placeholder: 'Add Field' }), ({ configuration: given, customMappings, enabled, metadata: data }) => ({
		enabled,
		metadata: data,
		configuration: given.resources ?? given.resourcesJson,
		custom_mappings: customMappings.length === 0 ? undefined : customMappings,
	}));
}

/** The body of a request that writes a connection; only what was filled in. */
export function connectionBody(params: Values<typeof settingsParams>, given: object): Record<string, unknown> {
	return omitUndefined({ settings: settingsOf(params), ...given });
}
