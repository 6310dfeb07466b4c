import { short } from '../api/text';

/** Maximum number of characters of an invalid value that an error repeats. */
const MAX_QUOTED = 60;

/**
 * An invalid value as an error may repeat it: on one line, truncated, without characters that hide or reorder others.
 * Only for values that are not secret.
 */
export function quoted(value: unknown): string {
	if (typeof value === 'string') return `"${short(value, MAX_QUOTED)}"`;
	if (Array.isArray(value)) return 'a list';
	if (typeof value === 'object' && value !== null) return 'an object';
	if (typeof value === 'function') return 'a function';
	return value === undefined ? 'nothing' : short(String(value), MAX_QUOTED);
}

/** A key of an object, or an index of a list. */
export type Step = string | number;

/** Maximum number of steps of a path that an error shows, and maximum length of a name in it. */
const MAX_STEPS = 6;
const MAX_NAME = 30;

/** A readable path inside JSON, such as `ids[0].name`. Long paths are shortened to their end, and the root is `the top level`. */
export function pathText(path: readonly Step[]): string {
	const text = path
		.slice(-MAX_STEPS)
		.map((step) => (typeof step === 'number' ? `[${step}]` : step === '' ? '[""]' : `.${short(step, MAX_NAME)}`))
		.join('');
	if (path.length > MAX_STEPS) return `…${text}`;
	return text === '' ? 'the top level' : text.replace(/^\./, '');
}

/**
 * Whether a JSON number survives a round trip through JavaScript. It does not when it has more digits than a double can represent
 * (9007199254740993) or is out of range (1e400). Its notation (1.0, 1e3, 0.10) does not matter.
 */
export function isLossless(literal: string): boolean {
	const value = Number(literal);
	return Number.isFinite(value) && normalize(literal) === normalize(String(value));
}

/**
 * Whether a value that is already a JavaScript number is reliable. Above 2^53 it may have been rounded earlier, which cannot be
 * detected.
 */
export function isSafeNumber(value: number): boolean {
	return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
}

/** Sign, digits without leading or trailing zeros, and power of ten. */
function normalize(literal: string): string {
	const [, sign = '', whole = '', fraction = '', exponent = '0'] = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(literal) ?? [];
	const digits = trimStart(whole + fraction);
	const significant = trimEnd(digits);
	if (significant === '') return '0';
	const power = Number(exponent) - fraction.length + digits.length - significant.length;
	return `${sign === '-' ? '-' : ''}${significant}e${power}`;
}

function trimStart(digits: string): string {
	let start = 0;
	while (digits[start] === '0') start++;
	return digits.slice(start);
}

/** Hand-written, because /0+$/ takes quadratic time. */
function trimEnd(digits: string): string {
	let end = digits.length;
	while (digits[end - 1] === '0') end--;
	return digits.slice(0, end);
}

const NUMBER = /-?\d[\d.eE+-]*/y;

/**
 * Path of a number in JSON text that would be rounded, such as `ids[0]`; undefined when there is none.
 * @param text valid JSON
 */
export function findLossyNumber(text: string): string | undefined {
	const path: Step[] = [];
	// In an object, the first string after "{" or "," is a key.
	let expectsKey = false;
	for (let at = 0; at < text.length; ) {
		const char = text[at];
		if (char === '"') {
			const end = endOfValidString(text, at);
			if (expectsKey) path[path.length - 1] = JSON.parse(text.slice(at, end)) as string;
			expectsKey = false;
			at = end;
			continue;
		}
		if (char === '{') path.push('');
		if (char === '[') path.push(0);
		if (char === '}' || char === ']') path.pop();
		const last = path.at(-1);
		if (char === ',' && typeof last === 'number') path[path.length - 1] = last + 1;
		expectsKey = char === '{' || (char === ',' && typeof last === 'string') || (expectsKey && /\s/.test(char ?? ''));
		NUMBER.lastIndex = at;
		const literal = NUMBER.exec(text)?.[0];
		if (literal !== undefined && !isLossless(literal)) return pathText(path);
		at += literal?.length ?? 1;
	}
	return undefined;
}

/** Index after the closing quote. Hand-written, because a regular expression overflows the stack on strings of many megabytes. */
function endOfValidString(text: string, start: number): number {
	let at = start + 1;
	while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
	return at + 1;
}

const WHITESPACE = /\s*/y;
const LITERAL = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;

type Expected = 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'comma or end' | 'end of text';

/**
 * Index at which text stops being valid JSON; its length when the text is incomplete. Used for the position in error messages:
 * JSON.parse decides what is valid, but does not always report the position.
 */
