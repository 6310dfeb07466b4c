import type { INodeProperties } from 'n8n-workflow';

import type { ResourceConfiguration } from '../vault/connection';
import { defaultsField, readDefaults, type DefaultsForm } from './defaults';
import type { Item } from './item';
import { parseJson } from './json';

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

interface ConfigurationForm {
	resources?: Array<{
		resourceId?: string;
		defaults?: DefaultsForm;
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
			'Keep one of the two.',
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
			defaults: readDefaults(item, entry.defaults, entry.resourceId, 'Configuration'),
		};
	});
}
