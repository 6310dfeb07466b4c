import type { Semaphore } from './concurrency';
import { RESPONSE_LIMIT } from './requestBudget';

/** Why the body of a response is unusable. */
export type BodyProblem = 'RESPONSE_TOO_LARGE' | 'RESPONSE_TOO_COMPLEX' | 'RESPONSE_BROKEN_ENCODING' | 'BODY_ABORTED';

export class BodyError extends Error {
	constructor(readonly code: BodyProblem) {
		super(code);
	}
}

/** The stream that n8n returns for `encoding: 'stream'`. Only the used members are declared: nodes may not import Node's stream types. */
interface BodyStream extends AsyncIterable<Uint8Array> {
	destroy?(): void;
}

/**
 * Reads the body of a response and parses it when it is JSON. It counts the decoded bytes while reading: a small compressed
 * body can expand to gigabytes, and a body can be endless. A body that is not JSON stays text.
 * @param limit maximum number of decoded bytes
 * @param largeReads acquired for a large response
 * @param signal aborts reading
 * @throws BodyError
 */
export async function readBody(body: unknown, limit: number, largeReads: Semaphore, signal: AbortSignal): Promise<{ body: unknown; bytes: number }> {
	// n8n's mock server, used in its evaluations, returns objects.
	if (!isStream(body)) return { body, bytes: 0 };
	const slot = { taken: false };
	try {
		const bytes = await readBytes(body, limit, signal, async () => {
			slot.taken ||= await largeReads.acquire(signal);
		});
		const json = parseJson(bytes, limit);
		if (json === 'too complex') throw new BodyError('RESPONSE_TOO_COMPLEX');
		return { body: json.value, bytes: bytes.length };
	} finally {
		if (slot.taken) largeReads.release();
	}
}

const MIN_SIZE = 16_384;

/**
 * Reads all chunks into one growing buffer, because a list of one-byte chunks would use a hundred times the size of the body. A body of
 * one chunk needs no copy.
 */
async function readBytes(stream: BodyStream, limit: number, signal: AbortSignal, becomesLarge: () => Promise<void>): Promise<Buffer> {
	let buffer: Buffer = Buffer.alloc(0);
	let length = 0;
	const stop = () => stream.destroy?.();
	signal.addEventListener('abort', stop, { once: true });
	try {
		// Leaving the loop destroys the stream and its connection.
		for await (const chunk of stream) {
			const end = length + chunk.length;
			if (end > limit) throw new BodyError('RESPONSE_TOO_LARGE');
			// While this waits, no more of the body is read from the network.
			if (end > buffer.length && end > RESPONSE_LIMIT) await becomesLarge();
			if (length === 0) {
				buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
			} else {
				if (end > buffer.length) buffer = enlarge(buffer, length, nextSize(buffer.length, end, limit));
				buffer.set(chunk, length);
			}
			length = end;
		}
	} catch (error) {
		throw bodyError(error);
	} finally {
		signal.removeEventListener('abort', stop);
	}
	// A stream that was destroyed without an error can end as if it were complete.
	if (signal.aborted) throw new BodyError('BODY_ABORTED');
	return buffer.subarray(0, length);
}

function enlarge(buffer: Buffer, used: number, size: number): Buffer {
	const larger = Buffer.allocUnsafe(size);
	buffer.copy(larger, 0, 0, used);
	return larger;
}

/** Doubles the size, but stops at RESPONSE_LIMIT first: beyond it, the read must acquire a slot. */
function nextSize(size: number, needed: number, limit: number): number {
	return Math.max(needed, Math.min(Math.max(MIN_SIZE, 2 * size), needed > RESPONSE_LIMIT ? limit : RESPONSE_LIMIT));
}

function isStream(body: unknown): body is BodyStream {
	return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

function bodyError(error: unknown): BodyError {
	if (error instanceof BodyError) return error;
	const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
	// Codes of Node's decompressors, except the one for truncated data.
	const broken = code !== 'Z_BUF_ERROR' && /^(Z_|ZSTD_|ERR__ERROR_|ERR_BROTLI_)/.test(code);
	return new BodyError(broken ? 'RESPONSE_BROKEN_ENCODING' : 'BODY_ABORTED');
}

/** Maximum nesting depth. Code that walks a value recurses once per level, and n8n's own code fails at about 150. */
const MAX_DEPTH = 100;
/** Bytes of the size limit per allowed value. Real responses have one value per 20 bytes or more; `{},{},…` would exhaust memory. */
const BYTES_PER_VALUE = 8;
/** Received bytes per allowed value, beyond the base values: processing a value takes longer than reading it. */
const BASE_VALUES = 50_000;
const RECEIVED_PER_VALUE = 16;

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * The value of a JSON body, or the text of any other body. Decodes UTF-8, the encoding of JSON.
 * @param limit maximum number of bytes of the body, which determines the number of values
 */
export function parseJson(bytes: Buffer, limit: number): { value: unknown } | 'too complex' {
	const text = removeByteOrderMark(bytes.toString('utf8'));
	const first = /\S/.exec(text)?.[0];
	if (first === undefined) return { value: text };
	if ((first === '{' || first === '[') && isComplex(bytes, Math.min(limit / BYTES_PER_VALUE, BASE_VALUES + bytes.length / RECEIVED_PER_VALUE))) return 'too complex';
	try {
		return { value: JSON.parse(text) };
	} catch {
		return { value: text };
	}
}

/** Removes the byte order mark, which is not part of the text. */
function removeByteOrderMark(text: string): string {
	return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** Checks the bytes before they are parsed. */
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
