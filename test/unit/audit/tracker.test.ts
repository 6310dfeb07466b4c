import { assess } from '../../../nodes/ApideckVault/audit/rules/classify';
import { decodeState, encodeState, type AuditState } from '../../../nodes/ApideckVault/audit/issues/memory';
import { DEFAULT_THRESHOLDS } from '../../../nodes/ApideckVault/audit/rules/verdict';
import { AuditTracker, compareVerdicts, type TrackedRun } from '../../../nodes/ApideckVault/audit/issues/tracker';
import type { ConsumerConnection } from '../../../nodes/ApideckVault/api/connection';

const NOW = Date.UTC(2026, 2, 12, 7, 0, 0);

function connection(service_id: string, change: Partial<ConsumerConnection> = {}): ConsumerConnection {
	return { unified_api: 'crm', service_id, name: `The ${service_id}`, auth_type: 'oauth2', enabled: true, state: 'callable', health: 'ok', updated_at: '2026-01-01T00:00:00Z', ...change };
}

const REVOKED = { state: 'added', health: 'revoked' };
const MISSING = { state: 'authorized', health: 'missing_settings' };

interface Run extends TrackedRun {
	changes: Record<string, string | undefined>;
	tracker: AuditTracker;
}

/** One audit: what every consumer has, 'unreadable' for one that cannot be read. */
function run(previous: AuditState | null, consumers: Record<string, ConsumerConnection[] | 'unreadable'>): Run {
	const tracker = new AuditTracker(previous, 'all');
	const changes: Run['changes'] = {};
	for (const [id, connections] of Object.entries(consumers)) {
		if (connections === 'unreadable') {
			changes[id] = tracker.markUnreadable(id);
			continue;
		}
		for (const one of connections) {
			const assessment = assess(one, { now: NOW, thresholds: DEFAULT_THRESHOLDS, previous: tracker.lookUp(id, one) });
			const change = tracker.record(id, one, assessment);
			if (change) changes[`${id}/${one.service_id}`] = `${change} ${assessment.verdict.code}`;
		}
	}
	const { disappeared, state, carriedOver } = tracker.finish(NOW);
	return { changes, disappeared, carriedOver, state: decodeState(encodeState(state)) as AuditState, tracker };
}

const gone = ({ disappeared }: TrackedRun) => disappeared.map((one) => `${one.consumer_id}/${one.service_id} ${one.previous.code}`);

describe('the tracker of changes since the last run', () => {
	it('reports every finding as new in a first run, and nothing if nothing changed', () => {
		const now = { a: [connection('x', REVOKED), connection('y')], b: [connection('x', { enabled: false })] };
		const first = run(null, now);
		expect(first.tracker).toMatchObject({ firstRun: true });
		expect(first.changes).toEqual({ 'a/x': 'new revoked', 'b/x': 'new disabled' });
		expect(gone(first)).toEqual([]);
		expect(first.state.totals).toEqual({ critical: 1, warning: 0, info: 1, ok: 1 });
		const second = run(first.state, now);
		expect(second.tracker).toMatchObject({ firstRun: false });
		expect(second.changes).toEqual({});
		expect(gone(second)).toEqual([]);
		expect(second.state).toEqual(first.state);
	});

	it('reports new, worsened, improved, resolved and disappeared connections', () => {
		const before = run(null, {
			a: [connection('new'), connection('worse', MISSING), connection('better', REVOKED), connection('well', REVOKED), connection('gone', MISSING), connection('deleted')],
			left: [connection('x')],
		});
		const after = run(before.state, {
			a: [connection('new', MISSING), connection('worse', REVOKED), connection('better', MISSING), connection('well'), connection('added', { state: 'invalid' }), connection('deleted', { state: 'available', enabled: false })],
		});
		expect(after.changes).toEqual({
			'a/new': 'new missing_settings',
			'a/worse': 'worsened revoked',
			'a/better': 'improved missing_settings',
			'a/well': 'resolved healthy',
			'a/added': 'new invalid_credentials',
		});
		expect(gone(after)).toEqual(['a/gone missing_settings', 'a/deleted healthy', 'left/x healthy']);
		expect(after.disappeared[0]).toMatchObject({ unified_api: 'crm', connection_name: 'The gone' });
		expect([...after.state.consumers.keys()]).toEqual(['a']);
		expect(gone(run(after.state, { a: [] }))).toHaveLength(5);
	});

	it('carries over unreadable connections through several runs', () => {
		const first = run(null, { a: [connection('x', REVOKED)], b: [connection('y')] });
		const second = run(first.state, { a: 'unreadable', b: [connection('y')], c: 'unreadable' });
		expect(second.changes).toEqual({ a: 'new', c: 'new' });
		expect(gone(second)).toEqual([]);
		const third = run(second.state, { a: 'unreadable', b: [connection('y')], c: 'unreadable' });
		expect(third.changes).toEqual({ a: undefined, c: undefined });
		expect(third.state.totals).toEqual({ critical: 1, warning: 0, info: 0, ok: 1 });
		const fourth = run(third.state, { a: [connection('x')], b: [connection('y')], c: [connection('z')] });
		expect(fourth.changes).toEqual({ 'a/x': 'resolved healthy' });
		expect(gone(fourth)).toEqual([]);
	});

	it('records the read connections of a consumer that failed halfway, and carries over the others', () => {
		const first = run(null, { a: [connection('x', REVOKED), connection('y', REVOKED)] });
		const tracker = new AuditTracker(first.state, 'all');
		const assessment = assess(connection('x'), { now: NOW, thresholds: DEFAULT_THRESHOLDS });
		expect(tracker.record('a', connection('x'), assessment)).toBe('resolved');
		tracker.markUnreadable('a');
		const { disappeared, state, carriedOver } = tracker.finish(NOW);
		expect(disappeared).toEqual([]);
		expect(state.totals).toMatchObject({ critical: 1, ok: 1 });
		expect(carriedOver).toEqual({ critical: 1, warning: 0, info: 0, ok: 0 });
	});

	it('carries over a skipped connection once, next to the others', () => {
		const first = run(null, { a: [connection('x', REVOKED), connection('y')] });
		expect(first.carriedOver).toEqual({ critical: 0, warning: 0, info: 0, ok: 0 });
		const tracker = new AuditTracker(first.state, 'all');
		tracker.record('a', connection('y'), assess(connection('y'), { now: NOW, thresholds: DEFAULT_THRESHOLDS }));
		for (const id of ['x', 'x', 'never-seen']) tracker.skip('a', connection(id, REVOKED));
		const { disappeared, state, carriedOver } = tracker.finish(NOW);
		expect([disappeared, state.totals, carriedOver.critical]).toEqual([[], { critical: 1, warning: 0, info: 0, ok: 1 }, 1]);
	});

	it('reports a changed company once, also after a gap without a company', () => {
		const of = (company_id?: string) => ({ a: [connection('x', { metadata: company_id === undefined ? null : { company_id } })] });
		const first = run(null, of('one'));
		expect(first.changes).toEqual({});
		const gap = run(first.state, of());
		expect(gap.changes).toEqual({});
		const changed = run(gap.state, of('two'));
		expect(changed.changes).toEqual({ 'a/x': 'new company_changed' });
		const after = run(changed.state, of('two'));
		expect(after.changes).toEqual({});
		expect(run(after.state, of('one')).changes).toEqual({ 'a/x': 'new company_changed' });
	});

	it('distinguishes a lost authorization from an unfinished setup', () => {
		const unauthorized = connection('x', { state: 'added', health: 'needs_auth' });
		const first = run(null, { a: [connection('x')], b: [unauthorized] });
		expect(first.changes).toEqual({ 'b/x': 'new setup_unfinished' });
		const second = run(first.state, { a: [unauthorized], b: [unauthorized] });
		expect(second.changes).toEqual({ 'a/x': 'new needs_auth' });
		expect(run(second.state, { a: [unauthorized], b: [unauthorized] }).changes).toEqual({});
	});

	it('accepts any consumer ID, and the same connection twice', () => {
		const consumers: Record<string, ConsumerConnection[]> = JSON.parse('{"__proto__": [], "constructor": []}');
		for (const id of Object.keys(consumers)) consumers[id]?.push(connection('x', REVOKED), connection('x', REVOKED));
		const first = run(null, consumers);
		expect(first.state.totals.critical).toBe(2);
		expect(run(first.state, consumers).changes).toEqual({});
	});
});

