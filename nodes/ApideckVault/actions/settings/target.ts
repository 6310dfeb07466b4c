import { outputFields, shapeRecords, withIds, type OutputShape } from '../../fields/output';
import { readApiResource } from '../../fields/apiResource';
import type { Connection } from '../../vault/connection';
import { simplifyResourceSettings } from '../../vault/simplify';
import { CONNECTION_FIELDS, idsOf, readTarget, type ConnectionTarget } from '../connection/target';
import { records, type ItemCall, type OutputRecord } from '../operation';

/** One resource of a connection, such as the leads of a CRM. */
export interface ResourceTarget extends ConnectionTarget {
	resource: string;
}

/**
 * Reads and checks connection and resource of one item before anything is sent.
 * @param fields that `Selected Fields` offers
 */
export function readResourceTarget(call: ItemCall, fields: readonly string[] = FIELDS): ResourceTarget {
	const target = readTarget(call, fields);
	const resource = readApiResource(call.item);
	return { ...target, resource, path: [...target.path, resource] };
}

/** A record that belongs to a resource, with the IDs that say to which. */
export function ofResource(target: ResourceTarget, record: object): object {
	return withIds(record, { ...idsOf(target), resource: target.resource });
}

const FIELDS = [...CONNECTION_FIELDS, 'resource'];

export const settingsOutput = outputFields(FIELDS);

/** Output of a connection whose configuration is that of one resource, as the item's `Output` asks for. */
export function settingsRecords(
	{ item, options }: ItemCall,
	connection: Connection,
	target: ResourceTarget,
): OutputRecord[] {
	const shape: OutputShape<Connection> = {
		fields: FIELDS,
		ids: ['id', 'consumer_id', 'unified_api', 'service_id', 'resource'],
		simplify: (one) => simplifyResourceSettings(one, target.consumerId, target.resource),
		asked: { ...idsOf(target), resource: target.resource },
	};
	return records(shapeRecords(item, [connection], shape, options.redactSecrets));
}
