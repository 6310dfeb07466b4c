import type { FieldType, ILoadOptionsFunctions, INodePropertyOptions, ResourceMapperField, ResourceMapperFields } from 'n8n-workflow';

import { encodeOption, settingsParams } from '../fields/settings';
import { fetchCurrentConnection } from './context';
import { nameOf, objectsOf, type UnknownRecord, usableText } from './listItems';

/** Builds the settings form of a connection from its form fields. */
export async function getSettingsFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const { name, service_id: serviceId, form_fields: formFields } = await fetchCurrentConnection(this);
	const fields = settingsForm(formFields);
	const connection = nameOf(name, serviceId, 'This connection');
	if (fields.length > 0) return { fields };
	const isReadable = formFields === undefined || formFields === null || (Array.isArray(formFields) && formFields.every((field) => usableText(objectsOf([field])[0]?.['id']) !== undefined));
	return { fields, emptyFieldsNotice: isReadable ? `${connection} has no settings to fill in` : `Apideck's response contains no settings of ${connection} that can be shown. Use '${settingsParams.settingsJson.property.displayName}'.` };
}

/** n8n's types for Apideck's form fields. All other types are text. */
const TYPES: Record<string, FieldType> = {
	checkbox: 'options',
	boolean: 'options',
	number: 'number',
	datetime: 'dateTime',
	select: 'options',
	'filtered-select': 'options',
	'multi-select': 'array',
};

/** Formats of text fields, by type. */
const FORMATS: Record<string, string> = {
	date: 'YYYY-MM-DD',
	time: 'HH:MM',
	'multi-select': 'JSON list',
};

/** Fields shown as a list. n8n's toggle cannot be empty: when all fields are added, it shows "on" and sends nothing. */
const SWITCHES = new Set<unknown>(['checkbox', 'boolean']);
const YES_OR_NO: INodePropertyOptions[] = [
	{ name: 'Yes', value: true },
	{ name: 'No', value: false },
];

/** Maximum number of example values in a label. */
const EXAMPLES = 3;

/** Types without an input. */
const NO_INPUT = new Set<unknown>(['hidden', 'info', 'copy']);

/** Longer forms open with their required fields only. */
const LONG_FORM = 12;

/** Maximum number of fields in a form, and of options in a field. More would slow down the editor, and the workflow stores them all. */
const MAX_FIELDS = 300;
const MAX_OPTIONS = 1_000;

/** Maximum depth of nested option groups. */
const MAX_LEVELS = 5;

/**
 * The settings form of a connection, built from its form fields in their order. Hidden and deprecated fields are omitted, disabled
 * fields are read-only, and the labels of sensitive fields say so. Values are never filled in: they can be secrets, and a form that is
 * saved with them would write them back. Invalid fields and options are omitted.
 */
export function settingsForm(fields: unknown): ResourceMapperField[] {
	const byId = new Map<string, UnknownRecord>();
	for (const field of objectsOf(fields)) {
		const id = usableText(field['id']);
		const isShown = field['hidden'] !== true && field['deprecated'] !== true && !NO_INPUT.has(field['type']);
		if (id !== undefined && isShown && !byId.has(id) && byId.size < MAX_FIELDS) byId.set(id, field);
	}
	return [...byId].map(([id, field]) => formField(id, field, byId.size > LONG_FORM && field['required'] !== true));
}

/** @param collapsed whether users have to add the field to the form */
function formField(id: string, field: UnknownRecord, collapsed: boolean): ResourceMapperField {
	const isSwitch = SWITCHES.has(field['type']);
	const options = isSwitch ? YES_OR_NO : flatOptions(field['options'], '', 0).slice(0, MAX_OPTIONS);
	const type = fieldType(field, options);
	return {
		id,
		displayName: fieldLabel(id, field, type, options),
		defaultMatch: false,
		canBeUsedToMatch: false,
		// The service requires it, an update does not: an empty field keeps its value, so it must not block saving.
		required: false,
		display: true,
		removed: collapsed,
		readOnly: field['disabled'] === true,
		type,
		// Also for a list that n8n cannot show: the text "4100" from an expression is sent as the number of that option.
		...(options.length > 0 ? { options } : {}),
	};
}

function fieldType(field: UnknownRecord, options: INodePropertyOptions[]): FieldType {
	const type = lookup(TYPES, field['type']) ?? 'string';
	// n8n rejects values that are not in the list, so a list that is empty or allows custom values becomes a text field.
	return type === 'options' && (field['allow_custom_values'] === true || options.length === 0) ? 'string' : type;
}

/** Types come from the API, so inherited properties such as "constructor" do not count. */
function lookup<T>(table: Record<string, T>, name: unknown): T | undefined {
	return typeof name === 'string' && Object.hasOwn(table, name) ? table[name] : undefined;
}

/** n8n shows neither a placeholder nor a hint for such a field, so its label says what the field expects. */
function fieldLabel(id: string, field: UnknownRecord, type: FieldType, options: INodePropertyOptions[]): string {
	const { label, required, sensitive, disabled } = field;
	const notes = [
		required === true ? 'required' : '',
		disabled === true ? 'read-only' : '',
		expectedFormat(field, type, options),
		sensitive === true || field['type'] === 'password' ? 'secret' : '',
		affix(field),
	].filter((note) => note !== '');
	return `${nameOf(label, id)}${notes.length === 0 ? '' : ` (${notes.join(', ')})`}`;
}

/** The format of the value; for a field whose list n8n cannot show, the first values of the list. */
function expectedFormat({ type: apiType }: UnknownRecord, type: FieldType, options: INodePropertyOptions[]): string {
	const format = lookup(FORMATS, apiType) ?? '';
	if (type === 'options' || options.length === 0) return format;
	const examples = options.slice(0, EXAMPLES).map(({ value }) => nameOf(type === 'array' ? JSON.stringify(value) : String(value)));
	const list = `${examples.join(', ')}${options.length > EXAMPLES ? ', …' : ''}`;
	return type === 'array' ? `${format} of ${list}` : `e.g. ${list}`;
}

/** The text around the value, such as a unit or the rest of a URL. Short, because n8n truncates long labels. */
function affix({ prefix, suffix }: UnknownRecord): string {
	const before = nameOf(prefix);
	return nameOf(suffix) || (before === '' ? '' : `${before}…`);
}

/** Options in groups are labeled with their group. Options without a value are omitted. */
function flatOptions(options: unknown, group: string, level: number): INodePropertyOptions[] {
	if (level >= MAX_LEVELS) return [];
	return objectsOf(options)
		.slice(0, MAX_OPTIONS)
		.flatMap((option) => {
			if (Array.isArray(option['options'])) return flatOptions(option['options'], nameOf(option['label']), level + 1);
			const value = optionValue(option['value']);
			if (value === undefined) return [];
			const name = nameOf(option['label'], String(value));
			return [{ name: group === '' ? name : `${group} › ${name}`, value }];
		});
}

/** Text, a number, a boolean, or a list of these as JSON; undefined for a value that no field can have. */
function optionValue(value: unknown): string | number | boolean | undefined {
	if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return value;
	if (typeof value === 'string') return value.startsWith('=') ? undefined : value;
	return Array.isArray(value) && (value as unknown[]).every((entry) => typeof entry === 'string' || typeof entry === 'number') ? encodeOption(value) : undefined;
}
