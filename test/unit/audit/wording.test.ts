import { readableTime } from '../../../nodes/ApideckVault/audit/readableTime';
import { byText, counted, readableDifference, readableNumber, worstFirst } from '../../../nodes/ApideckVault/audit/report/wording';
import { finding } from './reportSample';

describe('numbers', () => {
	it.each([
		[0, '0'],
		[7, '7'],
		[999, '999'],
		[1000, '1,000'],
		[12_345, '12,345'],
		[1_234_567, '1,234,567'],
	])('%d is written %s', (value, text) => {
		expect(readableNumber(value)).toBe(text);
	});

	it('count things in the singular and the plural', () => {
		expect([0, 1, 2, 1240].map((value) => counted(value, 'connection'))).toEqual(['0 connections', '1 connection', '2 connections', '1,240 connections']);
	});

	it('differ with a sign', () => {
		expect([0, 3, -2, 1240, -1240].map(readableDifference)).toEqual(['±0', '+3', '−2', '+1,240', '−1,240']);
	});
});

describe('times', () => {
	it('are told in words and UTC', () => {
		expect(readableTime(Date.UTC(2026, 2, 12, 7, 5, 59))).toBe('12 Mar 2026, 07:05 UTC');
		expect(readableTime('2026-03-12T23:30:00-02:00')).toBe('13 Mar 2026, 01:30 UTC');
		const months = Array.from({ length: 12 }, (_unused, month) => readableTime(Date.UTC(2026, month, 1)).split(' ')[1]);
		expect(months).toEqual(['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']);
	});

	it('come back as they are when they are none', () => {
		expect(readableTime('soon')).toBe('soon');
		expect(readableTime(Number.NaN)).toBe('NaN');
	});
});

describe('the order of findings', () => {
	const order = (...findings: Array<ReturnType<typeof finding>>) => [...findings].sort(worstFirst);

	it('is by severity, then by the table of rules, then by what runs out first, then by ids', () => {
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
		expect(['b', 'a', 'Z', 'é', 'a'].sort(byText)).toEqual(['Z', 'a', 'a', 'b', 'é']);
		expect([byText('a', 'b'), byText('b', 'a'), byText('a', 'a')]).toEqual([-1, 1, 0]);
	});
});
