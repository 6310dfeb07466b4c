import { isLoopback, parseBaseUrl } from '../../../nodes/ApideckVault/transport/baseUrl';
import { fitsPath, pathSegment } from '../../../nodes/ApideckVault/transport/pathSegment';

it.each<[unknown, { origin: string; href: string; loopback: boolean }]>([
	['https://unify.apideck.com', { origin: 'https://unify.apideck.com', href: 'https://unify.apideck.com', loopback: false }],
	[' https://gateway.example:8443/a//b// ', { origin: 'https://gateway.example:8443', href: 'https://gateway.example:8443/a//b', loopback: false }],
	['http://127.0.0.1:4010/', { origin: 'http://127.0.0.1:4010', href: 'http://127.0.0.1:4010', loopback: true }],
	['https://localhost', { origin: 'https://localhost', href: 'https://localhost', loopback: true }],
	['http://[::1]:1', { origin: 'http://[::1]:1', href: 'http://[::1]:1', loopback: true }],
])('the base URL %j', (given, expected) => {
	expect(parseBaseUrl(given)).toEqual(expected);
});

const CLEAR = 'it must start with https:// so that the API key is not sent in clear';
it.each<[unknown, string]>([
	['', 'it is empty'],
	['  ', 'it is empty'],
	[undefined, 'it is empty'],
	[7, 'it is empty'],
	['unify.apideck.com', 'it is not a URL'],
	['http://unify.apideck.com', CLEAR],
	['http://128.0.0.1', CLEAR],
	['ftp://localhost', CLEAR],
	['https://user@host.example', 'it must not contain a user name or password'],
	['https://:word@host.example', 'it must not contain a user name or password'],
	['https://host.example?a=1', 'it must not contain "?" or "#"'],
	['https://host.example#a', 'it must not contain "?" or "#"'],
])('cannot be %j, and the error says why and what to put there', (given, why) => {
	expect(() => parseBaseUrl(given)).toThrow(`The Base URL of the Apideck credential cannot be used: ${why}. Set it to https://unify.apideck.com`);
});

it.each(['localhost', '127.0.0.1', '127.10.200.255', '[::1]'])('%s is this machine', (host) => expect(isLoopback(host)).toBe(true));
it.each(['xlocalhost', 'localhost.example', '127.0.0', '127.0.0.1.2', '127.0.0.1111', 'x127.0.0.1', '127.0.0.1x', '127.a.0.1', '[::1]x', 'x[::1]', '127x0x0x1'])('%s is not', (host) =>
	expect(isLoopback(host)).toBe(false),
);

it.each<[string, string]>([
	['', '"" cannot be part of a path'],
	['.', '"." cannot be part of a path'],
	['..', '".." cannot be part of a path'],
	['a\u0000', 'control characters cannot be part of a path'],
	['\u0085b', 'control characters cannot be part of a path'],
])('the path segment %j is refused with the reason', (value, message) => {
	expect(() => pathSegment(value)).toThrow(message);
});
it.each([['...', '...'], ['a/..', 'a%2F..'], ['Cc', 'Cc'], ['p{Cc}', 'p%7BCc%7D']])('the path segment %j is sent as %s', (value, sent) => expect(pathSegment(value)).toBe(sent));
it.each<[unknown, boolean]>([['a/b', true], ['', false], ['..', false], ['\ud800', false], [7, false], [null, false], [{ toString: () => 'a' }, false]])('%j fits a path: %p', (value, fits) => {
	expect(fitsPath(value)).toBe(fits);
});
