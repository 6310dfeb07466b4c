import fc from 'fast-check';

import { normalizeConnection } from '../../../nodes/ApideckVault/audit/rules/snapshot';
import { DEFAULT_THRESHOLDS } from '../../../nodes/ApideckVault/audit/rules/verdict';
import { isoTime, simplifyConnection, simplifyConsumer, simplifyLog } from '../../../nodes/ApideckVault/api/records';
import { parseDeadline, parsePastTime, parseWireTime } from '../../../nodes/ApideckVault/api/time';

const NOW = Date.UTC(2026, 2, 12, 7, 0, 0);
const DAY = 86_400_000;
const SECONDS = 1_773_298_800;
const MOMENT = SECONDS * 1000;

describe('a time of the API', () => {
	it.each<[unknown, number | null]>([
		[MOMENT, MOMENT],
		[SECONDS, MOMENT],
		[String(MOMENT), MOMENT],
		[String(SECONDS), MOMENT],
		[` ${SECONDS} `, MOMENT],
		[SECONDS + 0.5, MOMENT + 500],
		['2026-03-12T07:00:00Z', MOMENT],
		['2026-03-12T07:00:00', MOMENT],
		['2026-03-12 07:00:00', MOMENT],
		['2026-03-12T07:00', MOMENT],
		['2026-03-12T07Z', MOMENT],
		['2026-03-12t07:00:00z', MOMENT],
		['2026-03-12T09:00:00+02', MOMENT],
		['2026-03-12T09:00:00+0200', MOMENT],
		['2026-03-12T09:00:00+02:00', MOMENT],
		['2026-03-12T03:30:00-03:30', MOMENT],
		['20260312T070000Z', MOMENT],
		['20260312T090000+0200', MOMENT],
		['2026-03-12 07:00:00+00', MOMENT],
		['2026-03-12 07:00:00.123456+00', MOMENT + 123],
		['2026-03-12 12:30:00+05:30', MOMENT],
		['2026-03-12 07:00:00 UTC', MOMENT],
		['2026-03-12T07:00:00,5Z', MOMENT + 500],
		['2026-03-11T24:00:00Z', Date.UTC(2026, 2, 12)],
		['2026-03-12', Date.UTC(2026, 2, 12)],
		['2026-02-30T07:00:00Z', null],
		['2026-03-12T25:00:00Z', null],
		['2026-03-12T07:61:00Z', null],
		['2026-3-12', null],
		['12.03.2026', null],
		['Thu, 12 Mar 2026', null],
		['1.7e12', null],
		['0x19c', null],
		[1, null],
		[8_640_000_000_000_000, null],
		[1e300, null],
		[Date.UTC(2009, 11, 31), null],
		[Date.UTC(2100, 0, 1), null],
		['9999-12-31T23:59:59Z', null],
		[`${' '.repeat(1_000_000)}2026-03-12`, null],
		['9'.repeat(1_000_000), null],
		[[MOMENT], null],
		[{ valueOf: null }, null],
	])('is parsed: %p as %p', (value, expected) => {
		expect(parseWireTime(value)).toBe(expected);
	});

	it('is null or between 2010 and 2100 whatever is sent, and is parsed the same again', () => {
		const texts = fc.stringMatching(/^[0-9TZ:.,+ -]{0,40}$/);
		fc.assert(
			fc.property(fc.oneof(fc.anything(), fc.double(), fc.integer({ min: 0, max: 4e15 }), texts), (value) => {
				const time = parseWireTime(value);
				if (time === null) return;
				expect(time).toBeGreaterThanOrEqual(Date.UTC(2010, 0, 1));
				expect(time).toBeLessThan(Date.UTC(2100, 0, 1));
				expect([parseWireTime(time), parseWireTime(String(time)), parseWireTime(new Date(time).toISOString())]).toEqual([time, time, time]);
			}),
			{ numRuns: 3_000 },
		);
	});

	it('is the same in seconds and in milliseconds', () => {
		fc.assert(fc.property(fc.integer({ min: 0, max: 5e9 }), (seconds) => parseWireTime(seconds) === (seconds < 1e8 ? null : parseWireTime(seconds * 1000))));
	});

	it('is unknown if it is too far in the future for its meaning', () => {
		expect([parsePastTime(NOW + DAY, NOW), parsePastTime(NOW + DAY + 1, NOW)]).toEqual([NOW + DAY, null]);
		expect([parseDeadline(NOW + 9 * 365 * DAY, NOW), parseDeadline(NOW + 11 * 365 * DAY, NOW)]).toEqual([NOW + 9 * 365 * DAY, null]);
	});

	it('is the same in Get, in consumers, in logs and in the audit', () => {
		const now = Date.now();
		const past = Math.floor(now / 1000) * 1000 - 3_600_000;
		const iso = new Date(past).toISOString();
		for (const form of [past, past / 1000, String(past), String(past / 1000), iso, iso.slice(0, 19), iso.replace('T', ' ').replace('.000Z', '+00'), now + 3 * DAY, 'soon', '', null]) {
			const read = isoTime(form);
			expect(simplifyConnection({ updated_at: form })).toMatchObject({ updated_at: read });
			expect(simplifyConsumer({ consumer_id: 'a', created: form as never, modified: form as never })).toMatchObject({ created: read, modified: read });
			expect(simplifyLog({ timestamp: form as never })).toMatchObject({ timestamp: read });
			const { lastChangedAt } = normalizeConnection({ updated_at: form }, { now, thresholds: DEFAULT_THRESHOLDS });
			expect(lastChangedAt === null ? null : new Date(lastChangedAt).toISOString()).toBe(read);
		}
		expect(simplifyConnection({ credentials_expire_at: past / 1000 })).toMatchObject({ credentials_expire_at: iso });
		expect(simplifyConnection({ credentials_expire_at: now + 3 * DAY })).toMatchObject({ credentials_expire_at: new Date(now + 3 * DAY).toISOString() });
	});
});
