import type { Finding } from '../finding';
import { titleOf } from '../rules';
import type { Severity } from '../verdict';
import type { AuditSummary } from './summary';
import { counted, worstFirst } from './wording';

/** Findings with one heading. */
export interface FindingGroup {
	severity: Severity;
	title: string;
	count: number;
	/** By actor and remedy; worst first, each with at least one finding. */
	parts: Finding[][];
}

/** Groups findings by what is wrong, then by what to do; each group stands where its worst finding would. */
export function groupFindings(findings: readonly Finding[]): FindingGroup[] {
	const groups = new Map<string, { group: Omit<FindingGroup, 'parts'>; parts: Map<string, Finding[]> }>();
	for (const finding of [...findings].sort(worstFirst)) {
		const { severity, code, actor, remedy, change } = finding;
		const title = severity === 'ok' && change === 'resolved' ? 'Healthy again' : titleOf(code);
		const key = JSON.stringify([severity, code, title]);
		const known = groups.get(key) ?? { group: { severity, title, count: 0 }, parts: new Map<string, Finding[]>() };
		groups.set(key, known);
		known.group.count += 1;
		const part = known.parts.get(actor + remedy);
		if (part) part.push(finding);
		else known.parts.set(actor + remedy, [finding]);
	}
	return [...groups.values()].map(({ group, parts }) => ({ ...group, parts: [...parts.values()] }));
}

/** The report in one line: the worst that is true. */
export function headline({ severities, unreadable }: AuditSummary): string {
	if (severities.critical > 0) return `${counted(severities.critical, 'connection')} ${severities.critical === 1 ? 'needs' : 'need'} action today`;
	if (severities.warning > 0) return `${counted(severities.warning, 'connection')} should be looked at`;
	return unreadable > 0 ? 'Not every consumer could be read' : 'Nothing needs action';
}
