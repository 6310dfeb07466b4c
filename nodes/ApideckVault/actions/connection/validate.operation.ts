import { connectionParams } from '../../fields/connection';
import { defineOperation } from '../defineOperation';
import { statusOutput } from '../output';

export const validate = defineOperation({
	name: 'Validate',
	action: 'Validate connection',
	description: "Check whether a connection works, and return its state. OAuth tokens are refreshed, even if they haven't expired.",
	endpoint: 'POST /vault/connections/{unified_api}/{service_id}/validate',
	// Not idempotent: it forces a token refresh, and a second refresh with the same refresh token can break the connection.
	idempotent: false,
	params: connectionParams,
	output: statusOutput,
	run: async ({ send }) => await send<{ id?: string; state?: string }>({ body: {} }),
});
