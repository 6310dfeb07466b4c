import fc from 'fast-check';

/** Texts that mean something to a path, a query, a header, a log or a reader. */
const TRICKS = [
	'', ' ', '..', '.', '...', '%2e%2e', '%2E%2e%2f', '..%2f..', 'a/../b', '../../vault/consumers', '/', '\\', '..\\..', '//evil.example', '//evil.example/%2e%2e',
	'https://evil.example', 'http://127.0.0.1:1@evil.example', '@evil.example', ';', ';a=b', '?', '?a=b', '#', '#x', '&a=b', '=', '%', '%00', '%zz', '+', 'a b', 'a+b',
	'a\r\nx-evil: 1', 'a\nb', '\r', '\t', 'a\u0000b', '\u0001', '\u007f', '\u0085', '\u009f', '\ufeff', '\u00a0', ' leading', 'trail ', '\u2028', '\u2029',
	'\ud800', '\udfff', 'a\ud83d', '\udc00\ud800', '__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty',
	'pаypal', 'ｃｏｍ', '．．', '．．／', '／', '․․', '∕', '⁄', '\u202eevil', '\u2066x\u2069', 'a\u200bb', 'a\u00adb', 'é', 'e\u0301', '😀', '👩‍👩‍👧', '🇧🇪', 'お店-7', 'ß', 'İ',
	'NaN', 'Infinity', 'null', 'undefined', 'true', '[object Object]', '0', '-0', '1e3', '0x10', '9007199254740993', "'", '"', '`', '${1}', '{{ 1 }}', '={{ 1 }}', '<script>', '$&', "'; --",
	'a'.repeat(512), 'a'.repeat(513), '😀'.repeat(300), 'a,b', ',', '-', '*', '(', '~', '!',
];

const NUMBERS = [NaN, Infinity, -Infinity, 0, -0, 1, -1, 1.5, 0.1, 1e-7, 5e-324, 1e21, 1.7976931348623157e308, 2 ** 53 - 1, 2 ** 53, 2 ** 53 + 2, -(2 ** 53), 1e16, 12345678901234567000, 253402300799999, 253402300800000, 8.64e15, 8.64e15 + 2, -62135596800001, -8.64e15];

const DATES = [
	'2026-01-31', '2026-01-31T08:00:00Z', '2026-02-30', '2026-02-30T00:00:00Z', '2026-02-29', '2024-02-29', '2026-04-31T10:00:00', '2026-00-10', '2026-13-01', '2026-01-00', '2026-01-32', '2026-01-31T25:00:00Z',
	'2026-01-31T08:60:00Z', '2026-01-31T08:00:61Z', '275761-01-01', '+275761-01-01T00:00:00Z', '-000001-01-01T00:00:00Z', '0000-01-01', '0000-01-01T00:00:00Z', '0099-01-01', '10000-01-01', '9999-12-31T23:59:59-12:00',
	'2026-01-31 (x)', '2026-01-31T08:00:00 PM', '2026-01-31T08:00:00Z; DROP', '2026-01-31T08:00:00Z\n', '2026-01-31garbage', '2026/01/31', '31.01.2026', 'yesterday', '２０２６-01-31', '2026-01-31T08:00:00+99:99', '2026-1-3', '1700000000000',
];

/** Values that an expression returns where text is expected. If `valueOf` and `toString` are not functions, String() throws. */
const ODD = fc.constantFrom<unknown>(
	null, undefined, true, false, {}, [], [[]], ['a'], [null], { a: 1 }, { toString: 1, valueOf: 1 }, { length: 3 }, { toISO: 1 }, { toJSON: 1 }, [{ toString: 1, valueOf: 1 }],
	JSON.parse('{"__proto__":{"polluted":true}}'), JSON.parse('{"constructor":{"prototype":{"polluted":true}}}'), JSON.parse('["__proto__"]'), { a: NaN }, [Infinity], { id: 2 ** 53 + 2 }, { a: { b: [1, 2 ** 60] } },
	{ value: 'a' }, { id: 'a' }, { mode: 'id', value: '../x', __rl: true }, new Date(NaN), new Date(0),
);

export const text = fc.oneof(
	{ weight: 5, arbitrary: fc.constantFrom(...TRICKS) },
	{ weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
	{ weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }) },
	{ weight: 2, arbitrary: fc.tuple(fc.constantFrom(...TRICKS), fc.constantFrom('', '/', 'x', '\n', '..'), fc.constantFrom(...TRICKS)).map((parts) => parts.join('')) },
);

/** Tried for every parameter, whatever else is. */
export const ALWAYS: unknown[] = ['..', 'a\r\nx-evil: 1', 'お店-7', '\ud800', ' x', '//evil.example/?#', '{"a":9007199254740993}', '[1e400]', NaN, 2 ** 53, null, [true], { toString: 1, valueOf: 1 }, '2026-02-30'];

