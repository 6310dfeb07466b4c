import fc from 'fast-check';
import { DateTime } from 'luxon';
import type { IExecuteFunctions } from 'n8n-workflow';

import { readDateTime, parseIsoDateTime } from '../../../nodes/ApideckVault/parameters/dateTime';
import { ItemParameters } from '../../../nodes/ApideckVault/parameters/itemParameters';

const item = new ItemParameters({ getTimezone: () => 'Europe/Brussels', getNode: () => ({ name: 'Vault', parameters: {} }) } as unknown as IExecuteFunctions, 0);

it.each([
	['2026-01-31T08:00:00+02', '2026-01-31T06:00:00.000Z'],
	['2026-01-31T08:00:00-0330', '2026-01-31T11:30:00.000Z'],
	['2026-01-31T08:00:00\u221202:00', '2026-01-31T10:00:00.000Z'],
	['20260131T080000Z', '2026-01-31T08:00:00.000Z'],
	['20260131T0800+0100', '2026-01-31T07:00:00.000Z'],
	['20260131', '2026-01-30T23:00:00.000Z'],
	['20260131T08Z', '2026-01-31T08:00:00.000Z'],
	['2026-01-31T08', '2026-01-31T07:00:00.000Z'],
	['2026-01-31T08Z', '2026-01-31T08:00:00.000Z'],
	['2026-01-31T08:00:00,5Z', '2026-01-31T08:00:00.500Z'],
	['2026-01-31T08:00:00,123456789Z', '2026-01-31T08:00:00.123Z'],
	['2026-01-31T08:30,5Z', '2026-01-31T08:30:30.000Z'],
	['2026-01-31t08:00:00z', '2026-01-31T08:00:00.000Z'],
	['2026-01-31T24:00:00Z', '2026-02-01T00:00:00.000Z'],
	['2026-W05-6', '2026-01-30T23:00:00.000Z'],
	['2026-W05-6T08:00Z', '2026-01-31T08:00:00.000Z'],
	['2026W056T080000Z', '2026-01-31T08:00:00.000Z'],
	['2026-031T08:00:00Z', '2026-01-31T08:00:00.000Z'],
	['2024-366T00:00Z', '2024-12-31T00:00:00.000Z'],
	// As PostgreSQL prints timestamps, with and without a zone.
	['2026-01-31 08:00:00+00', '2026-01-31T08:00:00.000Z'],
	['2026-01-31 08:00:00.123456+05:30', '2026-01-31T02:30:00.123Z'],
	['2026-01-31 08:00:00-03', '2026-01-31T11:00:00.000Z'],
	['2026-01-31 08:00:00', '2026-01-31T07:00:00.000Z'],
	['1880-01-31 08:00:00+00:17:30', '1880-01-31T07:42:30.000Z'],
	['2026-01-31 08:00:00 +02:00', '2026-01-31T06:00:00.000Z'],
	['2026-01-31Z', '2026-01-31T00:00:00.000Z'],
	['2026-01-31 08:00:00 UTC', '2026-01-31T08:00:00.000Z'],
	['2026-01-31 08:00:00 GMT', '2026-01-31T08:00:00.000Z'],
	['2026-01-31T08:00:00utc', '2026-01-31T08:00:00.000Z'],
	['2026-01-31 UTC', '2026-01-31T00:00:00.000Z'],
	// Leap seconds: the end of a day in UTC, also by the clocks of other zones.
	['2026-01-31T23:59:60Z', '2026-02-01T00:00:00.000Z'],
	['2026-12-31T23:59:60.999Z', '2027-01-01T00:00:00.000Z'],
	['2017-01-01T05:29:60+05:30', '2017-01-01T00:00:00.000Z'],
	['2017-01-01T00:59:60', '2017-01-01T00:00:00.000Z'],
	['20261231T235960Z', '2027-01-01T00:00:00.000Z'],
	// Unix milliseconds of a sheet.
	['1769846400000', '2026-01-31T08:00:00.000Z'],
	[' 1769846400000 ', '2026-01-31T08:00:00.000Z'],
	['946684800000', '2000-01-01T00:00:00.000Z'],
])('W19: reads %s as %s', (text, iso) => {
	expect(readDateTime(item, 'At', text)).toBe(iso);
});

