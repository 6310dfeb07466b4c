import fc from 'fast-check';

import { findLossyNumber, findUnserializable, isLossless, isSafeNumber, pathText, quoted } from '../../../nodes/ApideckVault/parameters/jsonSafety';

const LOSSY = '9007199254740993';

describe('a JSON number', () => {
	it.each(['0', '-0', '0.0', '0e5', '1', '-1', '1.0', '1.50', '10', '100e-2', '1e3', '1E+3', '1e-3', '0.10', '0.1', '12.34e10', '9007199254740991', '1e23', '5e-324', '1.7976931348623157e308', '1e21', '9007199254740993e2', '123456789012345680000'])('%s survives', (literal) => {
		expect(isLossless(literal)).toBe(true);
	});

	it.each([LOSSY, `-${LOSSY}`, '1e400', '-1e400', '1e-400', '0.1234567890123456789', '123456789012345678', '1.00000000000000000001', '900719925474099.3e1'])('%s does not survive', (literal) => {
		expect(isLossless(literal)).toBe(false);
	});

	it('survives in every notation that JavaScript writes', () => {
		fc.assert(
			fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
				for (const literal of [JSON.stringify(value), value.toExponential(), value.toExponential(20).replace(/0+e/, '0e')]) {
					if (Number(literal) === value && literal.replace(/\D/g, '').length < 18) expect([literal, isLossless(literal)]).toEqual([literal, true]);
				}
			}),
		);
	});

	it.each<[number, boolean]>([[0, true], [1.5, true], [1e22 + 0.5, false], [Number.MAX_SAFE_INTEGER, true], [Number.MAX_SAFE_INTEGER + 1, false], [-Infinity, false], [NaN, false], [1e-7, true]])('%p as a value is safe: %p', (value, expected) => {
		expect(isSafeNumber(value)).toBe(expected);
	});
});

describe('the first number that would be rounded', () => {
	it.each([
		[LOSSY, 'the top level'],
		[` [1, ${LOSSY}]`, '[1]'],
		[`[[1, 2], [3, ${LOSSY}]]`, '[1][1]'],
		[`{"a": {"b": [0, {"c": ${LOSSY}}]}}`, 'a.b[1].c'],
		[`{ "a" : 1 , "b" : ${LOSSY} }`, 'b'],
		[`{"a": "text", "b": ${LOSSY}}`, 'b'],
		[`{"a": ["x", "y", ${LOSSY}]}`, 'a[2]'],
		[`{"a": [1], "b": {"c": 2}, "d": ${LOSSY}}`, 'd'],
		[`[{"a": 1}, [2], ${LOSSY}]`, '[2]'],
		[`{"a\\"b": ${LOSSY}}`, 'a"b'],
		[`{"a": "}],{[9007199254740993", "b": ${LOSSY}}`, 'b'],
		[`{"${LOSSY}": 1, "b": [${LOSSY}]}`, 'b[0]'],
		[`{"a":{},"b":[],"c":${LOSSY}}`, 'c'],
		[`{"":{"a":${LOSSY}}}`, '[""].a'],
		[`[1, 2.5, -3e2, true, null, ${LOSSY}, 1e400]`, '[5]'],
	])('of %s is at %s', (text, path) => {
		expect(findLossyNumber(text)).toBe(path);
	});

	it.each(['', '{}', '[]', '1', '"9007199254740993"', '{"9007199254740993":"9007199254740993"}', '[1, -2.50, 1e3, {"a": 0.1}]'])('of %s does not exist', (text) => {
		expect(findLossyNumber(text)).toBeUndefined();
	});

	it('is found at any depth', () => {
		const plain = fc.jsonValue({ maxDepth: 2 }).filter((value) => findLossyNumber(JSON.stringify(value)) === undefined);
		const name = fc.string({ minLength: 1, maxLength: 5 }).filter((text) => /^[a-z]+$/i.test(text));
		const step = fc.oneof(fc.record({ index: fc.nat(2), before: plain, after: plain }), fc.record({ name, before: plain, after: plain }));
		fc.assert(
			fc.property(fc.array(step, { minLength: 1, maxLength: 5 }), fc.constantFrom('', ' ', '\n\t'), (steps, space) => {
				const [text, path] = steps.reduceRight<[string, Array<string | number>]>(
					([inner, rest], { before, after, ...one }) => {
						const [left, right] = [JSON.stringify(before), JSON.stringify(after)];
						if ('index' in one) return [`[${`${left}${space},`.repeat(one.index)}${space}${inner},${right}]`, [one.index, ...rest]];
						return [`{${space}"0${one.name}":${left},${space}"${one.name}"${space}:${space}${inner},"1":${right}}`, [one.name, ...rest]];
					},
					[LOSSY, []],
				);
				expect(JSON.parse(text)).toBeDefined();
				expect(findLossyNumber(text)).toBe(pathText(path));
			}),
		);
	});
});

describe('a path', () => {
	it.each<[Array<string | number>, string]>([
		[[], 'the top level'],
		[['ids'], 'ids'],
		[[0], '[0]'],
		[['ids', 0, 'name'], 'ids[0].name'],
		[['a.b', 'c'], 'a.b.c'],
		[['a', 'b', 'c', 'd', 'e', 'f'], 'a.b.c.d.e.f'],
		[['a', 'b', 'c', 'd', 'e', 'f', 0], '….b.c.d.e.f[0]'],
	])('%j is written %s', (path, text) => {
		expect(pathText(path)).toBe(text);
	});
});

it.each<[unknown, string]>([
	['text', '"text"'],
	['x'.repeat(70), `"${'x'.repeat(59)}…"`],
	['one\nline', '"one line"'],
	[[1], 'a list'],
	[{ a: 1 }, 'an object'],
	[() => 1, 'a function'],
	[null, 'null'],
	[undefined, 'nothing'],
	[1.5, '1.5'],
	[true, 'true'],
])('%p is repeated as %s', (value, text) => {
	expect(quoted(value)).toBe(text);
});

describe('a value that JSON cannot represent', () => {
	const withIso = (more: object) => ({ toISO: () => 'x', valueOf: () => 1, ...more });
	it.each<[string, unknown, object | undefined]>([
		['a date', { at: new Date(0) }, undefined],
		['an invalid date', { at: new Date('x') }, { reason: 'type', path: 'at' }],
		["one of n8n's times", [withIso({ toJSON: () => 'x' })], undefined],
		["an invalid one of n8n's times", [withIso({ toJSON: () => null, valueOf: () => NaN })], { reason: 'type', path: '[0]' }],
		['an object of functions', [withIso({})], { reason: 'type', path: '[0].toISO' }],
		['a list with an undefined entry', [1, undefined, 2], { reason: 'missing', path: '[1]' }],
		['a class', { a: new Map() }, { reason: 'type', path: 'a' }],
		['a big integer', { a: [1n] }, { reason: 'type', path: 'a[0]' }],
		['a number that may be rounded', { a: { b: 2 ** 53 } }, { reason: 'rounded', path: 'a.b' }],
		['an infinite number', { a: Infinity }, { reason: 'type', path: 'a' }],
		['plain values', { a: [null, 'x', true, 1.5, {}] }, undefined],
	])('is found in %s', (_name, value, expected) => {
		expect(findUnserializable(value, false)).toEqual(expected);
	});

	it('is not a number of text, which was checked before it was parsed', () => {
		expect(findUnserializable({ a: 2 ** 53 }, true)).toBeUndefined();
		expect(findUnserializable({ a: undefined }, true)).toEqual({ reason: 'missing', path: 'a' });
	});
});
