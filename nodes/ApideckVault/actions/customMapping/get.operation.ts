import { defineOperation } from '../defineOperation';
import { mappingOutput } from '../outputs';
import { mappingId, mappingParams } from '../../fields/configuration';

export const get = defineOperation({
	name: 'Get',
	action: 'Get custom mapping',
	description: 'Retrieve a custom mapping of a connection: a target field and the field of the service that fills it',
	endpoint: 'GET /vault/custom-mappings/{unified_api}/{service_id}/{target_field_id}',
	params: mappingParams,
	recordIds: mappingId,
	output: mappingOutput,
});
