import { limitOf, paging } from '../../fields/options';
import { collection } from '../../parameters/collection';
import { queryText } from '../../parameters/text';
import { defineList } from '../defineOperation';
import { consumerOutput } from '../outputs';

const filters = collection(
	'Filters',
	{
		consumerPrefix: queryText('Consumer ID Starts With', { example: 'eu-', description: "Only consumers whose ID starts with this text. For a single consumer, use the 'Get' operation." }),
		search: queryText('Search', { example: 'acme', description: 'Only consumers whose ID or metadata contains this text' }),
	},
	{ placeholder: 'Add Filter', mustBeFilled: true },
);

export const getAll = defineList({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many consumers',
	description: 'Retrieve a list of consumers with the services that each of them has added',
	endpoint: 'GET /vault/consumers',
	params: { ...paging, filters },
	output: consumerOutput,
	query: ({ filters: { consumerPrefix, search } }) => ({ 'filter[consumer_id]': consumerPrefix, 'filter[search]': search }),
	pagedBy: ({ consumer_id: id }) => id,
	limit: limitOf,
});
