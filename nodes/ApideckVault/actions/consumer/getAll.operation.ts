import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { pagingFields, readLimit } from '../../fields/paging';
import { pages } from '../../transport/pages';
import type { Consumer } from '../../vault/connection';
import type { ItemCall, Operation, OutputRecord } from '../operation';
import { consumerOutput, consumerRecords } from './output';

const filtersField: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add filter',
	default: {},
	options: [
		{
			displayName: 'Consumer ID',
			name: 'consumerId',
			type: 'string',
			default: '',
			placeholder: 'e.g. test-consumer',
			description: 'Only the consumer with this ID',
		},
		{
			displayName: 'Search',
			name: 'search',
			type: 'string',
			default: '',
			placeholder: 'e.g. acme',
			description: 'Only consumers whose ID or metadata contains this text',
		},
	],
};

async function execute(call: ItemCall): Promise<OutputRecord[]> {
	const limit = readLimit(call.item);
	const filters = call.item.value<IDataObject>('filters', {});
	const text = (value: unknown) => (value === undefined || value === '' ? undefined : String(value));
	const query = {
		'filter[consumer_id]': text(filters.consumerId),
		'filter[search]': text(filters.search),
	};
	const found: OutputRecord[] = [];
	const list = { method: 'GET' as const, path: ['vault', 'consumers'], query };
	for await (const page of pages<Consumer>(call.vault, list, call.options.request, limit)) {
		for (const record of consumerRecords(call, page)) found.push(record);
	}
	return found;
}

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many consumers',
		description: 'List the consumers of the application with the services that each has added',
	},
	properties: [...pagingFields, filtersField, ...consumerOutput],
	execute,
};
