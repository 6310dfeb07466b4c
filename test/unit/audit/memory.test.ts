import { createHash } from 'node:crypto';

import fc from 'fast-check';
import { decodeMemory, decodingSteps, encodeMemory, encodingSteps, PackingConsumers, recallConsumer, scopeFingerprint, type AuditMemory, type MemoryEntry } from '../../../nodes/ApideckVault/audit/memory';

const AT = Date.UTC(2026, 2, 12, 7, 0, 0);
const TOTALS = { critical: 1, warning: 2, info: 3, ok: 4 };

function entry(service_id: string, code = 'healthy', company: string | null = null): MemoryEntry {
	return {
		service: { unified_api: 'crm', service_id, connection_name: service_id.toUpperCase() },
		remembered: { severity: code === 'healthy' ? 'ok' : 'critical', code, company, authorized: code !== 'invalid_credentials' },
	};
}

function memoryOf(consumers: Record<string, MemoryEntry[]> | Map<string, MemoryEntry[]>, unreadable = false): AuditMemory {
	const packing = new PackingConsumers();
	for (const [id, entries] of consumers instanceof Map ? consumers : Object.entries(consumers)) packing.put(id, { entries, unreadable });
	return { scopeKey: 'scope-a', at: AT, totals: TOTALS, services: packing.services, codes: packing.codes, consumers: packing.consumers };
}

/** With the checksum that belongs to it. */
function sealed(text: string): string {
	const body = text.slice(0, text.lastIndexOf('|') + 1);
	return `${body}.${createHash('sha256').update(body).digest('base64url').slice(0, 8)}`;
}

