import type { Connection } from '../../../nodes/ApideckVault/api/connection';
import type { Finding } from '../../../nodes/ApideckVault/audit/issues/finding';
import { AuditTracker } from '../../../nodes/ApideckVault/audit/issues/tracker';
import { DEFAULT_THRESHOLDS } from '../../../nodes/ApideckVault/audit/rules/verdict';
import { scan } from '../../../nodes/ApideckVault/audit/scan/audit';
import { Yielder, type AuditHost, type AuditSettings } from '../../../nodes/ApideckVault/audit/scan/scanContext';

const NOW = Date.UTC(2026, 2, 12, 7, 0, 0);

/** Connections that count how often they are normalized: nothing else reads `created_at`. */
function counting(connections: Connection[]) {
	const reads = connections.map(() => 0);
	const counted = connections.map((connection, index) =>
		Object.defineProperty({ ...connection }, 'created_at', { enumerable: true, get: () => ((reads[index] = (reads[index] ?? 0) + 1), NOW - 1_000) }),
	);
	return { reads, counted };
}

it('normalizes a connection once per form, and the details of a skipped connection never', async () => {
	const connections: Connection[] = [
		{ unified_api: 'crm', service_id: 'salesforce', name: 'Salesforce', state: 'callable', health: 'ok' },
		{ unified_api: 'crm', service_id: 'hubspot', name: 'HubSpot', state: 'added' },
		{ unified_api: 'hris', service_id: 'personio', name: 'Personio', state: 'added', health: 'revoked' },
	];
	const summaries = counting(connections);
	const details = counting(connections.map((connection) => ({ ...connection, integration_state: 'configured', oauth_grant_type: 'client_credentials' })));
	const request = async ({ path }: { path: string[] }) =>
		await Promise.resolve({ data: path[1] === 'connections' ? details.counted : { consumer_id: 'acme', connections: summaries.counted } });
	const host = { item: { context: {} }, options: { concurrency: 1, request: {} }, vault: { request }, addHint: () => {} } as unknown as AuditHost;
	const settings: AuditSettings = {
		scope: { consumerId: 'acme', consumerPrefix: '', search: '', unifiedApis: [], services: [], onlyConfigured: true },
		thresholds: DEFAULT_THRESHOLDS,
		includeHealthy: true,
		thorough: true,
		probe: false,
	};
	const findings: Finding[] = [];
	await scan({ host, settings, tracker: new AuditTracker(null, 'scope'), now: NOW, yielder: new Yielder(host), onVerdict: (finding) => findings.push(finding) });
	expect(findings.map(({ service_id, code, actor }) => [service_id, code, actor])).toEqual([['salesforce', 'healthy', 'nobody'], ['personio', 'revoked', 'you']]);
	expect([summaries.reads, details.reads]).toEqual([[1, 1, 1], [1, 0, 1]]);
});