it.each([
	'01/02/2026', '1/2/2026', '31.01.2026', '2026/01/31', '2026-1-3', '31-01-2026', 'Jan 31, 2026', '31 January 2026', 'Sat Jan 31 2026 08:00:00 GMT+0100', '2026', '2026-01', '2026-01-31T', '2026-01-31T8:00', '2026-01-31T08:00 PM',
	'2026-01-31T08:0', '2026-01-31T08:0000', '2026-01-31T0800:00', '2026-01-31T08:00:60Z', '2026-01-31T24:00:01Z', '2026-01-31T24:30Z', '2026-01-31T08:00+24', '2026-01-31T08:00+02:60', '2026-01-31T08:00+2', '2026-01-31T08:00Z+02',
	'2026-01-31T25', '2026-01-31T25Z', '20260131T250000Z', '2026-01-31T08:00+99', '2026-01-31 08:00:00+9900', '20260230', '2026-02-30T08Z',
	'2026-W54-1', '2026-W00-1', '2025-W53-1', '2026-W05-8', '2026-W05', '2026-000', '2026-366', '2026031', '2026-01-31 08:00:00+00 BC', 'infinity', '-infinity', '2026-01-31T08:00+01:00[Europe/Brussels]', '17698464000', '1769846400', '17698464000000', '1769846400000.5', '-1769846400000', '１７６９８４６４０００００', '2026-01-31T24:59:60Z', '2026-01-31T23:60:60Z', '2026-01-31T23:59:61Z', '2026-01-31 08:00 UTC+02:00', '2026-01-31 08:00:00 CET', '2026-01-31 08:00:00 UTCZ', '２０２６-01-31', '2026-01-31T08:00:00.', '2026-01-31T08:00:00.Z', '+2026-01-31', '2026-01-31-', '2026-01-31 -',
])('W19: refuses %j with an example', (text) => {
	expect(() => readDateTime(item, 'At', text)).toThrow("'At' is not a date and time");
	try {
		readDateTime(item, 'At', text);
	} catch (error) {
		expect((error as { description?: string }).description).toContain('2026-01-31T08:00:00Z');
	}
});

it('W19: reads Unix milliseconds in a text as it reads the number', () => {
	const read = (value: unknown) => {
		try {
			return readDateTime(item, 'At', value);
		} catch (error) {
			return (error as Error).message;
		}
	};
	fc.assert(fc.property(fc.integer({ min: 1e11, max: 9_999_999_999_999 }), (value) => expect(read(String(value))).toBe(read(value))));
	expect(read('000000000007')).toBe(read(7));
});

const moment = fc.date({ min: new Date('1000-01-02T00:00:00Z'), max: new Date('9999-12-30T00:00:00Z'), noInvalidDate: true }).map((date) => DateTime.fromJSDate(date, { zone: 'utc' }));
const FORMATS = ["yyyy-MM-dd'T'HH:mm:ss.SSSZZ", "yyyy-MM-dd'T'HH:mm:ss,SSSZZZ", "yyyyMMdd'T'HHmmss.SSSZZZ", 'yyyy-MM-dd HH:mm:ss.SSSZZ', "kkkk-'W'WW-c'T'HH:mm:ss.SSSZZ", "kkkk'W'WWc'T'HHmmss,SSSZZZ", "yyyy-ooo'T'HH:mm:ss.SSSZZ"];

it('W19: agrees with luxon for every form and zone', () => {
	const minutes = fc.integer({ min: -14 * 60, max: 14 * 60 });
	fc.assert(
		fc.property(moment, minutes, fc.constantFrom(...FORMATS), (at, offset, format) => {
			const text = at.setZone(`UTC${offset < 0 ? '-' : '+'}${String(Math.floor(Math.abs(offset) / 60))}:${String(Math.abs(offset) % 60).padStart(2, '0')}`).toFormat(format);
			expect([text, readDateTime(item, 'At', text)]).toEqual([text, at.toISO()]);
		}),
		{ numRuns: 2_000 },
	);
});

