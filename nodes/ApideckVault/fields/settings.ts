import type { INodeProperties } from 'n8n-workflow';

import { parseJson } from './json';
import type { Item } from './item';
import { quoted } from './quoted';
import { readSettingsForm } from './settingsValues';

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
		return parseJson(item, 'Settings (JSON)', item.value<string | object>('settingsJson', '', 'Settings (JSON)'), 'object') as Record<string, unknown> | undefined;
	}
	if (mode !== 'fields') {
		throw item.invalid(`'Settings' cannot be ${quoted(mode)}`, "Use fields or json in 'Settings'.");
	}
	return readSettingsForm(item, FORM_LABEL);
}
