import { REDACTED } from './names';

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is shown of a secret. That there is none may be seen. */
export function hide(value: unknown): unknown {
	return value === null || value === undefined || value === '' ? value : REDACTED;
}

/** A copy whose values are changed, or the object itself when none is. */
export function mapEntries(object: JsonObject, change: (name: string, value: unknown) => unknown): JsonObject {
	let copy = object;
	for (const name of Object.keys(object)) {
		const value = change(name, object[name]);
		if (value === object[name]) continue;
		if (copy === object) copy = { ...object };
		setOwn(copy, name, value);
	}
	return copy;
}

/** Sets a property, whatever it is called: by assignment, "__proto__" would be the prototype. */
export function setOwn(object: JsonObject, name: string, value: unknown): void {
	if (name === '__proto__') Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
	else object[name] = value;
}
