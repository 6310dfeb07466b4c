import type { Finding } from '../../../nodes/ApideckVault/audit/issues/finding';
import { FindingGrouper, type FindingGroup } from '../../../nodes/ApideckVault/audit/report/findings';
import { reportHtml as htmlOf } from '../../../nodes/ApideckVault/audit/report/html';
import { reportMarkdown as markdownOf } from '../../../nodes/ApideckVault/audit/report/markdown';
import type { AuditSummary } from '../../../nodes/ApideckVault/audit/report/summary';
import { worstFirst } from '../../../nodes/ApideckVault/audit/issues/findingOrder';

/** As Get Report does it, whatever the order of the findings. */
export function groupFindings(findings: readonly Finding[]): FindingGroup[] {
	const grouper = new FindingGrouper();
	for (const finding of [...findings].sort(worstFirst)) grouper.add(finding);
	return grouper.groups();
}

export const reportHtml = (summary: AuditSummary, findings: readonly Finding[], options?: { rows?: number }) => htmlOf(summary, groupFindings(findings), options);

export const reportMarkdown = (summary: AuditSummary, findings: readonly Finding[], limit?: number) => markdownOf(summary, groupFindings(findings), limit);
