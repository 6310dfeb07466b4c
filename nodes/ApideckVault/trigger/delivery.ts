import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

import { findLossyNumber } from '../parameters/jsonSafety';
import { type ConnectionEvent, readEvent, textOf, VALIDATION_EVENT } from './events';

/** Bodies nested deeper than this are rejected. Apideck's events have a handful of levels. */
const MAX_DEPTH = 64;
/** Bodies with more objects and arrays than this are rejected. They take the most time, and an event has a few dozen. */
const MAX_OBJECTS = 50_000;

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Thrown for a body that no event has: nested too deep, with too many objects, or with a number that JSON cannot represent. */
export class UnverifiableError extends Error {}

/** The two published forms of the text that Apideck signs. They differ where an array contains objects. */
interface CanonicalForms {
	/** The keys of all objects sorted. */
	sorted: string;
	/** The same, with the content of arrays as it was sent. */
	arraysAsSent: string;
}

/**
 * Both forms in one pass. This runs for any sender, before the signature is verified. To save time, sorted values are not copied and
 * the second text is only made where it differs.
 * @throws UnverifiableError
 */
function canonicalForms(body: Json): CanonicalForms {
	let arraysDiffer = false;
	let objects = 0;
	const sort = (value: Json, depth: number, inArray: boolean): Json => {
		// 1e400 parses to Infinity, whose signature is that of null. The node must use exactly the value that was verified.
		if (typeof value === 'number' && !Number.isFinite(value)) throw new UnverifiableError('the body contains a number out of range');
		if (typeof value !== 'object' || value === null) return value;
		if (depth > MAX_DEPTH) throw new UnverifiableError(`the body is nested more than ${MAX_DEPTH} levels deep`);
		if (++objects > MAX_OBJECTS) throw new UnverifiableError(`the body contains more than ${MAX_OBJECTS} objects and lists`);
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
		// fromEntries sets "__proto__" as an ordinary property.
		return changed ? Object.fromEntries(entries) : value;
	};
	const sorted = JSON.stringify(sort(body, 0, false));
	return { sorted, arraysAsSent: arraysDiffer ? JSON.stringify(sortOutsideArrays(body)) : sorted };
}

/** Only for a body that `canonicalForms` has checked. */
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
 * It is built from plain objects, so that integer keys come first in numeric order, as they do for the signer.
 * @throws UnverifiableError
 */
export function canonicalJson(body: unknown, intoArrays: boolean): string {
	const { sorted, arraysAsSent } = canonicalForms(body as Json);
	return intoArrays ? sorted : arraysAsSent;
}

/** `x-apideck-signature` of a body: the HMAC-SHA256 of its UTF-8 bytes in hex, keyed with the API key of the application. */
export function sign(body: unknown, apiKey: string, intoArrays: boolean): string {
	return hmac(canonicalJson(body, intoArrays), apiKey).toString('hex');
}

function hmac(text: string, apiKey: string): Buffer {
	return createHmac('sha256', apiKey).update(text).digest();
}

/** Whether a header has the format of a signature. It is checked before anything that takes time. */
function isSignature(header: unknown): header is string {
	return typeof header === 'string' && header.length === 64 && /^[0-9a-f]{64}$/i.test(header);
}

/**
 * Whether a signature matches a body, in either published form, compared in constant time.
 * It fails closed: without a key, or without a signature of the right format, the result is false.
 * @throws UnverifiableError
 */
export function isSignatureValid(body: unknown, signature: unknown, apiKey: string): boolean {
	if (apiKey.trim() === '' || !isSignature(signature)) return false;
	const received = Buffer.from(signature, 'hex');
	const { sorted, arraysAsSent } = canonicalForms(body as Json);
	const matches = [sorted, arraysAsSent].map((text) => timingSafeEqual(received, hmac(text, apiKey)));
	return matches.includes(true);
}

/** Maximum size of a body in bytes. An event has a few kilobytes. */
const MAX_BYTES = 1_000_000;

