import { requiredConsumer } from '../../fields/consumer';
import { defineOperation } from '../defineOperation';
import { statusOutput } from '../output';

export const deleteConsumer = defineOperation({
	name: 'Delete',
	action: 'Delete consumer',
	description: 'Delete a consumer permanently, with all of its connections and their settings and credentials',
	endpoint: 'DELETE /vault/consumers/{consumer_id}',
	notFoundAfterRetryIsSuccess: true,
	params: { consumer: requiredConsumer },
	output: statusOutput,
	run: async ({ send }) => {
		await send();
		return { deleted: true };
	},
});
