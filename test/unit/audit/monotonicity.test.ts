import fc from 'fast-check';
import { classify, matchRule, needsDetail, RULES } from '../../../nodes/ApideckVault/audit/rules/classify';
import { companyFingerprint, normalizeConnection, type AuditContext, type Phase } from '../../../nodes/ApideckVault/audit/rules/snapshot';
import { DEFAULT_THRESHOLDS, severityRank } from '../../../nodes/ApideckVault/audit/rules/verdict';
import type { Connection, ConsumerConnection } from '../../../nodes/ApideckVault/api/connection';

const NOW = Date.UTC(2026, 2, 12, 7, 0, 0);
const HOUR = 3_600_000;

/**
 * What "worse" means, one property at a time: every value lists the values that are worse than it by one step.
 * Values that no chain links (missing_settings and needs_consent, say) are different troubles, not degrees of one.
 */
const WORSE = {
	state: { callable: ['authorized', 'hibernating', 'none'], authorized: ['added', 'invalid'], added: [], invalid: [], hibernating: [], none: [] },
	health: {
		// Without a health a running deletion window counts, with ok or degraded it contradicts: so a change from no health to degraded is not a step.
		none: ['pending_refresh', 'pending_confirmation', 'needs_consent', 'missing_settings', 'feverish'],
		ok: ['degraded', 'pending_confirmation', 'needs_consent', 'missing_settings', 'feverish'],
		degraded: ['pending_refresh'],
		pending_refresh: ['needs_auth'],
		pending_confirmation: ['needs_auth'],
		needs_consent: ['needs_auth'],
		missing_settings: ['needs_auth'],
		needs_auth: ['revoked'],
		revoked: [],
		feverish: [],
	},
	integration: { none: ['needs_configuration', 'disabled', 'paused'], configured: ['needs_configuration', 'disabled', 'paused'], needs_configuration: [], disabled: [], paused: [] },
	purge: { none: ['far'], far: ['soon'], soon: ['past'], past: [] },
	refreshFailed: { none: ['long_ago'], long_ago: ['lately'], lately: [] },
	downstreamError: { none: ['lately'], lately: ['long_ago'], long_ago: [] },
	touched: { now: ['days_ago'], days_ago: ['weeks_ago', 'none'], weeks_ago: [], none: [] },
	// When it was created says whether an unfinished setup is a new one; touched is the later of both.
	created: { now: ['days_ago'], days_ago: ['weeks_ago', 'none'], weeks_ago: [], none: [] },
	consent: { given: ['withheld'], withheld: [] },
	settings: { complete: ['lacking'], lacking: [] },
	mappings: { complete: ['lacking'], lacking: [] },
	company: { same: ['other'], other: [] },
	history: { none: ['authorized'], authorized: [] },
} as const;

type Property = keyof typeof WORSE;
/** `from`: the health of the input that this one is a step from. */
type Input = Record<Property, string> & { enabled: boolean | undefined; from?: string };
const PROPERTIES = Object.keys(WORSE) as Property[];

const TIMES: Record<string, Record<string, number>> = {
	purge: { far: NOW + 40 * HOUR, soon: NOW + 2 * HOUR, past: NOW - HOUR },
	refreshFailed: { long_ago: NOW - 100 * HOUR, lately: NOW - HOUR },
	downstreamError: { lately: NOW - HOUR, long_ago: NOW - 100 * HOUR },
	touched: { now: NOW - 60_000, days_ago: NOW - 50 * HOUR, weeks_ago: NOW - 400 * HOUR },
	created: { now: NOW - 60_000, days_ago: NOW - 50 * HOUR, weeks_ago: NOW - 400 * HOUR },
};

const time = (property: string, value: string) => TIMES[property]?.[value] ?? 0;
const optional = (value: string) => (value === 'none' ? undefined : value);

function connectionOf(input: Input): Connection {
	return {
		unified_api: 'crm',
		service_id: 'salesforce',
		name: 'Salesforce',
		enabled: input.enabled,
		state: optional(input.state),
		health: optional(input.health),
		integration_state: optional(input.integration),
		credentials_expire_at: time('purge', input.purge),
		last_refresh_failed_at: time('refreshFailed', input.refreshFailed),
		last_downstream_error_at: time('downstreamError', input.downstreamError),
		created_at: time('created', input.created),
		updated_at: time('touched', input.touched),
		consent_state: input.consent === 'withheld' ? 'denied' : 'granted',
		application_data_scopes: { enabled: true, resources: '*' },
		form_fields: [{ id: 'domain', label: 'Domain', required: true, value: input.settings === 'lacking' ? '' : 'x' }],
		custom_mappings: [{ key: 'region', required: true, value: input.mappings === 'lacking' ? '' : '$.x' }],
		metadata: { company_id: input.company },
	};
}

const SAME = companyFingerprint({ metadata: { company_id: 'same' } });

function contextOf(input: Input): AuditContext {
	const previous = { severity: 'ok', code: 'healthy', company: SAME, authorized: input.history === 'authorized' } as const;
	return { now: NOW, thresholds: DEFAULT_THRESHOLDS, previous };
}

function judge(input: Input): { phase: Phase; rank: number; code: string } {
	const snapshot = normalizeConnection(connectionOf(input), contextOf(input));
	const { severity, code } = matchRule(snapshot);
	return { phase: snapshot.phase, rank: severityRank(severity), code };
}

