import type { INodeProperties } from 'n8n-workflow';

import type { ResourceConfiguration } from '../vault/connection';
import { defaultsField, readDefaults } from './defaults';
import type { Item } from './item';
import { parseJson } from './json';
import { readText } from './text';

const FIELD_ID: INodeProperties = {
	displayName: 'Field ID',
	name: 'id',
	type: 'string',
	default: '',
	placeholder: 'e.g. ProductInterest',
	description: 'ID of the field that gets a default',
};

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
				defaultsField(FIELD_ID),
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

/** The configuration from the form or from JSON; undefined when neither is filled. */
export function readConfiguration(item: Item, form: unknown, json: unknown): object | undefined {
	const typed = parseJson(item, 'Configuration (JSON)', json, 'array');
	const resources = item.rowsOf(item.fieldsOf(form, 'Configuration')['resources'], 'Configuration');
	if (resources.length === 0) return typed;
	if (typed !== undefined) {
		throw item.invalid(
			"'Configuration' and 'Configuration (JSON)' are both filled in",
			'Keep one of the two.',
		);
	}
	return resources.map((entry, index): ResourceConfiguration => {
		const resource = readText(item, 'Resource Name or ID', entry['resourceId']);
		if (resource === undefined) {
			throw item.invalid(
				`'Resource Name or ID' of entry ${index + 1} of 'Configuration' is empty`,
				"Choose a resource, or remove the entry.",
			);
		}
		return {
			resource,
			defaults: readDefaults(item, item.fieldsOf(entry['defaults'], 'Defaults'), resource, 'Configuration'),
		};
	});
}
