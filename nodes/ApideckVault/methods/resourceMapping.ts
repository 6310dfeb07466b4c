import type { FieldType, ILoadOptionsFunctions, INodePropertyOptions, ResourceMapperField, ResourceMapperFields } from 'n8n-workflow';

import { encodeOption, settingsParams } from '../fields/settings';
import { short } from '../api/text';
import { fetchCurrentConnection } from './context';
import { nameOf, objectsOf, type UnknownRecord, usableText } from './listItems';

/** Operations that complete only with the required settings. An update may change any one of them. */
const NEEDING_REQUIRED = new Set<unknown>(['create', 'import']);

/** Builds the settings form of a connection from its form fields. */
export async function getSettingsFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const { name, service_id: serviceId, form_fields: formFields } = await fetchCurrentConnection(this);
	const fields = settingsForm(formFields, NEEDING_REQUIRED.has(this.getCurrentNodeParameter('operation')));
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

/** About as many characters of a label as the form shows. */
const LABEL_LENGTH = 28;

/** Shortest name in a label whose note is long. */
const NAME_LENGTH = 12;

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
 * The settings form of a connection, built from its form fields in their order. Fields that are hidden, deprecated or disabled are
 * omitted, and the labels of sensitive fields say so. Values are never filled in: they can be secrets, and a form that is saved with
 * them would write them back. Invalid fields and options are omitted.
 * @param marksRequired whether labels say that the service requires a field
 */
export function settingsForm(fields: unknown, marksRequired: boolean): ResourceMapperField[] {
	const byId = new Map<string, UnknownRecord>();
	for (const field of objectsOf(fields)) {
		const id = usableText(field['id']);
		const isShown = ['hidden', 'deprecated', 'disabled'].every((flag) => field[flag] !== true) && !NO_INPUT.has(field['type']);
		if (id !== undefined && isShown && !byId.has(id) && byId.size < MAX_FIELDS) byId.set(id, field);
	}
	return [...byId].map(([id, field]) => formField(id, field, { marksRequired, collapsed: byId.size > LONG_FORM && field['required'] !== true }));
}

/** @param collapsed whether users have to add the field to the form */
function formField(id: string, field: UnknownRecord, { marksRequired, collapsed }: { marksRequired: boolean; collapsed: boolean }): ResourceMapperField {
	const isSwitch = SWITCHES.has(field['type']);
	const options = isSwitch ? YES_OR_NO : flatOptions(field['options'], '', 0).slice(0, MAX_OPTIONS);
	const type = fieldType(field, options);
	return {
		id,
		displayName: fieldLabel(id, field, { required: marksRequired && field['required'] === true, format: expectedFormat(field, type, options) }),
		defaultMatch: false,
		canBeUsedToMatch: false,
		// The service requires it, an update does not: an empty field keeps its value, so it must not block saving.
		required: false,
		display: true,
		removed: collapsed,
		type,
		// The editor marks an empty JSON field as an error. The reader treats an empty list as no value.
		...(type === 'array' ? { defaultValue: '[]' } : {}),
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

/**
 * n8n shows neither a placeholder nor a hint for such a field, so its label says what the field expects. A long name is shortened,
 * because n8n would cut off the rest.
 */
function fieldLabel(id: string, field: UnknownRecord, { required, format }: { required: boolean; format: string }): string {
	const { label, sensitive, type } = field;
	const notes = [required ? 'required' : '', format, sensitive === true || type === 'password' ? 'secret' : '', affix(field)].filter((note) => note !== '');
	if (notes.length === 0) return nameOf(label, id);
	const note = ` (${notes.join(', ')})`;
	return `${short(nameOf(label, id), Math.max(NAME_LENGTH, LABEL_LENGTH - note.length))}${note}`;
}

/** The format of the value; for a field whose list n8n cannot show, the first value of the list. */
function expectedFormat({ type: apiType }: UnknownRecord, type: FieldType, options: INodePropertyOptions[]): string {
	const format = lookup(FORMATS, apiType) ?? '';
	if (type === 'options' || options.length === 0) return format;
	const [{ value }] = options as [INodePropertyOptions];
	return `e.g. ${nameOf(type === 'array' ? JSON.stringify([value]) : String(value))}`;
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