/** One incoming call, before it is verified. */
export interface Delivery {
	/** The bytes as received; undefined when the host read no body. */
	rawBody: Buffer | undefined;
	/** Lower-case names. */
	headers: Record<string, unknown>;
}

export interface Rejection {
	kind: 'rejected';
	status: 400 | 401 | 413 | 415;
	/** For the log. It contains no part of the body. */
	reason: string;
}

export type DeliveryResult = Rejection | { kind: 'validation' } | { kind: 'event'; event: ConnectionEvent; ids: string[] };

const WRONG_SIGNATURE = "the signature is missing or does not match the body and the credential's API key";

/** Rejects what headers and size show to be wrong, before the credential is read and the body is parsed. */
export function checkFormat({ rawBody, headers }: Delivery): Rejection | undefined {
	const type = String(headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
	if (type !== 'application/json') return reject(415, 'the content type is not application/json');
	if (!rawBody || rawBody.length === 0) return reject(400, 'the body is empty');
	if (rawBody.length > MAX_BYTES) return reject(413, `the body is larger than ${MAX_BYTES} bytes`);
	if (!isSignature(headers['x-apideck-signature'])) return reject(401, WRONG_SIGNATURE);
	return undefined;
}

/**
 * Verifies the format and the signature of a delivery. Never throws.
 * @param apiKey API key of the application, which Apideck signs with
 */
export function verifyDelivery(delivery: Delivery, apiKey: string): DeliveryResult {
	const { rawBody, headers } = delivery;
	const malformed = checkFormat(delivery);
	if (malformed) return malformed;

	let text: string;
	let body: unknown;
	try {
		// `fatal`: otherwise invalid UTF-8 is replaced, and we would verify something other than what was sent.
		text = new TextDecoder('utf-8', { fatal: true }).decode(rawBody);
		body = JSON.parse(text);
	} catch {
		return reject(400, 'the body is not valid JSON');
	}
	try {
		if (!isSignatureValid(body, headers['x-apideck-signature'], apiKey)) return reject(401, WRONG_SIGNATURE);
	} catch (error) {
		return reject(400, error instanceof UnverifiableError ? error.message : 'the body cannot be verified');
	}
	// No sender signs a number like this, and the parsed value would differ from what was sent.
	if (findLossyNumber(text) !== undefined) return reject(400, 'the body contains a number with more digits than can be read exactly');

	const event = readEvent(body);
	if (event) return { kind: 'event', event, ids: idsOf(event, headers, body) };
	if (headers['x-apideck-event-type'] === VALIDATION_EVENT) return { kind: 'validation' };
	return reject(400, 'the body contains no connection event');
}

/**
 * What identifies an event. If it has a signed ID, only this ID: headers are not signed, so they must not make an event count as a
 * duplicate of another one. Without an ID, the signed body counts, and the header only among events of the same type and connection.
 */
function idsOf(event: ConnectionEvent, headers: Record<string, unknown>, body: unknown): string[] {
	if (event.event_id !== undefined) return [`event ${event.event_id}`];
	const key = headers['x-apideck-idempotency-key'];
	const { consumer_id: consumer, unified_api: api, service_id: service } = event.entity ?? {};
	const scope = JSON.stringify([event.event_type, ...[consumer, api, service].map(textOf)]);
	return [`body ${bodyHash(body)}`, ...(typeof key === 'string' && key.trim() !== '' ? [`key ${key} of ${scope}`] : [])];
}

/** The same for every attempt to deliver one event. */
function bodyHash(body: unknown): string {
	const { payload, ...rest } = body as { payload: Record<string, unknown> };
	const withoutAttempt = { ...rest, payload: { ...payload, execution_attempt: undefined } };
	return createHash('sha256').update(canonicalJson(withoutAttempt, true)).digest('hex');
}

function reject(status: Rejection['status'], reason: string): Rejection {
	return { kind: 'rejected', status, reason };
}
