import { connectionParams } from '../../fields/connection';
import { connectionBody, connectionFields, settingsParams } from '../../fields/settings';
import type { Connection } from '../../api/connection';
import { defineOperation } from '../defineOperation';
import { secretsOf } from '../../secrets/names';
import { connectionOutput } from '../outputs';

const UPDATE_FIELDS = 'Update Fields';

export const update = defineOperation({
	name: 'Update',
	action: 'Update connection',
	description: 'Update the settings, metadata or configuration of a connection, or enable or disable it',
	endpoint: 'PATCH /vault/connections/{unified_api}/{service_id}',
	params: { ...connectionParams, ...settingsParams, updateFields: connectionFields(UPDATE_FIELDS) },
	output: connectionOutput,
	run: async ({ params, send, invalid }) => {
		const body = connectionBody(params, params.updateFields);
		// Empty settings change nothing, but would be reported as a change.
		if (Object.entries(body).every(([name, value]) => name === 'settings' && Object.keys(value as object).length === 0)) {
			throw invalid('There is nothing to update', `Fill in a setting, or add a field under '${UPDATE_FIELDS}'.`);
		}
		return await send<Connection>({ body, secrets: secretsOf(body['settings']) });
	},
});