/**
 * Steps that may be compared: within one phase, or from a setup to what turns out to be a lost connection.
 * In a setup, needs_auth is where everybody begins, and so not worse than anything.
 */
function comparable(before: Phase, after: Phase, worse: Input): boolean {
	if (after === 'setting_up' && worse.health === 'needs_auth') return before === after && worse.health === worse.from;
	return before === after || (before === 'setting_up' && after === 'in_use');
}

function worseThan(input: Input): Input[] {
	return PROPERTIES.flatMap((property) => {
		const steps = WORSE[property] as Record<string, readonly string[]>;
		return (steps[input[property]] ?? []).map((value) => ({ ...input, from: input.health, [property]: value }));
	});
}

const anyInput: fc.Arbitrary<Input> = fc.record({
	...(Object.fromEntries(PROPERTIES.map((property) => [property, fc.constantFrom(...Object.keys(WORSE[property]))])) as Record<Property, fc.Arbitrary<string>>),
	enabled: fc.constantFrom(true, false, undefined),
});

describe('the severity of verdicts', () => {
	it('never decreases in a step that makes one property worse, from every combination of state, health, integration, times and switch', () => {
		const varied: Property[] = ['state', 'health', 'integration', 'purge', 'refreshFailed', 'downstreamError', 'touched', 'created'];
		const start: Input = { state: '', health: '', integration: '', purge: '', refreshFailed: '', downstreamError: '', touched: '', created: '', consent: 'given', settings: 'complete', mappings: 'complete', company: 'same', history: 'none', enabled: true };
		let inputs: Input[] = [start, { ...start, enabled: false }];
		for (const property of varied) inputs = inputs.flatMap((input) => Object.keys(WORSE[property]).map((value) => ({ ...input, [property]: value })));
		// When it was created matters to a setup only; the random walks below take every combination.
		inputs = inputs.filter(({ state, created }) => created === 'weeks_ago' || (created === 'now' && ['added', 'authorized'].includes(state)));
		const verdicts = new Map<string, ReturnType<typeof judge>>();
		const judgeOnce = (input: Input) => {
			const key = [...varied, 'enabled' as const, 'consent' as const, 'settings' as const, 'mappings' as const, 'company' as const, 'history' as const].map((property) => input[property]).join();
			const verdict = verdicts.get(key) ?? judge(input);
			verdicts.set(key, verdict);
			return verdict;
		};
		let compared = 0;
		const milder: string[] = [];
		for (const input of inputs.filter(({ integration }) => integration !== 'none' && integration !== 'paused')) {
			const before = judgeOnce(input);
			for (const worse of worseThan(input)) {
				const after = judgeOnce(worse);
				if (!comparable(before.phase, after.phase, worse)) continue;
				compared += 1;
				if (after.rank < before.rank) milder.push(`${before.code} → ${after.code}: ${JSON.stringify(worse)}`);
			}
		}
		expect(milder.slice(0, 5)).toEqual([]);
		expect(compared).toBeGreaterThan(200_000);
	});

	it('never decreases on any walk through all thirteen properties', () => {
		fc.assert(
			fc.property(anyInput, fc.array(fc.nat(), { maxLength: 12 }), (input, choices) => {
				let [current, verdict] = [input, judge(input)];
				for (const choice of choices) {
					const steps = worseThan(current);
					const next = steps[choice % Math.max(1, steps.length)];
					if (!next) break;
					const after = judge(next);
					if (comparable(verdict.phase, after.phase, next)) expect(after.rank).toBeGreaterThanOrEqual(verdict.rank);
					[current, verdict] = [next, after];
				}
			}),
			{ numRuns: 1_000 },
		);
	});

	it('is part of one complete verdict for every combination, and ok only for connections known to be healthy', () => {
		fc.assert(
			fc.property(fc.oneof(anyInput, fc.record({ ...Object.fromEntries(PROPERTIES.map((property) => [property, fc.string()])), enabled: fc.boolean() }) as fc.Arbitrary<Input>), (input) => {
				const connection = connectionOf(input);
				const verdict = classify(connection, contextOf(input));
				expect(RULES.filter(({ code, severity }) => code === verdict.code && severity === verdict.severity)).toHaveLength(1);
				expect(verdict.reason).toMatch(/^[^\n]+\.$/);
				expect(verdict.remedy).toMatch(/^[^\n]+\.$/);
				if (verdict.severity !== 'ok' || input.state === 'available') return;
				expect(connection).toMatchObject({ state: 'callable' });
				expect(connection.enabled).not.toBe(false);
				expect([undefined, '', 'ok']).toContain(connection.health);
			}),
			{ numRuns: 1_000 },
		);
	});

	it('is never lower for the detail form than for the summary, unless details were needed', () => {
		fc.assert(
			fc.property(anyInput, (input) => {
				const full = connectionOf(input);
				const small: ConsumerConnection = {};
				for (const key of ['unified_api', 'service_id', 'name', 'enabled', 'state', 'health', 'credentials_expire_at', 'last_refresh_failed_at', 'created_at', 'updated_at', 'metadata'] as const) {
					if (full[key] !== undefined) small[key] = full[key] as never;
				}
				const context = contextOf(input);
				const [before, after] = [classify(small, context), classify(full, context)];
				expect(severityRank(after.severity)).toBeGreaterThanOrEqual(severityRank(before.severity));
				expect(needsDetail(full, context)).toBe(false);
				if (before.code === after.code && !needsDetail(small, context)) expect(after).toEqual(before);
			}),
			{ numRuns: 1_000 },
		);
	});
});
