import { createHash } from 'node:crypto';

import fc from 'fast-check';
import { decodeState, decodeInSteps, encodeState, encodeInSteps, ConsumerEncoder, decodeConsumer, scopeFingerprint, type AuditState, type StateEntry } from '../../../nodes/ApideckVault/audit/issues/memory';

const AT = Date.UTC(2026, 2, 12, 7, 0, 0);
const TOTALS = { critical: 1, warning: 2, info: 3, ok: 4 };

function entry(service_id: string, code = 'healthy', company: string | null = null): StateEntry {
	return {
		service: { unified_api: 'crm', service_id, connection_name: service_id.toUpperCase() },
		stored: { severity: code === 'healthy' ? 'ok' : 'critical', code, company, authorized: code !== 'invalid_credentials' },
	};
}

function stateOf(consumers: Record<string, StateEntry[]> | Map<string, StateEntry[]>, unreadable = false): AuditState {
	const encoder = new ConsumerEncoder();
	for (const [id, entries] of consumers instanceof Map ? consumers : Object.entries(consumers)) encoder.set(id, { entries, unreadable });
	return { scopeKey: 'scope-a', at: AT, totals: TOTALS, services: encoder.services, codes: encoder.codes, consumers: encoder.consumers };
}

/** With the checksum that belongs to it. */
function sealed(text: string): string {
	const body = text.slice(0, text.lastIndexOf('|') + 1);
	return `${body}.${createHash('sha256').update(body).digest('base64url').slice(0, 8)}`;
}

