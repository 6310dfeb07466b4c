import { SecretMask } from './mask';
import { isSecretName } from './names';
import { redactRecord } from './redact';

/** Output paths that can contain secrets (`sensitiveOutputFields`), for n8n versions that hide such fields of stored executions. */
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
	/** Value of the option with that name. */
	redactSecrets: boolean;
	/** Top-level fields that are the purpose of the operation. */
	reveals?: readonly string[] | undefined;
	/** Bodies of the requests for the record. A response may repeat their content. */
	sent?: readonly object[];
}

/** Redacts one output record as the item requires. The client has already removed the API key from every response. */
export function redactOutput<T extends object>(record: T, { redactSecrets, reveals, sent = [] }: OutputSecrets): T {
	if (!redactSecrets) return record;
	const clean = redactRecord(record, reveals);
	const secrets = sent.flatMap((body) => collectNamedSecrets(body, false, 0)).slice(0, MAX_SENT);
	return secrets.length === 0 ? clean : new SecretMask(secrets).value(clean);
}

/** Minimum length of a sent secret. Shorter texts match unrelated text by chance. */
const MIN_SENT = 8;

/** Maximum number of sent secrets. A body with more is a large settings form, which a response repeats under `settings`. */
const MAX_SENT = 100;

const MAX_DEPTH = 32;

/** Collects the texts under the name of a secret. */
function collectNamedSecrets(value: unknown, named: boolean, depth: number): string[] {
	if (typeof value === 'string') return named && value.length >= MIN_SENT ? [value] : [];
	if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return [];
	return Object.entries(value).flatMap(([key, entry]) => collectNamedSecrets(entry, named || isSecretName(key), depth + 1));
}
