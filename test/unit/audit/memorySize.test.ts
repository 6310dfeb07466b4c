import { randomBytes } from 'node:crypto';
import { encodeMemory, PackingConsumers, type MemoryEntry } from '../../../nodes/ApideckVault/audit/memory';

const SERVICES = ['salesforce', 'quickbooks', 'bamboohr', 'microsoft-dynamics-365-business-central', 'google-drive', 'xero', 'personio', 'shopify'];

function entry(service_id: string, isLost: boolean): MemoryEntry {
	return {
		service: { unified_api: 'crm', service_id, connection_name: service_id.toUpperCase() },
		remembered: { severity: isLost ? 'critical' : 'ok', code: isLost ? 'needs_auth' : 'healthy', company: randomBytes(6).toString('base64url'), authorized: true },
	};
}

it('the memory stays under 2 MB for 10,000 consumers with 5 connections each, whose companies are all known', () => {
	const packing = new PackingConsumers();
	for (let number = 0; number < 10_000; number += 1) {
		const hex = randomBytes(16).toString('hex');
		const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
		const entries = Array.from({ length: 5 }, (_unused, index) => entry(SERVICES[(number + index) % SERVICES.length] as string, index === 0 && number % 10 === 0));
		packing.put(id, { entries, unreadable: false });
	}
	const totals = { critical: 1000, warning: 0, info: 0, ok: 49_000 };
	const { services, codes, consumers } = packing;
	const bytes = Buffer.byteLength(JSON.stringify(encodeMemory({ scopeKey: 's', at: Date.UTC(2026, 2, 12), totals, services, codes, consumers })));
	// eslint-disable-next-line no-console
	console.info(`memory of 10,000 consumers x 5 connections: ${(bytes / 1e6).toFixed(2)} MB of JSON`);
	expect(bytes).toBeLessThan(2_000_000);
});
