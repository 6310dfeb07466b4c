import { createHash } from 'node:crypto';

import { roundedAt } from '../fields/jsonNumbers';
import { readEvent, VALIDATION_EVENT, type ConnectionEvent } from './events';
import { isSignatureValid, UnverifiableError } from './signature';

/** Largest body that is looked at, in bytes; an event is a few kilobytes. */
const MAX_BYTES = 1_000_000;

/** One incoming call, before anything about it is believed. */
export interface Delivery {
	/** The bytes as they came in; undefined when the host read none. */
	rawBody: Buffer | undefined;
	/** Lower-case names. */
	headers: Record<string, unknown>;
}

/** What is to be done about a delivery. `why` is for the log and holds nothing of the body. */
export type Judgement =
	| { kind: 'refused'; status: 400 | 401 | 413 | 415; why: string }
	| { kind: 'validation' }
	| { kind: 'event'; event: ConnectionEvent; ids: string[] };

/**
 * Judges a delivery by its form and its signature. Anything wrong is refused; nothing here throws.
 * @param apiKey key of the application, with which Apideck signs
 */
export function judgeDelivery({ rawBody, headers }: Delivery, apiKey: string): Judgement {
	const type = String(headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
	if (type !== 'application/json') return refuse(415, 'the content type is not application/json');
	if (!rawBody || rawBody.length === 0) return refuse(400, 'the body is empty');
	if (rawBody.length > MAX_BYTES) return refuse(413, `the body is larger than ${MAX_BYTES} bytes`);

	let text: string;
	let body: unknown;
	try {
		// Fatal: bytes that are no UTF-8 would be replaced, and something else verified than what was sent.
		text = new TextDecoder('utf-8', { fatal: true }).decode(rawBody);
		body = JSON.parse(text);
	} catch {
		return refuse(400, 'the body is not valid JSON');
	}
	try {
		if (!isSignatureValid(body, headers['x-apideck-signature'], apiKey)) {
			return refuse(401, 'the signature is missing or does not belong to the body and the API key of the credential');
		}
	} catch (error) {
		return refuse(400, error instanceof UnverifiableError ? error.message : 'the body cannot be verified');
	}
	// No signer writes such a number, and what is read of it is not what was sent.
	if (roundedAt(text) !== undefined) return refuse(400, 'the body holds a number with more digits than can be read exactly');

	if (headers['x-apideck-event-type'] === VALIDATION_EVENT && readEvent(body) === undefined) return { kind: 'validation' };
	const event = readEvent(body);
	if (!event) return refuse(400, 'the body holds no connection event');
	return { kind: 'event', event, ids: idsOf(event, headers, rawBody) };
}

/** The signed event id first; the key in the header is not signed but stays the same over retries. */
function idsOf({ event_id: id }: ConnectionEvent, headers: Record<string, unknown>, rawBody: Buffer): string[] {
	const key = headers['x-apideck-idempotency-key'];
	const ids = [
		...(id === undefined ? [] : [`event ${id}`]),
		...(typeof key === 'string' && key !== '' ? [`key ${key}`] : []),
	];
	return ids.length > 0 ? ids : [`body ${createHash('sha256').update(rawBody).digest('hex')}`];
}

function refuse(status: 400 | 401 | 413 | 415, why: string): Judgement {
	return { kind: 'refused', status, why };
}
