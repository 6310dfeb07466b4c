/** Deepest nesting that is parsed. Code that walks through a value calls itself once per level, and n8n's own gives up at about 150. */
const MAX_DEPTH = 100;
/** A value for every so many bytes of the size limit. Real responses have one for 20 bytes or more; `{},{},…` would fill the memory. */
const BYTES_PER_VALUE = 8;
/** The same of the bytes that came, beyond the first values: what is done with each value takes longer than to read it. */
const FREE_VALUES = 50_000;
const RECEIVED_PER_VALUE = 16;

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * The value of a body that is JSON, and the text of one that is not. Always UTF-8, as JSON is.
 * @param limit most bytes of such a body; how many values it may hold follows from it
 */
export function parseJson(bytes: Buffer, limit: number): { value: unknown } | 'too complex' {
	const text = withoutMark(bytes.toString('utf8'));
	const first = /\S/.exec(text)?.[0];
	if (first === undefined) return { value: text };
	if ((first === '{' || first === '[') && isComplex(bytes, Math.min(limit / BYTES_PER_VALUE, FREE_VALUES + bytes.length / RECEIVED_PER_VALUE))) return 'too complex';
	try {
		return { value: JSON.parse(text) };
	} catch {
		return { value: text };
	}
}

/** The byte order mark is not part of the text. */
function withoutMark(text: string): string {
	return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** Looks at the bytes before anything is built from them. */
function isComplex(bytes: Buffer, maxValues: number): boolean {
	let depth = 0;
	let values = 0;
	for (let index = 0; index < bytes.length; index++) {
		switch (bytes[index]) {
			case QUOTE:
				index = endOfString(bytes, index + 1);
				break;
			case OPEN_LIST:
			case OPEN_OBJECT:
				if (++depth > MAX_DEPTH || ++values > maxValues) return true;
				break;
			case CLOSE_LIST:
			case CLOSE_OBJECT:
				depth--;
				break;
			case COMMA:
				if (++values > maxValues) return true;
		}
	}
	return false;
}

function endOfString(bytes: Buffer, from: number): number {
	let index = from;
	while (index < bytes.length && bytes[index] !== QUOTE) index += bytes[index] === BACKSLASH ? 2 : 1;
	return index;
}
