import { connectionParams } from '../../fields/connection';
import { defineOperation } from '../defineOperation';
import { statusOutput } from '../output';

export const deleteConnection = defineOperation({
	name: 'Delete',
	action: 'Delete connection',
	description: "Delete a connection permanently, with its settings and credentials. To keep them, use the 'Update' operation and turn off 'Enabled'.",
	endpoint: 'DELETE /vault/connections/{unified_api}/{service_id}',
	notFoundAfterRetryIsSuccess: true,
	params: connectionParams,
	output: statusOutput,
	run: async ({ send }) => {
		await send();
		return { deleted: true };
	},
});
