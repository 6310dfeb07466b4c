import fc from 'fast-check';

import { sortInTurns } from '../../../nodes/ApideckVault/actions/audit/sortInTurns';
import { assess } from '../../../nodes/ApideckVault/audit/classify';
import { FindingGrouper } from '../../../nodes/ApideckVault/audit/report/grouping';
import { reportHtml } from '../../../nodes/ApideckVault/audit/report/html';
import { reportMarkdown } from '../../../nodes/ApideckVault/audit/report/markdown';
import { DEFAULT_THRESHOLDS } from '../../../nodes/ApideckVault/audit/thresholds';
import { startTracking } from '../../../nodes/ApideckVault/audit/tracker';
import type { ConsumerConnection } from '../../../nodes/ApideckVault/vault/connection';
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

describe('S6: one consumer with thousands of connections', () => {
	it('costs the tracker a fixed number of looks at each connection, in the first run and in the next one', () => {
		const { looks, connections } = counting(4_000);
		let previous = null;
		for (const run of [1, 2]) {
			const tracker = startTracking(previous, 'all');
			for (const connection of connections) {
				const assessment = assess(connection, { ...CONTEXT, previous: tracker.recall('a', connection) });
				expect(tracker.observe('a', connection, assessment)).toBe(run === 1 && assessment.verdict.severity !== 'ok' ? 'new' : undefined);
			}
			tracker.close('a');
			const { memory, disappeared } = tracker.finish(NOW);
			expect([memory.totals, disappeared]).toEqual([{ critical: 1_334, warning: 0, info: 0, ok: 2_666 }, []]);
			previous = memory;
		}
		expect(looks.count).toBeLessThan(4_000 * 2 * 8);
	});

	it('lets the caller do something else after each consumer when a run is finished', () => {
		const first = startTracking(null, 'all');
		for (let consumer = 0; consumer < 500; consumer++) {
			const connection: ConsumerConnection = { unified_api: 'crm', service_id: 'x', state: 'callable' };
			first.observe(`c${consumer}`, connection, assess(connection, CONTEXT));
		}
		const second = startTracking(first.finish(NOW).memory, 'all');
		const steps = second.finishing(NOW);
		let taken = 0;
		let step = steps.next();
		for (; !step.done; step = steps.next()) taken++;
		expect(taken).toBe(500);
		expect(step.value.disappeared).toHaveLength(500);
	});

	it('sorts findings like Array.prototype.sort, stable, with a turn for others every few hundred', async () => {
		const turns = { taken: 0, next: async () => await Promise.resolve(void turns.taken++) };
		await fc.assert(
			fc.asyncProperty(fc.array(fc.record({ key: fc.nat(20), place: fc.nat() }), { maxLength: 3_000 }), async (list) => {
				const order = (a: { key: number }, b: { key: number }) => a.key - b.key;
				expect(await sortInTurns(list, order, turns)).toEqual([...list].sort(order));
			}),
			{ numRuns: 30 },
		);
		turns.taken = 0;
		await sortInTurns(Array.from({ length: 50_000 }, (_one, index) => (index * 7_919) % 50_000), (a, b) => a - b, turns);
		expect(turns.taken).toBeGreaterThan(50_000 / 512);
	});

	it('looks only at the findings that are shown when it writes the report of 100,000', () => {
		let reads = 0;
		const grouper = new FindingGrouper();
		const findings = Array.from({ length: 100_000 }, (_one, index) => finding({ service_id: `s${index}` }));
		const summary = summaryOf(findings);
		for (const one of findings) grouper.add(Object.defineProperty({ ...one }, 'reason', { get: () => (reads++, 'It is broken.') }));
		const groups = grouper.groups();
		expect(reportHtml(summary, groups)).toContain('Only the worst 1,000 of 100,000 are shown.');
		expect(reportMarkdown(summary, groups)).toMatch(/…and 99,\d\d\d more/);
		expect(reads).toBeLessThan(2_000);
	});
});
