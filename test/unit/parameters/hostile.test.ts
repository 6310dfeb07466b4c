import { runInNewContext } from 'node:vm';

import fc from 'fast-check';
import type { IExecuteFunctions } from 'n8n-workflow';

import { short } from '../../../nodes/ApideckVault/api/text';
import { readDateTime } from '../../../nodes/ApideckVault/parameters/dateTime';
import { findLossyNumber, findSyntaxError, isLossless, isSafeNumber, quoted } from '../../../nodes/ApideckVault/parameters/jsonSafety';
import { ItemParameters } from '../../../nodes/ApideckVault/parameters/itemParameters';
import { parseJson } from '../../../nodes/ApideckVault/parameters/json';
import { readText } from '../../../nodes/ApideckVault/parameters/text';
import { exact, exactValue } from '../../engine/hostileRequest';
import { tries } from '../../engine/hostileRuns';
import { json, text as hostileText } from '../../engine/hostileValues';

const item = new ItemParameters({ getTimezone: () => 'Europe/Brussels', getNode: () => ({ name: 'Vault', parameters: {} }) } as unknown as IExecuteFunctions, 0);

describe('numbers of a JSON text', () => {
	it.each(['0', '-0', '0.0', '0e5', '0.1', '1.0', '1.50', '1e3', '1E+3', '1e-7', '100', '123.456', '0.30000000000000004', '1.7976931348623157e308', '5e-324', '9007199254740991', '9007199254740992', '9007199254740994', '100000000000000000000000', '1e21', '-1.5e10'])(
		'%s is sent as it is',
		(literal) => {
			expect(isLossless(literal)).toBe(true);
			expect(parseJson(item, 'Field', `{"a":[${literal}]}`, 'object')).toEqual({ a: [Number(literal)] });
		},
	);

	it.each(['9007199254740993', '-9007199254740993', '12345678901234567890', '0.12345678901234567890123', '1e400', '-1e400', '1e-400', '1.00000000000000000001', '123456789012345678.5', '3.14159265358979323846'])('%s would be rounded and is refused', (literal) => {
		expect(isLossless(literal)).toBe(false);
		expect(() => parseJson(item, 'Field', `{"a":[1,{"b c":${literal}}]}`, 'object')).toThrow("A number in 'Field' is too long to be sent exactly (at a[1].b c)");
	});

	it('are refused exactly when another number would arrive', () => {
		fc.assert(
			fc.property(json, (given) => {
				if (typeof given !== 'string') return;
				let parsed: unknown;
				try {
					parsed = JSON.parse(given);
				} catch {
					return;
				}
				// With a name twice the dropped value counts too.
				const names = given.match(/"(?:[^"\\]|\\.)*"(?=\s*:)/g) ?? [];
				fc.pre(new Set(names.map((name) => JSON.parse(name) as string)).size === names.length);
				expect(findLossyNumber(given) === undefined).toBe(JSON.stringify(exact(given)) === JSON.stringify(exactValue(parsed)));
			}),
			tries('rounded', 1_000),
		);
	});

	it.each([
		['[9007199254740993]', '[0]'],
		['9007199254740993', 'the top level'],
		['{"a":{"b":[[], {"c":9007199254740993}]}}', 'a.b[1].c'],
		['{"x,{[\\"":1,"a\\u0062":9007199254740993}', 'ab'],
		['{"a" : "1,2" , "b" : [ "]" , 9007199254740993 ] }', 'b[1]'],
		['{"__proto__":9007199254740993}', '__proto__'],
		['{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"last":1e999}}}}}}}}', '….a.a.a.a.a.last'],
		['["9007199254740993", {"9007199254740993": true}]', undefined],
	])('%s: at %s', (text, place) => {
		expect(findLossyNumber(text)).toBe(place);
	});

	it('in a value are trusted up to 2^53, as a larger one may have been rounded before', () => {
		expect([0, -1, 0.1, 1e-300, 1.5e300 + 0.5, 2 ** 53 - 1].map(isSafeNumber)).toEqual([true, true, true, true, false, true]);
		expect([2 ** 53, -(2 ** 53), 1e21, NaN, Infinity].map(isSafeNumber)).toEqual([false, false, false, false, false]);
		expect(() => parseJson(item, 'Field', { ids: [1, 2 ** 53] }, 'object')).toThrow('(at ids[1])');
		expect(parseJson(item, 'Field', '{"ids":[9007199254740992]}', 'object')).toEqual({ ids: [2 ** 53] });
	});

	it('take time in proportion to the text, however long', () => {
		const megabytes = 1_000_000;
		for (const text of [`["${'a\\"'.repeat(megabytes / 3)}"]`, `[${'1.5,'.repeat(megabytes / 4)}1]`, `[${' '.repeat(megabytes)}]`, `{"${'a'.repeat(megabytes)}":1}`, `[${'0'.repeat(1)}.${'9'.repeat(megabytes)}]`]) {
			const started = Date.now();
			findLossyNumber(text);
			expect(Date.now() - started).toBeLessThan(30_000);
		}
	}, 180_000);
});

