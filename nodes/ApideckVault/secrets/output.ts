import { SecretMask } from './mask';
import { isSecretName } from './names';
import { redactRecord } from './redact';

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

export interface OutputSecrets {
	/** The option of that name. */
	redactSecrets: boolean;
	/** Top-level fields that are the purpose of the operation. */
	reveals?: readonly string[] | undefined;
	/** Bodies of the requests that were sent for the record: a response may repeat what is in them. */
	sent?: readonly object[];
}

/** One record of the output, as the item asks for it. The API key is no longer in it: the client takes it out of every response. */
export function redactOutput<T extends object>(record: T, { redactSecrets, reveals, sent = [] }: OutputSecrets): T {
	if (!redactSecrets) return record;
	const clean = redactRecord(record, reveals);
	const secrets = sent.flatMap((body) => namedSecrets(body, false, 0)).slice(0, MAX_SENT);
	return secrets.length === 0 ? clean : new SecretMask(secrets).value(clean);
}

/** Shorter texts are found by chance in what has nothing to do with them. */
const MIN_SENT = 8;

/** A body with more is a form of many settings, which a response repeats under `settings`. */
const MAX_SENT = 100;

const MAX_DEPTH = 32;

/** The texts that stand under the name of a secret. */
function namedSecrets(value: unknown, named: boolean, depth: number): string[] {
	if (typeof value === 'string') return named && value.length >= MIN_SENT ? [value] : [];
	if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return [];
	return Object.entries(value).flatMap(([key, entry]) => namedSecrets(entry, named || isSecretName(key), depth + 1));
}
