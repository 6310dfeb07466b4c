import { createHash } from 'node:crypto';

import { roundedAt } from '../fields/jsonNumbers';
import { readEvent, textOf, VALIDATION_EVENT, type ConnectionEvent } from './events';
import { canonicalJson, isSignature, isSignatureValid, UnverifiableError } from './signature';

/** Largest body that is looked at, in bytes; an event is a few kilobytes. */
const MAX_BYTES = 1_000_000;

/** One incoming call, before anything about it is believed. */
export interface Delivery {
	/** The bytes as they came in; undefined when the host read none. */
	rawBody: Buffer | undefined;
	/** Lower-case names. */
	headers: Record<string, unknown>;
}

/** `why` is for the log and holds nothing of the body. */
export interface Refusal {
	kind: 'refused';
	status: 400 | 401 | 413 | 415;
	why: string;
}

/** What is to be done about a delivery. */
export type Judgement = Refusal | { kind: 'validation' } | { kind: 'event'; event: ConnectionEvent; ids: string[] };

const WRONG_SIGNATURE = 'the signature is missing or does not belong to the body and the API key of the credential';

/** What can be refused at once: before the credential is read and before the body is parsed. */
export function checkForm({ rawBody, headers }: Delivery): Refusal | undefined {
	const type = String(headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
	if (type !== 'application/json') return refuse(415, 'the content type is not application/json');
	if (!rawBody || rawBody.length === 0) return refuse(400, 'the body is empty');
	if (rawBody.length > MAX_BYTES) return refuse(413, `the body is larger than ${MAX_BYTES} bytes`);
	if (!isSignature(headers['x-apideck-signature'])) return refuse(401, WRONG_SIGNATURE);
	return undefined;
}

/**
 * Judges a delivery by its form and its signature. Anything wrong is refused; nothing here throws.
 * @param apiKey key of the application, with which Apideck signs
 */
export function judgeDelivery(delivery: Delivery, apiKey: string): Judgement {
	const { rawBody, headers } = delivery;
	const refused = checkForm(delivery);
	if (refused) return refused;

	let text: string;
	let body: unknown;
	try {
		// `fatal`: otherwise invalid UTF-8 is replaced, and we would verify something other than what was sent.
		text = new TextDecoder('utf-8', { fatal: true }).decode(rawBody);
		body = JSON.parse(text);
	} catch {
		return refuse(400, 'the body is not valid JSON');
	}
	try {
		if (!isSignatureValid(body, headers['x-apideck-signature'], apiKey)) return refuse(401, WRONG_SIGNATURE);
	} catch (error) {
		return refuse(400, error instanceof UnverifiableError ? error.message : 'the body cannot be verified');
	}
	// No signer writes such a number, and what is read of it is not what was sent.
	if (roundedAt(text) !== undefined) return refuse(400, 'the body holds a number with more digits than can be read exactly');

	const event = readEvent(body);
	if (event) return { kind: 'event', event, ids: idsOf(event, headers, body) };
	if (headers['x-apideck-event-type'] === VALIDATION_EVENT) return { kind: 'validation' };
	return refuse(400, 'the body holds no connection event');
}

/**
 * What tells an event from others. The signed ID alone where there is one: a header is not signed, so it must not make an event
 * count as another one. Without an ID, the signed body decides, and the header only among events of the same type and connection.
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

function refuse(status: Refusal['status'], why: string): Refusal {
	return { kind: 'refused', status, why };
}