const twoDigits = (max: number) => fc.integer({ min: 0, max }).map((number) => String(number).padStart(2, '0'));
const YEAR = fc.integer({ min: 1000, max: 9998 }).map(String);
const joined = (...parts: Array<fc.Arbitrary<string>>) => fc.tuple(...parts).map((texts) => texts.join(''));
const between = (separator: string, ...parts: Array<fc.Arbitrary<string>>) => fc.tuple(...parts).map((texts) => texts.join(separator));
const optional = (text: fc.Arbitrary<string>) => fc.oneof(fc.constant(''), text);

const CALENDAR_DATE = fc.constantFrom('', '-').chain((hyphen) => between(hyphen, YEAR, twoDigits(13), twoDigits(32)));
const WEEK_DATE = fc.constantFrom('', '-').chain((hyphen) => between(hyphen, YEAR, joined(fc.constant('W'), twoDigits(54)), fc.integer({ min: 0, max: 8 }).map(String)));
const ORDINAL_DATE = between('-', YEAR, fc.integer({ min: 0, max: 367 }).map((day) => String(day).padStart(3, '0')));
const FRACTION = joined(fc.constantFrom('.', ','), fc.integer({ min: 0, max: 999_999 }).map(String));
const HOUR = twoDigits(25);
const SIXTY = twoDigits(61);
const CLOCK = fc.constantFrom('', ':').chain((colon) => fc.oneof(HOUR, between(colon, HOUR, SIXTY), joined(between(colon, HOUR, SIXTY, SIXTY), optional(FRACTION))));
/** Beyond 23:59 too, where luxon counts on. */
const ZONES = fc.oneof(fc.constantFrom('', 'Z'), joined(fc.constantFrom('+', '-'), twoDigits(99), fc.oneof(fc.constant(''), twoDigits(99), joined(fc.constant(':'), twoDigits(99)))));

it('W19: reads each combination of a date, a time and a zone as luxon does, and refuses it if a part does not exist', () => {
	let read = 0;
	fc.assert(
		fc.property(fc.oneof(CALENDAR_DATE, WEEK_DATE, ORDINAL_DATE), fc.constantFrom('T', ' '), CLOCK, ZONES, (date, separator, clock, zone) => {
			const [, hours = '00', minutes = '00'] = /^[+-](\d\d):?(\d\d)?$/.exec(zone) ?? [];
			const moment = DateTime.fromISO(`${date}T${clock}${zone}`, { zone: 'Europe/Brussels' });
			// In the hour that comes twice, either reading is right.
			fc.pre(zone !== '' || !moment.isValid || moment.getPossibleOffsets().length === 1);
			// A leap second, which luxon does not know, and an hour that summer time skips are in the table above.
			fc.pre(!/60([.,]\d+)?$/.test(clock) && (zone !== '' || !moment.isValid || moment.toFormat('HH') === clock.slice(0, 2) || clock.startsWith('24')));
			const exists = moment.isValid && Number(hours) <= 23 && Number(minutes) <= 59;
			const text = `${date}${separator}${clock}${zone}`;
			if (exists) read++;
			if (exists) expect([text, readDateTime(item, 'At', text)]).toEqual([text, moment.toUTC().toISO()]);
			else expect(() => readDateTime(item, 'At', text)).toThrow("'At' is not a date and time");
		}),
		{ numRuns: 1_000 },
	);
	// About half of them exist. Without this, a generator of nothing but impossible dates would pass.
	expect(read).toBeGreaterThan(0);
});

it('W19: refuses every day that does not exist', () => {
	fc.assert(
		fc.property(fc.integer({ min: 1000, max: 9999 }), fc.integer({ min: 0, max: 99 }), fc.integer({ min: 0, max: 99 }), (year, month, day) => {
			const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
			expect(parseIsoDateTime(text) !== undefined).toBe(DateTime.fromObject({ year, month, day }).isValid);
		}),
		{ numRuns: 2_000 },
	);
});

it('W19: reads or refuses any text, and takes no time for a long one', () => {
	fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'0123456789-:TZW+., '), maxLength: 40 }), (text) => {
		const found = parseIsoDateTime(text);
		if (found) expect(Number.isFinite(found.day + found.time + (found.offset ?? 0))).toBe(true);
	}), { numRuns: 5_000 });
	for (const text of ['0'.repeat(1_000_000), '2026-01-31T'.repeat(100_000), ' '.repeat(1_000_000)]) expect(parseIsoDateTime(text)).toBeUndefined();
});
