import { CRITICAL_RULES } from './criticalRules';
import { QUIET_RULES } from './quietRules';
import type { Rule } from './rule';
import { WARNING_RULES } from './warningRules';

/** The rule table, most severe first. The first rule that holds gives the verdict. Documented in docs/audit-rules.md. */
export const RULES: readonly Rule[] = [...CRITICAL_RULES, ...WARNING_RULES, ...QUIET_RULES];

/** Code of a connection that looks healthy while the details a rule needs could not be read. */
export const DETAILS_UNREADABLE = 'details_unreadable';

const POSITIONS = new Map(RULES.map((rule, index) => [rule.code, index]));

const TITLES = new Map([
	...RULES.map(({ code, title }) => [code, title] as const),
	// Findings that no rule makes: about what could not be read, and about what is no longer there.
	['unreadable', 'Could not be read'],
	[DETAILS_UNREADABLE, 'Details could not be read'],
	['disappeared', 'No longer there'],
]);

/** How far up the table a code stands (0 is the worst); undefined for a code of another version. */
export function positionOf(code: string): number | undefined {
	return POSITIONS.get(code);
}

/** A heading for a code, for reports. */
export function titleOf(code: string): string {
	return TITLES.get(code) ?? code.replaceAll('_', ' ');
}

