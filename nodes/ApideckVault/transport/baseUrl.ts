import { withoutLookalikes } from '../vault/lookalikes';

const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether a host name (as `URL.hostname` spells it) is this machine itself. */
export function isLoopback(hostname: string): boolean {
	return LOOPBACK_HOST.test(hostname);
}

export interface BaseUrl {
	origin: string;
	/** Origin and path, without a slash at its end. */
	href: string;
	loopback: boolean;
}

/**
 * The credential's base URL, checked: https, or http for this machine only, since the API key travels on every request.
 * A path is kept (a gateway may need it), a trailing slash is not.
 * @throws Error whose message names the field and the way out.
 */
export function parseBaseUrl(value: unknown): BaseUrl {
	const text = typeof value === 'string' ? value.trim() : '';
	let url: URL;
	try {
		url = new URL(text);
	} catch {
		throw baseUrlError(text === '' ? 'it is empty' : 'it is not a URL');
	}
	const loopback = isLoopback(url.hostname);
	if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback)) {
		throw baseUrlError('it must start with https:// so that the API key is not sent in clear');
	}
	if (url.username !== '' || url.password !== '') {
		throw baseUrlError('it must not contain a user name or password');
	}
	if (url.search !== '' || url.hash !== '') throw baseUrlError('it must not contain "?" or "#"');
	return { origin: url.origin, href: url.origin + withoutSlashes(url.pathname), loopback };
}

/** In a loop: the pattern `/\/+$/` takes quadratic time. */
function withoutSlashes(path: string): string {
	let end = path.length;
	while (path[end - 1] === '/') end--;
	return path.slice(0, end);
}

function baseUrlError(why: string): Error {
	return new Error(
		`The Base URL of the Apideck credential cannot be used: ${why}. Set it to https://unify.apideck.com`,
	);
}

/** What HTTP libraries read differently: they trim it, drop it, encode it or take it for a slash. */
const AMBIGUOUS = /[\s\\\p{Cc}\p{Cf}\p{Cs}\p{Z}]/u;

/** A host stands behind exactly two slashes. */
const ABSOLUTE = /^https?:\/\/[^/]/i;

/** `https:host` and `//host` are a path to one HTTP library and a host to another. */
const WITH_SCHEME_OR_HOST = /^(?:[a-z][a-z\d+.-]*:|\/\/)/i;

/**
 * The address of a request in the one form that was checked: absolute, normalized, and below the base URL. Only this form may be
 * sent: between another form and the server stands an HTTP library that may read it differently.
 * @param baseURL what a relative address is relative to; has to be the base URL, or a path below it
 * @throws Error that names neither path nor query, which may hold secrets.
 */
export function addressBelow(base: BaseUrl, address: unknown, baseURL?: unknown): string {
	const parent = baseURL === undefined || baseURL === null || baseURL === '' ? undefined : parentAddress(base, baseURL);
	const text = textOf(address);
	if (text === undefined || (text === '' && parent === undefined)) throw notSent('the request has no valid URL');
	if (AMBIGUOUS.test(text)) {
		throw notSent('the address contains a blank, a backslash or a control character. Write a blank as %20, or remove it');
	}
	if (ABSOLUTE.test(text)) return checked(base, text);
	if (WITH_SCHEME_OR_HOST.test(text) || parent === undefined) {
		throw notSent(`the address does not start with ${base.origin}. Write it in full`);
	}
	// As HTTP libraries do it: appended, where `new URL` would drop the path of the base.
	return checked(base, `${parent}/${text.replace(/^\/+/, '')}`);
}

function parentAddress(base: BaseUrl, baseURL: unknown): string {
	const text = textOf(baseURL)?.trim() ?? '';
	if (AMBIGUOUS.test(text) || !ABSOLUTE.test(text) || /[?#]/.test(text)) throw notSent('the base address of the request is not a valid URL');
	return withoutSlashes(checked(base, text));
}

/** A text, or a URL in the form that is sent. Whatever else can be turned into a text could be a different one the next time. */
function textOf(address: unknown): string | undefined {
	if (typeof address === 'string') return address;
	return address instanceof URL ? String(address) : undefined;
}

function checked(base: BaseUrl, address: string): string {
	let url: URL;
	try {
		url = new URL(address);
	} catch {
		throw notSent('the request has no valid URL');
	}
	// Not `origin` alone: that of "blob:https://host" is the host's.
	if (url.origin !== base.origin || !/^https?:$/.test(url.protocol)) {
		throw new Error(
			`The Apideck API key was not sent to ${url.host}, because the credential's Base URL is ${base.origin}. Call that host, or change the credential.`,
		);
	}
	if (url.username !== '' || url.password !== '') {
		throw notSent('the address contains a user name or password, which would be sent in place of the key. Remove them');
	}
	const path = base.href.slice(base.origin.length);
	if (path !== '' && !isBelow(url.pathname, path)) {
		throw notSent(`the address is not below the credential's Base URL ${base.href}. Call an address below it, or change the credential`);
	}
	return url.origin + url.pathname + url.search;
}

/** Segment by segment: a prefix of the text could end inside a name. */
function isBelow(path: string, prefix: string): boolean {
	if (path !== prefix && !path.startsWith(`${prefix}/`)) return false;
	return !climbsWhenDecoded(path.slice(prefix.length));
}

/** Spellings of "." "/" and "\" that only some servers know: in more bytes than needed, or as a number of Unicode. */
const ODD_SPELLING = /%(?:c0%[ae]f|c0%ae|c1%9c|e0%80%a[ef]|e0%81%9c|u[\da-f]{4})/i;

/** ".." and what may end a name: parameters, a query, or a character where a server cuts the text. */
const ENDS_AFTER_DOTS = /^\.\.(?:$|[;?#\s\p{Cc}])/u;

/** What a server may drop from a name. */
const UNSEEN = /[\s\p{Cc}\p{Cf}]/gu;

/** How often a gateway and the servers behind it may decode an address. */
const DECODINGS = 4;

/** Whether a server that decodes the path, or drops the parameters of a segment, finds ".." in it. */
function climbsWhenDecoded(path: string): boolean {
	if (!/[%;]/.test(path)) return false;
	const decoded = decodeAscii(path);
	return climbs(decoded) || climbs(decodeAscii(withoutLookalikes(decodeOthers(decoded))));
}

/** Every sign, not only those that climb: "%25%32%65" is "%2e" first and "." afterwards. */
function decodeAscii(path: string): string {
	let decoded = path;
	for (let round = 0; round < DECODINGS; round++) {
		decoded = decoded.replace(/%([0-7][\da-f])/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
	}
	return decoded;
}

function decodeOthers(path: string): string {
	return path.replace(/(?:%[89a-f][\da-f])+/gi, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8'));
}

function climbs(decoded: string): boolean {
	// What is still encoded was encoded more often than anybody needs.
	if (ODD_SPELLING.test(decoded) || /%[0-7][\da-f]/i.test(decoded)) return true;
	return decoded.split(/[/\\]/).some((segment) => ENDS_AFTER_DOTS.test(segment) || segment.replace(UNSEEN, '') === '..');
}

function notSent(why: string): Error {
	return new Error(`The Apideck API key was not sent, because ${why}.`);
}
