import fc from 'fast-check';

import { parseJson } from '../../../nodes/ApideckVault/transport/responseBody';

const MB = 1024 * 1024;
const parse = (text: string, limit = 4 * MB) => parseJson(Buffer.from(text), limit);

it('S8: parses any JSON as JSON.parse does, with a byte order mark or without', () => {
	fc.assert(
		fc.property(fc.jsonValue(), fc.boolean(), (value, mark) => {
			const text = JSON.stringify(value);
			expect(parse((mark ? '\uFEFF' : '') + text)).toEqual({ value: JSON.parse(text) as unknown });
		}),
	);
});

it('S8: returns any other body as text', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'grapheme' }), (text) => {
			let expected: unknown = text.replace(/^\uFEFF/, '');
			try {
				expected = JSON.parse(expected as string) as unknown;
			} catch {
				// It stays text.
			}
			expect(parse(text)).toEqual({ value: expected });
		}),
	);
	for (const text of ['', ' \n ', '<html>[[[[{{{{</html>', '{"a":', 'nul', '[1,]', '"\\']) expect(parse(text)).toEqual({ value: text });
});

it('S8: never throws for any bytes', () => {
	fc.assert(fc.property(fc.uint8Array(), (bytes) => void parseJson(Buffer.from(bytes), 4 * MB)));
	expect(parseJson(Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d]), MB)).toEqual({ value: { a: '\uFFFD' } });
});

it('S8: counts levels and values outside of strings only', () => {
	const levels = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
	expect(parse(levels(100))).toHaveProperty('value');
	expect(parse(levels(101))).toBe('too complex');
	expect(parse(JSON.stringify({ a: levels(5_000), b: '"\\'.repeat(5_000), c: ','.repeat(5_000) }), 1_000)).toHaveProperty('value');
	expect(parse(JSON.stringify(new Array(100).fill(1)), 800)).toHaveProperty('value');
	expect(parse(JSON.stringify(new Array(101).fill(1)), 800)).toBe('too complex');
});

it('S6: rejects a body of tiny values only, and accepts real ones of that size', () => {
	expect(parse(`[${'{},'.repeat(250_000)}{}]`, 32 * MB)).toBe('too complex');
	const record = { id: 'crm+hubspot', service_id: 'hubspot', unified_api: 'crm', state: 'callable', enabled: true };
	expect(parse(JSON.stringify(new Array(60_000).fill(record)), 32 * MB)).toHaveProperty('value');
});

it('S8: reads a megabyte of any content in linear time', () => {
	const size = MB;
	for (const part of ['[', '{"a":', '"', '\\', '"\\', ',', ' ', '{},', '"\\u005f",', 'x']) {
		const bytes = Buffer.alloc(size, part);
		bytes[0] = 0x5b;
		const began = Date.now();
		parseJson(bytes, size);
		expect([part, Date.now() - began < 10_000]).toEqual([part, true]);
	}
});
