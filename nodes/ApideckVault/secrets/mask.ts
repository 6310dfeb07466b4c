import { REDACTED } from './names';
import { spellings } from './spellings';
import { setOwn } from './values';

/** Shorter values are no secrets, and would hit ordinary words. */
const MIN_SECRET = 4;
/** From here on a value is replaced inside words too. */
const LONG_SECRET = 6;
const LETTER_AT_END = /[\p{L}\p{N}]$/u;
const LETTER_AT_START = /^[\p{L}\p{N}]/u;

/** Pieces of a text by which most values are seen not to be in it: of short values, and of longer ones. */
const PIECE_LENGTHS = [MIN_SECRET, 12] as const;

/**
 * Searches that a text is worth, and characters that they may go through beyond that. A text that takes more holds thousands of
 * pieces of secrets and little else.
 */
const MIN_SEARCHES = 100;
const MAX_SEARCHED = 8_000_000;

/**
 * Replaces every occurrence of the given values, also as JSON, URLs, HTML, hex and base64 spell them; the longest first, as one may
 * hold another. A value that is not in the text costs no more than a look at its characters, whatever the number of values; a text
 * that would take longer is hidden as a whole.
 */
export function mask(text: string, secrets: string[]): string {
	const pieces = PIECE_LENGTHS.map((length) => piecesOf(text, length));
	const found = new Set<string>();
	let searches = MIN_SEARCHES + MAX_SEARCHED / Math.max(text.length, 1);
	for (const secret of secrets) {
		for (const spelling of spellings(secret)) {
			if (spelling.length < MIN_SECRET || found.has(spelling) || !canBeIn(spelling, pieces)) continue;
			if (searches-- < 0) return REDACTED;
			if (text.includes(spelling)) found.add(spelling);
		}
	}
	return replaceAll(text, longestFirst(found));
}

/** Every run of so many characters of a text. */
function piecesOf(text: string, length: number): Set<string> {
	const pieces = new Set<string>();
	for (let at = 0; at + length <= text.length; at++) pieces.add(text.slice(at, at + length));
	return pieces;
}

/** Whether each run of so many characters of a value is in the text: where one is not, the value is not. */
function canBeIn(value: string, [short, long]: Array<Set<string>>): boolean {
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
	return values.reduce((clean, value) => (value.length >= LONG_SECRET ? clean.split(value).join(REDACTED) : replaceWord(clean, value)), text);
}

/** A short value stands in ordinary words too: it is replaced between characters that are no letters. */
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

/** Values nested deeper than this are hidden: a response is a handful of levels deep. */
const MAX_DEPTH = 100;

/** Spellings that are simply searched for, one after the other: those of an API key are about this many. */
const FEW_SPELLINGS = 64;

/** Secrets, such as the API key or the settings that were sent, to be kept out of everything that a response holds. */
export class SecretMask {
	private readonly spellings: string[];

	private readonly shortest: number;

	private readonly starts: SpellingStarts | undefined;

	constructor(secrets: string[]) {
		this.spellings = longestFirst(new Set(secrets.flatMap(spellings).filter(({ length }) => length >= MIN_SECRET)));
		this.shortest = this.spellings.at(-1)?.length ?? Infinity;
		this.starts = this.spellings.length > FEW_SPELLINGS ? new SpellingStarts(this.spellings) : undefined;
	}

	/** A text without the secrets. One that holds more of them than can be replaced in time is hidden as a whole. */
	text(text: string): string {
		if (text.length < this.shortest) return text;
		const found = this.starts ? this.starts.findIn(text) : this.spellings.filter((spelling) => text.includes(spelling));
		if (found === undefined) return REDACTED;
		return found.length === 0 ? text : replaceAll(text, found);
	}

	/** A value without the secrets, in its keys too. Whatever holds one is changed in place: for values that belong to nobody else. */
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

/** A slot for every mixture of four characters, which says whether any spelling has it. */
const SLOTS = 65_536;

/** Characters that may be compared, beyond a first look, before what cannot be checked any more is hidden. */
const MAX_COMPARED = 20_000_000;

/** Spellings by their first characters: what a text costs grows with its length, and not with how many spellings there are. */
class SpellingStarts {
	private readonly indexes: StartIndex[];

	private left = MAX_COMPARED;

	constructor(values: string[]) {
		const [short, long] = PIECE_LENGTHS;
		this.indexes = [new StartIndex(short, values.filter(({ length }) => length < long)), new StartIndex(long, values.filter(({ length }) => length >= long))];
	}

	/** The spellings in a text, the longest first; undefined when to find or to replace them would take too long. */
	findIn(text: string): string[] | undefined {
		const found = new Set<string>();
		const most = MIN_SEARCHES + MAX_SEARCHED / text.length;
		for (const index of this.indexes) {
			for (let at = index.next(text, 0); at >= 0; at = index.next(text, at + 1)) {
				for (const spelling of index.at(text, at)) {
					if (found.has(spelling)) continue;
					this.left -= spelling.length;
					if (this.left < 0) return undefined;
					if (text.startsWith(spelling, at)) found.add(spelling);
				}
				if (found.size > most) return undefined;
			}
		}
		return longestFirst(found);
	}
}

/** Values by their first so many characters. */
class StartIndex {
	private readonly slots = new Uint8Array(SLOTS);

	private readonly byStart = new Map<string, string[]>();

	constructor(
		private readonly length: number,
		values: string[],
	) {
		for (const value of values) {
			const start = value.slice(0, length);
			const known = this.byStart.get(start);
			if (known) known.push(value);
			else this.byStart.set(start, [value]);
			this.slots[this.slotOf(value, 0)] = 1;
		}
	}

	/** Where, from here on, a value may begin; -1 when none does. */
	next(text: string, from: number): number {
		if (this.byStart.size === 0) return -1;
		for (let at = from; at + this.length <= text.length; at++) {
			if (this.slots[this.slotOf(text, at)] === 1) return at;
		}
		return -1;
	}

	/** The values that begin like the text does here. */
	at(text: string, at: number): string[] {
		return this.byStart.get(text.slice(at, at + this.length)) ?? [];
	}

	/** Four characters are enough to pass over most places without cutting a piece out of the text. */
	private slotOf(text: string, at: number): number {
		const middle = this.length >> 1;
		const mixed = text.charCodeAt(at) + 37 * text.charCodeAt(at + 1) + 1_369 * text.charCodeAt(at + middle) + 50_653 * text.charCodeAt(at + this.length - 1);
		return mixed % SLOTS;
	}
}
