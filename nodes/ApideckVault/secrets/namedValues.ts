import { classifyName, REDACTED, type SecretKind } from './names';

/** Keys of the name in a name-value pair, such as a header, a custom field or a custom mapping. */
const NAMES = new Set(['id', 'name', 'key', 'label', 'field', 'header', 'title', 'attribute', 'property', 'param', 'parameter', 'fieldname']);

/** Keys of the value in a name-value pair. */
const VALUES = new Set([
	...['value', 'values', 'default', 'defaultvalue', 'previousvalue', 'example', 'content', 'text', 'val', 'data', 'input'],
	...['newvalue', 'oldvalue', 'currentvalue', 'stringvalue', 'fieldvalue'],
]);

/** Maximum length of these keys. */
const MAX_KEY = 20;

/** Whether this key contains the name of a pair, in any case style: `fieldName`, `field_name`, `Key`. */
export function isPairName(key: string): boolean {
	return NAMES.has(key) || (key.length <= MAX_KEY && NAMES.has(normalizeKey(key)));
}

/** Whether this key contains the value of a pair. */
export function isPairValue(key: string): boolean {
	return VALUES.has(key) || (key.length <= MAX_KEY && VALUES.has(normalizeKey(key)));
}

function normalizeKey(key: string): string {
	return key.replace(/[_-]/g, '').toLowerCase();
}

const NAME_CHAR = 1;
const BLANK_CHAR = 2;
const QUOTE_CHAR = 3;

/** Kinds of the ASCII characters. Names may include the characters of encoded brackets in a parameter. */
const CHAR_KINDS = Uint8Array.from({ length: 128 }, (_, code) => {
	const character = String.fromCharCode(code);
	if (/[\w.[\]%-]/.test(character)) return NAME_CHAR;
	if (/\s/.test(character)) return BLANK_CHAR;
	return /["']/.test(character) ? QUOTE_CHAR : 0;
});

/** Maximum length of a name, read from its end. Earlier characters do not change its meaning. */
const MAX_NAME = 100;

/** Maximum number of spaces between a name and its separator. */
const MAX_BLANKS = 8;

/** `value` of `name=value` or of JSON: up to the next character that separates values. */
const PLAIN_VALUE = /[^\s"'\\&#,;()[\]{}<>][^\s"'\\&#,;)}<>]*/y;

/** `value` of `name: value`: up to the next space or separator. */
const PROSE_VALUE = /[^\s"'&#,;)}<>]+/y;

const BLANKS = /\s*/y;

/** A quote, escaped any number of times as in JSON within JSON. */
const QUOTE = /\\*["']/y;

interface Range {
	start: number;
	end: number;
}

/**
 * Redacts values after the name of a secret: `name=value`, `"name": "value"`, `name: value`. Visits each ":" or "=", and reads a fixed
 * number of characters before it and one value after it, so the cost is linear in the length of the text.
 */
export function hideNamedValues(text: string): string {
	const separators = /[:=]/g;
	let shown = 0;
	let clean = '';
	for (let found = separators.exec(text); found !== null; found = separators.exec(text)) {
		const value = findSecretValue(text, found.index, shown);
		if (value === undefined) continue;
		clean += text.slice(shown, value.start) + REDACTED;
		shown = value.end;
		separators.lastIndex = Math.max(value.end, separators.lastIndex);
	}
	return shown === 0 ? text : clean + text.slice(shown);
}

/** The range of the secret after a separator, if the name before it is the name of a secret. */
function findSecretValue(text: string, separator: number, from: number): Range | undefined {
	const { name, quoted } = readNameBefore(text, separator, from);
	if (name === '') return undefined;
	const kind = quoted && isPairValue(name) ? classifyPair(text, separator) : classifyName(name);
	// A single "key" can be any key, such as a database key.
	if (kind === 'none' || name.toLowerCase() === 'key') return undefined;

	// `=>`, as Ruby and PHP write it.
	const behind = text[separator + 1] === '>' ? separator + 2 : separator + 1;
	const start = skip(BLANKS, text, behind);
	const inList = text[start] === '[' ? skip(BLANKS, text, start + 1) : start;
	const opened = skip(QUOTE, text, inList);
	if (opened > inList) return { start: opened, end: closingQuote(text, inList, opened) };

	if (quoted || (text[separator] === '=' && start === behind)) {
		const end = skip(PLAIN_VALUE, text, start);
		return end > start ? { start, end } : undefined;
	}
	// Prose has this form too, so only a value that does not look like a word counts. A space is required, because otherwise the same
	// characters could be read repeatedly.
	if (start === behind) return undefined;
	const end = skip(PROSE_VALUE, text, start);
	const value = text.slice(start, end);
	const looksSecret = /\d/.test(value) && value.length >= (kind === 'number' ? 4 : 8);
	return looksSecret ? { start, end } : undefined;
}

/** Number of characters on each side of a pair's value that are searched for its name. */
const PAIR_WINDOW = 200;

/** The kind of the value after this separator by the name of its pair, as in `{"name": "password", "value": "…"}`. */
function classifyPair(text: string, separator: number): SecretKind {
	const before = text.slice(Math.max(0, separator - PAIR_WINDOW), separator);
	const behind = text.slice(separator, separator + PAIR_WINDOW);
	const end = behind.search(/[{}]/);
	const object = before.slice(Math.max(before.lastIndexOf('{'), before.lastIndexOf('}')) + 1) + (end < 0 ? behind : behind.slice(0, end));
	// JSON within JSON escapes the quotes. The parts between quotes are, in turn, a key, the colon, and the text.
	const parts = object.replaceAll('\\', '').split(/["']/);
	for (let index = 0; index + 2 < parts.length; index++) {
		if (parts[index + 1]!.trim() !== ':' || !isPairName(parts[index]!)) continue;
		const kind = classifyName(parts[index + 2]!);
		if (kind !== 'none') return kind;
	}
	return 'none';
}

/** The name before a separator, quoted or not. */
function readNameBefore(text: string, separator: number, from: number): { name: string; quoted: boolean } {
	let end = separator;
	while (end > from && separator - end < MAX_BLANKS && isKind(text, end - 1, BLANK_CHAR)) end--;
	const quoted = end > from && isKind(text, end - 1, QUOTE_CHAR);
	if (quoted) {
		end--;
		while (end > from && separator - end < MAX_NAME && text[end - 1] === '\\') end--;
	}
	let start = end;
	while (start > from && end - start < MAX_NAME && isKind(text, start - 1, NAME_CHAR)) start--;
	return { name: text.slice(start, end), quoted };
}

function isKind(text: string, at: number, kind: number): boolean {
	return CHAR_KINDS[text.charCodeAt(at)] === kind;
}

/**
 * The end of a quoted value: the quote with as many escapes as the opening one, or the end of a truncated text. A quote inside the
 * value has more escapes, and a backslash before the closing quote is doubled.
 */
function closingQuote(text: string, open: number, begin: number): number {
	const quote = text.charAt(begin - 1);
	const escapes = begin - 1 - open;
	for (let at = text.indexOf(quote, begin), after = begin; at >= 0; after = at + 1, at = text.indexOf(quote, at + 1)) {
		let start = at;
		while (start > after && text[start - 1] === '\\') start--;
		const before = at - start;
		if (before < escapes || before % (2 * (escapes + 1)) === escapes) return Math.max(begin, before < escapes ? start : at - escapes);
	}
	return text.length;
}

function skip(pattern: RegExp, text: string, from: number): number {
	pattern.lastIndex = from;
	return pattern.test(text) ? pattern.lastIndex : from;
}
