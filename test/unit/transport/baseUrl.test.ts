import { addressBelow, isLoopback, parseBaseUrl } from '../../../nodes/ApideckVault/transport/baseUrl';

it.each<[unknown, { origin: string; href: string; loopback: boolean }]>([
	['https://unify.apideck.com', { origin: 'https://unify.apideck.com', href: 'https://unify.apideck.com', loopback: false }],
	[' https://gateway.example:8443/a//b// ', { origin: 'https://gateway.example:8443', href: 'https://gateway.example:8443/a//b', loopback: false }],
	['http://127.0.0.1:4010/', { origin: 'http://127.0.0.1:4010', href: 'http://127.0.0.1:4010', loopback: true }],
	['https://localhost', { origin: 'https://localhost', href: 'https://localhost', loopback: true }],
	['http://[::1]:1', { origin: 'http://[::1]:1', href: 'http://[::1]:1', loopback: true }],
])('parses the base URL %j', (given, expected) => {
	expect(parseBaseUrl(given)).toEqual(expected);
});

const CLEAR = 'it must start with https://, so that the API key is never sent unencrypted';
it.each<[unknown, string]>([
	['', 'it is empty'],
	['  ', 'it is empty'],
	[undefined, 'it is empty'],
	[7, 'it is empty'],
	['unify.apideck.com', 'it is not a URL'],
	['http://unify.apideck.com', CLEAR],
	['http://128.0.0.1', CLEAR],
	['ftp://localhost', CLEAR],
	['https://user@host.example', 'it must not contain a username or password'],
	['https://:word@host.example', 'it must not contain a username or password'],
	['https://host.example?a=1', 'it must not contain "?" or "#"'],
	['https://host.example#a', 'it must not contain "?" or "#"'],
])('rejects the base URL %j with the reason and the correct value', (given, why) => {
	expect(() => parseBaseUrl(given)).toThrow(`'Base URL' of the Apideck credential is not valid: ${why}. Set it to https://unify.apideck.com`);
});

it.each(['localhost', '127.0.0.1', '127.10.200.255', '[::1]'])('treats %s as this machine', (host) => expect(isLoopback(host)).toBe(true));
it.each(['xlocalhost', 'localhost.example', '127.0.0', '127.0.0.1.2', '127.0.0.1111', 'x127.0.0.1', '127.0.0.1x', '127.a.0.1', '[::1]x', 'x[::1]', '127x0x0x1'])('does not treat %s as this machine', (host) =>
	expect(isLoopback(host)).toBe(false),
);

const TEAM = parseBaseUrl('https://gw.example/team-a');

it.each([
	'%25%32%65%25%32%65/crm', '%%32%65%%32%65/crm', '%2%65%2%65/crm', '..%25%32%66crm', '..%255%63crm', '%25%32%35%32%65%2e/crm', '%2525252525252e./crm', '%252525252541',
	'..%00/crm', '..%09/crm', '..%0a/crm', '..%20/crm', '..%7f/crm', '..%00.txt/crm', '..%3f/crm', '..%23x/crm', '..%3bx/crm', '..%253bx/crm', '.%00./crm', '.%E2%80%8B./crm', '%20../crm', '..%C2%A0/crm', '..%C2%85x/crm',
	'%u002e%u002e/crm', '%u2215..', 'a%uff0e', '%25u002e', '%%75002e/crm', '..%c1%9ccrm', '..%e0%80%afcrm', '..%25c0%25afcrm',
	'%EF%BC%8E%EF%BC%8E/crm', '\uff0e\uff0e/crm', '..%EF%BC%8Fcrm', '..%E2%88%95crm', '..\uff3ccrm', '..%25EF%25BC%258Fcrm', '..%E%46%BC%8Fcrm', '%E2%80%A5/crm', '%E2%80%A4./crm', '..%E2%81%84crm', '..%EF%BC%9Bx/crm', '%EF%BC%852e%EF%BC%852e/crm',
])('S3: rejects %s, which some servers resolve outside the base path', (path) => {
	expect(() => addressBelow(TEAM, `https://gw.example/team-a/${path}`)).toThrow("The Apideck API key was not sent, because the URL is not under the credential's 'Base URL' https://gw.example/team-a.");
});

it.each([
	'crm/contacts', 'a%2Fb/..x', 'a..', 'a../b', '..a', '...', '%2e%2e%2e', 'v1.2;x=1/crm', 'a%20b', '50%25', '100%2525', 'na%C3%AFve', '%E3%81%8A%E5%BA%97', 'caf%E9', '%C2%BD', 'a%EF%BC%8Eb', 'a%EF%BC%8Fb', '%7B%22a%22%3A1%7D', 'a%3Fb%23c', '%uxyz', '%',
])('S3: accepts %s, which stays under the base path', (path) => {
	expect(addressBelow(TEAM, `https://gw.example/team-a/${path}`)).toBe(new URL(`https://gw.example/team-a/${path}`).href);
});

