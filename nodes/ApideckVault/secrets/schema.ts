import { isSecretName } from './names';
import { hide, isObject, mapEntries, type JsonObject } from './values';

/** Words of JSON Schema that describe a value without showing one. */
const DESCRIBING = new Set([
	...['type', 'title', 'description', 'format', 'pattern', 'properties', 'items', 'required', 'additionalProperties', 'nullable'],
	...['anyOf', 'oneOf', 'allOf', 'not', '$ref', 'readOnly', 'writeOnly', 'deprecated', 'minLength', 'maxLength', 'minimum', 'maximum'],
]);

/**
 * The `properties` of a JSON Schema: the names are those of fields, and what stands behind them describes the field. Of one that is
 * named like a secret, examples and default values are hidden.
 * @param redact what is done with everything else
 */
export function redactSchemaProperties(properties: JsonObject, redact: (name: string, value: unknown) => unknown): JsonObject {
	return mapEntries(properties, (name, value) => (isSchema(value) && isSecretName(name) ? redactSchema(value, redact) : redact(name, value)));
}

function isSchema(value: unknown): value is JsonObject {
	return isObject(value) && ['type', '$ref', 'anyOf', 'oneOf', 'allOf'].some((word) => Object.hasOwn(value, word));
}

function redactSchema(schema: JsonObject, redact: (name: string, value: unknown) => unknown): JsonObject {
	return mapEntries(schema, (word, value) => (DESCRIBING.has(word) ? redact(word, value) : hide(value)));
}
