import type { Connection, Consumer, WireTime } from './connection';

/** The ten fields of a connection that most workflows need; times as ISO 8601, null for "none". */
export function simplifyConnection(connection: Connection, consumerId: string): object {
	return {
		id: connection.id,
		consumer_id: consumerId,
		unified_api: connection.unified_api,
		service_id: connection.service_id,
		name: connection.name,
		state: connection.state,
		health: connection.health ?? null,
		enabled: connection.enabled,
		credentials_expire_at: isoTime(connection.credentials_expire_at),
		updated_at: isoTime(connection.updated_at),
	};
}

/** A consumer flattened to its names, its services and its age. */
export function simplifyConsumer(consumer: Consumer): object {
	return {
		consumer_id: consumer.consumer_id,
		account_name: consumer.metadata?.account_name ?? null,
		user_name: consumer.metadata?.user_name ?? null,
		email: consumer.metadata?.email ?? null,
		services: consumer.services ?? [],
		request_count: consumer.aggregated_request_count ?? 0,
		created: consumer.created ?? null,
		modified: consumer.modified ?? null,
	};
}

/** ISO 8601 of a wire time; null for 0, empty or unreadable ones. */
export function isoTime(time: WireTime | undefined): string | null {
	if (time === null || time === undefined || time === 0 || time === '') return null;
	const date = new Date(time);
	return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
