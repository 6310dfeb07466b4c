import { newConnectionParams } from '../../fields/connection';
import { credentials } from '../../fields/credentials';
import { labelOf, omitUndefined } from '../../parameters/param';
import { metadata, settingsOf, settingsParams } from '../../fields/settings';
import { collection } from '../../parameters/collection';
import type { Connection } from '../../api/connection';
import { defineOperation } from '../defineOperation';
import { secretsOf } from '../../secrets/names';
import { connectionOutput } from '../outputs';

// `import` is a reserved word.
export const importConnection = defineOperation({
	name: 'Import',
	action: 'Import connection',
	description: 'Create or update a connection with tokens or keys that you already have, without involving the consumer',
	endpoint: 'POST /vault/connections/{unified_api}/{service_id}/import',
	// Importing the same credentials again results in the same connection.
	idempotent: true,
	params: {
		...newConnectionParams,
		credentials,
		...settingsParams,
		additionalFields: collection('Additional Fields', { metadata }, { placeholder: 'Add Field' }),
	},
	output: connectionOutput,
	run: async ({ params, send, invalid }) => {
		const settings = settingsOf(params);
		// Empty settings import nothing, but would be reported as an import.
		if (params.credentials === undefined && Object.keys(settings ?? {}).length === 0) {
			throw invalid('There is nothing to import', `Add tokens under '${labelOf(credentials)}', or fill in the settings, such as an API key, or a username and password.`);
		}
		const body = omitUndefined({ credentials: params.credentials, settings, metadata: params.additionalFields.metadata });
		return await send<Connection>({ body, secrets: secretsOf({ credentials: params.credentials, settings }) });
	},
});
