import { SecretMask } from './mask';
import { isPairName, isPairValue } from './namedValues';
import { hide, isObject, isSecretName, type JsonObject, mapEntries, REDACTED, secretKind } from './names';
import { hideInLink, hideInText } from './text';

/** JSON Schema keywords that describe a value without containing one. */
const SCHEMA_KEYWORDS = new Set([
	...['type', 'title', 'description', 'format', 'pattern', 'properties', 'items', 'required', 'additionalProperties', 'nullable'],
	...['anyOf', 'oneOf', 'allOf', 'not', '$ref', 'readOnly', 'writeOnly', 'deprecated', 'minLength', 'maxLength', 'minimum', 'maximum'],
]);

/**
 * Redacts the `properties` of a JSON Schema, which maps field names to descriptions. For a field with the name of a secret, examples
 * and default values are redacted.
 * @param redact redacts everything else
 */
function redactSchemaProperties(properties: JsonObject, redact: (name: string, value: unknown) => unknown): JsonObject {
	return mapEntries(properties, (name, value) => (isSchema(value) && isSecretName(name) ? redactSchema(value, redact) : redact(name, value)));
}

function isSchema(value: unknown): value is JsonObject {
	return isObject(value) && ['type', '$ref', 'anyOf', 'oneOf', 'allOf'].some((word) => Object.hasOwn(value, word));
}

function redactSchema(schema: JsonObject, redact: (name: string, value: unknown) => unknown): JsonObject {
	return mapEntries(schema, (word, value) => (SCHEMA_KEYWORDS.has(word) ? redact(word, value) : hide(value)));
}

/** Maximum nesting depth. Deeper values are redacted: a response has only a few levels. */
const MAX_DEPTH = 32;

/** Keys that describe a form field. All other keys of a secret field may repeat its value. */
const FIELD_METADATA = new Set([
	...['id', 'label', 'description', 'type', 'required', 'custom_field', 'allow_custom_values', 'disabled'],
	...['hidden', 'deprecated', 'sensitive', 'prefix', 'suffix'],
]);

/** Keys with data of the connected service, in which `settings` and similar names have no special meaning. */
const SERVICE_DATA = new Set(['example_response', 'schema']);

const TIME = /^\d{4}-\d\d-\d\d(?:[T ][\d:.]{5,18}(?:Z|[+-]\d\d:?\d\d)?)?$/;

/** Settings and form fields that were redacted before. Settings without their form fields could not be redacted again correctly. */
const redacted = new WeakSet<object>();

/** Position of a value. */
interface Place {
	depth: number;
	/** Inside the service's own data. */
	isServiceData: boolean;
	/** Whether an object with a name and a value is a pair. List options are not: their label describes their value. */
	hasPairs: boolean;
}

/**
 * Redacts the secrets of a record. Returns the record itself if it has none, otherwise a copy.
 *
 * - A setting of a connection stays readable only when a form field describes it and does not mark it as sensitive.
 * - A field with the name of a secret is redacted, in metadata and unknown fields too. Booleans stay readable, and so do numbers,
 *   unless secrets of that name can be numbers.
 * - Links lose their secret parameters, such as `state`, which is a bearer token.
 * - Texts lose their labeled secrets, as in `token=…`.
 * @param reveals top-level fields that are the purpose of the operation, such as the link of a session
 */
export function redactRecord<T extends object>(record: T, reveals: readonly string[] = []): T {
	return redactObject(record as JsonObject, { depth: 0, isServiceData: false, hasPairs: true }, reveals) as T;
}

function redactValue(value: unknown, place: Place): unknown {
	if (typeof value === 'string') return value.length < 8 || TIME.test(value) ? value : hideInText(value);
	if (typeof value !== 'object' || value === null) return value;
	if (place.depth >= MAX_DEPTH) return REDACTED;
	return Array.isArray(value) ? redactList(value, place) : redactObject(value as JsonObject, place);
}

function redactList(list: unknown[], place: Place): unknown[] {
	let copy: unknown[] | undefined;
	const inside = { ...place, depth: place.depth + 1 };
	for (let index = 0; index < list.length; index++) {
		const clean = redactValue(list[index], inside);
		if (clean !== list[index]) (copy ??= list.slice())[index] = clean;
	}
	return copy ?? list;
}

function redactObject(object: JsonObject, place: Place, reveals: readonly string[] = []): JsonObject {
	const secretPair = place.hasPairs && isSecretPair(object);
	return mapEntries(object, (key, value) => {
		if (value === null || value === undefined || typeof value === 'boolean' || reveals.includes(key)) return value;
		return secretPair && isPairValue(key) ? hidePairValue(value) : redactEntry(key, value, object, place);
	});
}

function redactEntry(key: string, value: unknown, object: JsonObject, place: Place): unknown {
	if (!place.isServiceData) {
		if (key === 'settings') return isObject(value) ? redactSettings(value, object['form_fields'], place) : hide(value);
		if (key === 'form_fields' && Array.isArray(value)) return redactFormFields(value, place);
		if (key === 'authorize_url' || key === 'revoke_url') return typeof value === 'string' ? hideInLink(value) : hide(value);
	}
	if (hasSecretName(key, value, object)) return hide(value);
	if (typeof value === 'string') return redactValue(value, place);
	if (typeof value !== 'object') return value;
	const inside = { depth: place.depth + 1, isServiceData: place.isServiceData || SERVICE_DATA.has(key), hasPairs: place.hasPairs && key !== 'options' };
	if (key === 'properties' && isObject(value) && inside.depth < MAX_DEPTH) return redactSchemaProperties(value, (name, entry) => redactEntry(name, entry, value, inside));
	return redactValue(value, inside);
}

