import type { IDataObject, INodeProperties, ResourceMapperField } from 'n8n-workflow';

import { checkSendable, parseJson } from './json';
import type { Item } from './item';
import { quoted } from './quoted';

const FORM_LABEL = 'Settings to Send';

/** Settings of a connection: a form drawn from its own form fields, or JSON. */
export const settingsFields: INodeProperties[] = [
	{
		displayName: 'Settings',
		name: 'settingsMode',
		type: 'options',
		options: [
			{
				name: 'Using Fields Below',
				value: 'fields',
				description: "Fill in a form that is drawn from the connection's own settings",
			},
			{
				name: 'Using JSON',
				value: 'json',
				description: 'Give the settings as a JSON object, for example from an earlier node',
			},
		],
		default: 'fields',
		description: 'How to enter the settings of the connection',
		hint: 'Once a service is chosen, its settings appear below. Only those you fill in are sent.',
	},
	{
		displayName: FORM_LABEL,
		name: 'settings',
		type: 'resourceMapper',
		noDataExpression: true,
		default: { mappingMode: 'defineBelow', value: null },
		displayOptions: { show: { settingsMode: ['fields'] } },
		typeOptions: {
			loadOptionsDependsOn: ['consumer.value', 'unifiedApi', 'service.value'],
			resourceMapper: {
				resourceMapperMethod: 'getSettingsFields',
				mode: 'add',
				fieldWords: { singular: 'setting', plural: 'settings' },
				addAllFields: true,
				valuesLabel: 'Settings to Send',
				supportAutoMap: false,
				hideNoDataError: true,
				noFieldsError: 'This connection has no settings to fill in.',
			},
		},
		description:
			'Only the settings you fill in are sent. For passwords and keys, use an expression that reads them from a safe place: what is typed here is stored in the workflow.',
	},
	{
		displayName: 'Settings (JSON)',
		name: 'settingsJson',
		type: 'json',
		default: '',
		placeholder: 'e.g. {"instance_url": "https://eu28.salesforce.com"}',
		displayOptions: { show: { settingsMode: ['json'] } },
		description: 'Settings by their ID. A value of null empties a setting. Leave empty to send none.',
	},
];

/**
 * The settings of one item, undefined when none are to be sent. In the form an empty field means "leave as it is".
 * @throws NodeOperationError for broken JSON or an unknown mode.
 */
export function readSettings(item: Item): Record<string, unknown> | undefined {
	const mode = item.value<string>('settingsMode', 'fields', 'Settings');
	if (mode === 'json') {
		return parseJson(item, 'Settings (JSON)', item.value<string | object>('settingsJson', '', 'Settings (JSON)'), 'object') as
			| Record<string, unknown>
			| undefined;
	}
	if (mode !== 'fields') {
		throw item.invalid(`'Settings' cannot be ${quoted(mode)}`, "Use fields or json in 'Settings'.");
	}
	const value = readForm(item);
	const schema = item.value<ResourceMapperField[]>('settings.schema', [], FORM_LABEL);
	const lists = new Set(schema.filter((field) => field.type === 'options').map((field) => field.id));
	const filled = Object.entries(value ?? {})
		.filter(([, entry]) => entry !== null && entry !== undefined && entry !== '')
		.map(([id, entry]) => [id, lists.has(id) ? decodeOption(entry) : entry] as const);
	if (filled.length === 0) return undefined;
	const settings = Object.fromEntries(filled);
	checkSendable(item, FORM_LABEL, settings);
	return settings;
}

/** n8n checks and converts the values by their schema only when they are read by this path. What it says of a value that does not fit quotes it, and it may be a secret. */
function readForm(item: Item): IDataObject | null {
	try {
		return item.value<IDataObject | null>('settings.value', {}, FORM_LABEL);
	} catch (error) {
		const field = error instanceof Error ? /^Invalid input for '(.*)' \[item \d+\]$/.exec(error.message)?.[1] : undefined;
		throw field === undefined ? passOn(error) : item.invalid(`'${FORM_LABEL}': the value of '${field}' is not of its kind`, `Correct '${field}': a number, a date or one of its options, as the form says.`);
	}
}

/** n8n's linter wants no caught error thrown again as it is; that of an expression says itself what is wrong. */
function passOn(error: unknown): unknown {
	return error;
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
