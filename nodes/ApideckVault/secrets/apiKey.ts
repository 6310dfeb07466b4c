/** Where to find the key, for errors about it. */
const COPY_AGAIN = 'Copy it from the Apideck dashboard (Configuration > API Keys).';

/**
 * The app ID as it is sent.
 * @throws Error for characters that are invalid in a header: the HTTP library drops them, and another application's ID would be sent
 */
export function normalizeAppId(value: unknown): string {
	const id = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
	if (!/^[\x21-\x7e]*$/.test(id)) {
		throw new Error("'App ID' of the Apideck credential contains a space, a line break or another character that is not allowed in an app ID. Copy it from the Apideck dashboard (Configuration > API Keys).");
	}
	return id;
}

/** Prefix of keys that were copied from a request. */
const SCHEME = /^(?:bearer(?:\s+|$))+/i;

/** The API key of the credential in the form that is sent and that signs webhooks; empty when there is none. */
export function normalizeApiKey(value: unknown): string {
	return typeof value === 'string' ? value.trim().replace(SCHEME, '') : '';
}

/**
 * The normalized key. An empty one must never be used: a request without a key fails anyway, but anyone can sign a webhook with it.
 * @throws Error when the key is empty, or contains characters that are invalid in a key and in a header. The message does not contain the key.
 */
export function requireApiKey(value: unknown): string {
	const key = normalizeApiKey(value);
	if (key === '') throw new Error(`'API Key' of the Apideck credential is empty. ${COPY_AGAIN}`);
	if (!/^[\x20-\x7e]+$/.test(key)) {
		throw new Error(`'API Key' of the Apideck credential contains a line break or another character that is not allowed in an API key. ${COPY_AGAIN}`);
	}
	return key;
}
