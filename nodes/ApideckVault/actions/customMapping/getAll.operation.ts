import { connectionParams } from '../../fields/connection';
import { limitOf, paging } from '../../fields/options';
import { defineList } from '../defineOperation';
import { mappingOutput } from '../outputs';

export const getAll = defineList({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many custom mappings',
	description: 'Retrieve a list of custom mappings of a connection: its target fields and the fields that fill them',
	endpoint: 'GET /vault/custom-mappings/{unified_api}/{service_id}',
	params: { ...connectionParams, ...paging },
	output: mappingOutput,
	// This endpoint has no pagination, so the limit is applied here.
	limit: limitOf,
});
