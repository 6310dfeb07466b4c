import type { CustomMapping } from '../../api/connection';
import { defineOperation } from '../defineOperation';
import { mappingOutput } from '../outputs';
import { mappingId, mappingParams, mappingValue } from '../../fields/configuration';

export const update = defineOperation({
	name: 'Update',
	action: 'Update custom mapping',
	description: 'Update a custom mapping, so that another field of the service fills the target field',
	endpoint: 'PATCH /vault/custom-mappings/{unified_api}/{service_id}/{target_field_id}',
	params: { ...mappingParams, mappingValue },
	recordIds: mappingId,
	output: mappingOutput,
	run: async ({ params: { mappingValue: value }, send }) => await send<CustomMapping>({ body: { value } }),
});