describe('the encoded state', () => {
	it('is decoded unchanged after a trip through JSON', () => {
		const before = stateOf({ 'bakery-1': [entry('salesforce', 'needs_auth', 'Ab_-'), entry('pipedrive')], 'bakery-2': [] });
		const after = decodeState(JSON.parse(JSON.stringify(encodeState(before))));
		expect(after).toEqual(before);
		expect(decodeConsumer(after as AuditState, 'bakery-1')).toEqual({ unreadable: false, entries: [entry('salesforce', 'needs_auth', 'Ab_-'), entry('pipedrive')] });
		expect(decodeConsumer(after as AuditState, 'bakery-2')).toEqual({ unreadable: false, entries: [] });
		expect(decodeConsumer(after as AuditState, 'bakery-3')).toBeUndefined();
	});

	it('includes that a consumer could not be read', () => {
		const after = decodeState(encodeState(stateOf({ a: [entry('x', 'revoked')], b: [] }, true))) as AuditState;
		expect(decodeConsumer(after, 'a')).toEqual({ unreadable: true, entries: [entry('x', 'revoked')] });
		expect(decodeConsumer(after, 'b')).toEqual({ unreadable: true, entries: [] });
	});

	it('accepts any ID, including those with a meaning in JavaScript or in the format', () => {
		const ids = ['__proto__', 'constructor', 'a|b', 'a:b,c!', '%0041', '"\\', '\u0000\n', '\ud800', '🥐', ' ', 'é'];
		const before = stateOf(new Map(ids.map((id) => [id, [entry('salesforce', 'revoked')]])));
		const text = encodeState(before);
		expect(text).not.toMatch(/[\p{Cc}\p{Cs}]/u);
		expect([...(decodeState(text) as AuditState).consumers.keys()]).toEqual(ids);
		expect(({} as Record<string, unknown>).salesforce).toBeUndefined();
	});

	it('is decoded unchanged for any IDs and names', () => {
		const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }));
		fc.assert(
			fc.property(fc.array(fc.tuple(text, text, text), { maxLength: 8 }), (rows) => {
				const before = stateOf(new Map(rows.map(([id, service, code]) => [id, [entry(`s${service}`, code.replaceAll('.', '') || 'x')]])));
				expect(decodeState(encodeState(before))).toEqual(before);
			}),
			{ numRuns: 500 },
		);
	});

	it('is rejected if it is garbage, of another version or truncated', () => {
		const text = encodeState(stateOf({ a: [entry('x')], b: [entry('y')] }));
		const older = sealed(text.replace(/^2:/, '1:'));
		expect(decodeState(sealed(text))).not.toBeNull();
		for (const value of [undefined, null, 7, {}, [], '', '{}', 'null', '|', '[1]', '|.', '||.12345678', older, text.slice(0, -1), text.slice(0, -4), text.slice(0, -8), text.slice(0, 40), `x${text}`]) {
			expect(decodeState(value)).toBeNull();
		}
		fc.assert(fc.property(fc.anything(), (value) => decodeState(value) === null), { numRuns: 300 });
	});

	it('is rejected wherever it is truncated', () => {
		const text = encodeState(stateOf({ a: [entry('x')], b: [entry('y')], c: [] }));
		for (let length = 0; length < text.length; length += 1) expect(decodeState(text.slice(0, length))).toBeNull();
	});

	it('keeps more services and codes than one character can number', () => {
		const entries = Array.from({ length: 80 }, (_unused, index) => entry(`service-${index}`, `code_${index}`));
		const after = decodeState(encodeState(stateOf({ a: entries }))) as AuditState;
		expect(decodeConsumer(after, 'a')?.entries).toEqual(entries);
	});

	it('contains each service and code once, and only the last entry of a consumer', () => {
		const encoder = new ConsumerEncoder();
		encoder.set('a', { entries: [entry('x'), entry('y')], unreadable: true });
		encoder.set('b', { entries: [entry('y'), entry('x')], unreadable: false });
		encoder.set('a', { entries: [entry('y')], unreadable: false });
		expect(encoder.services.map(({ service_id }) => service_id)).toEqual(['x', 'y']);
		expect(encoder.codes).toEqual(['ok.healthy']);
		expect(decodeConsumer(encoder, 'a')).toEqual({ unreadable: false, entries: [entry('y')] });
		expect(decodeConsumer(encoder, 'b')?.entries).toEqual([entry('y'), entry('x')]);
	});

	it('distinguishes the same service of two unified APIs, and keeps a service without a name', () => {
		const of = (unified_api: string): StateEntry => ({ ...entry('x'), service: { unified_api, service_id: 'x', connection_name: null } });
		const after = decodeState(encodeState(stateOf({ a: [of('crm'), of('accounting')] }))) as AuditState;
		expect(decodeConsumer(after, 'a')?.entries).toEqual([of('crm'), of('accounting')]);
	});

	it('is decoded up to the first invalid entry of a consumer', () => {
		const state = stateOf({ a: [entry('x', 'revoked', 'Ab_-')] });
		const whole = state.consumers.get('a') ?? '';
		state.codes.push('fatal.revoked');
		for (const rest of ['A', 'BB', 'Z', 'AE', 'A?', '?', 'A-', `${whole.slice(0, -1)}`, `${whole.slice(0, -1)}?`, '_', 'A_____', '😀', '\u0000']) {
			state.consumers.set('b', `${whole}${rest}`);
			expect(decodeConsumer(state, 'b')).toEqual({ unreadable: false, entries: [entry('x', 'revoked', 'Ab_-')] });
		}
	});

	describe('a header', () => {
		const NOW = AT + 3_600_000;
		const HEADER = { version: '2', scope: 's', at: AT.toString(36), totals: '1,2,3,4', services: 'crm/x/X', codes: 'ok.healthy,critical.revoked' };
		const decode = (change: Partial<typeof HEADER>) => decodeState(sealed(`${Object.values({ ...HEADER, ...change }).join(':')}|a:AB|.`), NOW);

		it('is decoded as it was encoded', () => {
			expect(decode({})).toEqual({ ...stateOf({ a: [entry('x')] }), scopeKey: 's', codes: ['ok.healthy', 'critical.revoked'] });
		});

		it.each<[keyof typeof HEADER, string[]]>([
			['version', ['', '0', '1', '3', '20', 'x']],
			['totals', ['', '1', '1,2,3', '1,2,3,4,5', '-1,2,3,4', '1.5,2,3,4', 'NaN,2,3,4', '1e300,2,3,?', '01,2,3,4', ' 1,2,3,4']],
			['services', ['crm', 'crm/x', 'crm/x/X/Y', 'crm/x/X,', ',']],
			['codes', ['healthy', 'fatal.x', 'ok.healthy,', '__proto__.x', '.']],
		])('is rejected with an invalid %s', (key, values) => {
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
		])('is rejected with %s as its time', (_name, at) => {
			expect(decode({ at })).toBeNull();
		});

		it('is accepted from a clock that is a day ahead', () => {
			expect(decode({ at: (NOW + 86_400_000).toString(36) })?.at).toBe(NOW + 86_400_000);
		});
	});

	it('is encoded and decoded in steps of at most 500 consumers', () => {
		const large = stateOf(new Map(Array.from({ length: 10_000 }, (_unused, index) => [`consumer-${index}`, [entry('x')]])));
		const count = (steps: Generator) => {
			let many = 0;
			while (!steps.next().done) many += 1;
			return many;
		};
		expect([count(encodeInSteps(large)), count(decodeInSteps(encodeState(large), AT))]).toEqual([20, 20]);
	});

	describe('damage', () => {
		const whole = encodeState(stateOf({ 'bakery-1': [entry('salesforce', 'needs_auth', 'Ab_-'), entry('pipedrive')], __proto__x: [], 'é🥐': [entry('y')] }));

		it('is detected in any single character', () => {
			for (let at = 0; at < whole.length; at += 1) {
				for (const other of ['', 'A', '|', ':', '.', '0', '%', '\u0000', '\ud800']) {
					const damaged = whole.slice(0, at) + other + whole.slice(at + 1);
					expect([damaged, damaged === whole || decodeState(damaged) === null]).toEqual([damaged, true]);
				}
			}
		});

		it('of any kind never throws, and returns the same state or none', () => {
			const change = fc.record({ at: fc.nat(whole.length), drop: fc.nat(20), put: fc.oneof(fc.string({ unit: 'binary', maxLength: 8 }), fc.constantFrom('__proto__', '||', '|.', '1e300')) });
			fc.assert(
				fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
					const damaged = changes.reduce((text, { at, drop, put }) => text.slice(0, at) + put + text.slice(at + drop), whole);
					const decoded = decodeState(damaged);
					if (decoded !== null) expect(decoded).toEqual(decodeState(whole));
				}),
				{ numRuns: 1_000 },
			);
			fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => decodeState(text) === null), { numRuns: 500 });
		});

		it('with a matching checksum never throws either', () => {
			fc.assert(
				fc.property(fc.nat(whole.length), fc.nat(30), fc.string({ unit: 'binary', maxLength: 12 }), (at, drop, put) => {
					const decoded = decodeState(sealed(whole.slice(0, at) + put + whole.slice(at + drop)));
					for (const id of decoded?.consumers.keys() ?? []) {
						for (const { service, stored } of decodeConsumer(decoded as AuditState, id)?.entries ?? []) {
							expect([typeof service.service_id, stored.company?.length ?? 4]).toEqual(['string', 4]);
						}
					}
				}),
				{ numRuns: 1_000 },
			);
		});
	});
});

describe('scopeFingerprint', () => {
	it('depends on the scope, and not on order, spaces or repetitions', () => {
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
