import { connectionParams } from '../../fields/connection';
import type { Connection } from '../../api/connection';
import { defineOperation } from '../defineOperation';
import { connectionOutput } from '../outputs';

export const token = defineOperation({
	name: 'Request Access Token',
	value: 'token',
	action: 'Request access token for connection',
	description:
		'Exchange the stored credentials of a connection for an access token and store it in Vault. Works for connections with the client_credentials or password grant type.',
	endpoint: 'POST /vault/connections/{unified_api}/{service_id}/token',
	params: connectionParams,
	output: connectionOutput,
	// Apideck expects an empty object, never credentials.
	run: async ({ send }) => await send<Connection>({ body: {} }),
});
