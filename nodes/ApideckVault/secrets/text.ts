import { hideNamedValues } from './namedValues';
import { isSecretName, isSecretParameter, REDACTED } from './names';

/**
 * Secrets that are known by their shape. Every pattern is linear: a run of characters is entered at its beginning only, and what
 * follows it cannot match the same characters.
 */
const SHAPES: Array<[pattern: RegExp, replacement: string]> = [
	/** A private key, to its end or the end of a text that was cut off. */
	[/-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}-----[^]*?(?:-----END [A-Z0-9 ]{0,60}-----|$)/g, REDACTED],
	/** A JSON Web Token. */
	[/(?<![\w-])eyJ[\w-]{6,}\.[\w-]{4,}(?:\.[\w-]*)*/g, REDACTED],
	/** Tokens of common services, which begin with their name. */
	[
		/(?<![\w-])(?:[sr]k_(?:live|test)_\w{6,}|gh[pousr]_\w{16,}|github_pat_\w{16,}|xox[abeoprs]-[\w-]{10,}|glpat-[\w-]{16,}|AKIA[0-9A-Z]{16}|AIza[\w-]{30,}|ya29\.[\w-]{16,}|shp(?:at|ss|ca|pa)_\w{16,})/g,
		REDACTED,
	],
	[/(\bauthorization["']?[ \t]{0,4}[:=][ \t]{0,4}["']?)(bearer|basic|token|digest|api-?key)[ \t]+[^\s"'\\,;<>()]+/gi, `$1$2 ${REDACTED}`],
	/** With a digit or a sign in it: "Bearer token" and "Bearer authentication" are words. */
	[/\b(bearer)[ \t]+(?=[^\s"'\\,;<>()]{0,400}[\d._~+/-])(?![\w-]{1,100}=["'])[^\s"'\\,;<>()]+/gi, `$1 ${REDACTED}`],
	/** The same for a key: long enough, and with a digit. */
	[/\b((?:x-)?api-?key)[ \t]{1,8}(?=[^\s"'\\,;<>()]{0,400}\d)(?![\w-]{1,100}=["'])[^\s"'\\,;<>()]{6,}/gi, `$1 ${REDACTED}`],
];

/** Cookies, in the header that sets or sends them. */
const COOKIES = /\b(cookie:)[^\r\n"'\\]+/gi;

/** A user name and password, when they are what the base64 text holds. */
const BASIC = /\b(basic)[ \t]+([\w+/-]{4,}={0,2})/gi;

/** Parameters of an address whose names are ordinary words elsewhere. */
const PARAMETER = /([?&#;](?:state|code|nonce|sig|key|session|sid)=)[^\s"'&#;<>\\]+/gi;

/** A user's name and password before the host, to the last "@": a password may hold one. */
const USER = /:\/\/[^\s/?#"'<>\\]*@/g;

/** `<password>value</password>`. */
const ELEMENT = /(<([\w:.-]{1,100})(?:[ \t][^<>]{0,200})?>)([^<]+)/g;

/** `<password><![CDATA[value]]></password>`, to the end of a text that was cut off. */
const CDATA = /(<([\w:.-]{1,100})(?:[ \t][^<>]{0,200})?>\s{0,20}<!\[CDATA\[)([^\]]*(?:\](?!\]>)[^\]]*)*)/g;

/** Whether a text can hold any of this: most texts are names, IDs and times, and are not looked at again. */
const CANDIDATE = /[=<:]|-----B|eyJ|[bB](?:asic|earer|ASIC|EARER)[ \t]|[rs]k_[lt]|gh[opusr]_|github_pat_|xox|glpat|AKIA|AIza|ya29|shp|[aA][pP][iI]-?[kK][eE][yY][ \t]/;

/** The same without the addresses that carry nothing. */
const SUSPECT = /[=<]|:(?!\/\/|$)|:\/\/[^\s/]*@|-----B|eyJ|[bB](?:asic|earer|ASIC|EARER)[ \t]|[rs]k_[lt]|gh[opusr]_|github_pat_|xox|glpat|AKIA|AIza|ya29|shp|[aA][pP][iI]-?[kK][eE][yY][ \t]/;

/**
 * A text without the secrets that say what they are: parameters of addresses, entries of JSON, elements of XML, an Authorization
 * header, a user's password, private keys, tokens that are known by their shape. Takes time in proportion to its length.
 */
export function hideInText(text: string): string {
	if (!CANDIDATE.test(text) || !SUSPECT.test(text)) return text;
	let clean = text;
	for (const [pattern, replacement] of SHAPES) clean = clean.replace(pattern, replacement);
	clean = clean.replace(BASIC, (whole, scheme: string, encoded: string) => (holdsPassword(encoded) ? `${scheme} ${REDACTED}` : whole));
	clean = clean.replace(COOKIES, (whole, name: string) => (whole.includes('=') ? `${name} ${REDACTED}` : whole));
	clean = hideNamedValues(clean);
	clean = clean.replace(PARAMETER, `$1${REDACTED}`).replace(USER, `://${REDACTED}@`);
	if (!clean.includes('</')) return clean;
	const hideElement = (whole: string, tag: string, name: string) => (isSecretName(name) ? `${tag}${REDACTED}` : whole);
	clean = clean.replace(ELEMENT, hideElement);
	return clean.includes('<![CDATA[') ? clean.replace(CDATA, hideElement) : clean;
}

function holdsPassword(encoded: string): boolean {
	return Buffer.from(encoded.slice(0, 400), 'base64').includes(':');
}

/** A link without its secret parameters, before and behind the #, and without a user's password. */
export function hideInLink(link: string): string {
	const start = link.search(/[?#]/);
	const address = start < 0 ? link : link.slice(0, start);
	const rest = start < 0 ? '' : link.slice(start);
	const parameters = rest.replace(/([?&#])([^=&#]*)(=?)([^&#]*)/g, (whole, separator: string, name: string, equals: string) => {
		// Without a name nothing says that it is harmless.
		if (equals === '') return name === '' ? whole : `${separator}${REDACTED}`;
		return isSecretParameter(name) ? `${separator}${name}=${REDACTED}` : whole;
	});
	return address.replace(/\/\/[^/]*@/, `//${REDACTED}@`) + parameters;
}
