import { unifiedApi } from '../../fields/connection';
import { headerConsumer } from '../../fields/consumer';
import { limitOf, paging } from '../../fields/options';
import { collection } from '../../parameters/collection';
import { optional } from '../../parameters/param';
import { boolean } from '../../parameters/scalars';
import { defineList } from '../defineOperation';
import { connectionOutput } from '../outputs';

const filters = collection(
	'Filters',
	{
		api: optional(unifiedApi, 'Only connections of this unified API'),
		configured: boolean('Configured', {
			default: true,
			description:
				'Whether to return only connections that the consumer has set up (on) or only connections that are not set up yet (off). Without this filter, both are returned.',
		}),
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
	output: connectionOutput,
	query: ({ filters: { api, configured } }) => ({ api, configured }),
	// This endpoint has no pagination, so the limit is applied here.
	limit: limitOf,
});
