import { shorten } from '../../../nodes/ApideckVault/audit/report/shorten';

describe('shorten', () => {
	it.each([
		['', 3, ''],
		['abc', 3, 'abc'],
		['abcd', 3, 'ab…'],
		['🥐🥐', 3, '🥐🥐'],
		['🥐🥐🥐', 3, '🥐🥐🥐'],
		['🥐🥐🥐🥐', 3, '🥐🥐…'],
		['🥐🥐🥐a', 3, '🥐🥐…'],
		['a🥐b', 3, 'a🥐b'],
		['ab', 1, '…'],
	])('%j to %d characters: %j', (text, limit, short) => {
		expect(shorten(text, limit)).toBe(short);
	});
});
