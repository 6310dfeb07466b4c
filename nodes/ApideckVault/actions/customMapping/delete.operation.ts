import { defineOperation } from '../defineOperation';
import { statusOutput } from '../output';
import { mappingParams } from '../../fields/configuration';

export const deleteMapping = defineOperation({
	name: 'Delete',
	action: 'Delete custom mapping',
	description: 'Delete a custom mapping permanently, so that the service no longer fills the target field. The target field is kept.',
	endpoint: 'DELETE /vault/custom-mappings/{unified_api}/{service_id}/{target_field_id}',
	notFoundAfterRetryIsSuccess: true,
	params: mappingParams,
	output: statusOutput,
	run: async ({ send }) => {
		await send();
		return { deleted: true };
	},
});
