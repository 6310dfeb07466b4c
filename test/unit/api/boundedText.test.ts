import { boundText, dropPartialWord, MAX_FOREIGN_TEXT } from '../../../nodes/ApideckVault/api/records';

it('S5: truncates an external text between two words', () => {
	const word = 'a'.repeat(MAX_FOREIGN_TEXT - 10);
	expect(boundText(`${word} ${'b'.repeat(9)}`)).toBe(`${word} ${'b'.repeat(9)}`);
	expect(boundText(`${word} ${'b'.repeat(10)}`)).toBe(word);
	expect(boundText('c'.repeat(1_000_000))).toHaveLength(MAX_FOREIGN_TEXT);
});

it.each([
	['one two thr', 'one two'],
	['one\ttwo', 'one'],
	['one\ntwo\r\nthr', 'one\ntwo\r'],
	['one two ', 'one two'],
	['one', 'one'],
	['', ''],
])('S5: drops the last word of %j', (text, expected) => {
	expect(dropPartialWord(text)).toBe(expected);
});
