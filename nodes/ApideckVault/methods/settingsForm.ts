import type { FieldType, INodePropertyOptions, ResourceMapperField } from 'n8n-workflow';

import { encodeOption } from '../fields/settings';
import type { FormField, FormFieldOption } from '../vault/connection';

/** Types of Apideck's form fields as n8n's form knows them; every other type is a text. */
const TYPES: Record<string, FieldType> = {
	checkbox: 'options',
	boolean: 'options',
	number: 'number',
	datetime: 'dateTime',
	select: 'options',
	'filtered-select': 'options',
	'multi-select': 'array',
};

/** What a text field expects, where its type says so. */
const EXPECTS: Record<string, string> = {
	date: 'YYYY-MM-DD',
	time: 'HH:MM',
	'multi-select': 'JSON list',
};

/** n8n's switch has no "empty": added with all fields it shows "on" and sends nothing. A list shows what will be sent. */
const SWITCHES = new Set(['checkbox', 'boolean']);
const YES_OR_NO: INodePropertyOptions[] = [
	{ name: 'Yes', value: true },
	{ name: 'No', value: false },
];

/** How many values a label names as examples. */
const EXAMPLES = 3;

/** Types that only show something. */
const NO_INPUT = new Set(['hidden', 'info', 'copy']);

/** From this many fields on, a form opens with the required ones only. */
const LONG_FORM = 12;

/**
 * The settings form of a connection, drawn from its form fields in their order. Hidden and deprecated fields are left out,
 * disabled ones are read-only, sensitive ones say so. Values are never filled in: they can be secrets, and a form that is
 * saved with them would write them back.
 */
export function settingsForm(fields: FormField[]): ResourceMapperField[] {
	const shown = fields.filter(
		(field) => field.id && !field.hidden && !field.deprecated && !NO_INPUT.has(field.type ?? ''),
	);
	return shown.map((field) => formField(field, shown.length > LONG_FORM && field.required !== true));
}

/** @param folded whether the field waits under "Add setting" */
function formField(field: FormField, folded: boolean): ResourceMapperField {
	const options = SWITCHES.has(field.type ?? '') ? YES_OR_NO : flatOptions(field.options ?? []);
	const type = fieldType(field, options);
	return {
		id: String(field.id),
		displayName: title(field, type, options),
		defaultMatch: false,
		canBeUsedToMatch: false,
		// Required by the service, not by an update: a field left empty keeps its value, so none may block saving.
		required: false,
		display: true,
		removed: folded,
		readOnly: field.disabled === true,
		type,
		...(type === 'options' ? { options } : {}),
	};
}

function fieldType(field: FormField, options: INodePropertyOptions[]): FieldType {
	const type = own(TYPES, field.type) ?? 'string';
	// n8n refuses a value that is not in the list, so a list that allows others, or has no entries, is a text field.
	return type === 'options' && (field.allow_custom_values === true || options.length === 0) ? 'string' : type;
}

/** Types come from the API: "constructor" is none of ours. */
function own<T>(table: Record<string, T>, name: string | undefined): T | undefined {
	return name !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
}

/** n8n shows neither placeholder nor help beside such a field: its label has to say what it expects. */
function title(field: FormField, type: FieldType, options: INodePropertyOptions[]): string {
	const { id, label, required, sensitive, disabled } = field;
	const notes = [
		required ? 'required' : '',
		disabled ? 'read-only' : '',
		expected(field, type, options),
		sensitive || field.type === 'password' ? 'secret' : '',
		affix(field),
	].filter((note) => note !== '');
	return `${label ?? id}${notes.length === 0 ? '' : ` (${notes.join(', ')})`}`;
}

/** The form of the value; for a field whose list n8n cannot show, the first values of that list. */
function expected({ type: wanted }: FormField, type: FieldType, options: INodePropertyOptions[]): string {
	const form = own(EXPECTS, wanted) ?? '';
	if (type === 'options' || options.length === 0) return form;
	const examples = options.slice(0, EXAMPLES).map(({ value }) => (type === 'array' ? JSON.stringify(value) : String(value)));
	const list = `${examples.join(', ')}${options.length > EXAMPLES ? ', …' : ''}`;
	return type === 'array' ? `${form} of ${list}` : `e.g. ${list}`;
}

/** What the service puts around the value: a unit, or the rest of an address. Short, since n8n cuts long labels off. */
function affix({ prefix, suffix }: FormField): string {
	return suffix || (prefix ? `${prefix}…` : '');
}

/** Options of groups carry the name of their group; options without a value are left out. */
function flatOptions(options: FormFieldOption[], group?: string): INodePropertyOptions[] {
	return options.flatMap((option) => {
		if ('options' in option && Array.isArray(option.options)) return flatOptions(option.options, option.label);
		const { value, label } = option as { value?: unknown; label?: string };
		if (value === undefined || value === null) return [];
		const name = label ?? String(value);
		return [{ name: group === undefined ? name : `${group} › ${name}`, value: encodeOption(value) }];
	});
}
