import fc from 'fast-check';

import { escapeChat, escapeHtml } from '../../../nodes/ApideckVault/audit/report/format';
import { replaceInvisible } from '../../../nodes/ApideckVault/audit/text';

/** Every character that shows nothing of its own. */
const INVISIBLE = Array.from({ length: 0x110000 }, (_unused, code) => code)
	.filter((code) => code < 0xd800 || code > 0xdfff)
	.map((code) => String.fromCodePoint(code))
	.filter((character) => /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u.test(character));

it('includes the invisible characters that an HTML report once kept', () => {
	expect(INVISIBLE).toEqual(expect.arrayContaining(['\u200e', '\u200f', '\u061c', '\u202e', '\u2066', '\u200b', '\u200d', '\u00ad', '\ufeff', '\u{e0041}', '\ufe0f', '\u3164', '\u180e', '\u2060', '\u115f']));
	expect(INVISIBLE.length).toBeGreaterThan(4_000);
});

it.each([
	['HTML', escapeHtml],
	['chat', escapeChat],
])('no invisible character of Unicode reaches a report in %s', (_name, escape) => {
	for (const character of INVISIBLE) {
		const escaped = escape(`a${character}b${character}`);
		expect([character.codePointAt(0), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u.test(escaped)]).toEqual([character.codePointAt(0), false]);
		expect(escaped.replace(/ /g, '')).toBe('ab');
	}
});

it('replaces hidden characters by a space, and keeps variants of a character', () => {
	expect(replaceInvisible('pay\u200bpal')).toBe('pay pal');
	expect(replaceInvisible('abc\u202efed')).toBe('abc fed');
	expect(replaceInvisible('\u26a0\ufe0f Acme')).toBe('\u26a0 Acme');
});

it('keeps visible characters', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'grapheme' }), (text) => {
			fc.pre(!/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u.test(text));
			expect(replaceInvisible(text)).toBe(text);
		}),
		{ numRuns: 1_000 },
	);
});
