import { hideNamedValues } from './namedValues';
import { isSecretName, isSecretParameter, REDACTED } from './names';

/**
 * Secrets with a known format. Every pattern is linear: a run of characters is entered only at its beginning, and the part after it
 * cannot match the same characters.
 */
const SHAPES: Array<[pattern: RegExp, replacement: string]> = [
	/** A private key, up to its end or the end of a truncated text. */
	[/-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}-----[^]*?(?:-----END [A-Z0-9 ]{0,60}-----|$)/g, REDACTED],
	/** A JSON Web Token. */
	[/(?<![\w-])eyJ[\w-]{6,}\.[\w-]{4,}(?:\.[\w-]*)*/g, REDACTED],
	/** Tokens of common services, which have a known prefix. */
	[
		/(?<![\w-])(?:[sr]k_(?:live|test)_\w{6,}|gh[pousr]_\w{16,}|github_pat_\w{16,}|xox[abeoprs]-[\w-]{10,}|glpat-[\w-]{16,}|AKIA[0-9A-Z]{16}|AIza[\w-]{30,}|ya29\.[\w-]{16,}|shp(?:at|ss|ca|pa)_\w{16,})/g,
		REDACTED,
	],
	[/(\bauthorization["']?[ \t]{0,4}[:=][ \t]{0,4}["']?)(bearer|basic|token|digest|api-?key)[ \t]+[^\s"'\\,;<>()]+/gi, `$1$2 ${REDACTED}`],
	/** A bearer token with a digit or a special character: "Bearer token" and "Bearer authentication" are words. */
	[/\b(bearer)[ \t]+(?=[^\s"'\\,;<>()]{0,400}[\d._~+/-])(?![\w-]{1,100}=["'])[^\s"'\\,;<>()]+/gi, `$1 ${REDACTED}`],
	/** An API key of at least six characters with a digit. */
	[/\b((?:x-)?api-?key)[ \t]{1,8}(?=[^\s"'\\,;<>()]{0,400}\d)(?![\w-]{1,100}=["'])[^\s"'\\,;<>()]{6,}/gi, `$1 ${REDACTED}`],
];

/** Cookies in a `Cookie` or `Set-Cookie` header. */
const COOKIES = /\b(cookie:)[^\r\n"'\\]+/gi;

/** Basic authentication, if its base64 text decodes to a user name and password. */
const BASIC = /\b(basic)[ \t]+([\w+/-]{4,}={0,2})/gi;

/** URL parameters whose names are ordinary words elsewhere. */
const PARAMETER = /([?&#;](?:state|code|nonce|sig|key|session|sid)=)[^\s"'&#;<>\\]+/gi;

/** User name and password before the host, up to the last "@", because a password may contain one. */
const USER_INFO = /:\/\/[^\s/?#"'<>\\]*@/g;

/** `<password>value</password>`. */
const ELEMENT = /(<([\w:.-]{1,100})(?:[ \t][^<>]{0,200})?>)([^<]+)/g;

/** `<password><![CDATA[value]]></password>`, or up to the end of a truncated text. */
const CDATA = /(<([\w:.-]{1,100})(?:[ \t][^<>]{0,200})?>\s{0,20}<!\[CDATA\[)([^\]]*(?:\](?!\]>)[^\]]*)*)/g;

/** Fast check for possible secrets: most texts are names, IDs and times, and need no further check. */
const CANDIDATE = /[=<:]|-----B|eyJ|[bB](?:asic|earer|ASIC|EARER)[ \t]|[rs]k_[lt]|gh[opusr]_|github_pat_|xox|glpat|AKIA|AIza|ya29|shp|[aA][pP][iI]-?[kK][eE][yY][ \t]/;

/** Same as CANDIDATE, without plain URLs. */
const SUSPECT = /[=<]|:(?!\/\/|$)|:\/\/[^\s/]*@|-----B|eyJ|[bB](?:asic|earer|ASIC|EARER)[ \t]|[rs]k_[lt]|gh[opusr]_|github_pat_|xox|glpat|AKIA|AIza|ya29|shp|[aA][pP][iI]-?[kK][eE][yY][ \t]/;

/**
 * Removes recognizable secrets from a text: URL parameters, JSON entries, XML elements, Authorization headers, passwords in URLs,
 * private keys, and tokens of a known format. Takes linear time.
 */
export function hideInText(text: string): string {
	if (!CANDIDATE.test(text) || !SUSPECT.test(text)) return text;
	let clean = text;
	for (const [pattern, replacement] of SHAPES) clean = clean.replace(pattern, replacement);
	clean = clean.replace(BASIC, (whole, scheme: string, encoded: string) => (isUserAndPassword(encoded) ? `${scheme} ${REDACTED}` : whole));
	clean = clean.replace(COOKIES, (whole, name: string) => (whole.includes('=') ? `${name} ${REDACTED}` : whole));
	clean = hideNamedValues(clean);
	clean = clean.replace(PARAMETER, `$1${REDACTED}`).replace(USER_INFO, `://${REDACTED}@`);
	if (!clean.includes('</')) return clean;
	const hideElement = (whole: string, tag: string, name: string) => (isSecretName(name) ? `${tag}${REDACTED}` : whole);
	clean = clean.replace(ELEMENT, hideElement);
	return clean.includes('<![CDATA[') ? clean.replace(CDATA, hideElement) : clean;
}

function isUserAndPassword(encoded: string): boolean {
	return Buffer.from(encoded.slice(0, 400), 'base64').includes(':');
}

/** Removes secret parameters from the query and fragment of a link, and the password of its user. */
export function hideInLink(link: string): string {
	const start = link.search(/[?#]/);
	const address = start < 0 ? link : link.slice(0, start);
	const rest = start < 0 ? '' : link.slice(start);
	const parameters = rest.replace(/([?&#])([^=&#]*)(=?)([^&#]*)/g, (whole, separator: string, name: string, equals: string) => {
		// A parameter without a name may be a secret.
		if (equals === '') return name === '' ? whole : `${separator}${REDACTED}`;
		return isSecretParameter(name) ? `${separator}${name}=${REDACTED}` : whole;
	});
	return address.replace(/\/\/[^/]*@/, `//${REDACTED}@`) + parameters;
}
