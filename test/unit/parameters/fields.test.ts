import fc from 'fast-check';
import { DateTime } from 'luxon';
import type { IExecuteFunctions } from 'n8n-workflow';

import { readBoolean } from '../../../nodes/ApideckVault/parameters/scalars';
import { readDateTime } from '../../../nodes/ApideckVault/parameters/dateTime';
import { checkIdentifier } from '../../../nodes/ApideckVault/parameters/text';
import { ItemParameters } from '../../../nodes/ApideckVault/parameters/itemParameters';
import { isEmptyJson, parseJson } from '../../../nodes/ApideckVault/parameters/json';
import { findSyntaxError } from '../../../nodes/ApideckVault/parameters/jsonSafety';
import { encodeOption } from '../../../nodes/ApideckVault/fields/settings';
import { isUnifiedApiId, UNIFIED_APIS } from '../../../nodes/ApideckVault/api/ids';

/** An item of a workflow in a time zone; nothing else of n8n is asked for. */
const itemIn = (zone: string) =>
	new ItemParameters({ getTimezone: () => zone, getNode: () => ({ name: 'Vault', parameters: {} }) } as unknown as IExecuteFunctions, 0);
const item = itemIn('Europe/Brussels');

const caught = (action: () => unknown): unknown => {
	try {
		return action();
	} catch (error) {
		return error;
	}
};

describe('date and time', () => {
	it.each([
		// winter, summer, the hour that is skipped, the hour that comes twice
		['Europe/Brussels', '2026-01-31T08:00:00', '2026-01-31T07:00:00.000Z'],
		['Europe/Brussels', '2026-07-31T08:00:00', '2026-07-31T06:00:00.000Z'],
		['Europe/Brussels', '2026-03-29T01:59:59', '2026-03-29T00:59:59.000Z'],
		['Europe/Brussels', '2026-03-29T03:00:00', '2026-03-29T01:00:00.000Z'],
		['Europe/Brussels', '2026-10-25T03:00:00', '2026-10-25T02:00:00.000Z'],
		['America/New_York', '2026-03-08T03:00:00', '2026-03-08T07:00:00.000Z'],
		['America/New_York', '2026-11-01T00:59:59', '2026-11-01T04:59:59.000Z'],
		['Asia/Kolkata', '2026-01-31 08:00', '2026-01-31T02:30:00.000Z'],
		['Australia/Lord_Howe', '2026-01-31T08:00:00', '2026-01-30T21:00:00.000Z'],
		['Pacific/Apia', '2026-01-31', '2026-01-30T11:00:00.000Z'],
		['UTC', '2026-01-31T08:00:00.123', '2026-01-31T08:00:00.123Z'],
		['Asia/Tokyo', '2026-01-31T08:00:00Z', '2026-01-31T08:00:00.000Z'],
		['Asia/Tokyo', '2026-01-31T08:00:00+05:30', '2026-01-31T02:30:00.000Z'],
		['Asia/Tokyo', ' 2026-01-31T08:00:00-0200 ', '2026-01-31T10:00:00.000Z'],
	])('in %s %s is %s', (zone, text, expected) => {
		expect(readDateTime(itemIn(zone), 'At', text)).toBe(expected);
	});

	it('agrees with luxon for every local time that exists once', () => {
		const zones = fc.constantFrom('Europe/Brussels', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'America/St_Johns', 'Pacific/Chatham', 'UTC');
		const moment = fc.date({ min: new Date('1990-01-01T00:00:00Z'), max: new Date('2060-01-01T00:00:00Z'), noInvalidDate: true });
		fc.assert(
			fc.property(zones, moment, (zone, date) => {
				const local = DateTime.fromJSDate(date, { zone }).startOf('second');
				fc.pre(local.getPossibleOffsets().length === 1);
				const text = local.toFormat("yyyy-MM-dd'T'HH:mm:ss");
				expect(readDateTime(itemIn(zone), 'At', text)).toBe(local.toUTC().toISO());
			}),
			{ numRuns: 1_000 },
		);
	});

	it('takes Date, DateTime and Unix milliseconds', () => {
		const at = '2026-01-31T08:00:00.000Z';
		for (const value of [new Date(at), DateTime.fromISO(at), DateTime.fromISO(at, { zone: 'Asia/Tokyo' }), Date.parse(at)]) {
			expect(readDateTime(item, 'At', value)).toBe(at);
		}
	});

	it.each([
		['2026-01-31T08.5', '08:30:00.000'],
		['2026-01-31T08:30,5', '08:30:30.000'],
		['2026-01-31T08:30:30.5', '08:30:30.500'],
	])('reads decimals of the last unit in %s', (text, time) => {
		expect(readDateTime(itemIn('UTC'), 'At', text)).toBe(`2026-01-31T${time}Z`);
	});

	it.each([[1e11, '1973-03-03T09:46:40.000Z'], [-1e11, '1966-10-31T14:13:20.000Z']])('reads %p as Unix milliseconds', (value, time) => {
		expect(readDateTime(item, 'At', value)).toBe(time);
	});

	it.each([1e11 - 1, 1 - 1e11, Date.parse('2026-01-31') / 1000, 0])('rejects %p, which looks like seconds, and says what to do', (value) => {
		expect(caught(() => readDateTime(item, 'At', value))).toMatchObject({
			message: "The number in 'At' is too small for Unix milliseconds",
			description: expect.stringMatching(/^Multiply Unix seconds by 1000/) as unknown,
		});
	});

	it.each(['', 'yesterday', '31.01.2026', '2026', '2026-13-01', '2026-01-31T25:00:00', '2026-01-31T08:00:00+99:99', 'Sat, 31 Jan 2026', null, undefined, true, {}, [], NaN, 1e20, new Date(NaN)])(
		'refuses %p and names the field',
		(value) => {
			expect(() => readDateTime(item, 'Issued At', value)).toThrow(/'Issued At' is not a date and time/);
		},
	);
});

