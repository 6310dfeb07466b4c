import type { Connection, ConnectionCore, Consumer, CustomMapping } from './connection';
import { connectionIdOf } from './ids';
import { parseDeadline, parsePastTime } from './time';

/** Every resource and field (`*`), or resource -> field path -> what is allowed. */
export type DataScopesResources = '*' | Record<string, Record<string, { read?: boolean; write?: boolean }>>;

/** One decision of a consumer about their data. */
export interface ConsentRecord {
	id?: string;
	/** ISO 8601. */
	created_at?: string;
	granted?: boolean;
	resources?: DataScopesResources;
}

/** A field of the service that the unified API does not have (`CustomFieldFinder` of vault.yml). */
export interface CustomField {
	id?: string;
	name?: string | null;
	description?: string | null;
	/** The value in the inspected record. */
	value?: unknown;
	/** JSONPath of the field in the service's response, used as the value of a custom mapping. */
	finder?: string;
}

/** One request that Apideck processed for a consumer (`Log` of vault.yml). */
export interface LogRecord {
	id?: string;
	/** Set when the request belongs to another request. */
	parent_id?: string | null;
	/** ISO 8601. */
	timestamp?: string;
	consumer_id?: string;
	unified_api?: string;
	service?: { id?: string; name?: string };
	operation?: { id?: string; name?: string };
	http_method?: string;
	base_url?: string;
	path?: string;
	status_code?: number;
	success?: boolean;
	error_message?: string | null;
	/** Milliseconds. `latency` is Apideck's share, `execution` the total. */
	duration?: number;
	latency?: number;
	execution?: number;
	api_style?: string;
	child_request?: boolean;
	has_children?: boolean;
	sandbox?: boolean;
	source_ip?: string | null;
}

/** Maximum length of a token or link. Claims are small, and servers reject longer URLs. */
const MAX_TEXT = 16_000;

/** Session token and link. Anyone with one of them can act for the consumer that it names. */
interface Session {
	consumer_id?: unknown;
	session_token?: unknown;
	session_uri?: unknown;
}

/**
 * Whether a session that Apideck created is for the consumer it was requested for. Apideck's session token is a JWT that names the
 * consumer, and the link contains that token in its path or in a parameter. A text that is not a token names no consumer.
 */
export function isSessionOf({ consumer_id: named, session_token: token, session_uri: uri }: Session, consumerId: string): boolean {
	return [named, ...readConsumerClaims(token), ...readConsumerClaims(uri)].every(
		(id) => isMissing(id) || ((typeof id === 'string' || typeof id === 'number') && String(id) === consumerId),
	);
}

function isMissing(id: unknown): boolean {
	return id === undefined || id === null || id === '';
}

