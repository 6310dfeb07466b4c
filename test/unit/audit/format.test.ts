import { formatTime } from '../../../nodes/ApideckVault/audit/text';
import { compareText, pluralize, formatDelta, formatNumber, worstFirst } from '../../../nodes/ApideckVault/audit/report/format';
import { finding } from './reportSample';

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

describe('the order of findings', () => {
	const order = (...findings: Array<ReturnType<typeof finding>>) => [...findings].sort(worstFirst);

	it('is by severity, then by rule, then by deadline, then by IDs', () => {
		const expected = [
			finding({ severity: 'critical', code: 'company_changed', consumer_id: 'z' }),
			finding({ severity: 'critical', code: 'credentials_expiring_soon', deadline: '2026-03-12T08:00:00.000Z', consumer_id: 'y' }),
			finding({ severity: 'critical', code: 'credentials_expiring_soon', deadline: '2026-03-12T09:00:00.000Z', consumer_id: 'x' }),
			finding({ severity: 'critical', code: 'credentials_expiring_soon', consumer_id: 'a' }),
			finding({ severity: 'critical', code: 'of_another_version', consumer_id: 'a' }),
			finding({ severity: 'warning', code: 'needs_consent', consumer_id: 'a', unified_api: 'accounting' }),
			finding({ severity: 'warning', code: 'needs_consent', consumer_id: 'a', unified_api: 'crm', service_id: 'pipedrive' }),
			finding({ severity: 'warning', code: 'needs_consent', consumer_id: 'a', unified_api: 'crm', service_id: 'salesforce' }),
			finding({ severity: 'warning', code: 'needs_consent', consumer_id: 'b', unified_api: 'accounting' }),
			finding({ severity: 'warning', code: 'needs_consent', consumer_id: 'b', unified_api: 'crm', service_id: 'salesforce' }),
			finding({ severity: 'warning', code: 'needs_consent', consumer_id: 'b', unified_api: 'crm', service_id: null }),
			finding({ severity: 'warning', code: 'needs_consent', consumer_id: 'b', unified_api: null, service_id: 'a' }),
			finding({ severity: 'info', code: 'confirmation_pending' }),
			finding({ severity: 'ok', code: 'healthy' }),
		];
		expect(order(...expected)).toEqual(expected);
		expect(order(...[...expected].reverse())).toEqual(expected);
	});

	it('compares texts by code unit, whatever the locale of the host', () => {
		expect(['b', 'a', 'Z', 'é', 'a'].sort(compareText)).toEqual(['Z', 'a', 'a', 'b', 'é']);
		expect([compareText('a', 'b'), compareText('b', 'a'), compareText('a', 'a')]).toEqual([-1, 1, 0]);
	});
});
