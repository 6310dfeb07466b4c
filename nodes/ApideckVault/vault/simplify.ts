import type { Connection, Consumer, CustomMapping } from './connection';
import type { LogRecord } from './log';
import { parseDeadline, parsePastTime } from './time';

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
		credentials_expire_at: isoDeadline(connection.credentials_expire_at),
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
		created: isoTime(consumer.created),
		modified: isoTime(consumer.modified),
	};
}

/** The settings of one resource: whose they are, and the fields that have or may have a default. */
export function simplifyResourceSettings(connection: Connection, consumerId: string, resource: string): object {
	const own = objectsOf(connection.configuration).filter((entry) => entry.resource === resource);
	return {
		id: connection.id,
		consumer_id: consumerId,
		unified_api: connection.unified_api,
		service_id: connection.service_id,
		resource,
		name: connection.name,
		state: connection.state,
		enabled: connection.enabled,
		defaults: own.flatMap(({ defaults }) => objectsOf(defaults)),
	};
}

/** What a target field is, and what it is mapped to; null when it is not mapped. */
export function simplifyMapping(mapping: CustomMapping): object {
	return {
		id: mapping.id,
		label: mapping.label,
		key: mapping.key,
		value: mapping.value ?? null,
		required: mapping.required,
		custom_field: mapping.custom_field,
		example: mapping.example ?? null,
	};
}

/** Who called what when, and how it ended. */
export function simplifyLog(log: LogRecord): object {
	return {
		id: log.id,
		timestamp: isoTime(log.timestamp),
		consumer_id: log.consumer_id,
		unified_api: log.unified_api,
		service_id: log.service?.id ?? null,
		operation_id: log.operation?.id ?? null,
		http_method: log.http_method,
		path: log.path,
		status_code: log.status_code,
		error_message: log.error_message ?? null,
	};
}

/** The objects of a list; whatever else the API put there is left out. */
function objectsOf<T extends object>(list: T[] | undefined): T[] {
	return Array.isArray(list) ? list.filter((entry) => typeof entry === 'object' && entry !== null) : [];
}

/** ISO 8601 of the time of something that has happened; null for none, an unreadable one, and one over a day ahead. */
export function isoTime(time: unknown): string | null {
	return toIso(parsePastTime(time));
}

/** ISO 8601 of a time that may lie ahead; null for none, an unreadable one, and one over ten years ahead. */
function isoDeadline(time: unknown): string | null {
	return toIso(parseDeadline(time));
}

function toIso(time: number | null): string | null {
	return time === null ? null : new Date(time).toISOString();
}
