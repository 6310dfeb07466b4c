import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { configurationField, configurationJsonField, readConfiguration } from '../../fields/configuration';
import type { Item } from '../../fields/item';
import { parseJson } from '../../fields/json';
import { readSettings, settingsFields } from '../../fields/settings';
import type { Connection } from '../../vault/connection';
import type { ItemCall, Operation, OutputRecord } from '../operation';
import { secretsOf } from '../secretsOf';
import { connectionOutput, connectionRecords, connectionTarget, readTarget } from './target';

const updateFields: INodeProperties = {
	displayName: 'Update Fields',
	name: 'updateFields',
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
		{
			displayName: 'Metadata (JSON)',
			name: 'metadata',
			type: 'json',
			default: '',
			placeholder: 'e.g. {"plan": "enterprise"}',
			description: 'Your own data about this connection, as a JSON object',
		},
	],
};

/** The body of one item: only what the user filled in. */
function readBody(item: Item): IDataObject {
	const fields = item.value<IDataObject>('updateFields', {});
	const mappings = (fields.customMappings as { mappings?: IDataObject[] } | undefined)?.mappings ?? [];
	const body = {
		enabled: fields.enabled === undefined ? undefined : Boolean(fields.enabled),
		settings: readSettings(item),
		metadata: parseJson(item, 'Metadata (JSON)', fields.metadata, 'object'),
		configuration: readConfiguration(item, fields.configuration, fields.configurationJson),
		custom_mappings: mappings.length === 0 ? undefined : mappings.map(({ value }) => ({ value })),
	};
	const filled = Object.entries(body).filter(([, value]) => value !== undefined);
	if (filled.length === 0) {
		throw item.invalid('There is nothing to update', "Fill in a setting, or add a field under 'Update Fields'.");
	}
	return Object.fromEntries(filled) as IDataObject;
}

async function execute(call: ItemCall): Promise<OutputRecord[]> {
	const { consumerId, path } = readTarget(call);
	const body = readBody(call.item);
	const { data } = await call.request<Connection>({
		method: 'PATCH',
		path,
		body,
		consumerId,
		secrets: secretsOf(body.settings),
	});
	return connectionRecords(call, [data], consumerId);
}

export const update: Operation = {
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update a connection',
		description: 'Change the settings, metadata or configuration of a connection, or enable and disable it',
	},
	properties: [...connectionTarget, ...settingsFields, updateFields, ...connectionOutput],
	execute,
};
