import fc from 'fast-check';
import { parseWireTime } from '../../../nodes/ApideckVault/api/time';

describe('parseWireTime', () => {
	it.each<[unknown, number | null]>([
		[1_773_298_800_000, 1_773_298_800_000],
		[1_773_298_800_000.7, 1_773_298_800_000],
		['1773298800000', 1_773_298_800_000],
		['2026-03-12T07:00:00Z', 1_773_298_800_000],
		['2026-03-12T07:00:00.000Z', 1_773_298_800_000],
		['2026-03-12T07:00:00', 1_773_298_800_000],
		['2026-03-12 07:00:00', 1_773_298_800_000],
		['2026-03-12T09:00:00+02:00', 1_773_298_800_000],
		[' 2026-03-12 ', 1_773_273_600_000],
		[0, null],
		['0', null],
		['', null],
		[null, null],
		[undefined, null],
		[-1, null],
		[Number.NaN, null],
		[Infinity, null],
		[8.64e15 + 1, null],
		['1970-01-01T00:00:00.000Z', null],
		['2026-13-45T00:00:00Z', null],
		['yesterday', null],
		['May 2026', null],
		[true, null],
		[{}, null],
	])('parses %p as %p', (value, expected) => {
		expect(parseWireTime(value)).toBe(expected);
	});

	it('parses every date that JSON writes, and never throws', () => {
		fc.assert(fc.property(fc.date({ min: new Date('2010-01-01T00:00:00.000Z'), max: new Date('2099-12-31T23:59:59.999Z'), noInvalidDate: true }), (date) => parseWireTime(date.toISOString()) === date.getTime()));
		fc.assert(
			fc.property(fc.anything(), (value) => {
				const time = parseWireTime(value);
				return time === null || !Number.isNaN(new Date(time).getTime());
			}),
		);
	});
});
