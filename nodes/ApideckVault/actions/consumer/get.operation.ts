import { consumer } from '../../fields/consumer';
import { defineOperation } from '../defineOperation';
import { consumerOutput } from '../outputs';

export const get = defineOperation({
	name: 'Get',
	action: 'Get consumer',
	description: 'Retrieve a consumer with its metadata and, in raw output, its connections',
	endpoint: 'GET /vault/consumers/{consumer_id}',
	params: { consumer },
	output: consumerOutput,
});
