/** Replacement for a secret. */
export const REDACTED = '[redacted]';

/** Kind of the value of a field with this name: not a secret, a secret text, or a secret that can be a number too, such as a PIN. */
export type SecretKind = 'none' | 'text' | 'number';

const KEY =
	'(?:api|app|application|private|auth|access|consumer|client|subscription|signing|encryption|account|shared|master|license|storage|session|integration|webhook|hmac|rsa|ssh|ssl|tls|pgp|gpg)_?key';

/**
 * Parts of the names of secrets. Excludes words that only begin or end alike: passenger and bypass, secretary, certified and concert.
 * Any other key may be a secret, except keys that identify or sort records.
 */
const STEMS = new RegExp(
	[
		'(?<!com|by|sur|tres|over|under)pass(?!eng|port|ion|iv|ag|ed|ing|es|_?(?:through|rate|fail|mark))',
		'pwd|secret(?!ar)|token|credential|jwt|signature|bearer|(?<!for_)authorization|cookie|mnemonic|keystore|kubeconfig|[cx]srf|kennwort|geheim|contrase|wachtwoord',
		'(?<!con)cert(?!ain|if(?!icate))',
		KEY,
		'^key$',
		'(?<!(?:^|_)(?:public|publishable|primary|foreign|sort|partition|idempotency|cache))_key$',
		'conn(?:ection)?_?str(?:ing)?(?![a-z])',
		'social_?security|(?:seed|recovery)_?phrase|(?:magic|invite|login)_?link',
		'(?:security|verification|auth|access|login|sms|recovery|backup|one_?time)_?codes?(?![a-z])',
		'session_?(?:id|uri|url|link)(?![a-z])',
		'(?<!un)(?:signed|reset)_?(?:url|uri|link)',
		'web_?hook_?(?:url|uri|endpoint|link|address)|(?:incoming|slack|teams|discord)_?web_?hook',
	].join('|'),
);

/** Fast check: a name without any of these parts is not a secret. Most names need no further check. */
const POSSIBLE_SECRET =
	/pass|pwd|pw|secret|token|cred|jwt|signature|bearer|authori|cookie|mnemonic|keystore|kubeconfig|srf|kennwort|contrase|wachtwoord|cert|key|conn|social|phrase|link|code|session|signed|reset|hook|pswd?|geheim|senha|sess?id|\bsid$|nonce|assertion|saml|^auth$|^sig$|pin|otp|[mt2]fa|ssn|cv[vc]|dsn|sas|pem|pfx|p12|jks|psk|hmac/;

/** Whole words that name a secret. Inside another word they have no meaning (spinning, footprint). */
const WORDS = /(?<![a-z0-9])(?:pin|pin_?code|otps?|[th]otp|mfa|[t2]fa|ssn|cvv2?|cvc2?|dsn|sas|pem|pfx|p12|jks|psk|pw|pswd?|senha|creds?|hmac|(?:php)?sessid|nonce|code_verifier|device_code|assertion|saml_response)(?![a-z0-9])/;

/** Complete names of secrets. As part of a longer name they are not: an account's SID and an `auth_type` are not secrets. */
const WHOLE_NAMES = /^(?:auth|sid|connect_sid|sig)$/;

/** Names of secrets that are often numbers. */
const NUMERIC_SECRETS = /pass_?(?:w|code|phrase)|pwd|social_?security|code|(?<![a-z0-9])(?:pin|pin_?code|otps?|[th]otp|mfa|[t2]fa|ssn|cvv2?|cvc2?|psk|pw|pswd?|senha)(?![a-z0-9])/;

/** Words that mark a name as a description of a secret, such as its expiry or its type. */
const ABOUT_SECRET = /_(?:at|in|type|state|status|count|name|required|enabled|supported|expiry|expires|expiration|ttl|length|limit|policy|algorithm|source|note|available|ms)$/;

/** Apideck fields that grant access, although their names do not look secret. */
const APIDECK_SECRETS = new Set(['callback_state', 'execute_url', 'reauthorize_url']);

