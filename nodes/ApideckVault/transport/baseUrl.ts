const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether a host name (as `URL.hostname` spells it) is this machine itself. */
export function isLoopback(hostname: string): boolean {
	return LOOPBACK_HOST.test(hostname);
}

/**
 * The credential's base URL, checked: https, or http for this machine only, since the API key travels on every request.
 * A path is kept (a gateway may need it), a trailing slash is not.
 * @throws Error whose message names the field and the way out.
 */
export function parseBaseUrl(value: unknown): { origin: string; href: string; loopback: boolean } {
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
	return { origin: url.origin, href: url.origin + url.pathname.replace(/\/+$/, ''), loopback };
}

function baseUrlError(why: string): Error {
	return new Error(
		`The Base URL of the Apideck credential cannot be used: ${why}. Set it to https://unify.apideck.com`,
	);
}
