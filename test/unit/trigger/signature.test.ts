import crypto from 'node:crypto';
import fc from 'fast-check';

import { canonicalJson, isSignatureValid, sign, UnverifiableError } from '../../../nodes/ApideckVault/trigger/delivery';
import { hasOpenssl, hasPython, hmacByOpenssl, signByPython } from './secondImplementation';

const KEY = 'test_api_key';
const TEXT =
	'{"payload":{"event_type":"vault.connection.updated","entity":{"settings":{"z":1,"a":[{"b":2,"a":1}]},"id":"app+cons"},"execution_attempt":1}}';
const DEEP = '5be50a1c5c002ea64a13d8f8f456a6ef815803377b4946d730116fef42b413de';
const FLAT = '74d324d1be835703de729fc10677652098bdc431243e8b64512cc9b47255ec80';
const AS_SENT = '3b2c781b6807b55c866da09ed4af502d6c0d5518ccac9554f3c83e753786210b';
const body: unknown = JSON.parse(TEXT);

/** Valid JSON that implementations often treat differently. */
const EDGE_CASES = [
	'{"b":1,"a":{"d":[{"z":1,"y":[{"b":0,"a":0}]}],"c":null}}',
	'[[{"b":1,"a":2}],{"d":[3,{"f":4,"e":5}],"c":6}]',
	'{"__proto__":{"polluted":true},"constructor":1,"toString":2,"a":{"__proto__":null}}',
	'{"10":1,"9":2,"-1":3,"01":4,"1.5":5,"4294967294":6,"4294967295":7,"a":8,"":9}',
	'[{"10":1,"b":0,"9":2,"a":3}]',
	'{"a":1,"a":2,"b":{"c":1,"c":[2]}}',
	'[0,-0,1.0,-1.5,0.1,1e21,1e20,123456789012345680000,1e-6,1e-7,5e-324,1.7976931348623157e308,9007199254740993,0.30000000000000004]',
	'{"\\ud83d\\ude00":1,"\\uffff":2,"é":3,"e\\u0301":4,"Z":5,"a":6,"\\u2028":7}',
	'["\\ud800","\\udc00x","\\ud83d\\ude00\\ud83d","\\u0000\\b\\t\\n\\f\\r\\u001f\\u007f\\\\\\"\\/"]',
	'{"\\udfff":1,"\\ud800":2,"\\ud83d\\ude00":3}',
	'"text"',
	'12',
	'null',
	'{}',
	'[]',
];

describe('the canonical form', () => {
	it('produces the published signatures for the published body', () => {
		expect(canonicalJson(body, true)).toBe(
			'{"payload":{"entity":{"id":"app+cons","settings":{"a":[{"a":1,"b":2}],"z":1}},"event_type":"vault.connection.updated","execution_attempt":1}}',
		);
		expect([sign(body, KEY, true), sign(body, KEY, false)]).toEqual([DEEP, FLAT]);
		expect(crypto.createHmac('sha256', KEY).update(TEXT).digest('hex')).toBe(AS_SENT);
	});

	(hasOpenssl ? it : it.skip)('produces the signatures that openssl computes for both forms', () => {
		const deep = '{"a":[{"a":1,"b":2}],"ö":"\u{1F600}","z":null}';
		const flat = '{"a":[{"b":2,"a":1}],"ö":"\u{1F600}","z":null}';
		const shuffled: unknown = JSON.parse('{"z":null,"ö":"\\ud83d\\ude00","a":[{"b":2,"a":1}]}');
		// Keys are compared by UTF-16 unit: ö (U+00F6) comes after z.
		const byUnit = (text: string) => text.replace(',"ö":"\u{1F600}","z":null', ',"z":null,"ö":"\u{1F600}"');
		expect(sign(shuffled, KEY, true)).toBe(hmacByOpenssl(KEY, byUnit(deep)));
		expect(sign(shuffled, KEY, false)).toBe(hmacByOpenssl(KEY, byUnit(flat)));
	});

	(hasPython ? it : it.skip)('produces the signatures of a second implementation in Python for edge cases and 200 random bodies', () => {
		const random = fc
			.sample(fc.tuple(fc.string({ minLength: 1 }), fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' })), { numRuns: 200, seed: 4 })
			.map(([key, value]) => ({ key, text: JSON.stringify(value) }));
		const bodies = [TEXT, ...EDGE_CASES].map((text) => ({ key: KEY, text })).concat(random);
		const expected = signByPython(bodies);
		expect(expected[0]).toEqual({ deep: DEEP, flat: FLAT });
		expect(
			bodies.map(({ key, text }) => ({ deep: sign(JSON.parse(text), key, true), flat: sign(JSON.parse(text), key, false) })),
		).toEqual(expected);
		// The random bodies must include some for which the two forms differ.
		expect(expected.slice(-200).filter(({ deep, flat }) => deep !== flat).length).toBeGreaterThan(10);
	});

	it('depends on everything except the order of keys', () => {
		fc.assert(
			fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
				const reversed = Object.fromEntries(Object.entries(object).reverse());
				expect(canonicalJson(reversed, true)).toBe(canonicalJson(object, true));
				// Compared after a round trip through JSON, which has no -0.
				expect(JSON.parse(canonicalJson(object, false))).toEqual(JSON.parse(JSON.stringify(object)));
			}),
			{ seed: 5, numRuns: 200 },
		);
	});

	it('keeps "__proto__" as a key and does not change any prototype', () => {
		const parsed: unknown = JSON.parse('{"b":1,"__proto__":{"polluted":true}}');
		expect(canonicalJson(parsed, true)).toBe('{"__proto__":{"polluted":true},"b":1}');
		expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
	});

	it.each([true, false])('accepts at most 64 levels of objects and arrays (sorting arrays: %s)', (intoArrays) => {
		const nested = (levels: number, open: string, close: string): unknown =>
			JSON.parse(`${open.repeat(levels)}0${close.repeat(levels)}`);
		for (const [open, close] of [['{"a":', '}'], ['[', ']']] as const) {
			expect(JSON.parse(canonicalJson(nested(65, open, close), intoArrays))).toEqual(nested(65, open, close));
			expect(() => canonicalJson(nested(66, open, close), intoArrays)).toThrow(new UnverifiableError('the body is nested more than 64 levels deep'));
			expect(() => canonicalJson(nested(400_000, open, close), intoArrays)).toThrow(UnverifiableError);
		}
	});

	it.each(['1e400', '[-1e400]', '{"a":[{"b":1e999}]}'])('rejects %s, which would be signed as null', (text) => {
		expect(() => canonicalJson(JSON.parse(text), true)).toThrow(UnverifiableError);
		expect(() => canonicalJson(JSON.parse(text), false)).toThrow(UnverifiableError);
	});
});