export function findSyntaxError(text: string): number {
	const openBrackets: string[] = [];
	let expected: Expected = 'value';
	for (let at = 0; ; ) {
		const start = matchEnd(WHITESPACE, text, at) ?? at;
		const char = text[start] ?? '';
		const isPunctuation = char !== '' && '{}[]:,'.includes(char);
		const end = isPunctuation ? start + 1 : char === '"' ? endOfString(text, start) : matchEnd(LITERAL, text, start);
		const next: Expected | undefined = end === undefined ? undefined : nextExpected(expected, isPunctuation ? char : char === '"' ? 'string' : 'literal', openBrackets);
		if (end === undefined || next === undefined) return start;
		expected = next;
		at = end;
	}
}

function matchEnd(pattern: RegExp, text: string, at: number): number | undefined {
	pattern.lastIndex = at;
	return pattern.test(text) ? pattern.lastIndex : undefined;
}

/** Hand-written, because a regular expression overflows the stack on strings of many megabytes. */
function endOfString(text: string, start: number): number | undefined {
	let at: number | undefined = start + 1;
	while (at !== undefined && at < text.length) {
		const char = text.charAt(at);
		if (char === '"') return at + 1;
		if (char < ' ') return undefined;
		at = char === '\\' ? matchEnd(ESCAPE, text, at) : at + 1;
	}
	return undefined;
}

/** What must follow a token; undefined when the token is not allowed here. */
function nextExpected(expected: Expected, token: string, openBrackets: string[]): Expected | undefined {
	const closed = (): Expected => (openBrackets.length === 0 ? 'end of text' : 'comma or end');
	if (expected === 'colon') return token === ':' ? 'value' : undefined;
	if (expected.startsWith('key') && token === 'string') return 'colon';
	if (expected.startsWith('value')) {
		if (token === 'string' || token === 'literal') return closed();
		if (token === '{' || token === '[') {
			openBrackets.push(token);
			return token === '{' ? 'key or end' : 'value or end';
		}
	}
	if (expected === 'comma or end' && token === ',') return openBrackets.at(-1) === '{' ? 'key' : 'value';
	if (expected.endsWith('or end') && token === (openBrackets.at(-1) === '{' ? '}' : ']')) {
		openBrackets.pop();
		return closed();
	}
	return undefined;
}

/** Deeper values are assumed to be mistakes. Somewhat deeper ones overflow JavaScript's stack. */
export const MAX_DEPTH = 100;

/** Why a value cannot be sent unchanged, and where. */
export interface Unserializable {
	reason: 'rounded' | 'depth' | 'type' | 'missing';
	/** Such as `ids[0]`. */
	path: string;
}

/**
 * The part of a value that JSON would change, drop or reject; undefined when the value can be sent exactly. An undefined entry counts,
 * because JSON drops it silently although a value was expected.
 * @param value from an expression, or parsed from text
 * @param parsed whether it comes from text, whose numbers are checked before parsing
 */
export function findUnserializable(value: unknown, parsed: boolean): Unserializable | undefined {
	const path: Step[] = [];
	const found = (reason: Unserializable['reason']): Unserializable => ({ reason, path: pathText(path) });
	const visit = (one: unknown): Unserializable | undefined => {
		if (typeof one === 'number') return parsed || isSafeNumber(one) ? undefined : found(Number.isFinite(one) ? 'rounded' : 'type');
		if (one === null || typeof one === 'string' || typeof one === 'boolean') return undefined;
		if (one === undefined) return found('missing');
		if (typeof one !== 'object') return found('type');
		if (isDateLike(one)) return Number.isNaN(one.valueOf()) ? found('type') : undefined;
		if (!Array.isArray(one) && !isPlainObject(one)) return found('type');
		if (path.length >= MAX_DEPTH) return found('depth');
		const entries: Array<[Step, unknown]> = Array.isArray(one)
			? Array.from(one, (entry: unknown, index): [Step, unknown] => [index, entry])
			: Object.entries(one);
		for (const [step, entry] of entries) {
			path.push(step);
			const nested = visit(entry);
			if (nested) return nested;
			path.pop();
		}
		return undefined;
	};
	return visit(value);
}

/**
 * Whether a value is a plain object: not a Date, a Map or an instance of a class, and without `toJSON`. Checked by its tag and the
 * length of its prototype chain, because objects from expressions may come from another realm.
 */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
	if (Object.prototype.toString.call(value) !== '[object Object]' || typeof (value as { toJSON?: unknown }).toJSON === 'function') return false;
	const prototype: unknown = Object.getPrototypeOf(value);
	return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** A Date or one of n8n's DateTimes: JSON writes both as ISO 8601. */
function isDateLike(value: object): value is { toJSON(): unknown; valueOf(): number } {
	const isDate = Object.prototype.toString.call(value) === '[object Date]';
	return isDate || ('toISO' in value && typeof value.toISO === 'function' && typeof (value as { toJSON?: unknown }).toJSON === 'function');
}
