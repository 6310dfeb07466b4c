import { createHash } from 'node:crypto';
import fc from 'fast-check';

import { mask, SecretMask } from '../../../nodes/ApideckVault/secrets/mask';
import { spellings } from '../../secrets/spellings';

const PLANTED = 'sk_test_fake/key+0123456789=';
const masked = (text: string, secrets: string[]) => mask([text], secrets)[0]!;

describe('the mask of an API key', () => {
	it.each(Object.entries(spellings(PLANTED)))('S14: hides it %s, in values, lists and keys', (_name, spelled) => {
		const value = { [`a ${spelled}`]: [{ text: `before ${spelled} behind`, [spelled]: spelled }], plain: 'x' };
		const clean = JSON.stringify(new SecretMask([PLANTED]).value(value));
		expect(clean).not.toContain(JSON.stringify(spelled).slice(1, -1));
		expect(clean).toContain('[redacted]');
		expect(clean).toContain('"plain":"x"');
	});

	it('S14: changes nothing else in any value', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				const before = JSON.stringify(value);
				expect(JSON.stringify(new SecretMask([PLANTED]).value(value))).toBe(before);
			}),
		);
	});

	it('S14: treats "__proto__" like any other field', () => {
		const clean = new SecretMask([PLANTED]).value(JSON.parse(`{"__proto__": "${PLANTED}", "a": 1}`) as object);
		expect(JSON.stringify(clean)).toBe('{"__proto__":"[redacted]","a":1}');
		expect(Object.getPrototypeOf(clean)).toBe(Object.prototype);
	});

	it('S14: hides values that are nested too deeply, without a stack overflow', () => {
		let deep: object = { key: PLANTED };
		for (let level = 0; level < 100_000; level++) deep = { deep };
		new SecretMask([PLANTED]).value(deep);
		let at: unknown = deep;
		let levels = 0;
		for (; typeof at === 'object' && at !== null; levels++) at = (at as { deep?: unknown }).deep;
		expect([at, levels < 200]).toEqual(['[redacted]', true]);
	});

	it('S14: hides nothing without a secret', () => {
		expect(new SecretMask([]).value({ a: 'text' })).toEqual({ a: 'text' });
		expect(new SecretMask(['abc']).value({ a: 'abc' })).toEqual({ a: 'abc' });
	});
});

describe('a long secret', () => {
	/** Contains characters that encoders write differently. The limit splits one that has two UTF-16 units. */
	const LONG = `abc${'/+="<ä 😀'.repeat(1_000)}`;

	const longMask = new SecretMask([LONG]);

	it.each(Object.entries(spellings(LONG)))('S14: is masked %s, with the rest of the text', (_name, spelled) => {
		// A base64 form includes up to twelve characters of the text before the secret.
		const hidden = /^before.{0,12}\[redacted\]$/;
		expect(longMask.text(`before ${spelled} behind`)).toMatch(hidden);
		expect(masked(`before ${spelled.slice(0, 5_000)}`, [LONG])).toMatch(hidden);
	});

	it('S14: is masked in every encoding, whatever its characters, also when it is truncated', () => {
		const repeated = fc.tuple(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), fc.integer({ min: 4_090, max: 4_110 })).map(([unit, length]) => [...unit.repeat(length)].slice(0, length).join(''));
		fc.assert(
			fc.property(repeated, (secret) => {
				fc.pre(secret.trim() !== '');
				const secretMask = new SecretMask([secret]);
				for (const [name, spelled] of Object.entries(spellings(secret))) {
					expect([name, secretMask.text(`before ${spelled}`).length < 40]).toEqual([name, true]);
					if (spelled.length > 5_000) expect([name, secretMask.text(`before ${spelled.slice(0, 5_000)}`).length < 40]).toEqual([name, true]);
				}
			}),
			{ numRuns: 10 },
		);
	});

	it('S14: is masked in a URL that omits its unpaired surrogates', () => {
		const secret = 'a\ud800/'.repeat(10_000);
		expect(masked(encodeURIComponent(secret.replaceAll('\ud800', '')), [secret])).toBe('[redacted]');
	});

	it('S14: hides the rest of its own text only, and each of its lines is masked', () => {
		const lines = `${'x"'.repeat(4_000)}\nsecond-line\n${'y'.repeat(5_000)}`;
		expect(mask([`a ${LONG} b`, 'c', `d second-line ${'y'.repeat(5_000)} e`], [LONG, lines])).toEqual(['a [redacted]', 'c', 'd [redacted] [redacted]']);
	});

	it('does not change a text that contains only its beginning', () => {
		const text = LONG.slice(0, 4_000);
		expect([masked(text, [LONG]), longMask.text(text)]).toEqual([text, text]);
	});

	it.each(['"\\', 'お', '😀', ',', '+/='])('S5: costs about as much as one of 16 KB: %s', (characters) => {
		const record = { id: 'crm+one', text: 'lorem ipsum '.repeat(300) };
		/** The lowest CPU time of three runs in microseconds, because other processes only increase it. */
		const cost = (length: number) => {
			const secret = characters.repeat(length / characters.length);
			const times = [1, 2, 3].map(() => {
				const before = process.cpuUsage();
				mask([record.text], [secret]);
				new SecretMask([secret]).value({ ...record });
				return process.cpuUsage(before).user;
			});
			return Math.min(...times);
		};
		const reference = cost(16_000);
		// Building every form in full takes sixty times as long.
		expect(cost(1_000_000)).toBeLessThan(20 * Math.max(reference, 10_000));
	});
});

