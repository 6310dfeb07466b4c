import { encodedForms, MAX_FORM, MIN_SECRET } from './encodedForms';
import { REDACTED, setOwn } from './names';

/** Minimum length of a value that is replaced inside words too. */
const MIN_INSIDE_WORDS = 6;
const LETTER_AT_END = /[\p{L}\p{N}]$/u;
const LETTER_AT_START = /^[\p{L}\p{N}]/u;

/** Substring lengths that rule out most values: for short values, and for longer ones. */
const PIECE_LENGTHS = [MIN_SECRET, 12] as const;

/**
 * Minimum number of searches per text, and the number of characters that further searches may read. A text that exceeds both consists
 * almost entirely of parts of secrets.
 */
const MIN_SEARCHES = 100;
const MAX_SEARCHED = 8_000_000;

/** Joins texts so that they are searched for secrets once. */
const SEPARATOR = '\u0000';

/**
 * Replaces every occurrence of the given values in each text, including their JSON, URL, HTML, hex and base64 forms. The longest is
 * replaced first, because one may contain another. A value that is not in the texts costs only a scan of its characters. Texts that would
 * take too long are redacted as a whole.
 */
export function mask(texts: string[], secrets: string[]): string[] {
	const all = texts.join(SEPARATOR);
	const pieces = PIECE_LENGTHS.map((length) => substrings(all, length));
	const found = new Set<string>();
	let searches = MIN_SEARCHES + MAX_SEARCHED / Math.max(all.length, 1);
	for (const secret of secrets) {
		for (const form of encodedForms(secret)) {
			if (found.has(form) || !mayContain(form, pieces)) continue;
			if (searches-- < 0) return texts.map(() => REDACTED);
			if (all.includes(form)) found.add(form);
		}
	}
	const forms = longestFirst(found);
	return texts.map((text) => replaceAll(text, forms));
}

/** All substrings of this length. */
function substrings(text: string, length: number): Set<string> {
	const pieces = new Set<string>();
	for (let at = 0; at + length <= text.length; at++) pieces.add(text.slice(at, at + length));
	return pieces;
}

/** Whether the text has every substring of the value: where one is missing, the value is not in the text. */
function mayContain(value: string, [short, long]: Array<Set<string>>): boolean {
	const [pieces, length] = value.length < PIECE_LENGTHS[1] ? [short!, PIECE_LENGTHS[0]] : [long!, PIECE_LENGTHS[1]];
	for (let at = 0; at + length <= value.length; at++) {
		if (!pieces.has(value.slice(at, at + length))) return false;
	}
	return true;
}

function longestFirst(values: Iterable<string>): string[] {
	return [...values].sort((a, b) => b.length - a.length);
}

function replaceAll(text: string, values: string[]): string {
	const end = indexOfLongForm(text, values);
	const shorter = values.filter(({ length }) => length < MAX_FORM);
	return shorter.reduce(replaceForm, text.slice(0, end)) + (end < text.length ? REDACTED : '');
}

/** Index of the first form of maximum length, which may be the beginning of a longer one. Any text after it may belong to that form. */
function indexOfLongForm(text: string, values: string[]): number {
	const indexes = values.filter(({ length }) => length >= MAX_FORM).map((value) => text.indexOf(value));
	return Math.min(text.length, ...indexes.filter((index) => index >= 0));
}

function replaceForm(text: string, form: string): string {
	return form.length >= MIN_INSIDE_WORDS ? text.split(form).join(REDACTED) : replaceWord(text, form);
}

/** Replaces a short value only between characters that are not letters, because it can be part of an ordinary word. */
function replaceWord(text: string, word: string): string {
	let clean = '';
	let shown = 0;
	for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
		const end = at + word.length;
		if (at < shown || LETTER_AT_END.test(text.slice(Math.max(0, at - 2), at)) || LETTER_AT_START.test(text.slice(end, end + 2))) continue;
		clean += text.slice(shown, at) + REDACTED;
		shown = end;
	}
	return clean + text.slice(shown);
}

/** Maximum nesting depth. Deeper values are redacted: a response has only a few levels. */
const MAX_DEPTH = 100;

/** Maximum number of forms that are searched one by one. An API key has about this many. */
const MAX_LINEAR_FORMS = 64;

/** Removes secrets, such as the API key or the settings that were sent, from everything in a response. */
export class SecretMask {
	private readonly forms: string[];

	private readonly shortest: number;

	private readonly index: FormIndex | undefined;