describe('a tracked connection', () => {
	it('is identified by its unified API and its service', () => {
		const [crm, accounting] = [connection('zoho', REVOKED), connection('zoho', { unified_api: 'accounting' })];
		const first = run(null, { a: [crm, accounting] });
		expect(first.state.totals).toEqual({ critical: 1, warning: 0, info: 0, ok: 1 });
		expect(run(first.state, { a: [accounting, crm] }).changes).toEqual({});
		const second = run(first.state, { a: [accounting] });
		expect(second.disappeared).toMatchObject([{ unified_api: 'crm', service_id: 'zoho' }]);
	});

	it('is compared even if the API sends something invalid', () => {
		for (const odd of [null, undefined, 7, {}, { unified_api: 7, service_id: null }]) {
			const tracker = new AuditTracker(null, 'all');
			const assessment = assess(odd as never, { now: NOW, thresholds: DEFAULT_THRESHOLDS });
			expect(tracker.lookUp('a', odd as never)).toBeNull();
			expect(tracker.record('a', odd as never, assessment)).toBe('new');
			const { state } = tracker.finish(NOW);
			expect(state.services).toEqual([{ unified_api: '', service_id: '', connection_name: 'This connection' }]);
			expect(new AuditTracker(state, 'all').lookUp('a', odd as never)).toMatchObject({ code: 'unknown_state' });
		}
	});
});

describe('compareVerdicts', () => {
	it.each([
		[null, 'ok.healthy', undefined],
		[null, 'info.degraded', 'new'],
		['ok.healthy', 'warning.needs_consent', 'new'],
		['info.degraded', 'ok.healthy', 'resolved'],
		['info.degraded', 'warning.degraded_for_long', 'worsened'],
		['critical.revoked', 'info.disabled', 'improved'],
		['critical.needs_auth', 'critical.revoked', 'worsened'],
		['critical.revoked', 'critical.credentials_expiring_soon', 'improved'],
		['critical.needs_auth', 'critical.needs_auth', undefined],
		['warning.needs_auth', 'critical.needs_auth', undefined],
		['critical.from_another_version', 'critical.needs_auth', undefined],
		['critical.needs_auth', 'critical.from_another_version', undefined],
		['critical.needs_auth', 'warning.from_another_version', 'improved'],
		['info.from_another_version', 'critical.needs_auth', 'worsened'],
		['critical.company_changed', 'ok.healthy', undefined],
		['critical.company_changed', 'warning.needs_consent', 'new'],
	])('compares %s with %s as %s', (before, after, change) => {
		const verdict = (text: string) => ({ severity: text.split('.')[0] as never, code: text.split('.')[1] as string });
		expect(compareVerdicts(before === null ? null : verdict(before), verdict(after as string))).toBe(change);
	});
});
