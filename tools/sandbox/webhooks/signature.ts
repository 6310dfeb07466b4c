import { createHmac } from 'node:crypto';

/**
 * How objects inside arrays are treated before signing: Apideck's text sorts their keys too (`recursive`), its published sample
 * leaves arrays as they are (`arraysAsTheyAre`).
 */
export type SignatureForm = 'recursive' | 'arraysAsTheyAre';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

function sorted(value: Json, form: SignatureForm): Json {
	if (Array.isArray(value)) return form === 'recursive' ? value.map((item) => sorted(item, form)) : value;
	if (value === null || typeof value !== 'object') return value;
	const entries = Object.entries(value).map(([key, child]): [string, Json] => [key, sorted(child, form)]);
	entries.sort(([a], [b]) => (a < b ? -1 : 1));
	return Object.fromEntries(entries);
}

/**
 * The x-apideck-signature of a JSON text: HMAC-SHA256 with the API key, hex, over the body with its keys sorted and without
 * white space (developers.apideck.com/guides/webhook-signature-verification). Throws a SyntaxError for invalid JSON.
 */
export function signatureOf(body: string, apiKey: string, form: SignatureForm): string {
	const canonical = JSON.stringify(sorted(JSON.parse(body) as Json, form));
	return createHmac('sha256', apiKey).update(canonical).digest('hex');
}
