import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { readBoolean } from '../../fields/boolean';
import { configurationField, configurationJsonField, readConfiguration } from '../../fields/configuration';
import type { Item } from '../../fields/item';
import { metadataField, readMetadata } from '../../fields/metadata';
import { readSettings } from '../../fields/settings';

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
 */
export function readConnectionBody(item: Item, name: string): IDataObject {
	const fields = item.value<IDataObject>(name, {});
	const mappings = (fields.customMappings as { mappings?: IDataObject[] } | undefined)?.mappings ?? [];
	const body = {
		enabled: readBoolean(item, 'Enabled', fields.enabled),
		settings: readSettings(item),
		metadata: readMetadata(item, fields.metadata),
		configuration: readConfiguration(item, fields.configuration, fields.configurationJson),
		custom_mappings: mappings.length === 0 ? undefined : mappings.map(({ value }) => ({ value })),
	};
	return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as IDataObject;
}
