import type { CustomMapping } from '../../api/connection';
import { defineOperation } from '../defineOperation';
import { mappingOutput } from '../outputs';
import { mappingId, mappingParams, mappingValue } from '../../fields/configuration';

export const create = defineOperation({
	name: 'Create',
	action: 'Create custom mapping',
	description: "Create a custom mapping, so that a field of the consumer's service fills a target field that your application defines",
	endpoint: 'POST /vault/custom-mappings/{unified_api}/{service_id}/{target_field_id}',
	// Not idempotent: Apideck does not document what a second request does when the mapping exists.
	idempotent: false,
	params: { ...mappingParams, mappingValue },
	recordIds: mappingId,
	output: mappingOutput,
	run: async ({ params: { mappingValue: value }, send }) => await send<CustomMapping>({ body: { value } }),
});
