import type { Finding } from '../finding';
import { titleOf } from '../rules';
import type { Severity } from '../verdict';
import type { AuditSummary } from './summary';
import { counted } from './wording';

/** Findings with one heading. */
export interface FindingGroup {
	severity: Severity;
	title: string;
	count: number;
	/** By actor and remedy; worst first, each with at least one finding. */
	parts: Finding[][];
}

/** Groups findings by what is wrong, then by what to do, one finding at a time; each group stands where its first finding does. */
export class FindingGrouper {
	private readonly byKey = new Map<string, { group: Omit<FindingGroup, 'parts'>; parts: Map<string, Finding[]> }>();

	/** Expects the findings worst first. */
	add(finding: Finding): void {
		const { severity, code, actor, remedy, change } = finding;
		const again = severity === 'ok' && change === 'resolved';
		const key = `${severity} ${again} ${code}`;
		const known = this.byKey.get(key) ?? { group: { severity, title: again ? 'Healthy again' : titleOf(code), count: 0 }, parts: new Map<string, Finding[]>() };
		this.byKey.set(key, known);
		known.group.count += 1;
		const part = known.parts.get(actor + remedy);
		if (part) part.push(finding);
		else known.parts.set(actor + remedy, [finding]);
	}

	groups(): FindingGroup[] {
		return [...this.byKey.values()].map(({ group, parts }) => ({ ...group, parts: [...parts.values()] }));
	}
}

/** The report in one line: the worst that is true. */
export function headline({ severities, unreadable, details_unread: detailsUnread, connections, nothing_matched: nothingMatched }: AuditSummary): string {
	if (severities.critical > 0) return `${counted(severities.critical, 'connection')} ${severities.critical === 1 ? 'needs' : 'need'} action today`;
	if (severities.warning > 0) return `${counted(severities.warning, 'connection')} should be looked at`;
	if (unreadable > 0) return 'Not every consumer could be read';
	if (detailsUnread > 0) return 'Not everything could be read';
	if (nothingMatched) return 'No connection matched the filters';
	// Nothing was checked, which must not read like an all-clear.
	return connections === 0 ? 'There are no connections to check' : 'Nothing needs action';
}
