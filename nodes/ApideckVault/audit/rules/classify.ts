import { CRITICAL_RULES } from './criticalRules';
import { INFO_RULES } from './infoRules';
import type { Rule } from './rule';
import type { Verdict } from './verdict';
import { type AuditContext, type AuditedConnection, type ConnectionSnapshot, normalizeConnection } from './snapshot';
import { WARNING_RULES } from './warningRules';

/** The rule table, most severe first. The first matching rule decides the verdict. Documented in docs/audit-rules.md. */
export const RULES: readonly Rule[] = [...CRITICAL_RULES, ...WARNING_RULES, ...INFO_RULES];

/** Code of a connection that looks healthy, but whose details could not be read although a rule needs them. */
export const DETAILS_UNREADABLE = 'details_unreadable';

const POSITIONS = new Map(RULES.map((rule, index) => [rule.code, index]));

const TITLES = new Map([
	...RULES.map(({ code, title }) => [code, title] as const),
	// Findings of the scan, not of a rule.
	['unreadable', 'Consumer could not be read'],
	[DETAILS_UNREADABLE, 'Details could not be read'],
	['disappeared', 'Connection disappeared'],
]);

/** A code's position in the rule table (0 is the most severe); undefined for a code of another version. */
export function rulePosition(code: string): number | undefined {
	return POSITIONS.get(code);
}

/** The report heading for a code. */
export function titleOf(code: string): string {
	return TITLES.get(code) ?? code.replaceAll('_', ' ');
}

/** Codes that only the detail form can show, while the summary may look healthy. */
const DETAIL_ONLY_CODES = new Set([
	'required_mapping_missing',
	'needs_consent',
	'integration_needs_configuration',
	'integration_disabled',
	'unknown_integration_state',
	DETAILS_UNREADABLE,
]);

/** Codes based on fields of the detail form. A summary that does not show them does not prove that they are resolved. */
const DETAIL_BASED_CODES = new Set([...DETAIL_ONLY_CODES, 'missing_settings', 'degraded_for_long']);

/** Whether only the detail form of a connection can prove that this verdict is resolved. */
export function isDetailBased(code: string): boolean {
	return DETAIL_BASED_CODES.has(code);
}

/** The first matching rule of the table. Every snapshot has one. */
export function matchRule(snapshot: ConnectionSnapshot): Rule {
	const rule = RULES.find((candidate) => candidate.phases.includes(snapshot.phase) && candidate.when(snapshot));
	// The table ends with a catch-all rule for each phase. If one were missing, nothing must be called healthy because of it.
	return rule ?? (RULES.find((candidate) => candidate.code === 'unknown_state') as Rule);
}

/** A normalized connection and its verdict. */
export interface Assessment {
	snapshot: ConnectionSnapshot;
	verdict: Verdict;
	/** See needsDetail. */
	needsDetail: boolean;
}

/**
 * Assesses a normalized connection.
 * @param previousCode code of the last run's verdict; empty if there is none
 */
export function assessSnapshot(snapshot: ConnectionSnapshot, previousCode: string): Assessment {
	const rule = matchRule(snapshot);
	const { actor, remedy } = typeof rule.remedy === 'function' ? rule.remedy(snapshot) : rule.remedy;
	const deadline = rule.deadline?.(snapshot) ?? null;
	const verdict: Verdict = {
		severity: rule.severity,
		code: rule.code,
		reason: rule.reason(snapshot),
		remedy,
		actor,
		deadline: deadline === null ? null : new Date(deadline).toISOString(),
	};
	return { snapshot, verdict, needsDetail: rulesNeedDetail(snapshot, rule, previousCode) };
}

/**
 * Normalizes and assesses one connection.
 * @param connection either wire form; fields may be missing or unknown
 * @returns exactly one verdict; never throws
 */
export function assess(connection: AuditedConnection, context: AuditContext): Assessment {
	return assessSnapshot(normalizeConnection(connection, context), context.previous?.code ?? '');
}

/** The verdict on one connection; see assess. */
export function classify(connection: AuditedConnection, context: AuditContext): Verdict {
	return assess(connection, context).verdict;
}

/**
 * Whether the detail form (GET connections) of a connection in summary form is worth a request: it could change the verdict, name
 * the missing settings or change the remedy. Also when an earlier run found something that only the detail form shows, so that it
 * does not count as resolved unseen.
 * @returns false for a detail form
 */
export function needsDetail(connection: AuditedConnection, context: AuditContext): boolean {
	return assess(connection, context).needsDetail;
}

function rulesNeedDetail(snapshot: ConnectionSnapshot, rule: Rule, previousCode: string): boolean {
	if (snapshot.detailed || snapshot.phase === 'not_added') return false;
	if (rule.needsDetail?.(snapshot) === true) return true;
	if (previousCode.startsWith('integration_') || previousCode === 'unknown_integration_state') return snapshot.integration === 'missing';
	return DETAIL_ONLY_CODES.has(previousCode);
}

/** Whether the consumer added it. The list also contains connections that could be added; the audit skips them. */
export function isAdded(connection: AuditedConnection): boolean {
	return connection?.state !== 'available';
}
