import fc from 'fast-check';

import { encodePath, isConsumerPathSafe, isPathSafe } from '../../../nodes/ApideckVault/transport/call';

const RESERVED = ['a/b', '/', 'a\\b', 'a?b', 'a#b', 'a%2Fb', '%', '..%2f', '%2e%2e', 'hubspot/../../consumers/victim', '...', '....', '..;', '..;x', '.x', 'hubspot;a=b', ';', '*', 'a*', 'a|b', '\uff0e\uff0e\uff0fx', 'a\u2215b', 'a\uff3cb', 'a\u2025', 'a.b\uff0e', 'a\uff05b', 'a\uff1bb'];
const NEVER = ['', '.', '..', 'a\nb', '\u0000', '\u007f', '\u0085b', '\ud800'];

it.each([...RESERVED, ...NEVER, ' a', 'a ', 'a'.repeat(513)])("S15: rejects %j as an Apideck ID anywhere in a path", (id) => {
	expect(isPathSafe(id)).toBe(false);
	for (const path of [['vault', 'connections', id, 'hubspot'], ['vault', 'connections', 'crm', id], ['vault', 'connections', 'crm', 'hubspot', id, 'config'], ['vault', 'custom-mappings', 'crm', 'hubspot', id], [id]]) {
		expect(() => encodePath(path)).toThrow('An ID in the path');
	}
});

it.each(['hubspot', 'file-storage', 'crm+contacts+tier', 'v1.2', 'a.', 'na\u00efve', 'nai\u0308ve', 'お店', '½', "it's()!~", 'a+b&c=d,e', '@:$'])("S15: accepts %j as an Apideck ID", (id) => {
	expect(isPathSafe(id)).toBe(true);
	expect(encodePath(['vault', 'connections', 'crm', id])).toBe(`vault/connections/crm/${encodeURIComponent(id)}`);
});

it.each(RESERVED)("S15: encodes %j as a consumer ID, which is free text", (id) => {
	expect(isConsumerPathSafe(id)).toBe(true);
	expect(encodePath(['vault', 'consumers', id, 'stats'])).toBe(`vault/consumers/${encodeURIComponent(id)}/stats`);
});

it.each(NEVER)("S15: rejects %j as a consumer ID too", (id) => {
	expect(isConsumerPathSafe(id)).toBe(false);
	expect(() => encodePath(['vault', 'consumers', id])).toThrow('An ID in the path');
});

it.each([7, null, undefined, {}, ['a'], { toString: () => 'a' }])('S15: rejects %j, which is not an ID', (value) => {
	expect([isPathSafe(value), isConsumerPathSafe(value)]).toEqual([false, false]);
});

it('S15: keeps the number and content of segments for any texts', () => {
	const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), fc.constantFrom(...RESERVED, ...NEVER));
	fc.assert(
		fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), fc.boolean(), (ids, isConsumer) => {
			const path = isConsumer ? ['vault', 'consumers', ...ids] : ['vault', ...ids];
			let encoded: string;
			try {
				encoded = encodePath(path);
			} catch {
				return;
			}
			const url = new URL(`https://host.example/${encoded}`);
			expect(url.pathname.split('/').slice(1).map(decodeURIComponent)).toEqual(path);
			expect([url.search, url.hash, url.host]).toEqual(['', '', 'host.example']);
		}),
		{ numRuns: 2_000 },
	);
});
