import { connectionParams } from '../../fields/connection';
import { webAddress } from '../../parameters/text';
import { defineOperation } from '../defineOperation';
import { statusOutput } from '../output';

export const createCallbackState = defineOperation({
	name: 'Create Callback State',
	action: 'Create callback state for connection',
	description: "Create the OAuth state parameter of a connection, for your own authorization flow that ends at Apideck's callback URL",
	endpoint: 'POST /vault/connections/{unified_api}/{service_id}/callback-state',
	// A state has no effect until a callback returns it, so a lost one does no harm.
	idempotent: true,
	reveals: ['callback_state'],
	params: {
		...connectionParams,
		redirectUri: webAddress('Redirect URL', { example: 'https://app.example.com/integrations', description: 'The URL that the consumer is redirected to after the connection is authorized' }),
	},
	output: statusOutput,
	run: async ({ params: { redirectUri }, send }) => {
		const { state } = await send<{ state?: string }>({ body: redirectUri === undefined ? {} : { redirect_uri: redirectUri } });
		// Not `state`, which is the name of a connection's state and is not secret.
		return { callback_state: state };
	},
});
