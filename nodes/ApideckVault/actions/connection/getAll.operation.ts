import { unifiedApi } from '../../fields/connection';
import { headerConsumer } from '../../fields/consumer';
import { limitOf, paging } from '../../fields/options';
import { collection } from '../../parameters/collection';
import { optional } from '../../parameters/param';
import { options } from '../../parameters/scalars';
import { defineList } from '../defineOperation';
import { connectionListOutput } from '../outputs';

const filters = collection(
	'Filters',
	{
		api: optional(unifiedApi, 'Only connections of this unified API'),
		configurationStatus: optional(
			options(
				'Configuration Status',
				[
					{ name: 'Configured', value: 'configured', description: 'Connections that the consumer has set up' },
					{ name: 'Not Configured', value: 'notConfigured', description: 'Connections that are not set up yet' },
				],
				{ default: 'configured', description: 'Only connections with this status. Without this filter, both are returned.' },
			),
		),
	},
	{ placeholder: 'Add Filter', mustBeFilled: true },
);

export const getAll = defineList({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many connections',
	description: "Retrieve a list of a consumer's connections with their state and health",
	endpoint: 'GET /vault/connections',
	params: { consumer: headerConsumer, ...paging, filters },
	output: connectionListOutput,
	query: ({ filters: { api, configurationStatus } }) => ({ api, configured: configurationStatus === undefined ? undefined : configurationStatus === 'configured' }),
	// This endpoint has no pagination, so the limit is applied here.
	limit: limitOf,
});
