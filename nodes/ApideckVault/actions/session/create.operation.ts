import { consumerField, readHeaderConsumer } from '../../fields/consumer';
import { consumerMetadataField, readConsumerMetadata } from '../../fields/consumerMetadata';
import { withIds } from '../../fields/output';
import { readSession, sessionFields } from '../../fields/session';
import { isEmpty } from '../../fields/text';
import { records, type ItemCall, type Operation, type OutputRecord } from '../operation';
import { secretsOf } from '../secretsOf';

async function execute(call: ItemCall): Promise<OutputRecord[]> {
	const { item, vault } = call;
	const consumerId = readHeaderConsumer(item, vault.defaultConsumerId);
	const metadata = readConsumerMetadata(item);
	const { body, lifetimeMs } = readSession(item);
	// From before the request: rather a moment early than a link that is said to work and does not.
	const expiresAt = new Date(Date.now() + lifetimeMs).toISOString();
	const { data } = await call.request<{ session_uri?: string; session_token?: string; expires_at?: unknown }>({
		method: 'POST',
		path: ['vault', 'sessions'],
		// Not repeatable: each one opens another door to the consumer's connections, and one that nobody knows of stays open.
		body: { ...(metadata && { consumer_metadata: metadata }), ...body },
		consumerId,
		secrets: secretsOf(body['custom_consumer_settings']),
	});
	return records([withIds({ ...data, expires_at: isEmpty(data.expires_at) ? expiresAt : data.expires_at }, { consumer_id: consumerId })]);
}

export const create: Operation = {
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create a session',
		description:
			'Get a link to Hosted Vault, where a consumer can add, authorize and repair their connections. It works without a login until it expires: send it only to that consumer. A consumer that is new is added.',
	},
	endpoints: ['POST /vault/sessions'],
	// The link is what the operation is for.
	reveals: ['session_uri', 'session_token'],
	properties: [consumerField, ...sessionFields, consumerMetadataField],
	execute,
};
