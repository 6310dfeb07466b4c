import { truncate } from '../../../nodes/ApideckVault/audit/text';

describe('truncate', () => {
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
	])('shortens %j to %d characters as %j', (text, limit, short) => {
		expect(truncate(text, limit)).toBe(short);
	});
});
