import { CONNECTION_VALUES, connectionParams } from '../../fields/connection';
import { locator } from '../../parameters/locator';
import type { Connection } from '../../api/connection';
import { defineOperation } from '../defineOperation';
import { connectionOutput } from '../outputs';

const targetService = locator('Target Service', {
	search: 'searchMigrationTargets',
	description: 'The service to move the connection to. Most services have no migration targets.',
	select: 'Select a service…',
	example: 'intuit-enterprise-suite',
	dependsOn: CONNECTION_VALUES,
});

export const migrate = defineOperation({
	name: 'Migrate',
	action: 'Migrate connection to another service',
	description:
		'Move a connection to another service of the same vendor, such as from QuickBooks to Intuit Enterprise Suite, with its credentials and settings. The old connection is removed but not revoked.',
	endpoint: 'POST /vault/connections/{unified_api}/{service_id}/migrate',
	// Apideck documents that an interrupted migration resumes where it stopped.
	idempotent: true,
	params: { ...connectionParams, targetService },
	// The response is the migrated connection.
	recordIds: ({ targetService: serviceId }) => ({ service_id: serviceId }),
	output: connectionOutput,
	run: async ({ params, send }) => await send<Connection>({ body: { target_service_id: params.targetService } }),
});
