/** What stands in place of a secret. */
export const REDACTED = '[redacted]';

/** What the value of a field with this name is: no secret, a secret text, or a secret that can be a number too, such as a PIN. */
export type SecretKind = 'none' | 'text' | 'number';

const KEY =
	'(?:api|app|application|private|auth|access|consumer|client|subscription|signing|encryption|account|shared|master|license|storage|session|integration|webhook|hmac|rsa|ssh|ssl|tls|pgp|gpg)_?key';

/**
 * Parts of names that hold a secret. Not the words that only begin or end like one: passenger and bypass, secretary, certified
 * and concert. Whatever else is called a key may open something, but for those that name or order things.
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

/** A part of every name that is looked at closely. Most names hold none, and cost no more than this. */
const HINT =
	/pass|pwd|pw|secret|token|cred|jwt|signature|bearer|authori|cookie|mnemonic|keystore|kubeconfig|srf|kennwort|contrase|wachtwoord|cert|key|conn|social|phrase|link|code|session|signed|reset|hook|pswd?|geheim|senha|sess?id|\bsid$|nonce|assertion|saml|^auth$|^sig$|pin|otp|[mt2]fa|ssn|cv[vc]|dsn|sas|pem|pfx|p12|jks|psk|hmac/;

/** Whole words that hold a secret: inside another word they say nothing (spinning, footprint). */
const WORDS = /(?<![a-z0-9])(?:pin|pin_?code|otps?|[th]otp|mfa|[t2]fa|ssn|cvv2?|cvc2?|dsn|sas|pem|pfx|p12|jks|psk|pw|pswd?|senha|creds?|hmac|(?:php)?sessid|nonce|code_verifier|device_code|assertion|saml_response)(?![a-z0-9])/;

/** Names that hold a secret when they say nothing else: an account's SID and what an `auth_type` says are none. */
const WHOLE = /^(?:auth|sid|connect_sid|sig)$/;

/** Secrets that are digits as often as letters. */
const NUMBERS = /pass_?(?:w|code|phrase)|pwd|social_?security|code|(?<![a-z0-9])(?:pin|pin_?code|otps?|[th]otp|mfa|[t2]fa|ssn|cvv2?|cvc2?|psk|pw|pswd?|senha)(?![a-z0-9])/;

/** Names that hold one of those words and still say something about a secret, not the secret: when it expires, of what kind it is. */
const ABOUT_SECRET = /_(?:at|in|type|state|status|count|name|required|enabled|supported|expiry|expires|expiration|ttl|length|limit|policy|algorithm|source|note|available|ms)$/;

/** Fields of Apideck that open something, whatever their names look like. */
const KNOWN = new Set(['callback_state', 'execute_url', 'reauthorize_url']);

/** Longer names are judged by their ends: the cost of a name must not grow with its length. */
const MAX_NAME = 160;

/** The same few names come in every record. Bounded, as names come from outside. */
const MAX_REMEMBERED = 2_000;
const remembered = new Map<string, SecretKind>();

/** What the key or label of a field says about its value. */
export function secretKind(name: string): SecretKind {
	const known = remembered.get(name);
	if (known !== undefined) return known;
	const kind = judgeName(name);
	if (remembered.size < MAX_REMEMBERED && name.length <= MAX_NAME) remembered.set(name, kind);
	return kind;
}

/** The same for names that are not worth remembering, such as those inside a text. */
export function judgeName(given: string): SecretKind {
	const name = given.length > MAX_NAME ? `${given.slice(0, MAX_NAME / 2)} ${given.slice(-MAX_NAME / 2)}` : given;
	if (KNOWN.has(name)) return 'text';
	if (!HINT.test(name.toLowerCase())) return 'none';
	const words = splitWords(name);
	if ((!STEMS.test(words) && !WORDS.test(words) && !WHOLE.test(words)) || ABOUT_SECRET.test(words)) return 'none';
	return NUMBERS.test(words) ? 'number' : 'text';
}

/** `sasURL` and `sas-url` as `sas_url`. */
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

/** Parameters of links that open something, besides those that are named as secrets. */
const LINK_SECRET = /^(?:state|code|nonce|sig|key|session|sid)$/i;

/** Whether a parameter of an address is a secret. */
export function isSecretParameter(name: string): boolean {
	return LINK_SECRET.test(name) || isSecretName(name);
}