describe('S5: the time that masking takes', () => {
	const secrets = Array.from({ length: 10_000 }, (_, index) => `secret-value-${index * 7919}`);
	const letters = (index: number) => ((index * 7919) % 65_536).toString(2).padStart(40, '0').replace(/0/g, 'a').replace(/1/g, 'b');

	it.each<[string, string, string[]]>([
		['10,000 values that a text quotes', JSON.stringify(secrets).slice(0, 4_000), secrets],
		['10,000 values that a text of 256 KB quotes', JSON.stringify(secrets), secrets],
		['10,000 values that are not in the text', 'lorem ipsum '.repeat(330), secrets],
		['10,000 values that need escaping', 'lorem ipsum '.repeat(330), secrets.map((secret) => `${secret}"<ä`)],
		['10,000 values of the same few letters as the text', Array.from({ length: 25_000 }, (_, index) => letters(index).slice(-10)).join(''), Array.from({ length: 10_000 }, (_, index) => letters(index))],
		['10,000 short values', 'p4ss '.repeat(800), Array.from({ length: 10_000 }, (_, index) => String(1_000 + (index % 9_000)))],
		['a value of a megabyte', 'x'.repeat(4_000), ['y'.repeat(1_000_000)]],
		['a text of a megabyte', 'sk_test_fak '.repeat(90_000), [PLANTED]],
	])('does not grow with the product of texts and values: %s', (_name, text, values) => {
		const started = Date.now();
		const clean = masked(text, values);
		// A quarter of a second on a quiet machine; a minute before.
		expect(Date.now() - started).toBeLessThan(8_000);
		for (const value of values.slice(0, 50)) expect(clean.includes(value)).toBe(false);
	});

	const hex = (index: number) => createHash('sha256').update(String(index)).digest('hex');
	const lines = Array.from({ length: 10_000 }, (_, index) => hex(index));

	it.each<[string, string[], (index: number) => string]>([
		['a secret of 10,000 lines, and texts that hold none', [lines.join('\n')], (index) => `${hex(-index)}${hex(-2 * index)}`.slice(0, 125)],
		['a secret of 10,000 lines, and texts that hold one each', [lines.join('\n')], (index) => `the line ${lines[index % 10_000]} and more`],
		['10,000 secrets that begin alike, and texts that begin so too', lines.map((line) => `same-beginning-${line}`), () => 'same-beginning-'.repeat(8)],
		['100 secrets that need escaping', lines.slice(0, 100).map((line) => `${line}/+="<`), (index) => `${hex(index + 20_000)} and more`],
	])('S5: does not grow with the product of 20,000 texts and forms: %s', (_name, values, make) => {
		const texts = Array.from({ length: 20_000 }, (_, index) => make(index));
		const started = Date.now();
		const clean = new SecretMask(values).value(texts).join(' ');
		// A quarter of a second on a quiet machine.
		expect(Date.now() - started).toBeLessThan(8_000);
		for (const line of lines.slice(0, 20)) expect(clean.includes(line)).toBe(false);
	});

	it('S5: hides the same with thousands of forms as with a few, and redacts a text with all of them as a whole', () => {
		const among = (values: string[]) => new SecretMask([...values, 'secret-4711', 'tiny', 'quite-a-long-secret/value']);
		for (const text of ['a secret-4711 b', 'tiny, tinyer', 'a quite-a-long-secret\\/value b', `x${lines[5]!.slice(0, 40)}`, 'quite-a-long-secret/valu']) {
			expect(among([lines.join('\n')]).text(text)).toBe(among([]).text(text));
		}
		expect(among([lines.join('\n')]).text(`a ${lines[5]} b`)).toBe('a [redacted] b');
		expect(among([lines.join('\n')]).text(lines.join(', '))).toBe('[redacted]');
		expect(() => new SecretMask([Array.from({ length: 300_000 }, (_, index) => `line-${index}`).join('\n')])).not.toThrow();
	});

	it('redacts a text that consists mostly of secrets as a whole', () => {
		expect(masked(JSON.stringify(secrets), secrets)).toBe('[redacted]');
		expect(masked(`a ${secrets[7]} b`, secrets)).toBe('a [redacted] b');
	});
});
