import fc from 'fast-check';

import { sortYielding } from '../../../nodes/ApideckVault/audit/scan/scanContext';
import { assess } from '../../../nodes/ApideckVault/audit/rules/classify';
import { FindingGrouper } from '../../../nodes/ApideckVault/audit/report/findings';
import { reportHtml } from '../../../nodes/ApideckVault/audit/report/html';
import { reportMarkdown } from '../../../nodes/ApideckVault/audit/report/markdown';
import { DEFAULT_THRESHOLDS } from '../../../nodes/ApideckVault/audit/rules/verdict';
import type { AuditState } from '../../../nodes/ApideckVault/audit/issues/memory';
import { AuditTracker } from '../../../nodes/ApideckVault/audit/issues/tracker';
import type { ConsumerConnection } from '../../../nodes/ApideckVault/api/connection';
import { finding, NOW, summaryOf } from './reportSample';

const CONTEXT = { now: NOW, thresholds: DEFAULT_THRESHOLDS };

/** Connections that count how often their service ID is looked at: a measure of work that no busy machine changes. */
function counting(many: number) {
	const looks = { count: 0 };
	const connections = Array.from({ length: many }, (_one, index) => {
		const connection = { unified_api: 'crm', name: 'One', state: 'callable', health: index % 3 === 0 ? 'revoked' : 'ok' };
		return Object.defineProperty(connection, 'service_id', { enumerable: true, get: () => (looks.count++, `service-${index}`) }) as ConsumerConnection;
	});
	return { looks, connections };
}

describe('the audit of thousands of connections', () => {
	it('reads each connection a fixed number of times in the tracker, in the first run and the next one', () => {
		const { looks, connections } = counting(4_000);
		let previous: AuditState | null = null;
		for (const run of [1, 2]) {
			const tracker: AuditTracker = new AuditTracker(previous, 'all');
			for (const connection of connections) {
				const assessment = assess(connection, { ...CONTEXT, previous: tracker.lookUp('a', connection) });
				expect(tracker.record('a', connection, assessment)).toBe(run === 1 && assessment.verdict.severity !== 'ok' ? 'new' : undefined);
			}
			tracker.close('a');
			const { state, disappeared } = tracker.finish(NOW);
			expect([state.totals, disappeared]).toEqual([{ critical: 1_334, warning: 0, info: 0, ok: 2_666 }, []]);
			previous = state;
		}
		expect(looks.count).toBeLessThan(4_000 * 2 * 8);
	});

	it('yields after each consumer when a run is finished', () => {
		const first = new AuditTracker(null, 'all');
		for (let consumer = 0; consumer < 500; consumer++) {
			const connection: ConsumerConnection = { unified_api: 'crm', service_id: 'x', state: 'callable' };
			first.record(`c${consumer}`, connection, assess(connection, CONTEXT));
		}
		const second = new AuditTracker(first.finish(NOW).state, 'all');
		const steps = second.finishInSteps(NOW);
		let taken = 0;
		let step = steps.next();
		for (; !step.done; step = steps.next()) taken++;
		expect(taken).toBe(500);
		expect(step.value.disappeared).toHaveLength(500);
	});

	it('sorts findings like Array.prototype.sort, stable, and yields every few hundred', async () => {
		const yielder = { taken: 0, yieldIfDue: async () => await Promise.resolve(void yielder.taken++) };
		await fc.assert(
			fc.asyncProperty(fc.array(fc.record({ key: fc.nat(20), place: fc.nat() }), { maxLength: 3_000 }), async (list) => {
				const order = (a: { key: number }, b: { key: number }) => a.key - b.key;
				expect(await sortYielding(list, order, yielder)).toEqual([...list].sort(order));
			}),
			{ numRuns: 30 },
		);
		yielder.taken = 0;
		await sortYielding(Array.from({ length: 50_000 }, (_one, index) => (index * 7_919) % 50_000), (a, b) => a - b, yielder);
		expect(yielder.taken).toBeGreaterThan(50_000 / 512);
	});

	it('reads only the shown findings for a report of 100,000', () => {
		let reads = 0;
		const grouper = new FindingGrouper();
		const findings = Array.from({ length: 100_000 }, (_one, index) => finding({ service_id: `s${index}` }));
		const summary = summaryOf(findings);
		for (const one of findings) grouper.add(Object.defineProperty({ ...one }, 'reason', { get: () => (reads++, 'It is broken.') }));
		const groups = grouper.groups();
		expect(reportHtml(summary, groups)).toMatch(/This report shows [1-9]\d\d of 100,000 findings\./);
		expect(reportMarkdown(summary, groups)).toMatch(/…and 99,\d\d\d more/);
		expect(reads).toBeLessThan(2_000);
	});
});
