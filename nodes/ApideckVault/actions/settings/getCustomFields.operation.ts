import { anyResource, connectionParams, recordId } from '../../fields/connection';
import { defineList } from '../defineOperation';
import { plainOutput } from '../output';

export const getCustomFields = defineList({
	name: 'Get Custom Fields',
	action: 'Get resource custom fields',
	description: 'Retrieve a list of custom fields for the resource settings: the fields of the service that the unified API does not have, with their JSONPaths',
	endpoint: 'GET /vault/connections/{unified_api}/{service_id}/{resource}/custom-fields',
	params: { ...connectionParams, apiResource: anyResource, recordId },
	output: plainOutput,
	query: ({ recordId: id }) => ({ resource_id: id }),
});
