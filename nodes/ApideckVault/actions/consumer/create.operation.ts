import { consumerMetadata } from '../../fields/consumer';
import { checkIdentifier, requiredText } from '../../parameters/text';
import { mapped } from '../../parameters/param';
import type { Consumer } from '../../api/connection';
import { defineOperation } from '../defineOperation';
import { consumerOutput } from '../outputs';

const newConsumerId = requiredText('Consumer ID', 'Enter your own ID for the consumer, such as acme-inc.', {
	example: 'acme-inc',
	description: "Your own ID for the consumer. It can't be changed later. Use printable ASCII characters only, or the consumer's connections can't be looked up.",
});

export const create = defineOperation({
	name: 'Create',
	action: 'Create consumer',
	description: 'Create a consumer in the application. Creating a session for a new consumer ID also creates the consumer.',
	endpoint: 'POST /vault/consumers',
	// Not idempotent: a second request could be rejected, or overwrite a change made in between.
	lockKey: ({ consumerId }) => consumerId,
	recordIds: ({ consumerId }) => ({ consumer_id: consumerId }),
	params: { consumerId: mapped(newConsumerId, (id, context) => checkIdentifier(context, context.label, id)), consumerMetadata },
	output: consumerOutput,
	run: async ({ params: { consumerId, consumerMetadata: metadata }, send }) =>
		await send<Consumer>({ body: { consumer_id: consumerId, ...(metadata && { metadata }) } }),
});
