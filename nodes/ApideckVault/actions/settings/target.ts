import { outputFields, shapeRecords, type OutputShape } from '../../fields/output';
import { readApiResource } from '../../fields/apiResource';
import type { Connection } from '../../vault/connection';
import { redactConnection } from '../../vault/redact';
import { simplifyResourceSettings } from '../../vault/simplify';
import { CONNECTION_FIELDS, ofConnection, readTarget, type ConnectionTarget } from '../connection/target';
import { records, type ItemCall, type OutputRecord } from '../operation';

/** One resource of a connection, such as the leads of a CRM. */
export interface ResourceTarget extends ConnectionTarget {
	resource: string;
}

/** Reads and checks connection and resource of one item before anything is sent. */
export function readResourceTarget(call: ItemCall): ResourceTarget {
	const target = readTarget(call);
	const resource = readApiResource(call.item);
	return { ...target, resource, path: [...target.path, resource] };
}

/** A record that belongs to a resource, with the IDs that say to which. */
export function ofResource(target: ResourceTarget, record: object): object {
	return ofConnection(target, { resource: target.resource, ...record });
}

const FIELDS = [...CONNECTION_FIELDS, 'resource'];

export const settingsOutput = outputFields(FIELDS);

/** Output of a connection whose configuration is that of one resource, as the item's `Output` asks for. */
export function settingsRecords(
	{ item, options }: ItemCall,
	connection: Connection,
	{ consumerId, resource }: ResourceTarget,
): OutputRecord[] {
	const shape: OutputShape<Connection> = {
		fields: FIELDS,
		ids: ['id', 'consumer_id', 'unified_api', 'service_id', 'resource'],
		simplify: (one) => simplifyResourceSettings(one, consumerId, resource),
		redact: redactConnection,
		added: { consumer_id: consumerId, resource },
	};
	return records(shapeRecords(item, [connection], shape, options.redactSecrets));
}
