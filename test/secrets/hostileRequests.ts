/** Requests that somebody may make who can use the credential in a workflow, and must not learn the key. */
export interface HostileRequest {
	title: string;
	/** Address of the request; OWN and OTHER stand for the two servers. */
	address: string;
	headers?: Record<string, unknown>;
	baseURL?: string;
}

const OWN = '{own}';
const OTHER = '{other}';
/** Host and port only. */
const OTHER_HOST = '{otherHost}';

/** Its response holds no secrets: n8n's own HTTP Request node stores it as it is. */
const PATH = '/status';

/** Nothing may be sent for these. */
export const REFUSED_HEADERS: HostileRequest[] = [
	...['Host ', ' Host', '\tHost', 'Host\t', 'Host\u00a0', '\ufeffHost', 'host\n', 'Host:', ':authority', 'Host\0', 'Ho st', 'Hóst', '"Host"', 'Host,X', '(Host)', 'Authorization ', ' x-apideck-app-id', ' ', ''].map(
		(name) => ({ title: `header named ${JSON.stringify(name)}`, address: OWN + PATH, headers: { [name]: OTHER_HOST } }),
	),
	{ title: 'header value with a line break', address: OWN + PATH, headers: { 'X-Own': `a\r\nHost: ${OTHER_HOST}` } },
	{ title: 'header value with a line feed', address: OWN + PATH, headers: { 'X-Own': `a\nHost: ${OTHER_HOST}` } },
	{ title: 'header value with a null character', address: OWN + PATH, headers: { 'X-Own': 'a\0b' } },
	{ title: 'header value that is an object', address: OWN + PATH, headers: { 'X-Own': { toString: 'Host' } } },
	{ title: 'list of header values, one with a line break', address: OWN + PATH, headers: { 'X-Own': ['a', `b\r\nHost: ${OTHER_HOST}`] } },
];

/** What some gateway reads as another host, path or method. */
const OVERRIDES = ['X-Forwarded.Host', 'X.Forwarded_Host', 'X-Forward-Host', 'X-Envoy-Original-Path', 'X-Host-Override', 'X-Override-URL', 'Proxy', 'X-HTTP-Method-Override', 'X-HTTP-Method', 'x_http_method_override', 'X-Method-Override', 'Destination'];

/** The request is sent without these headers. */
export const DROPPED_HEADERS: HostileRequest[] = [
	...['Host', 'HOST', 'hOsT', 'Forwarded', 'X-Forwarded-Host', 'x-forwarded-server', 'X_Forwarded_Host', 'X-Host', 'X-Original-URL', 'X-Original-Host', 'X-Rewrite-URL', 'X-HTTP-Host-Override', 'Proxy-Authorization', ...OVERRIDES].map(
		(name) => ({ title: `header ${name}`, address: OWN + PATH, headers: { [name]: OTHER_HOST } }),
	),
	...['Authorization', 'AUTHORIZATION', 'X-Apideck-App-Id', 'x_apideck_app_id'].map((name) => ({ title: `header ${name}`, address: OWN + PATH, headers: { [name]: 'theirs' } })),
	{ title: 'header Transfer-Encoding', address: OWN + PATH, headers: { 'Transfer-Encoding': 'chunked' } },
	{ title: 'headers Transfer-Encoding and Content-Length', address: OWN + PATH, headers: { 'transfer-encoding': 'chunked', 'Content-Length': '4' } },
	{ title: 'header Connection that names Authorization', address: OWN + PATH, headers: { Connection: 'close, authorization' } },
	{ title: 'headers Upgrade and TE', address: OWN + PATH, headers: { Upgrade: 'h2c', TE: 'trailers', 'HTTP2-Settings': 'AAMAAABkAAQAAP__' } },
];

/** Nothing may be sent for these either. */
export const REFUSED_ADDRESSES: HostileRequest[] = [
	{ title: 'another host', address: OTHER + PATH },
	...[' ', '\t', '\n', '\0', '\u00a0', '\ufeff', '\u200b'].map((blank) => ({ title: `${JSON.stringify(blank)} before the address`, address: `${blank}${OWN}${PATH}` })),
	...[' ', '\t', '\r\n', '\u2028'].map((blank) => ({ title: `${JSON.stringify(blank)} in the address`, address: `${OWN}/vault${blank}/consumers` })),
	{ title: 'a blank before the address, and another base', address: ` ${OWN}${PATH}`, baseURL: OTHER },
	{ title: 'own address, and another base', address: OWN + PATH, baseURL: OTHER },
	{ title: 'a path below another base', address: PATH, baseURL: OTHER },
	{ title: 'two slashes below the own base', address: `//${OTHER_HOST}${PATH}`, baseURL: OWN },
	{ title: 'backslashes below the own base', address: `\\\\${OTHER_HOST}${PATH}`, baseURL: OWN },
	{ title: 'a scheme without slashes below the own base', address: `http:${OTHER_HOST}${PATH}`, baseURL: OWN },
	{ title: 'a scheme with one slash below the own base', address: `http:/${OTHER_HOST}${PATH}`, baseURL: OWN },
	{ title: 'a scheme with three slashes', address: `http:///${OTHER_HOST}${PATH}` },
	{ title: 'own address as the user of another', address: `${OWN}@${OTHER_HOST}${PATH}` },
	{ title: 'own address with a backslash before another', address: `${OWN}\\@${OTHER_HOST}${PATH}` },
	{ title: 'a user name and password', address: `http://user:word@{ownHost}${PATH}` },
	{ title: 'own address inside another scheme', address: `blob:${OWN}${PATH}` },
	{ title: 'an address without a host', address: PATH },
	{ title: 'no address', address: '' },
];

/** Replaces the placeholders. */
export function fill<T>(value: T, own: string, other: string): T {
	const places: Record<string, string> = { [OWN]: own, '{ownHost}': new URL(own).host, [OTHER]: other, [OTHER_HOST]: new URL(other).host };
	const text = (given: string) => Object.entries(places).reduce((filled, [place, by]) => filled.replaceAll(place, by), given);
	const walk = (given: unknown): unknown => {
		if (typeof given === 'string') return text(given);
		if (Array.isArray(given)) return given.map(walk);
		if (typeof given !== 'object' || given === null) return given;
		return Object.fromEntries(Object.entries(given).map(([name, entry]) => [name, walk(entry)]));
	};
	return walk(value) as T;
}