describe('JSON values', () => {
	const circular: Record<string, unknown> = {};
	circular['self'] = circular;
	it.each<[string, unknown, RegExp]>([
		['NaN', { a: { b: NaN } }, /'Field' contains a value that JSON cannot represent \(at a\.b\)/],
		['an infinite number', { a: [Infinity] }, /\(at a\[0\]\)/],
		['a big integer', { a: 1n }, /\(at a\)/],
		['a function', { a: () => 1 }, /\(at a\)/],
		['a map', { a: new Map() }, /\(at a\)/],
		['a symbol', { a: Symbol('x') }, /\(at a\)/],
		['an instance of a class', { a: new (class Money {})() }, /\(at a\)/],
		['a boxed number', { a: Object(1) as unknown }, /\(at a\)/],
		['an invalid date', { a: new Date(NaN) }, /\(at a\)/],
		['itself', circular, /'Field' is nested more than 100 levels deep/],
	])('%s is refused', (_name, value, words) => {
		expect(() => parseJson(item, 'Field', value, 'object')).toThrow(words);
	});

	it.each<[string, unknown]>([
		['a date', new Date(0)],
		['a map', new Map()],
		['something with a JSON form of its own', { toJSON: () => 'text' }],
	])('%s is no JSON object', (_name, value) => {
		expect(() => parseJson(item, 'Field', value, 'object')).toThrow("'Field' must be a JSON object");
	});

	it.each<[string, unknown, string]>([
		['of an object', { realm_id: undefined }, 'realm_id'],
		['deep inside', { a: { b: [{}, { c: undefined }] } }, 'a.b[1].c'],
		['of a list', { a: [1, undefined] }, 'a[1]'],
		// eslint-disable-next-line no-sparse-arrays -- this is what is looked for
		['of a list with a hole', { a: [1, , 2] }, 'a[1]'],
	])('W8: refuses an entry %s that is undefined, with its path', (_name, value, path) => {
		expect(() => parseJson(item, 'Field', value, 'object')).toThrow(`The expression in 'Field' returned no value for ${path}`);
	});

	it('W8: null stays null, and dates are sent as ISO 8601', () => {
		expect(JSON.stringify(parseJson(item, 'Field', { a: null, b: new Date(0) }, 'object'))).toBe('{"a":null,"b":"1970-01-01T00:00:00.000Z"}');
	});

	it('W8: takes an object of another realm, and one without a prototype', () => {
		const own = Object.assign(Object.create(null) as object, { a: 1 });
		expect(parseJson(item, 'Field', own, 'object')).toEqual({ a: 1 });
		expect(JSON.stringify(parseJson(item, 'Field', runInNewContext('({ a: [{ b: 1 }] })'), 'object'))).toBe('{"a":[{"b":1}]}');
	});

	it('keep keys of prototypes as keys', () => {
		const parsed = parseJson(item, 'Field', '{"__proto__":{"polluted":true},"constructor":{"prototype":1}}', 'object');
		expect(JSON.stringify(parsed)).toBe('{"__proto__":{"polluted":true},"constructor":{"prototype":1}}');
		expect('polluted' in {}).toBe(false);
	});

	it('of 100 levels pass, of 101 do not', () => {
		const text = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
		expect(parseJson(item, 'Field', text(100), 'array')).toBeDefined();
		for (const levels of [101, 10_000, 100_000]) expect(() => parseJson(item, 'Field', text(levels), 'array')).toThrow("'Field' is nested more than 100 levels deep");
	});

	it('broken after megabytes are reported by their position', () => {
		expect(findSyntaxError(`["${'a'.repeat(5_000_000)}"x`)).toBe(5_000_003);
	});
});

