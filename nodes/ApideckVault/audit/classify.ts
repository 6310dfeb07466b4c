import { readCondition, type AuditContext, type AuditedConnection, type Condition } from './condition';
import type { Rule } from './rule';
import { DETAILS_UNREADABLE, RULES } from './rules';
import type { Verdict } from './verdict';

/** Codes that rest on fields of the full form only, though the small form may look healthy meanwhile. */
const SEEN_IN_FULL_ONLY = new Set([
	'required_mapping_missing',
	'needs_consent',
	'integration_needs_configuration',
	'integration_disabled',
	'unknown_integration_state',
	DETAILS_UNREADABLE,
]);

/** Codes that rest on fields of the full form: a small form that does not show them does not say that they are gone. */
const RESTS_ON_DETAILS = new Set([...SEEN_IN_FULL_ONLY, 'missing_settings', 'degraded_for_long']);

/** Whether only the full form of a connection can tell that this verdict is over. */
export function restsOnDetails(code: string): boolean {
	return RESTS_ON_DETAILS.has(code);
}

/** The first rule of the table that holds; every condition has one. */
export function matchRule(condition: Condition): Rule {
	const rule = RULES.find((candidate) => candidate.phases.includes(condition.phase) && candidate.when(condition));
	// The table ends with a rule per phase that always holds; a table that lost one must not call anything healthy.
	return rule ?? (RULES.find((candidate) => candidate.code === 'unknown_state') as Rule);
}

/** A connection as it was read, and what follows from that. */
export interface Assessment {
	condition: Condition;
	verdict: Verdict;
	/** See needsDetail. */
	needsDetail: boolean;
}

/**
 * Reads and judges one connection, once.
 * @param connection either wire form, with anything missing or unknown in it
 * @returns exactly one verdict; never throws
 */
export function assess(connection: AuditedConnection, context: AuditContext): Assessment {
	const condition = readCondition(connection, context);
	const rule = matchRule(condition);
	const { actor, remedy } = typeof rule.remedy === 'function' ? rule.remedy(condition) : rule.remedy;
	const deadline = rule.deadline?.(condition) ?? null;
	const verdict: Verdict = {
		severity: rule.severity,
		code: rule.code,
		reason: rule.reason(condition),
		remedy,
		actor,
		deadline: deadline === null ? null : new Date(deadline).toISOString(),
	};
	return { condition, verdict, needsDetail: deservesDetail(condition, rule, context.previous?.code ?? '') };
}

/** The verdict on one connection; see assess. */
export function classify(connection: AuditedConnection, context: AuditContext): Verdict {
	return assess(connection, context).verdict;
}

/**
 * Whether the verdict on a small-form connection deserves a second look at its full form (GET connections):
 * it could change, name the missing settings or give another remedy. Also when an earlier run found something that
 * only the full form shows, so that it is not taken for resolved just because nobody looked.
 * @returns false for a full form
 */
export function needsDetail(connection: AuditedConnection, context: AuditContext): boolean {
	return assess(connection, context).needsDetail;
}

function deservesDetail(condition: Condition, rule: Rule, previous: string): boolean {
	if (condition.full || condition.phase === 'not_added') return false;
	if (rule.detail?.(condition) === true) return true;
	if (previous.startsWith('integration_') || previous === 'unknown_integration_state') return condition.integration === 'missing';
	return SEEN_IN_FULL_ONLY.has(previous);
}

/** Whether the consumer ever added it; the list also holds what they could add, which an audit skips. */
export function isAdded(connection: AuditedConnection): boolean {
	return connection?.state !== 'available';
}
