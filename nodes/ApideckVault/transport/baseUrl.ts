import { withoutLookalikes } from '../api/ids';

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
 * @throws Error whose message names the field and says how to fix it.
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
		throw baseUrlError('it must start with https://, so that the API key is never sent unencrypted');
	}
	if (url.username !== '' || url.password !== '') {
		throw baseUrlError('it must not contain a username or password');
	}
	if (url.search !== '' || url.hash !== '') throw baseUrlError('it must not contain "?" or "#"');
	return { origin: url.origin, href: url.origin + trimTrailingSlashes(url.pathname), loopback };
}

/** Loops, because the pattern `/\/+$/` takes quadratic time. */
function trimTrailingSlashes(path: string): string {
	let end = path.length;
	while (path[end - 1] === '/') end--;
	return path.slice(0, end);
}

function baseUrlError(why: string): Error {
	return new Error(
		`'Base URL' of the Apideck credential is not valid: ${why}. Set it to https://unify.apideck.com`,
	);
}

/** Characters that HTTP libraries treat differently: some trim, drop or encode them, or read them as a slash. */
const AMBIGUOUS = /[\s\\\p{Cc}\p{Cf}\p{Cs}\p{Z}]/u;

/** A host follows exactly two slashes. */
const ABSOLUTE = /^https?:\/\/[^/]/i;

/** `https:host` and `//host` are a path to one HTTP library and a host to another. */
const WITH_SCHEME_OR_HOST = /^(?:[a-z][a-z\d+.-]*:|\/\/)/i;

/**
 * The URL of a request in the form that was checked: absolute, normalized, and under the base URL. Only this form may be sent,
 * because the HTTP library may read another form differently.
 * @param baseURL base of a relative address: must be the base URL or a path under it
 * @throws Error that shows neither path nor query, because both may contain secrets.
 */
export function addressBelow(base: BaseUrl, address: unknown, baseURL?: unknown): string {
	const parent = baseURL === undefined || baseURL === null || baseURL === '' ? undefined : parentAddress(base, baseURL);
	const text = toText(address);
	if (text === undefined || (text === '' && parent === undefined)) throw keyNotSentError('the request has no valid URL');
	if (AMBIGUOUS.test(text)) {
		throw keyNotSentError('the URL contains a space, a backslash or a control character. Encode spaces as %20 and remove the other characters');
	}
	if (ABSOLUTE.test(text)) return checkAddress(base, text);
	if (WITH_SCHEME_OR_HOST.test(text) || parent === undefined) {
		throw keyNotSentError(`the URL does not start with ${base.origin}. Enter the full URL`);
	}
	// Appended as HTTP libraries do. `new URL` would drop the path of the base.
	return checkAddress(base, `${parent}/${text.replace(/^\/+/, '')}`);
}

function parentAddress(base: BaseUrl, baseURL: unknown): string {
	const text = toText(baseURL)?.trim() ?? '';
	if (AMBIGUOUS.test(text) || !ABSOLUTE.test(text) || /[?#]/.test(text)) throw keyNotSentError('the base URL of the request is not valid');
	return trimTrailingSlashes(checkAddress(base, text));
}

/** A string, or a URL as it is sent. Any other value could convert to a different string the next time. */
function toText(address: unknown): string | undefined {
	if (typeof address === 'string') return address;
	return address instanceof URL ? String(address) : undefined;
}

function checkAddress(base: BaseUrl, address: string): string {
	let url: URL;
	try {
		url = new URL(address);
	} catch {
		throw keyNotSentError('the request has no valid URL');
	}
	// The origin alone is not enough: "blob:https://host" has the host's origin.
	if (url.origin !== base.origin || !/^https?:$/.test(url.protocol)) {
		throw new Error(
			`The Apideck API key was not sent to ${url.host}, because the credential's 'Base URL' is ${base.origin}. Use that host, or change the credential.`,
		);
	}
	if (url.username !== '' || url.password !== '') {
		throw keyNotSentError('the URL contains a username or password, which would be sent instead of the API key. Remove them');
	}
	const path = base.href.slice(base.origin.length);
	if (path !== '' && !isBelow(url.pathname, path)) {
		throw keyNotSentError(`the URL is not under the credential's 'Base URL' ${base.href}. Use a URL under it, or change the credential`);
	}
	return url.origin + url.pathname + url.search;
}

/** Compares whole segments: a plain prefix could end inside a name. */
function isBelow(path: string, prefix: string): boolean {
	if (path !== prefix && !path.startsWith(`${prefix}/`)) return false;
	return !climbsWhenDecoded(path.slice(prefix.length));
}

/** Encodings of ".", "/" and "\" that only some servers decode: overlong UTF-8 and `%u` escapes. */
const NONSTANDARD_ENCODING = /%(?:c0%[ae]f|c0%ae|c1%9c|e0%80%a[ef]|e0%81%9c|u[\da-f]{4})/i;

/** ".." followed by what may end a segment: parameters, a query, or a character at which a server truncates the path. */
const ENDS_AFTER_DOTS = /^\.\.(?:$|[;?#\s\p{Cc}])/u;

/** Characters that a server may drop from a segment. */
const INVISIBLE = /[\s\p{Cc}\p{Cf}]/gu;

/** How often a gateway and the servers behind it may decode an address. */
const MAX_DECODINGS = 4;

/** Whether a server that decodes the path, or drops the parameters of a segment, finds ".." in it. */
function climbsWhenDecoded(path: string): boolean {
	if (!/[%;]/.test(path)) return false;
	const decoded = decodeAscii(path);
	return climbs(decoded) || climbs(decodeAscii(withoutLookalikes(decodeOthers(decoded))));
}

/** Decodes every character, not only dots and slashes: "%25%32%65" becomes "%2e" first and "." next. */
function decodeAscii(path: string): string {
	let decoded = path;
	for (let round = 0; round < MAX_DECODINGS; round++) {
		decoded = decoded.replace(/%([0-7][\da-f])/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
	}
	return decoded;
}

function decodeOthers(path: string): string {
	return path.replace(/(?:%[89a-f][\da-f])+/gi, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8'));
}

function climbs(decoded: string): boolean {
	// A path that is still encoded was encoded too often to be legitimate.
	if (NONSTANDARD_ENCODING.test(decoded) || /%[0-7][\da-f]/i.test(decoded)) return true;
	return decoded.split(/[/\\]/).some((segment) => ENDS_AFTER_DOTS.test(segment) || segment.replace(INVISIBLE, '') === '..');
}

function keyNotSentError(why: string): Error {
	return new Error(`The Apideck API key was not sent, because ${why}.`);
}
