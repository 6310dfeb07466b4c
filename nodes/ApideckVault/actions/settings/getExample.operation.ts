import { connectionParams, describedResource } from '../../fields/connection';
import { defineOperation } from '../defineOperation';
import { plainOutput } from '../output';

export const getExample = defineOperation({
	name: 'Get Example',
	action: 'Get resource example',
	description: 'Retrieve an example response of the service for the resource settings, to see which fields a resource has',
	endpoint: 'GET /vault/connections/{unified_api}/{service_id}/{resource}/example',
	params: { ...connectionParams, apiResource: describedResource },
	output: plainOutput,
});
