import { randomBytes } from 'node:crypto';
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

	it('leaves out entries it cannot read', () => {
		const memory = memoryOf({ a: [entry('x', 'revoked')] });
		memory.consumers.set('b', 'zz.0+,0.zz+,0.0+,rubbish,0.0?');
		expect(recallConsumer(memory, 'b')?.entries).toEqual([entry('x', 'revoked')]);
	});

	it('stays under 2 MB for 10,000 consumers with 5 connections each, whose companies are all known', () => {
		const services = ['salesforce', 'quickbooks', 'bamboohr', 'microsoft-dynamics-365-business-central', 'google-drive', 'xero', 'personio', 'shopify'];
		const packing = new PackingConsumers();
		for (let number = 0; number < 10_000; number += 1) {
			const hex = randomBytes(16).toString('hex');
			const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
			const entries = Array.from({ length: 5 }, (_unused, index) => entry(services[(number + index) % services.length] as string, index === 0 && number % 10 === 0 ? 'needs_auth' : 'healthy', randomBytes(6).toString('base64url')));
			packing.put(id, { entries, unreadable: false });
		}
		const bytes = Buffer.byteLength(JSON.stringify(encodeMemory({ scopeKey: 's', at: AT, totals: TOTALS, ...packing, services: packing.services })));
		// eslint-disable-next-line no-console
		console.info(`memory of 10,000 consumers x 5 connections: ${(bytes / 1e6).toFixed(2)} MB of JSON`);
		expect(bytes).toBeLessThan(2_000_000);
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