describe('JSON', () => {
	it.each<[unknown, 'object' | 'array', boolean]>([
		['{}', 'object', true],
		[' {\n} ', 'object', true],
		['[]', 'array', true],
		['[]', 'object', false],
		['{}', 'array', false],
		['{"a": 1}', 'object', false],
		['', 'object', false],
		[{}, 'object', false],
		[[], 'array', false],
		[`{${' '.repeat(200)}}`, 'object', false],
	])('%j of an %s was left alone: %p', (value, kind, expected) => {
		expect(isEmptyJson(value, kind)).toBe(expected);
	});

	it('finds the place for every broken text, and never quotes it', () => {
		const value = fc.jsonValue({ maxDepth: 3 });
		fc.assert(
			fc.property(fc.oneof(fc.object(), value), fc.nat(), fc.constantFrom('', '}', ']', ',', ':', '"', 'x', '1', '\u0001', '#'), (given, at, junk) => {
				const text = JSON.stringify(given, null, 1) ?? '{}';
				const cut = at % (text.length + 1);
				const broken = text.slice(0, cut) + junk + (at % 2 ? text.slice(cut + 1) : '');
				let valid = true;
				try {
					JSON.parse(broken);
				} catch {
					valid = false;
				}
				const place = findSyntaxError(broken);
				expect(place).toBeGreaterThanOrEqual(0);
				expect(place).toBeLessThanOrEqual(broken.length);
				if (valid) expect(place).toBe(broken.length);
				// Invisible text counts as empty.
				if (valid || /^[\s\p{Cc}\p{Cf}]*$/u.test(broken)) return;
				expect(() => parseJson(item, 'Field', broken, 'object')).toThrow(/^'Field' is not valid JSON \(line \d+, column \d+\)$/);
			}),
			{ numRuns: 500 },
		);
	});

	it.each([
		['{"a": }', 6],
		['{"a":1,}', 7],
		['[1 2]', 3],
		['{a:1}', 1],
		['nul', 0],
		['{"a":1}}', 7],
		['"a', 0],
		['[1,', 3],
		['01', 1],
		['  ', 2],
	])('%j breaks at %d', (text, place) => {
		expect(findSyntaxError(text)).toBe(place);
	});

	it('does not take long for a long text', () => {
		const text = `[${'{"key":"value \\" with escapes"},'.repeat(20_000)}!`;
		const began = Date.now();
		expect(findSyntaxError(text)).toBe(text.length - 1);
		expect(Date.now() - began).toBeLessThan(20_000);
	});

	it.each<[unknown, 'object' | 'array', unknown]>([
		['', 'object', undefined],
		['  \n', 'object', undefined],
		[null, 'array', undefined],
		['{"a":1}', 'object', { a: 1 }],
		[{ a: 1 }, 'object', { a: 1 }],
		['[1]', 'array', [1]],
	])('%j as %s', (value, expected, result) => {
		expect(parseJson(item, 'Field', value, expected)).toEqual(result);
	});

	it.each<[unknown, 'object' | 'array']>([['[1]', 'object'], ['{}', 'array'], ['null', 'object'], ['1', 'object'], [5, 'object'], [true, 'array'], ['"x"', 'array']])(
		'%j is no %s',
		(value, expected) => {
			expect(() => parseJson(item, 'Field', value, expected)).toThrow(`'Field' must be a JSON ${expected}`);
		},
	);
});

describe('identifiers', () => {
	it('that pass are sent as they are, and are safe in a path and a line', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (id) => {
				try {
					expect(checkIdentifier(item, 'Service', id)).toBe(id);
				} catch {
					return;
				}
				expect(id).toBe(id.trim());
				expect(/\p{Cc}/u.test(id) || id === '.' || id === '..').toBe(false);
				expect(() => encodeURIComponent(id)).not.toThrow();
			}),
		);
	});

	it('of unified APIs are all of one shape', () => {
		expect(UNIFIED_APIS.every(({ value }) => isUnifiedApiId(value))).toBe(true);
		expect(new Set(UNIFIED_APIS.map(({ value }) => value)).size).toBe(UNIFIED_APIS.length);
		for (const id of ['', 'CRM', 'crm/', '../crm', 'crm ', 'crm-', '-crm', 'a--b', 'crm\n', 'é', 'x'.repeat(65)]) expect(isUnifiedApiId(id)).toBe(false);
		expect(isUnifiedApiId('brand-new-api2')).toBe(true);
	});
});

describe('booleans', () => {
	it.each<[unknown, boolean | undefined]>([
		[true, true],
		[false, false],
		['true', true],
		[' FALSE ', false],
		['', undefined],
		[null, undefined],
		[undefined, undefined],
	])('%j is %p', (value, expected) => {
		expect(readBoolean(item, 'Enabled', value)).toBe(expected);
	});
	it.each(['yes', 'off', 0, 1, [], {}])('%j is neither', (value) => {
		// An empty list is an empty text to JavaScript, not a choice.
		expect(() => readBoolean(item, 'Enabled', value)).toThrow(/'Enabled' must be true or false/);
	});
});

it('options of a list keep plain values as they are', () => {
	expect([0, 1.5, '', 'a', false].map(encodeOption)).toEqual([0, 1.5, '', 'a', false]);
	expect(encodeOption(['a', 1])).toBe('["a",1]');
});
