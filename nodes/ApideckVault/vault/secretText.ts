/** What stands in place of a secret. */
export const REDACTED = '[redacted]';

/** What a key must be called to be a secret; a public, primary or sort key is none. */
const KEY = '(?:api|private|auth|access|consumer|client|subscription|signing|encryption|account|shared|master|rsa|ssh|pgp|gpg)[-_ ]?key';
/** Without the words that only begin or end like one: passenger and bypass, secretary, certified and concert. */
const SECRET_NAME = new RegExp(
	`(?<!com|by|sur|tres)pass(?!eng|port|ion|iv|ag|ed|ing|[-_ ]?through)|pwd|secret(?!ar)|token|credential|(?<!con)cert(?!ain|if(?!icate))|jwt|signature|bearer|authorization|${KEY}|^key$`,
	'i',
);

/** Names that hold one of those words and still say something about a secret, not the secret: when it expires, of what kind it is. */
const ABOUT_SECRET = /[-_ ](at|in|type|state|status|count|name)$/i;

/** Parameters of links that open something, besides those that are named as secrets. */
const LINK_SECRET = /^(state|jwt|code|nonce|sig|signature|key|session)$/i;

/** Whether the key or label of a field says that its value is a secret. */
export function isSecretKey(key: string): boolean {
	return SECRET_NAME.test(key) && !ABOUT_SECRET.test(key);
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

const IN_NAME = '[\\w.[\\]%-]';
/** A whole name with the word of a secret in it. Looks ahead for the word: to try each place of it with each end of the name takes quadratic time. */
const NAME = `(?<!${IN_NAME})(?=${IN_NAME}*(?:pass(?:word|phrase)?|secret|token|jwt|signature|${KEY}))${IN_NAME}+`;
/** A quote, also as JSON within JSON writes it. */
const QUOTE = '\\\\*["\']';
const NAMED = [
	/** `name: "a value"`, `name="a value"`, the name with quotes or without, also first in a list: to the same quote, or to the end of a text that was cut off. */
	new RegExp(`(${NAME}(?:${QUOTE})?\\s*[:=]\\s*(?:\\[\\s*)?(${QUOTE}))[^]*?(?=\\2|$)`, 'gi'),
	/** `name=value`, as in an address, and `"name": value`, as in JSON. */
	new RegExp(`(${NAME}(?:=|${QUOTE}\\s*:\\s*))[^\\s"'\\\\&#,;()[\\]{}<>][^\\s"'\\\\&#,;)}<>]*`, 'gi'),
	/** `refresh_token: value`. As people write so too, only a value that no word looks like. */
	new RegExp(`(${NAME}:\\s+)(?=[^\\s"'&#,;)}<>]*\\d)[^\\s"'&#,;)}<>]{8,}`, 'gi'),
];
/** Parameters of an address whose names are ordinary words elsewhere. */
const PARAMETER = /([?&#](?:state|code|nonce|sig|key|session)=)[^\s"'&#<>]+/gi;
const AUTHORIZATION = /\b(Bearer|Basic)\s+[\w.~+/=-]+/gi;

/** A text without the secrets that say what they are: parameters of addresses, entries of JSON, an Authorization header, a user's password. */
export function hideInText(text: string): string {
	return NAMED.reduce((rest, expression) => rest.replace(expression, `$1${REDACTED}`), text)
		.replace(PARAMETER, `$1${REDACTED}`)
		.replace(AUTHORIZATION, `$1 ${REDACTED}`)
		.replace(/:\/\/[^\s/@]*@/g, `://${REDACTED}@`);
}