/** The consumers named by the tokens in a text. Tries each part, because the position of a token in a link is not specified. */
function readConsumerClaims(text: unknown): unknown[] {
	if (typeof text !== 'string' || text.length > MAX_TEXT) return [];
	const decoded = text.replace(/%([2-7][\da-f])/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
	return decoded.split(/[^\w-]/).map(readConsumerClaim);
}

function readConsumerClaim(part: string): unknown {
	// The shortest JSON object with the claim is longer than this.
	if (part.length < 20) return undefined;
	try {
		const claims: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
		if (typeof claims !== 'object' || claims === null || !Object.hasOwn(claims, 'consumer_id')) return undefined;
		return (claims as { consumer_id: unknown }).consumer_id;
	} catch {
		return undefined;
	}
}

/** Maximum length of an external text that patterns search: a server can send megabytes. */
export const MAX_FOREIGN_TEXT = 4096;

/** Truncates an external text, so that patterns can search it. */
export function boundText(text: string): string {
	return text.length > MAX_FOREIGN_TEXT ? dropPartialWord(text.slice(0, MAX_FOREIGN_TEXT)) : text;
}

/** Removes the last word of a truncated text: it may be part of a secret that no pattern recognizes anymore. */
export function dropPartialWord(text: string): string {
	for (let end = text.length; end > 0; end--) {
		if (text.charCodeAt(end - 1) <= SPACE) return text.slice(0, end - 1);
	}
	return text;
}

/** Space and all control characters before it, line breaks and tabs included. */
const SPACE = 32;

/** What identifies a record in the output. */
export interface RecordIds {
	consumer_id?: string;
	/** Made by us from unified API and service, such as `hris+bamboohr`. */
	connection?: string | null;
	unified_api?: string;
	service_id?: string;
	resource?: string;
}

/** The fields of a connection in a list, with times as ISO 8601 or null. */
export function simplifyListedConnection(connection: Connection & RecordIds): object {
	return {
		name: connection.name,
		state: connection.state,
		health: connection.health ?? null,
		consumer_id: connection.consumer_id,
		connection: connection.connection,
		service_id: connection.service_id,
		enabled: connection.enabled,
		credentials_expire_at: isoDeadline(connection.credentials_expire_at),
		updated_at: isoTime(connection.updated_at),
	};
}

/** The ten fields of a connection that most workflows need. */
export function simplifyConnection(connection: Connection & RecordIds): object {
	return { ...simplifyListedConnection(connection), settings: connection.settings ?? null };
}

/** A consumer, flattened to name, services and times. `connections` only if the response contains them. */
export function simplifyConsumer(consumer: Consumer): object {
	return {
		consumer_id: consumer.consumer_id,
		name: consumerNameOf(consumer.metadata),
		email: consumer.metadata?.email ?? null,
		services: consumer.services ?? [],
		...(Array.isArray(consumer.connections) && { connections: objectsOf(consumer.connections).map(nameConnection) }),
		request_count: consumer.aggregated_request_count ?? 0,
		created: isoTime(consumer.created),
		modified: isoTime(consumer.modified),
	};
}

function nameConnection({ name, state, health, unified_api: unifiedApi, service_id: serviceId }: ConnectionCore): object {
	return { name, state, health: health ?? null, connection: connectionIdOf(unifiedApi, serviceId) };
}

/** The name of the company, or else of the user. */
export function consumerNameOf(metadata: Consumer['metadata']): string | null {
	return firstText(metadata?.account_name, metadata?.user_name);
}

/** The first value that is a text with at least one character. */
export function firstText(...values: unknown[]): string | null {
	return values.find((value): value is string => typeof value === 'string' && value !== '') ?? null;
}

/** The settings of one resource: its connection, and the fields that can have a default. */
export function simplifyResourceSettings(connection: Connection & RecordIds): object {
	const { resource } = connection;
	const entries = objectsOf(connection.configuration).filter((entry) => entry.resource === resource);
	return {
		name: connection.name,
		state: connection.state,
		health: connection.health ?? null,
		consumer_id: connection.consumer_id,
		connection: connection.connection,
		service_id: connection.service_id,
		resource,
		enabled: connection.enabled,
		defaults: entries.flatMap(({ defaults }) => objectsOf(defaults)),
	};
}

/** A target field and its mapped value; null when it is not mapped. */
export function simplifyMapping(mapping: CustomMapping & RecordIds): object {
	return {
		id: mapping.id,
		label: mapping.label,
		key: mapping.key,
		value: mapping.value ?? null,
		required: mapping.required,
		custom_field: mapping.custom_field,
		example: mapping.example ?? null,
		consumer_id: mapping.consumer_id,
		connection: mapping.connection,
		service_id: mapping.service_id,
	};
}

/** The connection that a request was made for; null for requests to Vault itself and through the proxy. */
export function connectionOfLog({ unified_api: unifiedApi, service }: LogRecord): string | null {
	return unifiedApi === 'vault' || unifiedApi === 'proxy' ? null : connectionIdOf(unifiedApi, service?.id);
}

/** A log record: who called what, when, and with which result. */
export function simplifyLog(log: LogRecord & RecordIds): object {
	return {
		id: log.id,
		timestamp: isoTime(log.timestamp),
		consumer_id: log.consumer_id,
		connection: log.connection,
		service_id: log.service?.id ?? null,
		operation_id: log.operation?.id ?? null,
		http_method: log.http_method,
		path: log.path,
		status_code: log.status_code,
		error_message: log.error_message ?? null,
	};
}

/** The objects of a list. Other entries are dropped. */
function objectsOf<T extends object>(list: T[] | undefined): T[] {
	return Array.isArray(list) ? list.filter((entry) => typeof entry === 'object' && entry !== null) : [];
}

/** A past time as ISO 8601; null when it is missing, unreadable, or more than a day ahead. */
export function isoTime(time: unknown): string | null {
	return toIso(parsePastTime(time));
}

/** A time that may be in the future as ISO 8601; null when it is missing, unreadable, or more than ten years ahead. */
function isoDeadline(time: unknown): string | null {
	return toIso(parseDeadline(time));
}

function toIso(time: number | null): string | null {
	return time === null ? null : new Date(time).toISOString();
}