/** Longer names are classified by their ends, so that the cost does not grow with the length. */
const MAX_NAME = 160;

/** Maximum cache size. The same few names occur in every record, but names are external input. */
const MAX_CACHED = 2_000;
const kindCache = new Map<string, SecretKind>();

/** The kind of a field's value by its key or label. */
export function secretKind(name: string): SecretKind {
	const cached = kindCache.get(name);
	if (cached !== undefined) return cached;
	const kind = classifyName(name);
	if (kindCache.size < MAX_CACHED && name.length <= MAX_NAME) kindCache.set(name, kind);
	return kind;
}

/** Same as `secretKind`, but without a cache, for names inside a text. */
export function classifyName(fullName: string): SecretKind {
	const name = fullName.length > MAX_NAME ? `${fullName.slice(0, MAX_NAME / 2)} ${fullName.slice(-MAX_NAME / 2)}` : fullName;
	if (APIDECK_SECRETS.has(name)) return 'text';
	if (!POSSIBLE_SECRET.test(name.toLowerCase())) return 'none';
	const words = splitWords(name);
	if ((!STEMS.test(words) && !WORDS.test(words) && !WHOLE_NAMES.test(words)) || ABOUT_SECRET.test(words)) return 'none';
	return NUMERIC_SECRETS.test(words) ? 'number' : 'text';
}

/** Converts `sasURL` and `sas-url` to `sas_url`. */
function splitWords(name: string): string {
	const plain = name.includes('%') ? name.replace(/%[0-9a-f]{2}/gi, '_') : name;
	if (/^[a-z0-9_]*$/.test(plain)) return plain;
	return plain
		.replace(/([a-z0-9])(?=[A-Z])/g, '$1_')
		.replace(/([A-Z])(?=[A-Z][a-z])/g, '$1_')
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '_')
		.replace(/^_|_$/g, '');
}

/** Whether the key or label of a field says that its value is a secret. */
export function isSecretName(name: string): boolean {
	return secretKind(name) !== 'none';
}

/** URL parameters that grant access, besides those with the name of a secret. */
const LINK_SECRET = /^(?:state|code|nonce|sig|key|session|sid)$/i;

/** Whether a URL parameter is a secret. */
export function isSecretParameter(name: string): boolean {
	return LINK_SECRET.test(name) || isSecretName(name);
}

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Redacts a value. An empty value stays visible. */
export function hide(value: unknown): unknown {
	return value === null || value === undefined || value === '' ? value : REDACTED;
}

/** A copy with changed values, or the object itself when none changes. */
export function mapEntries(object: JsonObject, change: (name: string, value: unknown) => unknown): JsonObject {
	let copy = object;
	for (const name of Object.keys(object)) {
		const value = change(name, object[name]);
		if (value === object[name]) continue;
		if (copy === object) copy = { ...object };
		setOwn(copy, name, value);
	}
	return copy;
}

/** Sets an own property of any name. Assigning "__proto__" would set the prototype. */
export function setOwn(object: JsonObject, name: string, value: unknown): void {
	if (name === '__proto__') Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
	else object[name] = value;
}

/** Every text and number inside a value. All of them may be secret, so none may appear in an error. */
export function secretsOf(value: unknown): string[] {
	if (typeof value === 'string' || typeof value === 'number') return [String(value)];
	if (typeof value !== 'object' || value === null) return [];
	return Object.values(value).flatMap(secretsOf);
}

/**
 * Path of the first text in a value that was redacted, such as `['settings', 'api_key']`; undefined when there is none.
 * @param value that can be serialized as JSON
 */
export function findRedacted(value: unknown): string[] | undefined {
	if (typeof value === 'string') return value.includes(REDACTED) ? [] : undefined;
	if (typeof value !== 'object' || value === null) return undefined;
	for (const [key, entry] of Object.entries(value)) {
		const path = findRedacted(entry);
		if (path) return [key, ...path];
	}
	return undefined;
}
