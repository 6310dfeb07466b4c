import { findLossyNumber, findSyntaxError, findUnserializable, isPlainObject, MAX_DEPTH, type Unserializable } from './jsonSafety';
import { type Param, type ValueErrors } from './param';
import { isEmpty } from './text';

/**
 * A JSON parameter, entered as text or returned by an expression as a value. Undefined when it is empty. The result can be sent
 * exactly: numbers that would be rounded are rejected.
 * @throws NodeOperationError that names the field and the position, and never quotes the text
 */
export function parseJson(errors: ValueErrors, label: string, value: unknown, expected: 'object' | 'array'): object | undefined {
	if (isEmpty(value)) return undefined;
	const isText = typeof value === 'string';
	const parsed = isText ? parse(errors, label, value) : value;
	if (expected === 'array' ? !Array.isArray(parsed) : !isPlainObject(parsed)) {
		throw errors.invalid(
			`'${label}' must be a JSON ${expected}`,
			expected === 'object'
				? `Enter '${label}' as an object, such as {"name": "value"}.`
				: `Enter '${label}' as an array, such as [ … ].`,
		);
	}
	checkSerializable(errors, label, parsed, isText);
	if (isText) {
		const path = findLossyNumber(value);
		if (path !== undefined) throw unserializableError(errors, label, { reason: 'rounded', path });
	}
	return parsed as object;
}

/**
 * Checks that a value can be serialized as JSON without changes.
 * @param parsed whether it comes from text
 * @throws NodeOperationError that names the field and the position
 */
export function checkSerializable(errors: ValueErrors, label: string, value: unknown, parsed = false): void {
	const found = findUnserializable(value, parsed);
	if (found) throw unserializableError(errors, label, found);
}

function unserializableError(errors: ValueErrors, label: string, { reason, path }: Unserializable) {
	switch (reason) {
		case 'rounded':
			return errors.invalid(
				`A number in '${label}' is too long to be sent exactly (at ${path})`,
				`Enter this number in '${label}' as text, in double quotes. Numbers above 9007199254740991 or with more than 17 digits are rounded.`,
			);
		case 'depth':
			return errors.invalid(`'${label}' is nested more than ${MAX_DEPTH} levels deep`, `Reduce the number of levels in '${label}'.`);
		case 'missing':
			return errors.invalid(
				`The expression in '${label}' returned no value for ${path}`,
				`Make sure there is a value for ${path}. To clear it, return null.`,
			);
		case 'type':
			return errors.invalid(
				`'${label}' contains a value that JSON cannot represent (at ${path})`,
				`Make the expression in '${label}' return only text, numbers, true, false, null, lists and objects.`,
			);
	}
}

function parse(errors: ValueErrors, label: string, text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		// Only the position is shown: the parser's message may quote the text, which may contain a secret.
		const position = /at position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
		throw errors.invalid(
			`'${label}' is not valid JSON (${lineAndColumn(text, position === undefined ? findSyntaxError(text) : Number(position))})`,
			`Correct '${label}'. Put names and text in double quotes, and remove any comma after the last value.`,
		);
	}
}

function lineAndColumn(text: string, position: number): string {
	const before = text.slice(0, position).split('\n');
	return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

/** What the editor stores for a JSON field that the user does not change. The editor marks an empty text as an error. */
const EMPTY = { object: '{}', array: '[]' };

/** Whether the user did not change a JSON field. Only text counts: an empty object or list that an expression returns is a value. */
export function isEmptyJson(value: unknown, kind: keyof typeof EMPTY): boolean {
	return typeof value === 'string' && value.length < MAX_EMPTY && value.replace(/[ \t\r\n]/g, '') === EMPTY[kind];
}

/** Maximum length of the text of an empty value. */
const MAX_EMPTY = 100;

interface JsonSettings {
	description: string;
	/** Added to the description, because the editor shows no placeholder for JSON. */
	example?: string;
}

interface JsonKinds {
	object: Record<string, unknown>;
	array: unknown[];
}

/** JSON, as text or as a value returned by an expression; undefined when it is empty. The result can be sent exactly. */
export function json<K extends keyof JsonKinds>(label: string, kind: K, { description, example }: JsonSettings): Param<JsonKinds[K] | undefined> {
	return {
		property: {
			displayName: label,
			type: 'json',
			default: EMPTY[kind],
			description: example === undefined ? description : description.endsWith('.') ? `${description} Example: ${example}.` : `${description}, such as ${example}`,
		},
		read: (value, context) => (isEmptyJson(value, kind) ? undefined : (parseJson(context, context.label, value, kind) as JsonKinds[K] | undefined)),
	};
}
