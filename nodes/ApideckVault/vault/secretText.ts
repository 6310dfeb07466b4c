/** What stands in place of a secret. */
export const REDACTED = '[redacted]';

const SECRET_NAME = /pass(word|phrase)?|secret|token|api[-_ ]?key|private[-_ ]?key|credential|auth[-_ ]?key|cert/i;

/** Names that hold one of those words and still say something about a secret, not the secret: when it expires, of what kind it is. */
const ABOUT_SECRET = /_(at|in|type|state|status|count|name)$/i;

/** Parameters of links that open something, besides those that are named as secrets. */
const LINK_SECRET = /^(state|jwt|code|nonce|sig|signature|key|session)$/i;

/** Whether a name or label, such as that of a setting, is one that secrets have. */
export function isSecretName(name: string): boolean {
	return SECRET_NAME.test(name);
}

/** Whether the key of a field says that its value is a secret. */
export function isSecretKey(key: string): boolean {
	return isSecretName(key) && !ABOUT_SECRET.test(key);
}

/** A link without its secret parameters, before and behind the #, and without a user's password. */
export function hideInLink(link: string): string {
	const [, address = '', rest = ''] = /^([^?#]*)(.*)$/su.exec(link) ?? [];
	const parameters = rest.replace(/([?&#])([^=&#]*)(=?)([^&#]*)/g, (whole, sign: string, name: string, equals: string) => {
		// Without a name nothing says that it is harmless.
		if (equals === '') return name === '' ? whole : `${sign}${REDACTED}`;
		return LINK_SECRET.test(name) || isSecretKey(name) ? `${sign}${name}=${REDACTED}` : whole;
	});
	return address.replace(/\/\/[^/@]*@/, `//${REDACTED}@`) + parameters;
}

/** `name=value`, as in an address, and `"name": "value"`, as in JSON, where the name is that of a secret. */
const NAMED = /([\w.[\]%-]*(?:pass(?:word|phrase)?|secret|token|api[-_]?key|private[-_]?key|auth[-_]?key|jwt|signature)[\w\]%]*(?:=|["']\s*:\s*["']?))([^\s"'&#,;)}<>]+)/gi;
const AUTHORIZATION = /\b(Bearer|Basic)\s+[\w.~+/=-]+/gi;

/** A text without the secrets that say what they are: parameters of addresses, entries of JSON, an Authorization header, a user's password. */
export function hideInText(text: string): string {
	return text
		.replace(NAMED, `$1${REDACTED}`)
		.replace(AUTHORIZATION, `$1 ${REDACTED}`)
		.replace(/:\/\/[^\s/@]*@/g, `://${REDACTED}@`);
}
