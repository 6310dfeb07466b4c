import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { ResourceConfiguration } from '../vault/connection';
import { defaultsField, filledRows, readDefaults } from './defaults';
import { checkPathId } from './identifier';
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
	const rows = item.rowsOf(item.fieldsOf(form, 'Configuration')['resources'], 'Configuration');
	const resources = rows.map((entry, index) => readResource(item, entry, index)).filter((entry) => entry !== undefined);
	if (resources.length === 0) return typed;
	if (typed !== undefined) {
		throw item.invalid(
			"'Configuration' and 'Configuration (JSON)' are both filled in",
			'Keep one of the two.',
		);
	}
	return resources;
}

/** One row of the form; undefined when nothing is filled in, as in the last row of a sheet. */
function readResource(item: Item, entry: IDataObject, index: number): ResourceConfiguration | undefined {
	const resource = readText(item, 'Resource Name or ID', entry['resourceId']);
	const defaults = item.fieldsOf(entry['defaults'], 'Defaults');
	if (resource === undefined) {
		if (filledRows(item, defaults, 'Configuration').length === 0) return undefined;
		throw item.invalid(`'Resource Name or ID' of entry ${index + 1} of 'Configuration' is empty`, 'Choose a resource, or remove the entry.');
	}
	checkPathId(item, 'Resource Name or ID', resource);
	if (item.rowsOf(defaults['entries'], 'Configuration').length > 0 && filledRows(item, defaults, 'Configuration').length === 0) {
		// Rows were added and came out empty. Left out, they would clear the defaults that the resource has.
		throw item.invalid(`Entry ${index + 1} of 'Configuration' has no default`, "Add one under 'Defaults', or remove the entry. To clear the defaults of a resource, use 'Configuration (JSON)'.");
	}
	return { resource, defaults: readDefaults(item, defaults, resource, 'Configuration') };
}
