import type { FieldType, INodePropertyOptions, ResourceMapperField } from 'n8n-workflow';

import { encodeOption } from '../fields/settingsValues';
import { nameOf, objectsOf, usableText, type Loose } from './entries';

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
const SWITCHES = new Set<unknown>(['checkbox', 'boolean']);
const YES_OR_NO: INodePropertyOptions[] = [
	{ name: 'Yes', value: true },
	{ name: 'No', value: false },
];

/** How many values a label names as examples. */
const EXAMPLES = 3;

/** Types that only show something. */
const NO_INPUT = new Set<unknown>(['hidden', 'info', 'copy']);

/** From this many fields on, a form opens with the required ones only. */
const LONG_FORM = 12;

/** Most fields of a form, and most options of one field: more hold up the editor, and the workflow stores them all. */
const MAX_FIELDS = 300;
const MAX_OPTIONS = 1_000;

/** Options of groups are groups again, but not without end. */
const MAX_LEVELS = 5;

/**
 * The settings form of a connection, drawn from its form fields in their order. Hidden and deprecated fields are left out,
 * disabled ones are read-only, sensitive ones say so. Values are never filled in: they can be secrets, and a form that is
 * saved with them would write them back. Whatever the response holds instead of a field or an option is left out.
 */
export function settingsForm(fields: unknown): ResourceMapperField[] {
	const byId = new Map<string, Loose>();
	for (const field of objectsOf(fields)) {
		const id = usableText(field['id']);
		const isShown = field['hidden'] !== true && field['deprecated'] !== true && !NO_INPUT.has(field['type']);
		if (id !== undefined && isShown && !byId.has(id) && byId.size < MAX_FIELDS) byId.set(id, field);
	}
	return [...byId].map(([id, field]) => formField(id, field, byId.size > LONG_FORM && field['required'] !== true));
}

/** @param folded whether the field waits under "Add setting" */
function formField(id: string, field: Loose, folded: boolean): ResourceMapperField {
	const isSwitch = SWITCHES.has(field['type']);
	const options = isSwitch ? YES_OR_NO : flatOptions(field['options'], '', 0).slice(0, MAX_OPTIONS);
	const type = fieldType(field, options);
	return {
		id,
		displayName: title(id, field, type, options),
		defaultMatch: false,
		canBeUsedToMatch: false,
		// Required by the service, not by an update: a field left empty keeps its value, so none may block saving.
		required: false,
		display: true,
		removed: folded,
		readOnly: field['disabled'] === true,
		type,
		// For a list that n8n cannot show too: the text 4100 of an expression is sent as the number of that option.
		...(options.length > 0 ? { options } : {}),
	};
}

function fieldType(field: Loose, options: INodePropertyOptions[]): FieldType {
	const type = own(TYPES, field['type']) ?? 'string';
	// n8n refuses a value that is not in the list, so a list that allows others, or has no entries, is a text field.
	return type === 'options' && (field['allow_custom_values'] === true || options.length === 0) ? 'string' : type;
}

/** Types come from the API: "constructor" is none of ours. */
function own<T>(table: Record<string, T>, name: unknown): T | undefined {
	return typeof name === 'string' && Object.hasOwn(table, name) ? table[name] : undefined;
}

/** n8n shows neither placeholder nor help beside such a field: its label has to say what it expects. */
function title(id: string, field: Loose, type: FieldType, options: INodePropertyOptions[]): string {
	const { label, required, sensitive, disabled } = field;
	const notes = [
		required === true ? 'required' : '',
		disabled === true ? 'read-only' : '',
		expected(field, type, options),
		sensitive === true || field['type'] === 'password' ? 'secret' : '',
		affix(field),
	].filter((note) => note !== '');
	return `${nameOf(label, id)}${notes.length === 0 ? '' : ` (${notes.join(', ')})`}`;
}

/** The form of the value; for a field whose list n8n cannot show, the first values of that list. */
function expected({ type: wanted }: Loose, type: FieldType, options: INodePropertyOptions[]): string {
	const form = own(EXPECTS, wanted) ?? '';
	if (type === 'options' || options.length === 0) return form;
	const examples = options.slice(0, EXAMPLES).map(({ value }) => nameOf(type === 'array' ? JSON.stringify(value) : String(value)));
	const list = `${examples.join(', ')}${options.length > EXAMPLES ? ', …' : ''}`;
	return type === 'array' ? `${form} of ${list}` : `e.g. ${list}`;
}

/** What the service puts around the value: a unit, or the rest of an address. Short, since n8n cuts long labels off. */
function affix({ prefix, suffix }: Loose): string {
	const before = nameOf(prefix);
	return nameOf(suffix) || (before === '' ? '' : `${before}…`);
}

/** Options of groups carry the name of their group; options without a value are left out. */
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

/** A text, a number, a boolean, or a list of these as JSON; undefined for what no field can hold. */
function optionValue(value: unknown): string | number | boolean | undefined {
	if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return value;
	if (typeof value === 'string') return value.startsWith('=') ? undefined : value;
	return Array.isArray(value) && (value as unknown[]).every((entry) => typeof entry === 'string' || typeof entry === 'number') ? encodeOption(value) : undefined;
}
