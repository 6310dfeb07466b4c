/** Where the key is found, for the errors about it. */
const COPY_AGAIN = 'Copy it from the Apideck dashboard (Configuration > API Keys).';

/**
 * The app ID as it is sent.
 * @throws Error for characters that no header can carry: the HTTP library drops them, and another application's ID would be sent
 */
export function normalizeAppId(value: unknown): string {
	const id = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
	if (!/^[\x21-\x7e]*$/.test(id)) {
		throw new Error('The App ID of the Apideck credential contains a blank, a line break or another character that an app ID cannot have. Copy it from the Apideck dashboard (Configuration > API Keys).');
	}
	return id;
}

/** Keys are pasted as they stand in a request: with blanks around them, or behind "Bearer". */
const SCHEME = /^(?:bearer(?:\s+|$))+/i;

/** The key of the credential as it is sent and as it signs webhooks; empty when there is none. */
export function normalizeApiKey(value: unknown): string {
	return typeof value === 'string' ? value.trim().replace(SCHEME, '') : '';
}

/**
 * The normalized key. An empty one must never be used: a request without a key fails anyway, but anyone can sign a webhook with it.
 * @throws Error when the key is empty, or holds characters that no key has and no header can carry. The key is not in the message.
 */
export function requireApiKey(value: unknown): string {
	const key = normalizeApiKey(value);
	if (key === '') throw new Error(`The API Key of the Apideck credential is empty. ${COPY_AGAIN}`);
	if (!/^[\x20-\x7e]+$/.test(key)) {
		throw new Error(`The API Key of the Apideck credential contains a line break or another character that a key cannot have. ${COPY_AGAIN}`);
	}
	return key;
}
