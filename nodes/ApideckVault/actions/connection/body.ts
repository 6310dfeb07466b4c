import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { readBoolean } from '../../fields/boolean';
import { configurationField, configurationJsonField, readConfiguration } from '../../fields/configuration';
import type { Item } from '../../fields/item';
import { metadataField, readMetadata } from '../../fields/metadata';
import { readSettings } from '../../fields/settings';
import { readText } from '../../fields/text';

/** What of a connection can be written, besides its settings: a collection under the given name. */
export const connectionFields = (displayName: string, name: string): INodeProperties => ({
	displayName,
	name,
	type: 'collection',
	placeholder: 'Add field',
	default: {},
	options: [
		configurationField,
		configurationJsonField,
		{
			displayName: 'Custom Mappings',
			name: 'customMappings',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Mapping' },
			placeholder: 'Add Mapping',
			default: {},
			options: [
				{
					displayName: 'Mapping',
					name: 'mappings',
					values: [
						{
							displayName: 'Value',
							name: 'value',
							type: 'string',
							default: '',
							placeholder: 'e.g. $.root.training.first_aid',
							description: 'JSONPath of the field in the service that is mapped',
						},
					],
				},
			],
		},
		{
			displayName: 'Enabled',
			name: 'enabled',
			type: 'boolean',
			default: true,
			description:
				'Whether the connection can be used. Turning it off keeps its credentials and settings; turning it on adds a connection that is still available.',
		},
		metadataField,
	],
});

/**
 * The writable part of a connection as one item gives it, settings included: only what the user filled in.
 * @param name of the collection
 * @param label of the collection
 */
export function readConnectionBody(item: Item, name: string, label: string): IDataObject {
	const fields = item.collection(name, label);
	const mappings = item.rowsOf(item.fieldsOf(fields['customMappings'], 'Custom Mappings')['mappings'], 'Custom Mappings');
	const body = {
		enabled: readBoolean(item, 'Enabled', fields['enabled']),
		settings: readSettings(item),
		metadata: readMetadata(item, fields['metadata']),
		configuration: readConfiguration(item, fields['configuration'], fields['configurationJson']),
		custom_mappings: mappings.length === 0 ? undefined : mappings.map(({ value }) => ({ value: readMapping(item, value) })),
	};
	return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as IDataObject;
}

/** @throws NodeOperationError when it is empty: it would unmap a field that was to be mapped */
function readMapping(item: Item, value: unknown): string {
	const path = readText(item, 'Value', value);
	if (path !== undefined) return path;
	throw item.invalid("A 'Value' of 'Custom Mappings' is empty", "Enter a JSONPath, or remove the mapping. To unmap a field, use Custom Mapping > Delete.");
}
