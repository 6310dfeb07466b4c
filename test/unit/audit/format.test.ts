import { compareText, formatTime } from '../../../nodes/ApideckVault/audit/text';
import { pluralize, formatDelta, formatNumber } from '../../../nodes/ApideckVault/audit/report/format';

describe('numbers', () => {
	it.each([
		[0, '0'],
		[7, '7'],
		[999, '999'],
		[1000, '1,000'],
		[12_345, '12,345'],
		[1_234_567, '1,234,567'],
	])('are formatted: %d as %s', (value, text) => {
		expect(formatNumber(value)).toBe(text);
	});

	it('are followed by the singular or plural', () => {
		expect([0, 1, 2, 1240].map((value) => pluralize(value, 'connection'))).toEqual(['0 connections', '1 connection', '2 connections', '1,240 connections']);
	});

	it('are formatted with a sign as a delta', () => {
		expect([0, 3, -2, 1240, -1240].map(formatDelta)).toEqual(['±0', '+3', '−2', '+1,240', '−1,240']);
	});
});

describe('times', () => {
	it('are formatted in words and UTC', () => {
		expect(formatTime(Date.UTC(2026, 2, 12, 7, 5, 59))).toBe('12 Mar 2026, 07:05 UTC');
		expect(formatTime('2026-03-12T23:30:00-02:00')).toBe('13 Mar 2026, 01:30 UTC');
		const months = Array.from({ length: 12 }, (_unused, month) => formatTime(Date.UTC(2026, month, 1)).split(' ')[1]);
		expect(months).toEqual(['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']);
	});

	it('are returned unchanged if they are invalid', () => {
		expect(formatTime('soon')).toBe('soon');
		expect(formatTime(Number.NaN)).toBe('NaN');
	});
});

it('compares texts by code unit, whatever the locale of the host', () => {
	expect(['b', 'a', 'Z', 'é', 'a'].sort(compareText)).toEqual(['Z', 'a', 'a', 'b', 'é']);
	expect([compareText('a', 'b'), compareText('b', 'a'), compareText('a', 'a')]).toEqual([-1, 1, 0]);
});
