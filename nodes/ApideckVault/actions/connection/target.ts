import type { INodeProperties } from 'n8n-workflow';

import { consumerField, readHeaderConsumer } from '../../fields/consumer';
import { checkOutput, outputFields, shapeRecords, withIds, type OutputShape } from '../../fields/output';
import { catalogueServiceField, connectedServiceField, readService } from '../../fields/service';
import { readUnifiedApi, unifiedApiField } from '../../fields/unifiedApi';
import type { Connection } from '../../vault/connection';
import { simplifyConnection } from '../../vault/simplify';
import { records, type ItemCall, type OutputRecord } from '../operation';

/** The three parameters that name a connection: its service is picked from the consumer's connections. */
export const connectionTarget: INodeProperties[] = [consumerField, unifiedApiField, connectedServiceField];

/** The same for a connection that need not exist yet: its service is picked from the catalogue. */
export const newConnectionTarget: INodeProperties[] = [consumerField, unifiedApiField, catalogueServiceField];

/** A connection is known by consumer, unified API and service; its `id` alone repeats from consumer to consumer. */
export interface ConnectionTarget {
	consumerId: string;
	unifiedApi: string;
	serviceId: string;
	/** Unencoded path segments. */
	path: string[];
}

/**
 * Reads and checks the target of one item before anything is sent.
 * @param fields that `Selected Fields` offers, where they are not those of a connection
 */
export function readTarget({ item, vault }: ItemCall, fields: readonly string[] = CONNECTION_FIELDS): ConnectionTarget {
	const consumerId = readHeaderConsumer(item, vault.defaultConsumerId);
	const unifiedApi = readUnifiedApi(item);
	const serviceId = readService(item);
	checkOutput(item, fields);
	return { consumerId, unifiedApi, serviceId, path: ['vault', 'connections', unifiedApi, serviceId] };
}

/** A record that belongs to a connection, with the IDs that were asked for: the response does not decide to which. */
export function ofConnection(target: ConnectionTarget, record: object): object {
	return withIds(record, idsOf(target));
}

/** The IDs that name a connection, as the output calls them. */
export function idsOf({ consumerId, unifiedApi, serviceId }: ConnectionTarget): Record<string, string> {
	return { consumer_id: consumerId, unified_api: unifiedApi, service_id: serviceId };
}

export const CONNECTION_FIELDS = [
	'application_data_scopes',
	'auth_type',
	'authorize_url',
	'configurable_resources',
	'configuration',
	'consent_state',
	'consents',
	'consumer_id',
	'created_at',
	'credentials_expire_at',
	'custom_mappings',
	'enabled',
	'form_fields',
	'has_guide',
	'health',
	'icon',
	'id',
	'integration_state',
	'last_downstream_error_at',
	'last_refresh_failed_at',
	'latest_consent',
	'logo',
	'metadata',
	'name',
	'oauth_grant_type',
	'resource_schema_support',
	'resource_settings_support',
	'revoke_url',
	'schema_support',
	'service_id',
	'settings',
	'settings_required_for_authorization',
	'state',
	'status',
	'subscriptions',
	'tag_line',
	'unified_api',
	'updated_at',
	'validation_support',
	'website',
] as const;

export const connectionOutput: INodeProperties[] = outputFields(CONNECTION_FIELDS);

/** Output of the connection that was asked for, as the item's `Output` asks for. */
export function connectionRecord(call: ItemCall, connection: Connection, target: ConnectionTarget): OutputRecord[] {
	return shape(call, [connection], idsOf(target));
}

/** Output of connections of one consumer, as the item's `Output` asks for. */
export function connectionRecords(call: ItemCall, connections: Connection[], consumerId: string): OutputRecord[] {
	return shape(call, connections, { consumer_id: consumerId });
}

function shape(call: ItemCall, connections: Connection[], asked: Record<string, string>): OutputRecord[] {
	const output: OutputShape<Connection> = {
		fields: CONNECTION_FIELDS,
		ids: ['id', 'consumer_id', 'unified_api', 'service_id'],
		simplify: (connection) => simplifyConnection(connection, asked['consumer_id'] ?? ''),
		asked,
	};
	return records(shapeRecords(call.item, connections, output, call.options.redactSecrets));
}
