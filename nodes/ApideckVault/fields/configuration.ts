import type { INodeProperties } from 'n8n-workflow';

import type { ResourceConfiguration } from '../vault/connection';
import { parseJson } from './json';
import type { Item } from './item';

/** Defaults per resource, as a nested form. */
export const configurationField: INodeProperties = {
	displayName: 'Configuration',
	name: 'configuration',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Resource' },
	placeholder: 'Add Resource',
	default: {},
	description: 'Default values per resource of the connection, such as the pipeline for new leads',
	options: [
		{
			displayName: 'Resource',
			name: 'resources',
			values: [
				{
					displayName: 'Resource Name or ID',
					name: 'resourceId',
					type: 'options',
					typeOptions: {
						loadOptionsMethod: 'getConfigurableResources',
						loadOptionsDependsOn: ['consumer.value', 'unifiedApi', 'service.value'],
					},
					default: '',
					description:
						'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
				},
				{
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
								{
									displayName: 'Field ID',
									name: 'id',
									type: 'string',
									default: '',
									placeholder: 'e.g. ProductInterest',
									description: 'ID of the field that gets a default',
								},
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
				},
			],
		},
	],
};

export const configurationJsonField: INodeProperties = {
	displayName: 'Configuration (JSON)',
	name: 'configurationJson',
	type: 'json',
	default: '',
	placeholder: 'e.g. [{"resource": "leads", "defaults": []}]',
	description: "The whole configuration as JSON, in place of the form 'Configuration'",
};

interface ConfigurationForm {
	resources?: Array<{
		resourceId?: string;
		defaults?: { entries?: Array<{ id?: string; type?: string; value?: unknown; options?: unknown }> };
	}>;
}

/** The configuration from the form or from JSON; undefined when neither is filled. */
export function readConfiguration(item: Item, form: unknown, json: unknown): object | undefined {
	const typed = parseJson(item, 'Configuration (JSON)', json, 'array');
	const resources = (form as ConfigurationForm | undefined)?.resources ?? [];
	if (resources.length === 0) return typed;
	if (typed !== undefined) {
		throw item.invalid(
			"'Configuration' and 'Configuration (JSON)' are both filled in",
			'Keep one of the two under Update Fields.',
		);
	}
	return resources.map((entry, index): ResourceConfiguration => {
		if (!entry.resourceId) {
			throw item.invalid(
				`'Resource' of entry ${index + 1} of 'Configuration' is empty`,
				"Choose a resource, or remove the entry.",
			);
		}
		return {
			resource: entry.resourceId,
			defaults: (entry.defaults?.entries ?? []).map((value) => {
				const label = `Value of ${value.id ?? ''} in Configuration`;
				if (!value.id) {
					throw item.invalid(
						`A default of '${entry.resourceId}' in 'Configuration' has no 'Field ID'`,
						"Fill in 'Field ID', or remove the default.",
					);
				}
				const options = parseJson(item, `Options of ${value.id} in Configuration`, value.options, 'array');
				return {
					id: value.id,
					...(options === undefined ? {} : { options: options as [] }),
					value: convert(item, label, value.type ?? 'text', value.value),
				};
			}),
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
		const number = typeof value === 'string' && value.trim() === '' ? NaN : Number(value);
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
