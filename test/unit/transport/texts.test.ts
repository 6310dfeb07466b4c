import fc from 'fast-check';
import type { INode } from 'n8n-workflow';

import { isLoopback, parseBaseUrl } from '../../../nodes/ApideckVault/transport/baseUrl';
import { mask } from '../../../nodes/ApideckVault/secrets/mask';
import { networkCode, requestError } from '../../../nodes/ApideckVault/transport/errors';
import { explainNetwork } from '../../../nodes/ApideckVault/transport/errorCatalog';

describe('the base URL', () => {
	it.each([
		['https://unify.apideck.com', 'https://unify.apideck.com'],
		['https://unify.apideck.com///', 'https://unify.apideck.com'],
		['  https://UNIFY.apideck.com:443/x/ ', 'https://unify.apideck.com/x'],
		['https://host.example/a/../b', 'https://host.example/b'],
		['http://localhost:1', 'http://localhost:1'],
		['http://127.0.0.1', 'http://127.0.0.1'],
		['http://0x7f.1', 'http://127.0.0.1'],
		['http://[::1]:80', 'http://[::1]'],
	])('normalizes %s to %s', (given, href) => {
		expect(parseBaseUrl(given)).toMatchObject({ href });
	});

	it('allows http only for this machine', () => {
		fc.assert(
			fc.property(fc.webUrl({ validSchemes: ['http'], withQueryParameters: false }), (url) => {
				fc.pre(!isLoopback(new URL(url).hostname));
				expect(() => parseBaseUrl(url)).toThrow(/must start with https/);
			}),
		);
	});

	it('never repeats a rejected URL, which may contain a password', () => {
		fc.assert(
			fc.property(fc.string({ minLength: 8 }), (text) => {
				try {
					parseBaseUrl(`https://user:${encodeURIComponent(`pw-${text}`)}@host.example`);
					throw new Error('not refused');
				} catch (error) {
					expect(String(error)).toContain('must not contain a username or password');
				}
			}),
		);
	});

	it.each(['localhost', '127.0.0.1', '127.255.255.254', '[::1]'])('treats %s as this machine', (host) => expect(isLoopback(host)).toBe(true));
	it.each(['localhost.', 'localhost.evil.example', '128.0.0.1', '127.0.0.1.nip.io', '0.0.0.0', '[::2]', '[::ffff:7f00:1]', '10.0.0.1', ''])('does not treat %j as this machine', (host) =>
		expect(isLoopback(host)).toBe(false),
	);
});

describe('mask', () => {
	it('leaves no secret of six characters or more in any text, in any order or encoding', () => {
		const secret = fc.string({ unit: 'binary-ascii', minLength: 6, maxLength: 20 }).filter((text) => !'[redacted]'.includes(text) && text.trim().length >= 6);
		fc.assert(
			fc.property(fc.array(secret, { minLength: 1, maxLength: 5 }), fc.array(fc.string(), { maxLength: 6 }), (secrets, words) => {
				const spelled = secrets.flatMap((text) => [text, JSON.stringify(text), encodeURIComponent(text)]);
				const text = spelled.map((part, index) => `${words[index] ?? ' | '}${part}`).join(' ');
				// Between two replacements only what stood around them is left.
				for (const piece of mask([text], secrets)[0]!.split('[redacted]')) {
					for (const one of secrets) expect([one, JSON.stringify(one).slice(1, -1), encodeURIComponent(one)].some((form) => piece.includes(form))).toBe(false);
				}
			}),
		);
	});

	it.each([
		['the longer of two first', 'abcdef-and-more', ['abcdef', 'abcdef-and-more'], '[redacted]'],
		['a short one as a word only', 'p4ss, xp4ss p4ss', ['p4ss'], '[redacted], xp4ss [redacted]'],
		['characters that have a meaning in a pattern', 'a a.*b c', ['a.*b'], 'a [redacted] c'],
		['not what is too short', 'eu de on', ['eu', 'de', 'on'], 'eu de on'],
		['a key file, line by line', 'bad line: ZmFrZWtleQ', ['-----BEGIN\nZmFrZWtleQ\n-----END'], 'bad line: [redacted]'],
		['nothing when there is nothing', 'text', [''], 'text'],
	])('replaces %s', (_name, text, secrets, expected) => {
		expect(mask([text], secrets)).toEqual([expected]);
	});
});

describe('the code of a lost request', () => {
	const chain = (...causes: object[]): unknown => causes.reduceRight((cause: unknown, error) => ({ ...error, cause }), undefined);

	it.each<[unknown, string]>([
		[{ code: 'ECONNREFUSED' }, 'ECONNREFUSED'],
		[chain({ message: 'x' }, { code: 'ENOTFOUND' }), 'ENOTFOUND'],
		[chain({ httpCode: '200', message: 'stream has been aborted' }), 'BODY_ABORTED'],
		[chain({ httpCode: '200' }, { message: 'stream has been aborted', code: 'ERR_BAD_RESPONSE' }), 'BODY_ABORTED'],
		[{ message: 'socket hang up' }, 'ECONNRESET'],
		[{ httpCode: 'ECONNABORTED' }, 'ECONNABORTED'],
		[{ httpCode: '200' }, 'UNKNOWN'],
		[{ code: 42 }, 'UNKNOWN'],
		[new Error('anything'), 'UNKNOWN'],
		['text', 'UNKNOWN'],
		[null, 'UNKNOWN'],
	])('%#: %p', (error, code) => {
		expect(networkCode(error)).toBe(code);
	});

	it('stops at a circular cause', () => {
		const error: { cause?: unknown } = {};
		error.cause = error;
		expect(networkCode(error)).toBe('UNKNOWN');
	});
});

it('reads no other property of an object as a network code', () => {
	expect(explainNetwork('toString', 1).message).toBe('Apideck could not be reached');
});

it('names the limit of a timeout', () => {
	expect(explainNetwork('ETIMEDOUT', 1_500)).toMatchObject({ reason: 'timeout', message: 'No response within 1.5 s' });
});

describe('the error of a request', () => {
	const node = { id: '1', name: 'Vault', type: 't', typeVersion: 1, position: [0, 0], parameters: {} } as INode;
	const errorOf = (detail: unknown, secrets: string[]) =>
		requestError({ kind: 'response', statusCode: 422, headers: {}, body: { message: 'm', detail } }, { method: 'GET', path: ['vault', 'logs'] }, { node, attempts: 1, timeout: 1, plan: { retry: false, why: 'final' }, isChange: true, mayHaveBeenApplied: false, secrets });

	it('masks a long text before truncating it', () => {
		for (let before = 560; before < 620; before++) {
			const { description } = errorOf(`${'.'.repeat(before)}sk_test_fake_0123456789 ${'.'.repeat(900)}`, ['sk_test_fake_0123456789']);
			expect(description).not.toMatch(/sk_test/);
			expect(description!.length).toBeLessThan(1_200);
		}
	});
});
