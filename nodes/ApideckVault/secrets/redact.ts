import { isSecretName, REDACTED, secretKind } from './names';
import { isPairName, isPairValue } from './pairs';
import { redactSchemaProperties } from './schema';
import { hideInLink, hideInText } from './text';
import { hide, isObject, mapEntries, type JsonObject } from './values';

/** Responses are a handful of levels deep; below this everything is hidden. */
const MAX_DEPTH = 32;

/** What describes a form field. Whatever else a secret field holds may repeat its value. */
const DESCRIBING = new Set([
	...['id', 'label', 'description', 'type', 'required', 'custom_field', 'allow_custom_values', 'disabled'],
	...['hidden', 'deprecated', 'sensitive', 'prefix', 'suffix'],
]);


/** Data of the connected service. What its settings are called is the service's own affair. */
const OF_SERVICE = new Set(['example_response', 'schema']);

const TIME = /^\d{4}-\d\d-\d\d(?:[T ][\d:.]{5,18}(?:Z|[+-]\d\d:?\d\d)?)?$/;

/** Settings and form fields that are redacted already: without the other of the two, nothing would say which settings may be shown. */
const redacted = new WeakSet<object>();

/** Where a value stands. */
interface Place {
	depth: number;
	/** Inside the service's own data. */
	ofService: boolean;
	/** Whether an object with a name and a value is a pair. The options of a list are not: they describe each other. */
	pairs: boolean;
}

/**
 * A record without its secrets; the same one when it has none, else a copy.
 *
 * - A setting of a connection stays readable only when a form field describes it and does not mark it as sensitive.
 * - A field with the name of a secret is hidden, in metadata and in unknown fields too: a field called "password" holds one.
 *   Booleans stay, and so do numbers, unless secrets of that name are numbers.
 * - Links lose their secret parameters, such as `state`, which is a bearer token.
 * - Texts lose the secrets that are labeled as such, as in `token=…`.
 * @param reveals top-level fields that are the purpose of the operation, such as the link of a session
 */
export function redactRecord<T extends object>(record: T, reveals: readonly string[] = []): T {
	return redactObject(record as JsonObject, { depth: 0, ofService: false, pairs: true }, reveals) as T;
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
	const secretPair = place.pairs && isSecretPair(object);
	return mapEntries(object, (key, value) => {
		if (value === null || value === undefined || typeof value === 'boolean' || reveals.includes(key)) return value;
		return secretPair && isPairValue(key) ? hidePairValue(value) : redactEntry(key, value, object, place);
	});
}

function redactEntry(key: string, value: unknown, object: JsonObject, place: Place): unknown {
	if (!place.ofService) {
		if (key === 'settings') return isObject(value) ? redactSettings(value, object['form_fields'], place) : hide(value);
		if (key === 'form_fields' && Array.isArray(value)) return redactFormFields(value, place);
		if (key === 'authorize_url' || key === 'revoke_url') return typeof value === 'string' ? hideInLink(value) : hide(value);
	}
	if (hasSecretName(key, value, object)) return hide(value);
	if (typeof value === 'string') return redactValue(value, place);
	if (typeof value !== 'object') return value;
	const inside = { depth: place.depth + 1, ofService: place.ofService || OF_SERVICE.has(key), pairs: place.pairs && key !== 'options' };
	if (key === 'properties' && isObject(value) && inside.depth < MAX_DEPTH) return redactSchemaProperties(value, (name, entry) => redactEntry(name, entry, value, inside));
	return redactValue(value, inside);
}

function hasSecretName(key: string, value: unknown, object: JsonObject): boolean {
	const kind = secretKind(key);
	if (kind === 'none') return false;
	if (typeof value === 'number') return kind === 'number';
	// What a field is called, beside its label or value.
	if (/^key$/i.test(key) && ['value', 'Value', 'label', 'Label'].some((beside) => beside in object)) return false;
	return typeof value === 'string' || holdsText(value, 0);
}

/** Whether there is anything to hide: switches and empty values say nothing. */
function holdsText(value: unknown, depth: number): boolean {
	if (typeof value === 'string') return value !== '';
	if (typeof value !== 'object' || value === null) return typeof value === 'number';
	return depth >= MAX_DEPTH || Object.values(value).some((entry) => holdsText(entry, depth + 1));
}

function isSecretPair(object: JsonObject): boolean {
	const keys = Object.keys(object);
	if (!keys.some(isPairValue)) return false;
	return keys.some((key) => {
		const name = object[key];
		return typeof name === 'string' && isPairName(key) && isSecretName(name);
	});
}

/** A JSONPath says where the service keeps a value, and not what it is. */
function hidePairValue(value: unknown): unknown {
	return typeof value === 'string' && /^\$[.[]/.test(value) ? value : hide(value);
}

/** Whether a form field may hold a secret: by its mark, its type or its name, or because it has no name to go by. A checkbox holds none because of its name. */
function isSensitive(field: JsonObject): boolean {
	const type = String(field['type']).toLowerCase();
	if (isMarked(field['sensitive']) || type === 'password' || type === 'secret') return true;
	if (typeof field['value'] === 'boolean' || (type === 'checkbox' && field['value'] === undefined)) return false;
	return !hasPlainName(field);
}

function isMarked(sensitive: unknown): boolean {
	return sensitive === true || sensitive === 1 || (typeof sensitive === 'string' && /^(?:true|1|yes)$/i.test(sensitive));
}

function hasPlainName(field: JsonObject): boolean {
	const names = [field['id'], field['label']].filter((name) => typeof name === 'string' && name !== '') as string[];
	return names.length > 0 && !names.some(isSecretName);
}

function redactSettings(settings: JsonObject, formFields: unknown, place: Place): JsonObject {
	if (redacted.has(settings)) return settings;
	const fields = Array.isArray(formFields) ? formFields.filter(isObject) : [];
	const shown = new Set(fields.map((field) => field['id']));
	const switches = new Set<unknown>();
	for (const field of fields) {
		// Of two fields with one ID, the one that says that it is secret counts.
		if (isSensitive(field)) shown.delete(field['id']);
		else if (!hasPlainName(field)) switches.add(field['id']);
	}
	const inside = { ...place, depth: place.depth + 1 };
	const clean = mapEntries(settings, (id, value) => (shown.has(id) && (typeof value === 'boolean' || !switches.has(id)) ? redactValue(value, inside) : hide(value)));
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

/** The value and every other key that may repeat it. */
function hideSensitive(field: JsonObject): JsonObject {
	return mapEntries(field, (key, value) => (DESCRIBING.has(key) || (key === 'options' && !holdsText(value, 0)) ? value : hide(value)));
}
