import { settingsFields } from '../../fields/settings';
import type { Connection } from '../../vault/connection';
import type { ItemCall, Operation, OutputRecord } from '../operation';
import { secretsOf } from '../secretsOf';
import { connectionFields, readConnectionBody } from './body';
import { connectionOutput, connectionRecord, connectionTarget, readTarget } from './target';

async function execute(call: ItemCall): Promise<OutputRecord[]> {
	const target = readTarget(call);
	const body = readConnectionBody(call.item, 'updateFields', 'Update Fields');
	// Settings without a setting change nothing, and would be reported as a change.
	if (Object.entries(body).every(([name, value]) => name === 'settings' && isEmptyPart(value))) {
		throw call.item.invalid('There is nothing to update', "Fill in a setting, or add a field under 'Update Fields'.");
	}
	const { data } = await call.request<Connection>({
		method: 'PATCH',
		path: target.path,
		body,
		consumerId: target.consumerId,
		secrets: secretsOf(body['settings']),
	});
	return connectionRecord(call, data, target);
}

function isEmptyPart(value: unknown): boolean {
	return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
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
