import { createHmac, timingSafeEqual } from 'node:crypto';

/** Deeper bodies than this are refused: Apideck's events are a handful of levels deep. */
const MAX_DEPTH = 64;

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Thrown for a body that no event has: nested too deep, or with a number that JSON cannot carry back. */
export class UnverifiableError extends Error {}

/**
 * The text that Apideck signs: the whole body as compact JSON with the keys of objects sorted.
 * The two published descriptions differ in one point, whether objects inside arrays are sorted too: `intoArrays` says which.
 * Built with plain objects on purpose: whole-number keys then come first in numeric order, as they do for the signer.
 * @throws UnverifiableError
 */
export function canonicalJson(body: unknown, intoArrays: boolean): string {
	return JSON.stringify(sortKeys(body as Json, intoArrays, 0));
}

function sortKeys(value: Json, intoArrays: boolean, depth: number): Json {
	// 1e400 parses to Infinity and would be signed as null: what is verified must be what is read.
	if (typeof value === 'number' && !Number.isFinite(value)) throw new UnverifiableError('The body holds a number out of range');
	if (typeof value !== 'object' || value === null) return value;
	if (depth > MAX_DEPTH) throw new UnverifiableError(`The body is nested more than ${MAX_DEPTH} levels deep`);
	if (Array.isArray(value)) {
		// Looked into even when left as they are, so that the limit holds for them too.
		const sorted = value.map((entry) => sortKeys(entry, intoArrays, depth + 1));
		return intoArrays ? sorted : value;
	}
	// fromEntries makes "__proto__" a property like any other.
	return Object.fromEntries(
		Object.keys(value)
			.sort()
			.map((key) => [key, sortKeys(value[key]!, intoArrays, depth + 1)]),
	);
}

/** `x-apideck-signature` of a body: HMAC-SHA256 of its UTF-8, hex, keyed with the API key of the application. */
export function sign(body: unknown, apiKey: string, intoArrays: boolean): string {
	return createHmac('sha256', apiKey).update(canonicalJson(body, intoArrays)).digest('hex');
}

/**
 * Whether a signature belongs to a body, in either published form, compared in constant time.
 * Fails closed: no key, no signature or one of another shape is never right.
 * @throws UnverifiableError
 */
export function isSignatureValid(body: unknown, signature: unknown, apiKey: string): boolean {
	if (apiKey === '' || typeof signature !== 'string' || !/^[0-9a-f]{64}$/i.test(signature)) return false;
	const given = Buffer.from(signature, 'hex');
	const matches = [true, false].map((intoArrays) =>
		timingSafeEqual(given, Buffer.from(sign(body, apiKey, intoArrays), 'hex')),
	);
	return matches.includes(true);
}