function hasSecretName(key: string, value: unknown, object: JsonObject): boolean {
	const kind = secretKind(key);
	if (kind === 'none') return false;
	if (typeof value === 'number') return kind === 'number';
	// Next to a label or a value, `key` is the name of a field.
	if (/^key$/i.test(key) && ['value', 'Value', 'label', 'Label'].some((beside) => beside in object)) return false;
	return typeof value === 'string' || hasValue(value, 0);
}

/** Whether there is anything to redact. Booleans, empty and redacted values are not secret. */
function hasValue(value: unknown, depth: number): boolean {
	if (typeof value === 'string') return value !== '' && value !== REDACTED;
	if (typeof value !== 'object' || value === null) return typeof value === 'number';
	return depth >= MAX_DEPTH || Object.values(value).some((entry) => hasValue(entry, depth + 1));
}

function isSecretPair(object: JsonObject): boolean {
	const keys = Object.keys(object);
	if (!keys.some(isPairValue)) return false;
	return keys.some((key) => {
		const name = object[key];
		return typeof name === 'string' && isPairName(key) && isSecretName(name);
	});
}

/** Keeps a JSONPath, which says where the service stores a value and not what the value is. */
function hidePairValue(value: unknown): unknown {
	return typeof value === 'string' && /^\$[.[]/.test(value) ? value : hide(value);
}

/** Whether a form field may contain a secret: by its `sensitive` flag, its type or its name, or because it has no name. A checkbox is never secret because of its name. */
function isSensitive(field: JsonObject): boolean {
	const type = String(field['type']).toLowerCase();
	if (isFlaggedSensitive(field['sensitive']) || type === 'password' || type === 'secret') return true;
	if (typeof field['value'] === 'boolean' || (type === 'checkbox' && field['value'] === undefined)) return false;
	return !hasPlainName(field);
}

function isFlaggedSensitive(sensitive: unknown): boolean {
	return sensitive === true || sensitive === 1 || (typeof sensitive === 'string' && /^(?:true|1|yes)$/i.test(sensitive));
}

function hasPlainName(field: JsonObject): boolean {
	const names = [field['id'], field['label']].filter((name) => typeof name === 'string' && name !== '') as string[];
	return names.length > 0 && !names.some(isSecretName);
}

function redactSettings(settings: JsonObject, formFields: unknown, place: Place): JsonObject {
	if (redacted.has(settings)) return settings;
	const fields = Array.isArray(formFields) ? formFields.filter(isObject) : [];
	const readable = new Set(fields.map((field) => field['id']));
	const booleanOnly = new Set<unknown>();
	for (const field of fields) {
		// Of two fields with the same ID, the sensitive one takes precedence.
		if (isSensitive(field)) readable.delete(field['id']);
		else if (!hasPlainName(field)) booleanOnly.add(field['id']);
	}
	const inside = { ...place, depth: place.depth + 1 };
	const clean = mapEntries(settings, (id, value) => (readable.has(id) && (typeof value === 'boolean' || !booleanOnly.has(id)) ? redactValue(value, inside) : hide(value)));
	redacted.add(clean);
	return clean;
}

function redactFormFields(fields: unknown[], place: Place): unknown[] {
	if (redacted.has(fields)) return fields;
	const inside = { ...place, depth: place.depth + 2, pairs: false };
	let clean = fields;
	for (let index = 0; index < fields.length; index++) {
		const field = fields[index];
		const value = isObject(field) && isSensitive(field) ? hideSensitive(field) : redactValue(field, inside);
		if (value === field) continue;
		if (clean === fields) clean = fields.slice();
		clean[index] = value;
	}
	redacted.add(clean);
	return clean;
}

/** Redacts the value and every other key that may repeat it. */
function hideSensitive(field: JsonObject): JsonObject {
	return mapEntries(field, (key, value) => (FIELD_METADATA.has(key) || (key === 'options' && !hasValue(value, 0)) ? value : hide(value)));
}

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
	const secrets = sent.flatMap(namedSecretsOf).slice(0, MAX_SENT);
	return secrets.length === 0 ? clean : new SecretMask(secrets).value(clean);
}

/** Minimum length of a sent secret. Shorter texts match unrelated text by chance. */
const MIN_SENT = 8;

/** Maximum number of sent secrets. A body with more is a large settings form, which a response repeats under `settings`. */
const MAX_SENT = 100;

/** The texts in a request body that are under the name of a secret. */
export function namedSecretsOf(body: object): string[] {
	return collectNamedSecrets(body, false, 0);
}

function collectNamedSecrets(value: unknown, named: boolean, depth: number): string[] {
	if (typeof value === 'string') return named && value.length >= MIN_SENT ? [value] : [];
	if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return [];
	const secretPair = isObject(value) && isSecretPair(value);
	return Object.entries(value).flatMap(([key, entry]) => collectNamedSecrets(entry, named || isSecretName(key) || (secretPair && isPairValue(key)), depth + 1));
}
