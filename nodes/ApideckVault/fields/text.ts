import { isTrusted } from './exactNumber';
import type { Item } from './item';
import { quoted } from './quoted';

/** Most characters of a text in a query: a URL much longer than this is refused on the way. */
const MAX_QUERY = 1000;

/** Whether an optional parameter is left empty, which means that it is not sent. Blanks and invisible characters count as empty: a cell of a sheet may hold some. */
export function isEmpty(value: unknown): boolean {
	return value === undefined || value === null || (typeof value === 'string' && /^[\s\p{Cc}\p{Cf}]*$/u.test(value));
}

/**
 * An optional text parameter, exactly as it is; undefined when it is empty. A number counts as its digits.
 * @throws NodeOperationError naming the field, for a value that is not text (an object would be sent as "[object Object]"), for a number
 * that is not finite or may have been rounded, and for half a Unicode character
 */
export function readText(item: Pick<Item, 'invalid'>, label: string, value: unknown): string | undefined {
	if (isEmpty(value)) return undefined;
	if (typeof value === 'number' && Number.isFinite(value)) {
		if (isTrusted(value)) return String(value);
		throw item.invalid(`The number in '${label}' is too long to be exact`, `Let the expression in '${label}' give it as text.`);
	}
	if (typeof value !== 'string') {
		throw item.invalid(`'${label}' is ${quoted(value)}, but must be text`, `Make the expression in '${label}' return text.`);
	}
	if (/\p{Cs}/u.test(value)) {
		throw item.invalid(`'${label}' contains a broken Unicode character`, `Correct the value of '${label}'.`);
	}
	return value;
}

/** The same for a text that travels in a URL. @throws also when it is too long for one */
export function readQueryText(item: Item, label: string, value: unknown): string | undefined {
	const text = readText(item, label, value);
	if (text !== undefined && text.length > MAX_QUERY) {
		throw item.invalid(`'${label}' is longer than ${MAX_QUERY} characters`, `Shorten '${label}'.`);
	}
	return text;
}
