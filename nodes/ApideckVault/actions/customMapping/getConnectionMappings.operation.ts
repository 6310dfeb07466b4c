import { anyResource, connectionParams, recordId } from '../../fields/connection';
import { defineList } from '../defineOperation';
import { mappingOutput } from '../outputs';

export const getConnectionMappings = defineList({
	name: 'Get Many for Resource',
	value: 'getConnectionMappings',
	action: 'Get custom mappings of resource',
	description: 'Retrieve a list of custom mappings of one resource of a connection, with an example value from the service',
	endpoint: 'GET /vault/connections/{unified_api}/{service_id}/{resource}/custom-mappings',
	params: { ...connectionParams, apiResource: anyResource, recordId },
	recordIds: () => ({ resource: undefined }),
	output: mappingOutput,
	query: ({ recordId: id }) => ({ resource_id: id }),
});
