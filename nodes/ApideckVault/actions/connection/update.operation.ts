import { settingsFields } from '../../fields/settings';
import type { Connection } from '../../vault/connection';
import type { ItemCall, Operation, OutputRecord } from '../operation';
import { secretsOf } from '../secretsOf';
import { connectionFields, readConnectionBody } from './body';
import { connectionOutput, connectionRecords, connectionTarget, readTarget } from './target';

async function execute(call: ItemCall): Promise<OutputRecord[]> {
	const { consumerId, path } = readTarget(call);
	const body = readConnectionBody(call.item, 'updateFields', 'Update Fields');
	if (Object.keys(body).length === 0) {
		throw call.item.invalid('There is nothing to update', "Fill in a setting, or add a field under 'Update Fields'.");
	}
	const { data } = await call.request<Connection>({
		method: 'PATCH',
		path,
		body,
		consumerId,
		secrets: secretsOf(body['settings']),
	});
	return connectionRecords(call, [data], consumerId);
}

export const update: Operation = {
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update a connection',
		description: 'Change the settings, metadata or configuration of a connection, or enable and disable it',
	},
	endpoints: ['PATCH /vault/connections/{unified_api}/{service_id}'],
	properties: [...connectionTarget, ...settingsFields, connectionFields('Update Fields', 'updateFields'), ...connectionOutput],
	execute,
};
