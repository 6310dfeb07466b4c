import { consumer, consumerMetadata } from '../../fields/consumer';
import type { Consumer } from '../../api/connection';
import { labelOf } from '../../parameters/param';
import { defineOperation } from '../defineOperation';
import { consumerOutput } from '../outputs';

export const update = defineOperation({
	name: 'Update',
	action: 'Update consumer',
	description: 'Update the name, email address or picture that Apideck shows for a consumer',
	endpoint: 'PATCH /vault/consumers/{consumer_id}',
	params: { consumer, consumerMetadata },
	output: consumerOutput,
	run: async ({ params: { consumerMetadata: metadata }, send, invalid }) => {
		if (metadata === undefined) throw invalid('There is nothing to update', `Fill in a field under '${labelOf(consumerMetadata)}'.`);
		return await send<Consumer>({ body: { metadata } });
	},
});
