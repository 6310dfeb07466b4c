import { randomBytes } from 'node:crypto';
import { encodeState, ConsumerEncoder, type StateEntry } from '../../../nodes/ApideckVault/audit/issues/memory';

const AT = Date.UTC(2026, 2, 12);

/** @param open whether the connection needs attention */
function entry(service: number, open: boolean): StateEntry {
	return {
		service: { unified_api: 'crm', service_id: `service-number-${service}`, connection_name: `Service Number ${service}` },
		stored: { severity: open ? 'critical' : 'ok', code: open ? 'needs_auth' : 'healthy', company: randomBytes(3).toString('base64url'), authorized: true },
	};
}

function bytesOf(consumers: number, services: number, open: (number: number) => boolean): number {
	const encoder = new ConsumerEncoder();
	const totals = { critical: 0, warning: 0, info: 0, ok: 0 };
	for (let number = 0; number < consumers; number += 1) {
		const entries = Array.from({ length: 5 }, (_unused, index) => entry((number + index * 31) % services, index === 0 && open(number)));
		for (const { stored } of entries) totals[stored.severity] += 1;
		encoder.set(randomBytes(10).toString('hex'), { entries, unreadable: false });
	}
	const { services: keys, codes } = encoder;
	return Buffer.byteLength(JSON.stringify(encodeState({ scopeKey: 's'.repeat(16), at: AT, totals, services: keys, codes, consumers: encoder.consumers })));
}

describe('the size of the encoded state', () => {
	it.each([40, 200])('is at most 60 bytes per consumer with five healthy connections of known companies and an ID of 20 characters, with %d services', (services) => {
		const [empty, full] = [bytesOf(2_000, services, () => false), bytesOf(12_000, services, () => false)];
		const each = (full - empty) / 10_000;
		console.info(`memory with ${services} services: ${each.toFixed(1)} bytes per consumer, ${(full / 1e6).toFixed(2)} MB for 12,000`);
		expect(each).toBeLessThanOrEqual(60);
	});

	it('grows by less than 60 bytes for each connection that needs attention', () => {
		expect(bytesOf(5_000, 40, () => true) - bytesOf(5_000, 40, () => false)).toBeLessThan(60 * 5_000);
	});

	it('is at most 600 bytes for a single consumer', () => {
		expect(bytesOf(1, 200, () => true)).toBeLessThan(600);
	});
});
