import { connectionParams } from '../../fields/connection';
import { defineOperation } from '../defineOperation';
import { connectionOutput } from '../outputs';

export const get = defineOperation({
	name: 'Get',
	action: 'Get connection',
	description: 'Retrieve a connection with its state, health and settings',
	endpoint: 'GET /vault/connections/{unified_api}/{service_id}',
	params: connectionParams,
	output: connectionOutput,
});
