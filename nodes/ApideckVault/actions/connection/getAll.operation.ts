import { isAdded } from '../../audit/rules/classify';
import { unifiedApi } from '../../fields/connection';
import { headerConsumer } from '../../fields/consumer';
import { limitOf, paging } from '../../fields/options';
import { collection } from '../../parameters/collection';
import { labelOf, optional } from '../../parameters/param';
import { boolean, options } from '../../parameters/scalars';
import { defineList } from '../defineOperation';
import { connectionListOutput } from '../outputs';

const includeNotAdded = boolean('Include Not Added', {
	default: true,
	description: 'Whether to also return the connections that the consumer could add but has not added yet',
});

const filters = collection(
	'Filters',
	{
		api: optional(unifiedApi, 'Only connections of this unified API'),
		configurationStatus: optional(
			options(
				'Configuration Status',
				[
					{ name: 'Configured', value: 'configured', description: 'Connections that the consumer has set up' },
					{ name: 'Not Configured', value: 'notConfigured', description: 'Connections that are not set up yet, whether added or not' },
				],
				{ default: 'configured', description: 'Only connections with this status. Without this filter, both are returned.' },
			),
		),
		includeNotAdded,
	},
	{ placeholder: 'Add Filter', mustBeFilled: true },
);

export const getAll = defineList({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many connections',
	description: 'Retrieve a list of the connections that a consumer has added, with their state and health',
	endpoint: 'GET /vault/connections',
	params: { consumer: headerConsumer, ...paging, filters },
	output: connectionListOutput,
	query: ({ filters: { api, configurationStatus } }) => ({ api, configured: configurationStatus === undefined ? undefined : configurationStatus === 'configured' }),
	// A connection that is not added is never set up, so a request for those that are not set up includes it.
	includes: (connection, { filters: { configurationStatus, includeNotAdded: all = configurationStatus === 'notConfigured' } }) => all || isAdded(connection),
	noneIncluded: `The consumer has not added any matching connections. To return those that can be added, turn on '${labelOf(includeNotAdded)}' under '${labelOf(filters)}'.`,
	// This endpoint has no pagination, so the limit is applied here.
	limit: limitOf,
});
