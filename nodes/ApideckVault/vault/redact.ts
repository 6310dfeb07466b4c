import type { Connection, Consumer, FormField } from './connection';
import type { LogRecord } from './log';
import { hideInLink, hideInText, isSecretKey, REDACTED } from './secretText';

export { REDACTED };

/** Output paths that can hold secrets (`sensitiveOutputFields`): for an n8n that hides such fields where stored executions are shown. */
export const SENSITIVE_OUTPUT_FIELDS = [
	'settings',
	'form_fields[*].value',
	'authorize_url',
	'revoke_url',
	'subscriptions[*].execute_url',
	'connections[*].settings',
	'reauthorize_url',
	'session_uri',
	'session_token',
	'callback_state',
];

/** Parts whose keys are chosen by the customer, or name fields of a service: their names say nothing about secrets. */
const FREE = new Set(['metadata', 'configuration', 'custom_mappings', 'consents', 'latest_consent', 'application_data_scopes']);

/** What describes a form field. Whatever else a secret field holds may repeat its value. */
const DESCRIBING = new Set([
	...['id', 'label', 'placeholder', 'description', 'type', 'required', 'custom_field', 'allow_custom_values', 'disabled'],
	...['hidden', 'deprecated', 'sensitive', 'prefix', 'suffix', 'options'],
]);

/** Answers are a handful of levels deep; below this everything is hidden. */
const MAX_DEPTH = 32;

/** Whether a form field holds a secret: marked so, typed so, or named so. No switch is one because of its name. */
function isSensitive(field: FormField): boolean {
	if (field.sensitive === true || field.type === 'password') return true;
	if (typeof field.value === 'boolean' || (field.type === 'checkbox' && field.value === undefined)) return false;
	return [field.id, field.label].some((name) => isSecretKey(String(name)));
}

/**
 * A copy of a connection, or of anything that holds one, without its secrets. A setting stays readable only when a form field
 * describes it and does not mark it as sensitive; links lose their secret parameters, such as `state`, which is a bearer token.
 * What the specification does not know is hidden when its name is that of a secret. Works on both wire shapes.
 */
export function redactConnection<T extends object>(connection: T): T {
	return redactObject(connection as Connection, 0) as T;
}

function redactObject(connection: Connection, depth: number): object {
	const copy: Record<string, unknown> = Object.fromEntries(
		Object.entries(connection).map(([key, value]) => [key, redactPart(key, value, depth)]),
	);
	const fields = Array.isArray(connection.form_fields) ? connection.form_fields : [];
	if (isObject(connection.settings)) {
		const open = new Set(fields.filter((field) => isObject(field) && !isSensitive(field)).map((field) => field.id));
		copy['settings'] = Object.fromEntries(
			Object.entries(connection.settings).map(([id, value]) => [id, open.has(id) ? value : hide(value)]),
		);
	}
	if (Array.isArray(connection.form_fields)) {
		copy['form_fields'] = connection.form_fields.map((field) => (isObject(field) && isSensitive(field) ? hideValues(field) : field));
	}
	return copy;
}

function redactPart(key: string, value: unknown, depth: number): unknown {
	if (FREE.has(key) || key === 'form_fields') return value;
	if (key === 'authorize_url' || key === 'revoke_url') return typeof value === 'string' ? hideInLink(value) : hide(value);
	if (key === 'execute_url' || key === 'settings') return hide(value);
	if (isSecretKey(key)) return typeof value === 'number' || typeof value === 'boolean' ? value : hide(value);
	if (Array.isArray(value)) return depth >= MAX_DEPTH ? REDACTED : value.map((entry) => redactPart('', entry, depth + 1));
	if (isObject(value)) return depth >= MAX_DEPTH ? REDACTED : redactObject(value, depth + 1);
	return value;
}

/** A copy of a consumer whose connections carry no secrets. */
export function redactConsumer(consumer: Consumer): Consumer {
	if (!Array.isArray(consumer.connections)) return consumer;
	return { ...consumer, connections: consumer.connections.map((connection) => redactConnection(connection)) };
}

/** A copy of a log record without the secrets that addresses and messages of a service may carry. */
export function redactLog(log: LogRecord): LogRecord {
	const texts = (['base_url', 'path', 'error_message'] as const).flatMap((key) => {
		const text: unknown = log[key];
		return typeof text === 'string' ? [[key, hideInText(text)]] : [];
	});
	return { ...log, ...(Object.fromEntries(texts) as Partial<LogRecord>) };
}

function hide(value: unknown): unknown {
	return value === null || value === undefined || value === '' ? value : REDACTED;
}

/** The value and every other key that may repeat it. */
function hideValues(field: FormField): object {
	return Object.fromEntries(Object.entries(field).map(([key, value]) => [key, DESCRIBING.has(key) ? value : hide(value)]));
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