describe('isSignatureValid', () => {
	it.each([
		['objects in arrays sorted', DEEP],
		['arrays left as they are', FLAT],
		['in upper case', DEEP.toUpperCase()],
	])('accepts both published forms: %s', (_name, signature) => {
		expect(isSignatureValid(body, signature, KEY)).toBe(true);
	});

	it.each([
		['of the body as sent, which is not a published form', AS_SENT],
		['that is missing', undefined],
		['that is null', null],
		['that is empty', ''],
		['that is too short', DEEP.slice(0, 62)],
		['with an odd number of digits', DEEP.slice(0, 63)],
		['that is too long', `${DEEP}00`],
		['that occurs twice, as Node joins duplicate headers', `${DEEP}, ${DEEP}`],
		['that is not hexadecimal', `${DEEP.slice(0, 63)}g`],
		['with a prefix', `sha256=${DEEP}`],
		['with a line after it', `${DEEP}\n`],
		['with a space before it', ` ${DEEP}`],
		['in a list', [DEEP]],
		['as an object', new String(DEEP)],
		['in base64', Buffer.from(DEEP, 'hex').toString('base64')],
		['with one changed digit', DEEP.replace(/^5/, '6')],
	])('rejects a signature %s', (_name, signature) => {
		expect(isSignatureValid(body, signature, KEY)).toBe(false);
	});

	it('rejects a signature with another key or without a key', () => {
		for (const key of [`${KEY}x`, '']) expect(isSignatureValid(body, sign(body, key, true), KEY)).toBe(false);
	});

	it('is never right without a key, not even for a signature made without one', () => {
		expect(isSignatureValid(body, sign(body, '', true), '')).toBe(false);
	});

	it('compares whole digests of both forms in constant time', () => {
		const compare = jest.spyOn(crypto, 'timingSafeEqual');
		for (const signature of [DEEP, FLAT, '0'.repeat(64)]) isSignatureValid(body, signature, KEY);
		const sizes = compare.mock.calls.map((pair) => pair.map((side) => side.byteLength));
		compare.mockRestore();
		expect(sizes).toEqual(Array.from({ length: 6 }, () => [32, 32]));
	});

	it('rejects a signature after any change of the body', () => {
		fc.assert(
			fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
				fc.pre(JSON.stringify(one) !== JSON.stringify(other) && canonicalJson(one, true) !== canonicalJson(other, true));
				expect(isSignatureValid(other, sign(one, KEY, true), KEY)).toBe(false);
			}),
			{ seed: 6, numRuns: 200 },
		);
	});
});
