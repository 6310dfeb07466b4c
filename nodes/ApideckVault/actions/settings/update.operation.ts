import type { INodeProperties } from 'n8n-workflow';

import { configurableResourceField } from '../../fields/apiResource';
import { defaultsField, readDefaults } from '../../fields/defaults';
import type { Item } from '../../fields/item';
import { parseJson } from '../../fields/json';
import type { Connection } from '../../vault/connection';
import { connectionTarget } from '../connection/target';
import type { ItemCall, Operation, OutputRecord } from '../operation';
import { readResourceTarget, settingsOutput, settingsRecords } from './target';

const defaultsFields: INodeProperties[] = [
	{
		...defaultsField({
			displayName: 'Field Name or ID',
			name: 'id',
			type: 'options',
			typeOptions: {
				loadOptionsMethod: 'getResourceFields',
				loadOptionsDependsOn: ['consumer.value', 'unifiedApi', 'service.value', 'apiResource.value'],
			},
			default: '',
			description:
				'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
		}),
		description: 'Default values for fields of this resource',
	},
	{
		displayName: 'Defaults (JSON)',
		name: 'defaultsJson',
		type: 'json',
		default: '',
		placeholder: 'e.g. {{ $json.defaults }}',
		description: "The defaults as a JSON list of IDs and values, in place of the form 'Defaults'",
	},
];

/** The defaults from the form or from JSON. */
function readGiven(item: Item, resource: string): object[] {
	const form = readDefaults(item, item.collection('defaults', 'Defaults'), resource, 'Defaults');
	const typed = parseJson(item, 'Defaults (JSON)', item.value<string | object>('defaultsJson', '', 'Defaults (JSON)'), 'array') as object[] | undefined;
	if (form.length > 0 && typed !== undefined) {
		throw item.invalid("'Defaults' and 'Defaults (JSON)' are both filled in", 'Keep one of the two.');
	}
	if ((typed ?? form).length === 0) {
		throw item.invalid('There is nothing to update', "Add a default under 'Defaults'.");
	}
	return typed ?? form;
}

async function execute(call: ItemCall): Promise<OutputRecord[]> {
	const target = readResourceTarget(call);
	const { data } = await call.request<Connection>({
		method: 'PATCH',
		path: [...target.path, 'config'],
		body: { configuration: [{ resource: target.resource, defaults: readGiven(call.item, target.resource) }] },
		consumerId: target.consumerId,
	});
	return settingsRecords(call, data, target);
}

export const update: Operation = {
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update resource settings',
		description: 'Set default values for fields of one resource of a connection, such as the pipeline for new leads',
	},
	endpoints: ['PATCH /vault/connections/{unified_api}/{service_id}/{resource}/config'],
	properties: [...connectionTarget, configurableResourceField, ...defaultsFields, ...settingsOutput],
	execute,
};
