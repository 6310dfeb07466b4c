import { judgeName, REDACTED, type SecretKind } from './names';
import { isPairName, isPairValue } from './pairs';

const NAME = 1;
const BLANK = 2;
const QUOTE_SIGN = 3;

/** Kinds of the ASCII characters. A name also has those in which a parameter writes its brackets. */
const KINDS = Uint8Array.from({ length: 128 }, (_, code) => {
	const character = String.fromCharCode(code);
	if (/[\w.[\]%-]/.test(character)) return NAME;
	if (/\s/.test(character)) return BLANK;
	return /["']/.test(character) ? QUOTE_SIGN : 0;
});

/** Names are looked at from their end; what lies further before does not change what they say. */
const MAX_NAME = 100;

/** Blanks between a name, its separator and its value that are still one expression. */
const MAX_BLANKS = 8;

/** `value` of `name=value` or of JSON: to the next sign that separates values. */
const PLAIN_VALUE = /[^\s"'\\&#,;()[\]{}<>][^\s"'\\&#,;)}<>]*/y;

/** `value` of `name: value`: to the next blank or separator. */
const WRITTEN_VALUE = /[^\s"'&#,;)}<>]+/y;

const BLANKS = /\s*/y;

/** A quote, also as JSON within JSON writes it. */
const QUOTE = /\\*["']/y;

interface Range {
	start: number;
	end: number;
}

/**
 * Hides the values that stand behind the name of a secret: `name=value`, `"name": "value"`, `name: value`. Goes from one ":" or "="
 * to the next and looks a fixed number of characters back and one value ahead, so that its cost grows with the length of the text.
 */
export function hideNamedValues(text: string): string {
	const separators = /[:=]/g;
	let shown = 0;
	let clean = '';
	for (let found = separators.exec(text); found !== null; found = separators.exec(text)) {
		const value = valueAt(text, found.index, shown);
		if (value === undefined) continue;
		clean += text.slice(shown, value.start) + REDACTED;
		shown = value.end;
		separators.lastIndex = Math.max(value.end, separators.lastIndex);
	}
	return shown === 0 ? text : clean + text.slice(shown);
}

/** Where the secret behind a separator stands, when the name before it is that of one. */
function valueAt(text: string, separator: number, from: number): Range | undefined {
	const { name, quoted } = nameBefore(text, separator, from);
	if (name === '') return undefined;
	const kind = quoted && isPairValue(name) ? kindOfPair(text, separator) : judgeName(name);
	// Alone it is any key, such as the one of a database.
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
	// As people write so too, only a value that no word looks like. Without a blank the same characters could be read again and again.
	if (start === behind) return undefined;
	const end = skip(WRITTEN_VALUE, text, start);
	const value = text.slice(start, end);
	const looksSecret = /\d/.test(value) && value.length >= (kind === 'number' ? 4 : 8);
	return looksSecret ? { start, end } : undefined;
}

/** Characters to both sides of a pair's value in which its name is looked for. */
const PAIR_WINDOW = 200;

/** What the name of a pair says about the value behind this separator, as in `{"name": "password", "value": "…"}`. */
function kindOfPair(text: string, separator: number): SecretKind {
	const before = text.slice(Math.max(0, separator - PAIR_WINDOW), separator);
	const behind = text.slice(separator, separator + PAIR_WINDOW);
	const end = behind.search(/[{}]/);
	const object = before.slice(Math.max(before.lastIndexOf('{'), before.lastIndexOf('}')) + 1) + (end < 0 ? behind : behind.slice(0, end));
	// JSON within JSON escapes the quotes. Between two of them stand, in turn, a key, the colon, and the text.
	const parts = object.replaceAll('\\', '').split(/["']/);
	for (let index = 0; index + 2 < parts.length; index++) {
		if (parts[index + 1]!.trim() !== ':' || !isPairName(parts[index]!)) continue;
		const kind = judgeName(parts[index + 2]!);
		if (kind !== 'none') return kind;
	}
	return 'none';
}

/** The name that ends before a separator, with quotes or without. */
function nameBefore(text: string, separator: number, from: number): { name: string; quoted: boolean } {
	let end = separator;
	while (end > from && separator - end < MAX_BLANKS && isKind(text, end - 1, BLANK)) end--;
	const quoted = end > from && isKind(text, end - 1, QUOTE_SIGN);
	if (quoted) {
		end--;
		while (end > from && separator - end < MAX_NAME && text[end - 1] === '\\') end--;
	}
	let start = end;
	while (start > from && end - start < MAX_NAME && isKind(text, start - 1, NAME)) start--;
	return { name: text.slice(start, end), quoted };
}

function isKind(text: string, at: number, kind: number): boolean {
	return KINDS[text.charCodeAt(at)] === kind;
}

/**
 * The end of a quoted value: the quote that is escaped as often as the one that opened it, or the end of a text that was cut off.
 * A quote inside the value is escaped more often, and a backslash before the closing one comes as a pair.
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
