import { migrationTargetField, readMigrationTarget } from '../../fields/migrationTarget';
import type { Connection } from '../../vault/connection';
import type { ItemCall, Operation, OutputRecord } from '../operation';
import { connectionOutput, connectionRecord, connectionTarget, readTarget } from './target';

async function execute(call: ItemCall): Promise<OutputRecord[]> {
	const target = readTarget(call);
	const targetService = readMigrationTarget(call.item);
	const { data } = await call.request<Connection>({
		method: 'POST',
		path: [...target.path, 'migrate'],
		body: { target_service_id: targetService },
		consumerId: target.consumerId,
		// Documented: a migration that was cut off goes on where it stopped.
		repeatable: true,
	});
	// What comes back is the connection that it has become.
	return connectionRecord(call, data, { ...target, serviceId: targetService });
}

export const migrate: Operation = {
	option: {
		name: 'Migrate',
		value: 'migrate',
		action: 'Migrate a connection to another service',
		description:
			'Move a connection to a sibling of its service, such as QuickBooks to Intuit Enterprise Suite, with credentials and settings. The old one is removed, not revoked.',
	},
	endpoints: ['POST /vault/connections/{unified_api}/{service_id}/migrate'],
	properties: [...connectionTarget, migrationTargetField, ...connectionOutput],
	execute,
};
