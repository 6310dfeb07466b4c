import type { INodeProperties } from 'n8n-workflow';

import { readAdded } from '../../fields/added';
import { readBoolean } from '../../fields/boolean';
import { consumerField, readHeaderConsumer } from '../../fields/consumer';
import { filters } from '../../fields/filters';
import { checkOutput } from '../../fields/output';
import { pagingFields, readLimit } from '../../fields/paging';
import { checkUnifiedApi, unifiedApiOptions } from '../../fields/unifiedApi';
import type { Connection } from '../../vault/connection';
import type { ItemCall, Operation, OutputRecord } from '../operation';
import { listRecords } from '../pagedRecords';
import { CONNECTION_FIELDS, connectionOutput, connectionRecords } from './target';

const filtersField: INodeProperties = filters([
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
]);

async function execute(call: ItemCall): Promise<OutputRecord[]> {
	const { item, vault } = call;
	const consumerId = readHeaderConsumer(item, vault.defaultConsumerId);
	const limit = readLimit(item);
	checkOutput(item, CONNECTION_FIELDS);
	const given = readAdded(item, filtersField);
	const { data } = await call.request<Connection[]>({
		method: 'GET',
		path: ['vault', 'connections'],
		query: {
			api: Object.hasOwn(given, 'api') ? checkUnifiedApi(item, given['api']) : undefined,
			configured: readBoolean(item, 'Configured', given['configured']),
		},
		consumerId,
		list: true,
	});
	// This endpoint has no pages: the limit is applied here.
	return await listRecords(data.slice(0, limit), (stretch) => connectionRecords(call, stretch, consumerId));
}

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many connections',
		description: "List a consumer's connections with their state and health",
	},
	endpoints: ['GET /vault/connections'],
	properties: [consumerField, ...pagingFields, filtersField, ...connectionOutput],
	execute,
};