const tree = fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' });
const withPrototypeKeys = fc
	.array(fc.tuple(fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'a', '', '\ud800', '…'), tree), { maxLength: 3 })
	.map((entries) => Object.fromEntries(entries));

export const value: fc.Arbitrary<unknown> = fc.oneof(
	{ weight: 6, arbitrary: text },
	{ weight: 2, arbitrary: fc.constantFrom<unknown>(...NUMBERS) },
	{ weight: 2, arbitrary: ODD },
	{ weight: 1, arbitrary: withPrototypeKeys },
	{ weight: 1, arbitrary: fc.constantFrom<unknown>(...DATES) },
	{ weight: 1, arbitrary: fc.double() },
);

const literal = fc.oneof(
	fc.constantFrom('0', '-0', '0.1', '1.0', '1e3', '1E+3', '-1.50', '0.30000000000000004', '9007199254740991', '9007199254740992', '9007199254740993', '-9007199254740993', '12345678901234567890', '1e400', '-1e400', '1e-400', '0.12345678901234567890123', '100000000000000000000000', '1.7976931348623157e308', '5e-324'),
	fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
	fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
	fc.tuple(fc.nat(), fc.stringMatching(/^\d{1,25}$/)).map(([whole, fraction]) => `${whole}.${fraction}`),
);
const name = fc.oneof(fc.constantFrom('__proto__', 'constructor', 'toString', 'a', 'b"c', '\\', '', 'é😀', '\ud800'), fc.string({ unit: 'binary', maxLength: 6 }));

const { any } = fc.letrec<{ any: string; list: string; object: string }>((tie) => ({
	any: fc.oneof({ maxDepth: 3 }, literal, fc.constantFrom('true', 'false', 'null'), text.map((one) => JSON.stringify(one)), tie('list'), tie('object')),
	list: fc.array(tie('any'), { maxLength: 3 }).map((entries) => `[${entries.join(' ,')}]`),
	object: fc.array(fc.tuple(name, tie('any')), { maxLength: 3 }).map((entries) => `{${entries.map(([key, one]) => `${JSON.stringify(key)}: ${one}`).join(',\n')}}`),
}));

/** Valid JSON texts with numbers of any length, and texts that are not valid JSON. */
export const json: fc.Arbitrary<unknown> = fc.oneof(
	{ weight: 5, arbitrary: fc.array(fc.tuple(name, any), { maxLength: 3 }).map((entries) => `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${one}`).join(',')}}`) },
	{ weight: 3, arbitrary: fc.array(any, { maxLength: 3 }).map((entries) => ` [${entries.join(',')}]`) },
	{ weight: 1, arbitrary: any },
	{ weight: 4, arbitrary: value },
	{ weight: 2, arbitrary: fc.oneof(withPrototypeKeys, fc.array(tree, { maxLength: 3 })) },
	{ weight: 1, arbitrary: fc.constantFrom('{"a":1', '{"__proto__":{"polluted":true},"a":[{"__proto__":null}]}', '{"a":1,"a":2}', '{a:1}', '\ufeff{}', '{}\u0000', 'nul', '[1,]', '{"a":01}', '{"a":.5}', '{"a":+1}', '{"a":NaN}', "{'a':1}") },
);

/** Lists and texts where several may be chosen. */
export const list: fc.Arbitrary<unknown> = fc.oneof(value, fc.array(value, { maxLength: 3 }));

export const date: fc.Arbitrary<unknown> = fc.oneof({ weight: 3, arbitrary: fc.constantFrom<unknown>(...DATES) }, value, fc.date({ noInvalidDate: true }), fc.integer({ min: -1e15, max: 1e15 }));

export const connection: fc.Arbitrary<unknown> = fc.oneof(
	{ weight: 2, arbitrary: value },
	{ weight: 4, arbitrary: text.map((one) => `crm+${one}`) },
	{ weight: 2, arbitrary: text.map((one) => `${one}+one`) },
	{ weight: 1, arbitrary: fc.constantFrom(' crm+one\n', 'CRM+one', 'crm +one', 'crm+ one', 'crm', 'crm+', '+one', 'crm++', 'crm+a+b', 'one+crm', 'crm-2+one', 'app-1+test-consumer', 'CRM') },
);

export const address: fc.Arbitrary<unknown> = fc.oneof(value, text.map((one) => `https://${one}`), text.map((one) => `https://app.example/${one}`), fc.webUrl(), fc.constantFrom('javascript:alert(1)', 'data:text/html,x', '//evil.example', 'HTTPS://x.example', ' https://x.example '));
