import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { consumerField, readHeaderConsumer } from '../../fields/consumer';
import { pagingFields, readLimit } from '../../fields/paging';
import { checkUnifiedApi, unifiedApiOptions } from '../../fields/unifiedApi';
import type { Connection } from '../../vault/connection';
import type { ItemCall, Operation, OutputRecord } from '../operation';
import { connectionOutput, connectionRecords } from './target';

const filtersField: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add filter',
	default: {},
	options: [
		{
			displayName: 'Configured',
			name: 'configured',
			type: 'boolean',
			default: true,
			description:
				'Whether to return only connections that the consumer has set up (on) or only those not set up yet (off). Without this filter both are returned.',
		},
		{
			displayName: 'Unified API',
			name: 'api',
			type: 'options',
			options: unifiedApiOptions,
			default: 'accounting',
			description: 'Only connections of this unified API',
		},
	],
};

async function execute(call: ItemCall): Promise<OutputRecord[]> {
	const { item, vault } = call;
	const consumerId = readHeaderConsumer(item, vault.defaultConsumerId);
	const limit = readLimit(item);
	const filters = item.value<IDataObject>('filters', {});
	const { data } = await call.request<Connection[]>({
		method: 'GET',
		path: ['vault', 'connections'],
		query: {
			api: filters.api === undefined ? undefined : checkUnifiedApi(item, filters.api),
			configured: filters.configured === undefined ? undefined : Boolean(filters.configured),
		},
		consumerId,
	});
	// This endpoint has no pages: the limit is applied here.
	return connectionRecords(call, data.slice(0, limit), consumerId);
}

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many connections',
		description: "List a consumer's connections with their state and health",
	},
	properties: [consumerField, ...pagingFields, filtersField, ...connectionOutput],
	execute,
};
