import { getEventListeners } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { createGunzip, gzipSync } from 'node:zlib';

import { RESPONSE_LIMIT } from '../../../nodes/ApideckVault/transport/requestBudget';
import { BodyError, readBody } from '../../../nodes/ApideckVault/transport/responseBody';
import { Semaphore } from '../../../nodes/ApideckVault/transport/concurrency';

const never = new AbortController().signal;
const read = async (body: unknown, { limit = RESPONSE_LIMIT, slots = new Semaphore(1), signal = never } = {}) => await readBody(body, limit, slots, signal);
const code = async (reading: Promise<unknown>) => {
	const error = await reading.then(
		() => undefined,
		(thrown: unknown) => thrown,
	);
	expect(error).toBeInstanceOf(BodyError);
	return (error as BodyError).code;
};
const chunks = (...texts: Array<string | Buffer>) => Readable.from(texts.map((text) => Buffer.from(text)));
/** JSON of exactly so many bytes. */
const ofSize = (bytes: number) => `"${'x'.repeat(bytes - 2)}"`;

it('parses the chunks of a body as one JSON text and counts their bytes', async () => {
	expect(await read(chunks('{"a":', '[1,', '2]}'))).toEqual({ body: { a: [1, 2] }, bytes: 11 });
});

it('keeps a body that is not JSON as text', async () => {
	expect(await read(chunks('<html>', '</html>'))).toEqual({ body: '<html></html>', bytes: 13 });
});

it.each([[{ a: 1 }], [null], [undefined], ['text'], [7]])('returns %j, which is not a stream, unchanged', async (body) => {
	expect(await read(body)).toEqual({ body, bytes: 0 });
});

it.each([10_000, 16_384, 16_385, 40_000, 100_001])('reads a body of %d bytes in odd chunks unchanged', async (size) => {
	const text = `"${Array.from({ length: size - 2 }, (_, index) => String.fromCharCode(97 + (index % 26))).join('')}"`;
	const steps = text.match(/.{1,777}/gs) as string[];
	expect(await read(chunks(...steps))).toEqual({ body: JSON.parse(text) as string, bytes: size });
});

it('S8: reads a body of exactly the limit and refuses one byte more', async () => {
	expect((await read(chunks(ofSize(100)), { limit: 100 })).bytes).toBe(100);
	expect(await code(read(chunks(ofSize(60), ofSize(41)), { limit: 100 }))).toBe('RESPONSE_TOO_LARGE');
});

it('S8: leaves the stream destroyed when the body is too large', async () => {
	const stream = chunks(ofSize(101), 'more');
	await code(read(stream, { limit: 100 }));
	expect(stream.destroyed).toBe(true);
});

it('S8: refuses JSON that is nested too deeply', async () => {
	expect(await code(read(chunks('['.repeat(100_000))))).toBe('RESPONSE_TOO_COMPLEX');
});

it('S8: acquires a slot before it reads a large response, and releases it', async () => {
	const slots = new Semaphore(1);
	await slots.acquire(never);
	const half = ofSize(RESPONSE_LIMIT).slice(0, -1);
	const [large, ordinary] = [read(chunks(half, 'xy"'), { limit: 2 * RESPONSE_LIMIT, slots }), read(chunks(half, '"'), { slots })];
	expect((await ordinary).bytes).toBe(RESPONSE_LIMIT);
	const waits = await Promise.race([large, new Promise((resolve) => setTimeout(resolve, 50, 'waits'))]);
	expect(waits).toBe('waits');
	slots.release();
	expect((await large).bytes).toBe(RESPONSE_LIMIT + 2);
	expect(await slots.acquire(never)).toBe(true);
});

it('S8: releases the slot when the body is too large', async () => {
	const slots = new Semaphore(1);
	expect(await code(read(chunks(ofSize(RESPONSE_LIMIT), 'x'.repeat(9), 'x'), { limit: RESPONSE_LIMIT + 9, slots }))).toBe('RESPONSE_TOO_LARGE');
	expect(await slots.acquire(never)).toBe(true);
});

it('aborts an endless body when the signal fires, and leaves no listener on the signal', async () => {
	const stop = new AbortController();
	const stream = new PassThrough();
	stream.write('{"a":');
	const reading = code(read(stream, { signal: stop.signal }));
	await new Promise(setImmediate);
	expect(getEventListeners(stop.signal, 'abort')).toHaveLength(1);
	stop.abort();
	expect(await reading).toBe('BODY_ABORTED');
	expect([stream.destroyed, getEventListeners(stop.signal, 'abort').length]).toEqual([true, 0]);
});

it('leaves no listener on the signal after a body that was read', async () => {
	const stop = new AbortController();
	await read(chunks('{}'), { signal: stop.signal });
	expect(getEventListeners(stop.signal, 'abort')).toHaveLength(0);
});

it('does not treat a body as complete when the signal ended it', async () => {
	const stop = new AbortController();
	const endsQuietly = {
		destroy: () => undefined,
		async *[Symbol.asyncIterator]() {
			yield Buffer.from('{}');
			stop.abort();
		},
	};
	expect(await code(read(endsQuietly, { signal: stop.signal }))).toBe('BODY_ABORTED');
});

it.each([
	['data that is not compressed', Buffer.from('<html>'), 'RESPONSE_BROKEN_ENCODING'],
	['data that ends too early', gzipSync('{}').subarray(0, 12), 'BODY_ABORTED'],
])('distinguishes a broken encoding from a truncated body: %s', async (_name, bytes, expected) => {
	expect(await code(read(Readable.from([bytes]).pipe(createGunzip())))).toBe(expected);
});

it.each([
	['Z_DATA_ERROR', 'RESPONSE_BROKEN_ENCODING'],
	['ZSTD_error_corruption_detected', 'RESPONSE_BROKEN_ENCODING'],
	['ERR__ERROR_FORMAT_PADDING_1', 'RESPONSE_BROKEN_ENCODING'],
	['ERR_BROTLI_DECODER_ERROR', 'RESPONSE_BROKEN_ENCODING'],
	['ECONNRESET', 'BODY_ABORTED'],
	['X_Z_', 'BODY_ABORTED'],
	[undefined, 'BODY_ABORTED'],
])('maps the stream error %s to %s', async (given, expected) => {
	const stream = new PassThrough();
	stream.write('{');
	setImmediate(() => stream.destroy(Object.assign(new Error('failed'), given === undefined ? {} : { code: given })));
	expect(await code(read(stream))).toBe(expected);
});

it('handles a stream that throws something other than an error', async () => {
	for (const thrown of ['text', null, undefined]) {
		const fail = () => {
			throw thrown;
		};
		const stream = { [Symbol.asyncIterator]: () => ({ next: fail }) };
		expect(await code(read(stream))).toBe('BODY_ABORTED');
	}
});
