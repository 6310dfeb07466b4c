import type { INodeProperties } from 'n8n-workflow';

import { filters } from '../../fields/filters';
import { checkOutput } from '../../fields/output';
import { pagingFields, readLimit } from '../../fields/paging';
import { readQueryText } from '../../fields/text';
import type { Consumer } from '../../vault/connection';
import type { ItemCall, Operation, OutputRecord } from '../operation';
import { pagedRecords } from '../pagedRecords';
import { consumerOutput, consumerRecords } from './output';

const filtersField: INodeProperties = filters([
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
]);

async function execute(call: ItemCall): Promise<OutputRecord[]> {
	const limit = readLimit(call.item);
	const given = call.item.collection('filters', 'Filters');
	checkOutput(call.item);
	const query = {
		'filter[consumer_id]': readQueryText(call.item, 'Consumer ID', given['consumerId']),
		'filter[search]': readQueryText(call.item, 'Search', given['search']),
	};
	const list = { method: 'GET' as const, path: ['vault', 'consumers'], query };
	return await pagedRecords<Consumer>(call, list, limit, (page) => consumerRecords(call, page));
}

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many consumers',
		description: 'List the consumers of the application with the services that each has added',
	},
	endpoints: ['GET /vault/consumers'],
	properties: [...pagingFields, filtersField, ...consumerOutput],
	execute,
};
