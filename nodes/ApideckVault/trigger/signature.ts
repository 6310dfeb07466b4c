import { createHmac, timingSafeEqual } from 'node:crypto';

/** Bodies nested deeper than this are refused: Apideck's events have a handful of levels. */
const MAX_DEPTH = 64;
/** Bodies with more objects and arrays than this are refused: they cost the most, and an event has a few dozen. */
const MAX_OBJECTS = 50_000;

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Thrown for a body that no event has: nested too deep, with too many objects, or with a number that JSON cannot carry back. */
export class UnverifiableError extends Error {}

/** The two published forms of the text that Apideck signs. They differ where an array holds objects. */
interface CanonicalForms {
	/** The keys of all objects sorted. */
	sorted: string;
	/** The same, with everything inside arrays as it was sent. */
	arraysAsSent: string;
}

/**
 * Both forms in one pass. This runs before anything is known about the sender, so what is sorted already is not copied, and the
 * second text is only made where it differs.
 * @throws UnverifiableError
 */
function canonicalForms(body: Json): CanonicalForms {
	let arraysDiffer = false;
	let objects = 0;
	const sort = (value: Json, depth: number, inArray: boolean): Json => {
		// 1e400 parses to Infinity, whose signature is that of null. The verified value must be the one that is used.
		if (typeof value === 'number' && !Number.isFinite(value)) throw new UnverifiableError('The body holds a number out of range');
		if (typeof value !== 'object' || value === null) return value;
		if (depth > MAX_DEPTH) throw new UnverifiableError(`The body is nested more than ${MAX_DEPTH} levels deep`);
		if (++objects > MAX_OBJECTS) throw new UnverifiableError(`The body holds more than ${MAX_OBJECTS} objects and lists`);
		if (Array.isArray(value)) {
			let copy: Json[] | undefined;
			for (let at = 0; at < value.length; at++) {
				const entry = sort(value[at]!, depth + 1, true);
				if (entry !== value[at]) (copy ??= value.slice())[at] = entry;
			}
			return copy ?? value;
		}
		const keys = Object.keys(value);
		const isSorted = keys.every((key, at) => at === 0 || keys[at - 1]! < key);
		if (!isSorted) {
			keys.sort();
			if (inArray) arraysDiffer = true;
		}
		let changed = !isSorted;
		const entries = keys.map((key): [string, Json] => {
			const entry = sort(value[key]!, depth + 1, inArray);
			changed ||= entry !== value[key];
			return [key, entry];
		});
		// fromEntries makes "__proto__" a property like any other.
		return changed ? Object.fromEntries(entries) : value;
	};
	const sorted = JSON.stringify(sort(body, 0, false));
	return { sorted, arraysAsSent: arraysDiffer ? JSON.stringify(sortOutsideArrays(body)) : sorted };
}

/** For a body that `canonicalForms` has checked. */
function sortOutsideArrays(value: Json): Json {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
	return Object.fromEntries(
		Object.keys(value)
			.sort()
			.map((key) => [key, sortOutsideArrays(value[key]!)]),
	);
}

/**
 * The text that Apideck signs: the whole body as compact JSON with the keys of objects sorted.
 * The two published descriptions differ in one point, whether objects inside arrays are sorted too: `intoArrays` says which.
 * Built with plain objects on purpose: whole-number keys then come first in numeric order, as they do for the signer.
 * @throws UnverifiableError
 */
export function canonicalJson(body: unknown, intoArrays: boolean): string {
	const { sorted, arraysAsSent } = canonicalForms(body as Json);
	return intoArrays ? sorted : arraysAsSent;
}

/** `x-apideck-signature` of a body: HMAC-SHA256 of its UTF-8, hex, keyed with the API key of the application. */
export function sign(body: unknown, apiKey: string, intoArrays: boolean): string {
	return hmac(canonicalJson(body, intoArrays), apiKey).toString('hex');
}

function hmac(text: string, apiKey: string): Buffer {
	return createHmac('sha256', apiKey).update(text).digest();
}

/** Whether a header has the form of a signature: checked before anything that costs time. */
export function isSignature(header: unknown): header is string {
	return typeof header === 'string' && header.length === 64 && /^[0-9a-f]{64}$/i.test(header);
}

/**
 * Whether a signature belongs to a body, in either published form, compared in constant time.
 * Fails closed: no key, no signature or one of another shape is never right.
 * @throws UnverifiableError
 */
export function isSignatureValid(body: unknown, signature: unknown, apiKey: string): boolean {
	if (apiKey.trim() === '' || !isSignature(signature)) return false;
	const given = Buffer.from(signature, 'hex');
	const { sorted, arraysAsSent } = canonicalForms(body as Json);
	const matches = [sorted, arraysAsSent].map((text) => timingSafeEqual(given, hmac(text, apiKey)));
	return matches.includes(true);
}
