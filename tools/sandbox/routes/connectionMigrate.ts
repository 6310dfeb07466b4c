import { invalidState } from '../errors';
import type { Vault } from '../state/vault';
import { connectionView } from '../state/views';
import type { ConnectionParams } from './connections';
import { CONSUMER, consumerOf, ok, type Routes } from './route';
import { migrateBody } from './schemas';

/** The sources of migrated connections, per state, so that a repeated request succeeds. */
const migrated = new WeakMap<Vault, Set<string>>();

/** Migrate: only to a connector that the source lists as a target. */
export const connectionMigrateRoutes: Routes = (app, context) => {
	app.post<{ Params: ConnectionParams; Body: { target_service_id: string } }>(
		'/vault/connections/:unified_api/:service_id/migrate',
		{ ...CONSUMER, schema: { body: migrateBody } },
		(request) => {
			const { unified_api: unifiedApi, service_id: serviceId } = request.params;
			const target = request.body.target_service_id;
			const vault = context.vault();
			const consumerId = consumerOf(request);
			vault.integration(unifiedApi, serviceId);
			const source = vault.scenario.connectors.find((connector) => connector.service_id === serviceId);
			if (!source?.migration_targets?.includes(target)) {
				throw invalidState(`Connections of ${serviceId} cannot be migrated to ${target}`);
			}
			const done = migrated.get(vault) ?? new Set<string>();
			migrated.set(vault, done);
			const migrationKey = JSON.stringify([consumerId, unifiedApi, serviceId, target]);
			const key = { consumerId, unifiedApi, serviceId };
			const arrived = vault.findConnection({ ...key, serviceId: target });
			const isRepeated = done.has(migrationKey) && arrived !== undefined && vault.findConnection(key) === undefined;
			const record = isRepeated ? arrived : vault.migrate(key, target);
			done.add(migrationKey);
			return ok(connectionView(vault.integration(unifiedApi, target), record, consumerId, context));
		},
	);
};
