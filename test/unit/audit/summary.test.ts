import { finding, healthy, NOW, summaryOf, UNREADABLE } from './reportSample';

describe('the summary', () => {
	it('counts by severity, code, unified API, service and consumer, worst first', () => {
		const summary = summaryOf(
			[
				finding(),
				finding({ consumer_id: 'tin-roof', consumer_name: null, severity: 'warning', code: 'needs_consent' }),
				finding({ consumer_id: 'tin-roof', consumer_name: null, service_id: 'pipedrive', connection_name: 'Pipedrive', severity: 'info', code: 'degraded' }),
				healthy(),
				healthy({ consumer_id: 'old-mill', unified_api: 'accounting', service_id: 'xero', connection_name: 'Xero' }),
				healthy({ consumer_id: 'old-mill', unified_api: 'hris', service_id: 'bamboohr', connection_name: 'BambooHR', change: 'resolved' }),
				finding({ consumer_id: 'old-mill', severity: 'critical', unified_api: 'accounting', service_id: 'xero', connection_name: 'Xero', change: 'new' }),
				{ ...UNREADABLE, consumer_id: 'juniper', change: 'new' },
				finding({ severity: 'info', code: 'disappeared', change: 'disappeared' }),
			],
			{ consumers: 4, previous: { at: NOW - 86_400_000, totals: { critical: 5, warning: 0, info: 0, ok: 2 } } },
		);
		expect(summary).toEqual({
			at: '2026-03-12T07:00:00.000Z',
			connections: 7,
			consumers: 4,
			consumers_with_findings: 3,
			unreadable: 1,
			severities: { critical: 2, warning: 1, info: 1, ok: 3 },
			changes: { new: 2, worsened: 0, improved: 0, resolved: 1, disappeared: 1 },
			codes: [
				{ code: 'revoked', title: 'Access was revoked', severity: 'critical', count: 2 },
				{ code: 'needs_consent', title: 'Consent is missing', severity: 'warning', count: 1 },
				{ code: 'unreadable', title: 'Could not be read', severity: 'warning', count: 1 },
				{ code: 'degraded', title: 'Service was unreachable', severity: 'info', count: 1 },
			],
			unified_apis: [
				{ unified_api: 'crm', critical: 1, warning: 1, info: 1, ok: 1, findings: 3, total: 4 },
				{ unified_api: 'accounting', critical: 1, warning: 0, info: 0, ok: 1, findings: 1, total: 2 },
				{ unified_api: 'hris', critical: 0, warning: 0, info: 0, ok: 1, findings: 0, total: 1 },
			],
			services: [
				{ unified_api: 'crm', service_id: 'salesforce', connection_name: 'Salesforce', critical: 1, warning: 1, info: 0, ok: 1, findings: 2, total: 3 },
				{ unified_api: 'accounting', service_id: 'xero', connection_name: 'Xero', critical: 1, warning: 0, info: 0, ok: 1, findings: 1, total: 2 },
				{ unified_api: 'crm', service_id: 'pipedrive', connection_name: 'Pipedrive', critical: 0, warning: 0, info: 1, ok: 0, findings: 1, total: 1 },
				{ unified_api: 'hris', service_id: 'bamboohr', connection_name: 'BambooHR', critical: 0, warning: 0, info: 0, ok: 1, findings: 0, total: 1 },
			],
			worst_consumers: [
				{ consumer_id: 'blue-fjord-bakery', consumer_name: 'Blue Fjord Bakery', critical: 1, warning: 0, info: 0 },
				{ consumer_id: 'old-mill', consumer_name: 'Blue Fjord Bakery', critical: 1, warning: 0, info: 0 },
				{ consumer_id: 'tin-roof', consumer_name: null, critical: 0, warning: 1, info: 1 },
			],
			previous: { at: '2026-03-11T07:00:00.000Z', severities: { critical: 5, warning: 0, info: 0, ok: 2 } },
		});
	});

	it('is empty without verdicts', () => {
		expect(summaryOf([])).toMatchObject({ connections: 0, consumers: null, codes: [], unified_apis: [], worst_consumers: [], previous: null });
	});

	it('names 50 consumers and counts them all', () => {
		const many = Array.from({ length: 60 }, (_unused, index) => finding({ consumer_id: `consumer-${String(index).padStart(2, '0')}`, severity: index === 59 ? 'critical' : 'warning' }));
		const summary = summaryOf(many);
		expect(summary.consumers_with_findings).toBe(60);
		expect(summary.worst_consumers).toHaveLength(50);
		expect(summary.worst_consumers[0]?.consumer_id).toBe('consumer-59');
	});

	it('keeps ids that mean something to JavaScript apart', () => {
		const summary = summaryOf([finding({ consumer_id: '__proto__', unified_api: '__proto__', service_id: 'constructor' })]);
		expect(summary.unified_apis).toEqual([{ unified_api: '__proto__', critical: 1, warning: 0, info: 0, ok: 0, findings: 1, total: 1 }]);
	});
});
