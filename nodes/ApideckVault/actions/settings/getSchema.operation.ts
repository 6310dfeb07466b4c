import { connectionParams, describedResource } from '../../fields/connection';
import { defineOperation } from '../defineOperation';
import { plainOutput } from '../output';

export const getSchema = defineOperation({
	name: 'Get Schema',
	action: 'Get resource schema',
	description: 'Retrieve an approximate schema for the resource settings, which describes what the service returns for a resource',
	endpoint: 'GET /vault/connections/{unified_api}/{service_id}/{resource}/schema',
	params: { ...connectionParams, apiResource: describedResource },
	output: plainOutput,
	run: async ({ send }) => ({ schema: await send<object>() }),
});