const HOST = parseBaseUrl('https://gw.example');
const NOT_SENT = 'The Apideck API key was not sent, because';

it.each([
	[HOST, 'https://gw.example/crm?a=1#part', undefined, 'https://gw.example/crm?a=1'],
	[HOST, 'HTTPS://GW.example:443/crm', undefined, 'https://gw.example/crm'],
	[HOST, new URL('https://gw.example/crm'), undefined, 'https://gw.example/crm'],
	[HOST, 'https://gw.example/crm', '', 'https://gw.example/crm'],
	[HOST, 'https://gw.example/crm', null, 'https://gw.example/crm'],
	[HOST, '/crm', 'https://gw.example', 'https://gw.example/crm'],
	[HOST, 'crm/a', ' https://gw.example/v1// ', 'https://gw.example/v1/crm/a'],
	[HOST, '', 'https://gw.example/v1', 'https://gw.example/v1/'],
	[TEAM, 'https://gw.example/team-a', undefined, 'https://gw.example/team-a'],
	[TEAM, '/crm', 'https://gw.example/team-a/', 'https://gw.example/team-a/crm'],
	[TEAM, 'crm', new URL('https://gw.example/team-a/v1'), 'https://gw.example/team-a/v1/crm'],
])('S3: with the base URL %j, sends the address %j on %j as %s', (base, address, baseURL, expected) => {
	expect(addressBelow(base, address, baseURL)).toBe(expected);
});

const BLANK = `${NOT_SENT} the URL contains a space, a backslash or a control character. Encode spaces as %20 and remove the other characters.`;
const NO_URL = `${NOT_SENT} the request has no valid URL.`;
const NO_BASE = `${NOT_SENT} the base URL of the request is not valid.`;
const IN_FULL = `${NOT_SENT} the URL does not start with https://gw.example. Enter the full URL.`;
const elsewhere = (host: string) => `The Apideck API key was not sent to ${host}, because the credential's 'Base URL' is https://gw.example. Use that host, or change the credential.`;
it.each<[unknown, unknown, string]>([
	['https://gw.example/a b', undefined, BLANK],
	['https://gw.example/a\\b', undefined, BLANK],
	['https://gw.example/a\u0000', undefined, BLANK],
	['https://gw.example/a\u200b', undefined, BLANK],
	['https://gw.example/a\ud800', undefined, BLANK],
	['', undefined, NO_URL],
	[undefined, undefined, NO_URL],
	[7, undefined, NO_URL],
	[['https://gw.example'], undefined, NO_URL],
	[{ toString: () => 'https://gw.example' }, undefined, NO_URL],
	['https://gw.example:99999/', undefined, NO_URL],
	['/crm', undefined, IN_FULL],
	['https:/evil.example', undefined, IN_FULL],
	['https:evil.example', 'https://gw.example', IN_FULL],
	['//evil.example', 'https://gw.example', IN_FULL],
	['x-y+z.1:evil.example', 'https://gw.example', IN_FULL],
	['blob:https://gw.example/a', undefined, IN_FULL],
	['https://evil.example/a', undefined, elsewhere('evil.example')],
	['https://gw.example:8443/a', undefined, elsewhere('gw.example:8443')],
	['http://gw.example/a', undefined, elsewhere('gw.example')],
	['crm', 'https://evil.example', elsewhere('evil.example')],
	['https://user@gw.example/a', undefined, `${NOT_SENT} the URL contains a username or password, which would be sent instead of the API key. Remove them.`],
	['https://:word@gw.example/a', undefined, `${NOT_SENT} the URL contains a username or password, which would be sent instead of the API key. Remove them.`],
	['crm', 'gw.example', NO_BASE],
	['crm', 'https://gw.example?a=1', NO_BASE],
	['crm', 'https://gw.example#a', NO_BASE],
	['crm', 'https://gw.example/a b', NO_BASE],
	['crm', 7, NO_BASE],
])('S3: rejects the address %j on %j with the reason', (address, baseURL, message) => {
	expect(() => addressBelow(HOST, address, baseURL)).toThrow(new Error(message));
});

it.each(['https://gw.example/team-ab', 'https://gw.example/team', 'https://gw.example/', 'https://gw.example/team-a/../crm'])('S3: rejects %s, which is outside the base path', (address) => {
	expect(() => addressBelow(TEAM, address)).toThrow(`${NOT_SENT} the URL is not under the credential's 'Base URL' https://gw.example/team-a. Use a URL under it, or change the credential.`);
});
