import { RESPONSE_LIMIT } from './requestBudget';
import { parseJson } from './responseJson';
import type { Slots } from './slots';

/** Why the body of a response is not used. */
export type BodyProblem = 'RESPONSE_TOO_LARGE' | 'RESPONSE_TOO_COMPLEX' | 'RESPONSE_BROKEN_ENCODING' | 'BODY_ABORTED';

export class BodyError extends Error {
	constructor(readonly code: BodyProblem) {
		super(code);
	}
}

/** What n8n hands out for `encoding: 'stream'`. Typed by what is used of it: nodes may not import Node's stream types. */
interface BodyStream extends AsyncIterable<Uint8Array> {
	destroy?(): void;
}

/**
 * Reads the body of a response and parses it when it is JSON. It counts the decoded bytes while it reads: a small compressed
 * body can become gigabytes, and a body can be endless. What is not JSON stays text.
 * @param limit most bytes, decoded
 * @param largeReads needed for more than an ordinary response
 * @param signal ends the reading
 * @throws BodyError
 */
export async function readBody(body: unknown, limit: number, largeReads: Slots, signal: AbortSignal): Promise<{ body: unknown; bytes: number }> {
	// n8n's own stand-in for a server, used in its evaluations, hands out objects.
	if (!isStream(body)) return { body, bytes: 0 };
	const slot = { taken: false };
	try {
		const bytes = await readBytes(body, limit, signal, async () => {
			slot.taken ||= await largeReads.take(signal);
		});
		const json = parseJson(bytes, limit);
		if (json === 'too complex') throw new BodyError('RESPONSE_TOO_COMPLEX');
		return { body: json.value, bytes: bytes.length };
	} finally {
		if (slot.taken) largeReads.giveBack();
	}
}

const FIRST_SIZE = 16_384;

/** Into one growing buffer: a list of chunks would cost a hundred times the body when each chunk is one byte. */
async function readBytes(stream: BodyStream, limit: number, signal: AbortSignal, becomesLarge: () => Promise<void>): Promise<Buffer> {
	let buffer = Buffer.allocUnsafe(FIRST_SIZE);
	let length = 0;
	const stop = () => stream.destroy?.();
	signal.addEventListener('abort', stop, { once: true });
	try {
		// Leaving the loop destroys the stream, and with it the connection.
		for await (const chunk of stream) {
			if (length + chunk.length > limit) throw new BodyError('RESPONSE_TOO_LARGE');
			if (length + chunk.length > buffer.length) {
				// While this waits, nothing more of the body is taken from the network.
				if (length + chunk.length > RESPONSE_LIMIT) await becomesLarge();
				const larger = Buffer.allocUnsafe(nextSize(buffer.length, length + chunk.length, limit));
				buffer.copy(larger, 0, 0, length);
				buffer = larger;
			}
			buffer.set(chunk, length);
			length += chunk.length;
		}
	} catch (error) {
		throw bodyError(error);
	} finally {
		signal.removeEventListener('abort', stop);
	}
	// A stream that was destroyed without an error can end as if it were whole.
	if (signal.aborted) throw new BodyError('BODY_ABORTED');
	return buffer.subarray(0, length);
}

/** Double, but exactly an ordinary response's limit before it is exceeded: there the wait for a slot comes. */
function nextSize(size: number, needed: number, limit: number): number {
	return Math.max(needed, Math.min(2 * size, needed > RESPONSE_LIMIT ? limit : RESPONSE_LIMIT));
}

function isStream(body: unknown): body is BodyStream {
	return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

function bodyError(error: unknown): BodyError {
	if (error instanceof BodyError) return error;
	const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
	// Codes of Node's decompressors, but not the one for data that ends too early.
	const broken = code !== 'Z_BUF_ERROR' && /^(Z_|ZSTD_|ERR__ERROR_|ERR_BROTLI_)/.test(code);
	return new BodyError(broken ? 'RESPONSE_BROKEN_ENCODING' : 'BODY_ABORTED');
}
