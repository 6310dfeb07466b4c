import type { Connection, Consumer, FormField } from './connection';

/** What stands in place of a secret. */
export const REDACTED = '[redacted]';

/** Output paths that can hold secrets: n8n hides them for ever in stored executions (`sensitiveOutputFields`). */
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

const SECRET_NAME = /pass(word|phrase)?|secret|token|api[-_ ]?key|private[-_ ]?key|credential|auth[-_ ]?key|cert/i;

/** Whether a form field holds a secret: marked so, typed so, or named so. */
function isSensitive(field: FormField): boolean {
	return field.sensitive === true || field.type === 'password' || SECRET_NAME.test(`${field.id} ${field.label}`);
}

/**
 * A copy of a connection without its secrets. A setting stays readable only when a form field describes it and does
 * not mark it as sensitive; authorization links lose their `state`, which is a bearer token. Works on both wire shapes.
 */
export function redactConnection<T extends Connection>(connection: T): T {
	const fields = Array.isArray(connection.form_fields) ? connection.form_fields : [];
	const open = new Set(fields.filter((field) => !isSensitive(field)).map((field) => field.id));
	const copy: T = { ...connection };
	if (connection.settings) {
		copy.settings = Object.fromEntries(
			Object.entries(connection.settings).map(([id, value]) => [id, open.has(id) ? value : hide(value)]),
		);
	}
	if (Array.isArray(connection.form_fields)) {
		copy.form_fields = connection.form_fields.map((field) =>
			isSensitive(field) ? { ...field, ...hideValues(field) } : field,
		);
	}
	if (connection.authorize_url) copy.authorize_url = hideState(connection.authorize_url);
	if (connection.revoke_url) copy.revoke_url = hideState(connection.revoke_url);
	if (Array.isArray(connection.subscriptions)) {
		copy.subscriptions = connection.subscriptions.map((subscription) =>
			typeof subscription === 'object' && subscription !== null && 'execute_url' in subscription
				? { ...subscription, execute_url: REDACTED }
				: subscription,
		);
	}
	return copy;
}

/** A copy of a consumer whose connections carry no secrets. */
export function redactConsumer(consumer: Consumer): Consumer {
	if (!Array.isArray(consumer.connections)) return consumer;
	return { ...consumer, connections: consumer.connections.map(redactConnection) };
}

function hide(value: unknown): unknown {
	return value === null || value === undefined || value === '' ? value : REDACTED;
}

/** The value and every other key that repeats it. */
function hideValues(field: FormField): object {
	const keys = ['value', 'default_value', 'mask'].filter((key) => key in field);
	return Object.fromEntries(keys.map((key) => [key, hide((field as Record<string, unknown>)[key])]));
}

function hideState(link: string): string {
	return link.replace(/([?&#](?:state|token|jwt)=)[^&#]*/gi, `$1${REDACTED}`);
}