describe('dates', () => {
	it.each(['2026-02-30', '2026-02-29T10:00:00Z', '2026-04-31 08:00', '0000-01-01', '0099-01-01T00:00:00', '+275761-01-01T00:00:00Z', '-000001-01-01', '10000-01-01', '2026-01-31 (tomorrow)', '2026-01-31T08:00:00 PM', '2026-01-31T08:00:00Z; x', 8.64e15, -8.64e15, 253402300800000, -62135596800000, { toISO: () => null }, { toISO: () => '+012345-01-01T00:00:00Z' }])('%p is refused', (value) => {
		expect(() => readDateTime(item, 'At', value)).toThrow("'At' is not a date and time");
	});

	it.each([1769846400, 0, -1, 99_999_999_999])('%p may be seconds and is refused', (value) => {
		expect(() => readDateTime(item, 'At', value)).toThrow("The number in 'At' is too small for Unix milliseconds");
	});

	it.each<[unknown, string]>([
		['2024-02-29', '2024-02-28T23:00:00.000Z'],
		['9999-12-31T00:00:00Z', '9999-12-31T00:00:00.000Z'],
		['2026-01-31T08:00:00 +01:00', '2026-01-31T07:00:00.000Z'],
		[100_000_000_000, '1973-03-03T09:46:40.000Z'],
		[253402300799999, '9999-12-31T23:59:59.999Z'],
	])('%p is %s', (value, iso) => {
		expect(readDateTime(item, 'At', value)).toBe(iso);
	});
});

describe('texts', () => {
	it('are sent as they are, or refused with the name of the field', () => {
		fc.assert(
			fc.property(hostileText, (given) => {
				let read: string | undefined;
				try {
					read = readText(item, 'Field', given);
				} catch (error) {
					expect(String(error)).toContain("'Field'");
					expect(given).toMatch(/\p{Cs}/u);
					return;
				}
				if (/^[\s\p{Cc}\p{Cf}]*$/u.test(given)) expect(read).toBeUndefined();
				else expect(read).toBe(given);
			}),
			tries('texts', 500),
		);
	});

	it('in an error are one line, short and whole', () => {
		fc.assert(
			fc.property(hostileText, fc.nat(80), (given, limit) => {
				expect(quoted(given)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
				expect(Array.from(quoted(given)).length).toBeLessThanOrEqual(62);
				expect(Array.from(short(given, limit + 1)).length).toBeLessThanOrEqual(limit + 1);
			}),
			tries('quoted', 500),
		);
		expect(quoted('x'.repeat(1_000_000))).toBe(`"${'x'.repeat(59)}…"`);
		expect([null, undefined, 1, true, [], {}, { toString: 1 }, Symbol('x'), 10n].map(quoted)).toEqual(['null', 'nothing', '1', 'true', 'a list', 'an object', 'an object', 'Symbol(x)', '10']);
	});
});
