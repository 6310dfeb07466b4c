import { finding, healthy, NOW, summaryOf, UNREADABLE } from './reportSample';

describe('the summary', () => {
	it('counts by severity, code, unified API, service and consumer, most severe first', () => {
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
			read_at: '2026-03-12T07:00:00.000Z',
			severities: { critical: 2, warning: 1, info: 1, ok: 3 },
			changes: { new: 2, worsened: 0, improved: 0, resolved: 1, disappeared: 1 },
			checked: { consumers: 4, consumers_with_findings: 3, connections: 7, nothing_matched: false },
			not_read: { consumers: 1, consumer_details: 0 },
			breakdown: {
				by_code: [
					{ code: 'revoked', title: 'Access was revoked', severity: 'critical', count: 2 },
					{ code: 'needs_consent', title: 'Consent is missing', severity: 'warning', count: 1 },
					{ code: 'unreadable', title: 'Consumer could not be read', severity: 'warning', count: 1 },
					{ code: 'degraded', title: 'Service was unreachable', severity: 'info', count: 1 },
				],
				by_unified_api: [
					{ unified_api: 'crm', critical: 1, warning: 1, info: 1, ok: 1, findings: 3, total: 4 },
					{ unified_api: 'accounting', critical: 1, warning: 0, info: 0, ok: 1, findings: 1, total: 2 },
					{ unified_api: 'hris', critical: 0, warning: 0, info: 0, ok: 1, findings: 0, total: 1 },
				],
				by_service: [
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
			},
			previous_run: { read_at: '2026-03-11T07:00:00.000Z', severities: { critical: 5, warning: 0, info: 0, ok: 2 } },
		});
	});

	it('is empty without verdicts', () => {
		expect(summaryOf([])).toMatchObject({ checked: { connections: 0, consumers: null }, breakdown: { by_code: [], by_unified_api: [], worst_consumers: [] }, previous_run: null });
	});

	it('lists 50 consumers and counts all of them', () => {
		const many = Array.from({ length: 60 }, (_unused, index) => finding({ consumer_id: `consumer-${String(index).padStart(2, '0')}`, severity: index === 59 ? 'critical' : 'warning' }));
		const summary = summaryOf(many);
		expect(summary.checked.consumers_with_findings).toBe(60);
		expect(summary.breakdown.worst_consumers).toHaveLength(50);
		expect(summary.breakdown.worst_consumers[0]?.consumer_id).toBe('consumer-59');
	});

	it('keeps IDs with a meaning in JavaScript apart', () => {
		const summary = summaryOf([finding({ consumer_id: '__proto__', unified_api: '__proto__', service_id: 'constructor' })]);
		expect(summary.breakdown.by_unified_api).toEqual([{ unified_api: '__proto__', critical: 1, warning: 0, info: 0, ok: 0, findings: 1, total: 1 }]);
	});

	it('sorts by critical findings, then warnings, then infos, then size, then name', () => {
		const critical = finding();
		const warning = finding({ severity: 'warning', code: 'needs_consent' });
		const info = finding({ severity: 'info', code: 'degraded' });
		const groups: Array<[string, Array<ReturnType<typeof finding>>]> = [
			['z2-critical', [critical, critical]],
			['z1-critical', [critical, warning, warning]],
			['y-critical', [critical, warning, info, info]],
			['x-critical', [critical, warning, info]],
			['w-warnings', [warning, warning]],
			['v-warning', [warning, info]],
			['u-warning', [warning]],
			['t-infos', [info, info]],
			['s-info', [info]],
			['b-large', [healthy(), healthy()]],
			['a-small', [healthy()]],
			['c-small', [healthy()]],
		];
		const names = groups.map(([name]) => name);
		const some = groups.filter(([, [first]]) => first?.severity !== 'ok').map(([name]) => name);
		for (const order of [groups, [...groups].reverse()]) {
			const all = summaryOf(order.flatMap(([name, findings]) => findings.map((one) => ({ ...one, consumer_id: name, unified_api: name, service_id: 'x' }))));
			expect(all.breakdown.by_unified_api.map(({ unified_api }) => unified_api)).toEqual(names);
			expect(all.breakdown.by_service.map(({ unified_api }) => unified_api)).toEqual(names);
			expect(all.breakdown.worst_consumers.map(({ consumer_id }) => consumer_id)).toEqual(some);
			const inOne = summaryOf(order.flatMap(([name, findings]) => findings.map((one) => ({ ...one, unified_api: 'crm', service_id: name }))));
			expect(inOne.breakdown.by_service.map(({ service_id }) => service_id)).toEqual(names);
		}
	});

	it('sorts codes by severity, then count, then name', () => {
		const codes = [finding({ code: 'revoked' }), finding({ code: 'needs_auth' }), finding({ code: 'needs_auth' }), finding({ severity: 'info', code: 'degraded' }), finding({ severity: 'info', code: 'disabled' }), finding({ severity: 'warning', code: 'needs_consent' })];
		for (const order of [codes, [...codes].reverse()]) {
			expect(summaryOf(order).breakdown.by_code.map(({ code, count }) => `${code} ${count}`)).toEqual(['needs_auth 2', 'revoked 1', 'needs_consent 1', 'degraded 1', 'disabled 1']);
		}
	});

	it('counts a connection without one of its IDs, unlike an unreadable consumer', () => {
		const summary = summaryOf([finding({ unified_api: null }), finding({ service_id: null }), { ...UNREADABLE }]);
		expect(summary).toMatchObject({ checked: { connections: 2 }, not_read: { consumers: 1 } });
		expect(summary.breakdown.by_service).toMatchObject([{ unified_api: '', service_id: 'salesforce', total: 1 }, { unified_api: 'crm', service_id: '', total: 1 }]);
	});

	it('does not count healthy connections as findings of a consumer', () => {
		expect(summaryOf([healthy()])).toMatchObject({ checked: { consumers_with_findings: 0 }, breakdown: { worst_consumers: [], by_code: [] } });
	});
});