describe('the memory', () => {
	it('comes back as it was, by way of JSON', () => {
		const before = memoryOf({ 'bakery-1': [entry('salesforce', 'needs_auth', 'Ab_-'), entry('pipedrive')], 'bakery-2': [] });
		const after = decodeMemory(JSON.parse(JSON.stringify(encodeMemory(before))));
		expect(after).toEqual(before);
		expect(recallConsumer(after as AuditMemory, 'bakery-1')).toEqual({ unreadable: false, entries: [entry('salesforce', 'needs_auth', 'Ab_-'), entry('pipedrive')] });
		expect(recallConsumer(after as AuditMemory, 'bakery-2')).toEqual({ unreadable: false, entries: [] });
		expect(recallConsumer(after as AuditMemory, 'bakery-3')).toBeUndefined();
	});

	it('keeps that a consumer could not be read', () => {
		const after = decodeMemory(encodeMemory(memoryOf({ a: [entry('x', 'revoked')], b: [] }, true))) as AuditMemory;
		expect(recallConsumer(after, 'a')).toEqual({ unreadable: true, entries: [entry('x', 'revoked')] });
		expect(recallConsumer(after, 'b')).toEqual({ unreadable: true, entries: [] });
	});

	it('takes any id, also those that mean something to JavaScript or to the format', () => {
		const ids = ['__proto__', 'constructor', 'a|b', 'a:b,c!', '%0041', '"\\', '\u0000\n', '\ud800', '🥐', ' ', 'é'];
		const before = memoryOf(new Map(ids.map((id) => [id, [entry('salesforce', 'revoked')]])));
		const text = encodeMemory(before);
		expect(text).not.toMatch(/[\p{Cc}\p{Cs}]/u);
		expect([...(decodeMemory(text) as AuditMemory).consumers.keys()]).toEqual(ids);
		expect(({} as Record<string, unknown>).salesforce).toBeUndefined();
	});

	it('comes back for any ids and names', () => {
		const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }));
		fc.assert(
			fc.property(fc.array(fc.tuple(text, text, text), { maxLength: 8 }), (rows) => {
				const before = memoryOf(new Map(rows.map(([id, service, code]) => [id, [entry(`s${service}`, code.replaceAll('.', '') || 'x')]])));
				expect(decodeMemory(encodeMemory(before))).toEqual(before);
			}),
			{ numRuns: 500 },
		);
	});

	it('takes garbage, another version and a text cut short for no memory', () => {
		const text = encodeMemory(memoryOf({ a: [entry('x')], b: [entry('y')] }));
		const older = sealed(text.replace(/^2:/, '1:'));
		expect(decodeMemory(sealed(text))).not.toBeNull();
		for (const value of [undefined, null, 7, {}, [], '', '{}', 'null', '|', '[1]', '|.', '||.12345678', older, text.slice(0, -1), text.slice(0, -4), text.slice(0, -8), text.slice(0, 40), `x${text}`]) {
			expect(decodeMemory(value)).toBeNull();
		}
		fc.assert(fc.property(fc.anything(), (value) => decodeMemory(value) === null), { numRuns: 300 });
	});

	it('is none at whatever place the text was cut', () => {
		const text = encodeMemory(memoryOf({ a: [entry('x')], b: [entry('y')], c: [] }));
		for (let length = 0; length < text.length; length += 1) expect(decodeMemory(text.slice(0, length))).toBeNull();
	});

	it('keeps more services and codes than one sign can count', () => {
		const entries = Array.from({ length: 80 }, (_unused, index) => entry(`service-${index}`, `code_${index}`));
		const after = decodeMemory(encodeMemory(memoryOf({ a: entries }))) as AuditMemory;
		expect(recallConsumer(after, 'a')?.entries).toEqual(entries);
	});

	it('writes each service and each code once, and a consumer that is put again only as it is now', () => {
		const packing = new PackingConsumers();
		packing.put('a', { entries: [entry('x'), entry('y')], unreadable: true });
		packing.put('b', { entries: [entry('y'), entry('x')], unreadable: false });
		packing.put('a', { entries: [entry('y')], unreadable: false });
		expect(packing.services.map(({ service_id }) => service_id)).toEqual(['x', 'y']);
		expect(packing.codes).toEqual(['ok.healthy']);
		expect(recallConsumer(packing, 'a')).toEqual({ unreadable: false, entries: [entry('y')] });
		expect(recallConsumer(packing, 'b')?.entries).toEqual([entry('y'), entry('x')]);
	});

	it('tells the same service of two unified APIs apart, and keeps a service without a name', () => {
		const of = (unified_api: string): MemoryEntry => ({ ...entry('x'), service: { unified_api, service_id: 'x', connection_name: null } });
		const after = decodeMemory(encodeMemory(memoryOf({ a: [of('crm'), of('accounting')] }))) as AuditMemory;
		expect(recallConsumer(after, 'a')?.entries).toEqual([of('crm'), of('accounting')]);
	});

	it('ends a consumer where it cannot be read', () => {
		const memory = memoryOf({ a: [entry('x', 'revoked', 'Ab_-')] });
		const whole = memory.consumers.get('a') ?? '';
		memory.codes.push('fatal.revoked');
		for (const rest of ['A', 'BB', 'Z', 'AE', 'A?', '?', 'A-', `${whole.slice(0, -1)}`, `${whole.slice(0, -1)}?`, '_', 'A_____', '😀', '\u0000']) {
			memory.consumers.set('b', `${whole}${rest}`);
			expect(recallConsumer(memory, 'b')).toEqual({ unreadable: false, entries: [entry('x', 'revoked', 'Ab_-')] });
		}
	});

	describe('a header', () => {
		const NOW = AT + 3_600_000;
		const HEADER = { version: '2', scope: 's', at: AT.toString(36), totals: '1,2,3,4', services: 'crm/x/X', codes: 'ok.healthy,critical.revoked' };
		const decode = (change: Partial<typeof HEADER>) => decodeMemory(sealed(`${Object.values({ ...HEADER, ...change }).join(':')}|a:AB|.`), NOW);

		it('is read as it is written', () => {
			expect(decode({})).toEqual({ ...memoryOf({ a: [entry('x')] }), scopeKey: 's', codes: ['ok.healthy', 'critical.revoked'] });
		});

		it.each<[keyof typeof HEADER, string[]]>([
			['version', ['', '0', '1', '3', '20', 'x']],
			['totals', ['', '1', '1,2,3', '1,2,3,4,5', '-1,2,3,4', '1.5,2,3,4', 'NaN,2,3,4', '1e300,2,3,?', '01,2,3,4', ' 1,2,3,4']],
			['services', ['crm', 'crm/x', 'crm/x/X/Y', 'crm/x/X,', ',']],
			['codes', ['healthy', 'fatal.x', 'ok.healthy,', '__proto__.x', '.']],
		])('with another kind of %s is no memory', (key, values) => {
			for (const value of values) expect([value, decode({ [key]: value })]).toEqual([value, null]);
		});

		it.each([
			['a huge time', '1e300'],
			['a negative time', '-1'],
			['zero', '0'],
			['no number', 'NaN'],
			['nothing', ''],
			['a fraction', `${AT.toString(36)}.5`],
			['infinity', 'Infinity!'],
			['more than a day ahead', (NOW + 86_400_001).toString(36)],
			['the largest that can be written', 'zzzzzzzzzz'],
		])('W18: with %s as its time is no memory', (_name, at) => {
			expect(decode({ at })).toBeNull();
		});

		it('W18: may be from a clock that was a day ahead', () => {
			expect(decode({ at: (NOW + 86_400_000).toString(36) })?.at).toBe(NOW + 86_400_000);
		});
	});

	it('W18: is written and read in steps of at most 500 consumers', () => {
		const large = memoryOf(new Map(Array.from({ length: 10_000 }, (_unused, index) => [`consumer-${index}`, [entry('x')]])));
		const count = (steps: Generator) => {
			let many = 0;
			while (!steps.next().done) many += 1;
			return many;
		};
		expect([count(encodingSteps(large)), count(decodingSteps(encodeMemory(large), AT))]).toEqual([20, 20]);
	});

	describe('W18: damage', () => {
		const whole = encodeMemory(memoryOf({ 'bakery-1': [entry('salesforce', 'needs_auth', 'Ab_-'), entry('pipedrive')], __proto__x: [], 'é🥐': [entry('y')] }));

		it('of a single character is no memory, wherever it is', () => {
			for (let at = 0; at < whole.length; at += 1) {
				for (const other of ['', 'A', '|', ':', '.', '0', '%', '\u0000', '\ud800']) {
					const damaged = whole.slice(0, at) + other + whole.slice(at + 1);
					expect([damaged, damaged === whole || decodeMemory(damaged) === null]).toEqual([damaged, true]);
				}
			}
		});

		it('of any kind never fails, and gives the same memory or none', () => {
			const change = fc.record({ at: fc.nat(whole.length), drop: fc.nat(20), put: fc.oneof(fc.string({ unit: 'binary', maxLength: 8 }), fc.constantFrom('__proto__', '||', '|.', '1e300')) });
			fc.assert(
				fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
					const damaged = changes.reduce((text, { at, drop, put }) => text.slice(0, at) + put + text.slice(at + drop), whole);
					const decoded = decodeMemory(damaged);
					if (decoded !== null) expect(decoded).toEqual(decodeMemory(whole));
				}),
				{ numRuns: 1_000 },
			);
			fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => decodeMemory(text) === null), { numRuns: 500 });
		});

		it('that somebody sealed again never fails either', () => {
			fc.assert(
				fc.property(fc.nat(whole.length), fc.nat(30), fc.string({ unit: 'binary', maxLength: 12 }), (at, drop, put) => {
					const decoded = decodeMemory(sealed(whole.slice(0, at) + put + whole.slice(at + drop)));
					for (const id of decoded?.consumers.keys() ?? []) {
						for (const { service, remembered } of recallConsumer(decoded as AuditMemory, id)?.entries ?? []) {
							expect([typeof service.service_id, remembered.company?.length ?? 4]).toEqual(['string', 4]);
						}
					}
				}),
				{ numRuns: 1_000 },
			);
		});
	});
});

describe('scopeFingerprint', () => {
	it('W5: depends on what is looked at, and neither on an order, nor on blanks, nor on repetitions', () => {
		const of = (services: string[]) => scopeFingerprint({ services });
		expect(of([' xero', 'hubspot', 'xero'])).toBe(of(['hubspot', 'xero ']));
		expect(of(['a,b'])).not.toBe(of(['a', 'b']));
		const scope = scopeFingerprint({ unifiedApis: ['crm', 'hris'], prefix: 'a' });
		expect(scopeFingerprint({ prefix: 'a', unifiedApis: ['hris', 'crm'] })).toBe(scope);
		expect(scopeFingerprint({ prefix: 'b', unifiedApis: ['hris', 'crm'] })).not.toBe(scope);
		expect(scopeFingerprint({ prefix: 'a', unifiedApis: ['crm'] })).not.toBe(scope);
		expect(scopeFingerprint({ prefix: 'a', unifiedApis: ['crm', 'hris'], services: undefined })).not.toBe(scopeFingerprint({ prefix: 'a' }));
		expect(scope).toMatch(/^[\w-]{16}$/);
	});
});
