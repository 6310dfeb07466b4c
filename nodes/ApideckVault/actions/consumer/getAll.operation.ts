import type { INodeProperties } from 'n8n-workflow';

import { readAdded } from '../../fields/added';
import { consumerPrefixField } from '../../fields/consumer';
import { filters } from '../../fields/filters';
import { checkOutput } from '../../fields/output';
import { pagingFields, readLimit } from '../../fields/paging';
import { readQueryText } from '../../fields/text';
import type { Consumer } from '../../vault/connection';
import type { ItemCall, Operation, OutputRecord } from '../operation';
import { pagedRecords } from '../pagedRecords';
import { CONSUMER_FIELDS, consumerOutput, consumerRecords } from './output';

const filtersField: INodeProperties = filters([
	consumerPrefixField('Only consumers whose ID starts with this text. For a single one use Get.'),
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
	const given = readAdded(call.item, filtersField);
	checkOutput(call.item, CONSUMER_FIELDS);
	const query = {
		'filter[consumer_id]': readQueryText(call.item, 'Consumer ID Starts With', given['consumerPrefix']),
		'filter[search]': readQueryText(call.item, 'Search', given['search']),
	};
	const list = { method: 'GET' as const, path: ['vault', 'consumers'], query };
	return await pagedRecords<Consumer>(call, list, limit, ({ consumer_id: id }) => id, (page) => consumerRecords(call, page));
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
