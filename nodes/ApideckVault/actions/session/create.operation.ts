import { headerConsumer } from '../../fields/consumer';
import { sessionOf, sessionParams } from '../../fields/session';
import { isEmpty } from '../../parameters/text';
import { defineOperation } from '../defineOperation';
import { statusOutput } from '../output';
import { secretsOf } from '../../secrets/names';

export const create = defineOperation({
	name: 'Create',
	action: 'Create session',
	description:
		"Create a session link to Hosted Vault, where a consumer can add, authorize and repair connections. The link works without a login until it expires, so send it only to that consumer. Creates the consumer if it doesn't exist.",
	endpoint: 'POST /vault/sessions',
	// Not idempotent: a lost response would leave an unknown session link active.
	idempotent: false,
	// The session link is the purpose of the operation.
	reveals: ['session_uri', 'session_token'],
	params: { consumer: headerConsumer, ...sessionParams },
	output: statusOutput,
	run: async ({ params, send }) => {
		const { body, lifetimeMs } = sessionOf(params);
		// Counted from before the request: an expiry that is slightly early is better than a link that has already expired.
		const expiresAt = new Date(Date.now() + lifetimeMs).toISOString();
		const data = await send<{ session_uri?: string; session_token?: string; expires_at?: unknown }>({
			body,
			secrets: secretsOf(params.additionalFields.customConsumerSettings),
		});
		return { ...data, expires_at: isEmpty(data.expires_at) ? expiresAt : data.expires_at };
	},
});
