import type { INodePropertyOptions, ResourceMapperField } from 'n8n-workflow';

import { booleanOf } from './boolean';
import { readDateTime } from './dateTime';
import type { Item } from './item';
import { checkSendable, parseJson } from './json';
import { isPlain } from './jsonValue';
import { readNumber } from './number';
import { short } from './quoted';
import { isEmpty, readText } from './text';

/** Most allowed values that an error lists, and most characters of one. */
const MAX_LISTED = 10;
const MAX_NAME = 40;

/** How an error asks for a switch. */
const TRUE_OR_FALSE = 'true or false';

/**
 * The values of the settings form, undefined when none is filled in: an empty field means "leave as it is". Read as a whole and not
 * by the path `settings.value`, because n8n then refuses a text where a switch or an option is expected, and quotes values that may
 * be secret.
 * @throws NodeOperationError naming the setting and what it takes, never its value
 */
export function readSettingsForm(item: Item, label: string): Record<string, unknown> | undefined {
	const { value, schema } = item.fieldsOf(item.value<object>('settings', {}, label), label);
	const fields = new Map(schemaOf(schema).map((field) => [field.id, field]));
	const filled = Object.entries(item.fieldsOf(value, label)).filter(([, given]) => !isUnfilled(given));
	if (filled.length === 0) return undefined;
	const settings = filled.map(([id, given]) => [id, readSetting(item, label, id, fields.get(id), given)] as const);
	return Object.fromEntries(settings);
}

/** Whether a field was left empty, as the cell of a sheet may be. An object without values is not: it was meant to hold some. */
function isUnfilled(given: unknown): boolean {
	return isEmpty(given) || (Array.isArray(given) && given.every(isEmpty));
}

/** The fields of the form as the workflow stores them; an imported workflow may hold anything. */
function schemaOf(schema: unknown): ResourceMapperField[] {
	return Array.isArray(schema) ? (schema as unknown[]).filter((field): field is ResourceMapperField => isPlain(field) && typeof field['id'] === 'string') : [];
}

function readSetting(item: Item, form: string, id: string, field: ResourceMapperField | undefined, given: unknown): unknown {
	const label = short(typeof field?.displayName === 'string' && field.displayName !== '' ? field.displayName : id, MAX_NAME);
	const wrong = (expected: string) => item.invalid(`'${label}' must be ${expected}`, `Correct the value of '${label}', or leave it empty under '${form}' to keep the present one.`);
	const options = optionsOf(field);
	switch (field?.type) {
		case 'boolean': {
			const flag = booleanOf(given);
			if (flag === undefined) throw wrong(TRUE_OR_FALSE);
			return flag;
		}
		case 'options': {
			const found = findOption(options, given);
			if (found === undefined) throw wrong(expectedOption(options));
			return decodeOption(found.value);
		}
		case 'number': {
			const number = readNumber(given, () => wrong('a number, such as 1000 or 10.5'));
			// One that came as a number may have been rounded before.
			checkSendable(item, label, number, typeof given === 'string');
			return number;
		}
		case 'dateTime':
			return readDateTime(item, label, given);
		case 'array':
			return readEntries(item, label, given, () => wrong('a list, such as ["a", "b"], or texts separated by commas')).map((entry) => findOption(options, entry)?.value ?? entry);
		case 'string':
			return findOption(options, given)?.value ?? readText(item, label, given);
		default:
			checkSendable(item, label, given);
			return given;
	}
}

function optionsOf(field: ResourceMapperField | undefined): INodePropertyOptions[] {
	const options: unknown = field?.options;
	return Array.isArray(options) ? (options as unknown[]).filter((option): option is INodePropertyOptions => isPlain(option) && 'value' in option) : [];
}

/** The option that a value means: a sheet gives the text 1 for the number 1, and a switch may come as a word. */
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

/** The entries of a multiple choice: a list, a list in JSON, or texts separated by commas. Blank entries are left out. */
function readEntries(item: Item, label: string, given: unknown, wrong: () => Error): unknown[] {
	let list: unknown = given;
	if (typeof given === 'string') list = given.trim().startsWith('[') ? parseJson(item, label, given, 'array') : given.split(',').map((entry) => entry.trim());
	if (typeof given === 'number' || typeof given === 'boolean') list = [given];
	if (!Array.isArray(list)) throw wrong();
	if (list.some((entry) => entry === undefined)) throw wrong();
	const entries = Array.from(list as unknown[]).filter((entry) => !isEmpty(entry));
	if (!entries.every((entry) => ['string', 'number', 'boolean'].includes(typeof entry))) throw wrong();
	checkSendable(item, label, entries, typeof given === 'string');
	return entries;
}

/** n8n's dropdown holds texts, numbers and booleans; an option whose value is a list travels through it as JSON. */
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
