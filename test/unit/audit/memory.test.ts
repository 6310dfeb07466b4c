import fc from 'fast-check';
import { decodeMemory, encodeMemory, PackingConsumers, recallConsumer, scopeFingerprint, type AuditMemory, type MemoryEntry } from '../../../nodes/ApideckVault/audit/memory';

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

describe('the memory', () => {
	it('comes back as it was, by way of JSON', () => {
		const before = memoryOf({ 'bakery-1': [entry('salesforce', 'needs_auth', 'Ab_-1234'), entry('pipedrive')], 'bakery-2': [] });
		const after = decodeMemory(JSON.parse(JSON.stringify(encodeMemory(before))));
		expect(after).toEqual(before);
		expect(recallConsumer(after as AuditMemory, 'bakery-1')).toEqual({ unreadable: false, entries: [entry('salesforce', 'needs_auth', 'Ab_-1234'), entry('pipedrive')] });
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
		const older = text.replace('%0022v%0022%003a1', '%0022v%0022%003a0');
		expect(older).not.toBe(text);
		for (const value of [undefined, null, 7, {}, [], '', '{}', 'null', '|', '[1]', older, text.slice(0, -1), text.slice(0, -4), text.slice(0, -8), text.slice(0, 40), `x${text}`]) {
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

	it('leaves out entries it cannot read', () => {
		const memory = memoryOf({ a: [entry('x', 'revoked')] });
		memory.codes.push('fatal.revoked');
		for (const unreadable of ['', 'zz.0+', '0.zz+', '0.1+', 'rubbish', '0.0?', '0.0', '.0+', '0.+', '?0.0+', '0.0+?', '0.0+123456789', '0,0+']) {
			memory.consumers.set('b', `0.0+,${unreadable},0.0-Ab_-1234`);
			expect(recallConsumer(memory, 'b')?.entries).toEqual([entry('x', 'revoked'), { ...entry('x', 'revoked', 'Ab_-1234'), remembered: { ...entry('x', 'revoked', 'Ab_-1234').remembered, authorized: false } }]);
		}
	});

	describe('a header', () => {
		const HEADER = { v: 1, scope: 's', at: AT, totals: [1, 2, 3, 4], services: [['crm', 'x', 'X']], codes: ['ok.healthy'] };
		const decode = (change: Record<string, unknown>) => decodeMemory(`${JSON.stringify({ ...HEADER, ...change })}|a:0.0+|.`);

		it('is read as it is written', () => {
			expect(decode({})).toEqual({ ...memoryOf({ a: [{ ...entry('x'), service: { unified_api: 'crm', service_id: 'x', connection_name: 'X' } }] }), scopeKey: 's' });
		});

		it.each(['v', 'scope', 'at', 'totals', 'services', 'codes'])('with another kind of %s is no memory', (key) => {
			for (const odd of [undefined, null, true, {}, [7], [[7]], [null], 'text', 7]) {
				const isGood = key === 'scope' ? odd === 'text' : key === 'at' ? odd === 7 : key === 'totals' && Array.isArray(odd);
				expect(decode({ [key]: odd }) === null).toBe(!isGood);
			}
		});

		it('with fewer totals or texts than expected has 0 and none for them', () => {
			expect(decode({ totals: ['many', 2] })?.totals).toEqual({ critical: 0, warning: 2, info: 0, ok: 0 });
			expect(decode({ services: [['crm'], []] })?.services).toEqual([{ unified_api: 'crm', service_id: '', connection_name: null }, { unified_api: '', service_id: '', connection_name: null }]);
			expect(decodeMemory(`${JSON.stringify(HEADER)}|a|.`)?.consumers.get('a')).toBe('');
		});
	});
});

describe('scopeFingerprint', () => {
	it('depends on what is looked at and on no order', () => {
		const scope = scopeFingerprint({ unifiedApis: ['crm', 'hris'], prefix: 'a' });
		expect(scopeFingerprint({ prefix: 'a', unifiedApis: ['hris', 'crm'] })).toBe(scope);
		expect(scopeFingerprint({ prefix: 'b', unifiedApis: ['hris', 'crm'] })).not.toBe(scope);
		expect(scopeFingerprint({ prefix: 'a', unifiedApis: ['crm'] })).not.toBe(scope);
		expect(scopeFingerprint({ prefix: 'a', unifiedApis: ['crm', 'hris'], services: undefined })).not.toBe(scopeFingerprint({ prefix: 'a' }));
		expect(scope).toMatch(/^[\w-]{12}$/);
	});
});