	constructor(secrets: string[]) {
		this.forms = longestFirst(new Set(secrets.flatMap(encodedForms)));
		this.shortest = this.forms.at(-1)?.length ?? Infinity;
		this.index = this.forms.length > MAX_LINEAR_FORMS ? new FormIndex(this.forms) : undefined;
	}

	/** A text without the secrets. A text with too many of them is redacted as a whole. */
	text(text: string): string {
		if (text.length < this.shortest) return text;
		const found = this.index ? this.index.findIn(text) : this.forms.filter((spelling) => text.includes(spelling));
		if (found === undefined) return REDACTED;
		return found.length === 0 ? text : replaceAll(text, found);
	}

	/** Removes the secrets from a value and its keys. Changes the value in place, so the caller must own it. */
	value<T>(value: T): T {
		return this.clean(value, 0) as T;
	}

	private clean(value: unknown, depth: number): unknown {
		if (typeof value === 'string') return this.text(value);
		if (typeof value !== 'object' || value === null) return value;
		if (depth > MAX_DEPTH) return REDACTED;
		if (Array.isArray(value)) {
			for (let index = 0; index < value.length; index++) {
				const entry: unknown = value[index];
				const clean = this.clean(entry, depth + 1);
				if (clean !== entry) value[index] = clean;
			}
			return value;
		}
		this.cleanObject(value as Record<string, unknown>, depth);
		return value;
	}

	private cleanObject(object: Record<string, unknown>, depth: number): void {
		for (const key of Object.keys(object)) {
			const entry = object[key];
			const clean = this.clean(entry, depth + 1);
			const name = this.text(key);
			if (name !== key) delete object[key];
			if (name !== key || clean !== entry) setOwn(object, name, clean);
		}
	}
}

/** Number of hash slots. A slot says whether any form has this hash of four characters. */
const SLOTS = 65_536;

/** Maximum number of compared characters. Text beyond it cannot be checked and is redacted. */
const MAX_COMPARED = 20_000_000;

/** Index of encoded forms by their first characters. The cost grows with the length of the text, not with the number of forms. */
class FormIndex {
	private readonly indexes: PrefixIndex[];

	private left = MAX_COMPARED;

	constructor(values: string[]) {
		const [short, long] = PIECE_LENGTHS;
		this.indexes = [new PrefixIndex(short, values.filter(({ length }) => length < long)), new PrefixIndex(long, values.filter(({ length }) => length >= long))];
	}

	/** The forms in a text, the longest first; undefined when finding or replacing them would take too long. */
	findIn(text: string): string[] | undefined {
		const found = new Set<string>();
		const maxFound = MIN_SEARCHES + MAX_SEARCHED / text.length;
		for (const index of this.indexes) {
			for (let at = index.nextCandidate(text, 0); at >= 0; at = index.nextCandidate(text, at + 1)) {
				for (const spelling of index.candidatesAt(text, at)) {
					if (found.has(spelling)) continue;
					this.left -= spelling.length;
					if (this.left < 0) return undefined;
					if (text.startsWith(spelling, at)) found.add(spelling);
				}
				if (found.size > maxFound) return undefined;
			}
		}
		return longestFirst(found);
	}
}

/** Values by their prefix. */
class PrefixIndex {
	private readonly slots = new Uint8Array(SLOTS);

	private readonly byPrefix = new Map<string, string[]>();

	constructor(
		private readonly length: number,
		values: string[],
	) {
		for (const value of values) {
			const prefix = value.slice(0, length);
			const known = this.byPrefix.get(prefix);
			if (known) known.push(value);
			else this.byPrefix.set(prefix, [value]);
			this.slots[this.slotOf(value, 0)] = 1;
		}
	}

	/** The next position at which a value may begin; -1 when there is none. */
	nextCandidate(text: string, from: number): number {
		if (this.byPrefix.size === 0) return -1;
		for (let at = from; at + this.length <= text.length; at++) {
			if (this.slots[this.slotOf(text, at)] === 1) return at;
		}
		return -1;
	}

	/** The values with the same prefix as the text at this position. */
	candidatesAt(text: string, at: number): string[] {
		return this.byPrefix.get(text.slice(at, at + this.length)) ?? [];
	}

	/** Hashes four characters, which rules out most positions without a substring. */
	private slotOf(text: string, at: number): number {
		const middle = this.length >> 1;
		const mixed = text.charCodeAt(at) + 37 * text.charCodeAt(at + 1) + 1_369 * text.charCodeAt(at + middle) + 50_653 * text.charCodeAt(at + this.length - 1);
		return mixed % SLOTS;
	}
}
