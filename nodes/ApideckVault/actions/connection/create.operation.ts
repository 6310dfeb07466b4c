import { newConnectionParams } from '../../fields/connection';
import { connectionBody, connectionFields, settingsParams } from '../../fields/settings';
import type { Connection } from '../../api/connection';
import { defineOperation } from '../defineOperation';
import { secretsOf } from '../../secrets/names';
import { connectionOutput } from '../outputs';

export const create = defineOperation({
	name: 'Create',
	action: 'Create connection',
	description: "Create a connection for a consumer, with settings such as an API key. For existing tokens, use the 'Import' operation.",
	endpoint: 'POST /vault/connections/{unified_api}/{service_id}',
	// Not idempotent: Apideck does not document what a second request does when the connection exists.
	idempotent: false,
	params: { ...newConnectionParams, ...settingsParams, additionalFields: connectionFields('Additional Fields') },
	output: connectionOutput,
	run: async ({ params, send }) => {
		const body = connectionBody(params, params.additionalFields);
		return await send<Connection>({ body, secrets: secretsOf(body['settings']) });
	},
});
