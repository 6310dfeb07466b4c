import type { Finding } from '../finding';
import { readableTime } from '../readableTime';
import { SEVERITIES, type Severity } from '../verdict';
import { escapeChat } from './escapeChat';
import { groupFindings, headline, type FindingGroup } from './grouping';
import type { AuditSummary } from './summary';
import { counted, readableDifference, readableNumber } from './wording';

/** A Slack message takes 4,000 characters, a section of it 3,000. */
const MARKDOWN_LIMIT = 3000;

const SIGNS: Record<Severity, string> = { critical: '🔴', warning: '🟠', info: '🔵', ok: '🟢' };

function trend({ severities, previous }: AuditSummary): string[] {
	if (!previous) return [];
	const parts = SEVERITIES.map((severity) => `${severity} ${readableDifference(severities[severity] - previous.severities[severity])}`);
	return [`Since ${readableTime(previous.at)}: ${parts.join(', ')}`];
}

function changes({ changes: counts }: AuditSummary): string[] {
	const parts = Object.entries(counts).filter(([, count]) => count > 0);
	return parts.length > 0 ? [`Changes: ${parts.map(([change, count]) => `${readableNumber(count)} ${change}`).join(', ')}`] : [];
}

function opening(summary: AuditSummary): string {
	const scope = summary.consumers === null ? '' : ` of ${counted(summary.consumers, 'consumer')}`;
	return [
		`*Apideck connection audit: ${headline(summary)}*`,
		SEVERITIES.map((severity) => `${SIGNS[severity]} ${readableNumber(summary.severities[severity])} ${severity}`).join('   '),
		`${counted(summary.connections, 'connection')}${scope}, ${readableTime(summary.at)}`,
		...(summary.unreadable > 0 ? [`${counted(summary.unreadable, 'consumer')} could not be read`] : []),
		...trend(summary),
		...changes(summary),
	].join('\n');
}

function heading({ severity, title, count }: FindingGroup): string {
	return `\n\n*${SIGNS[severity]} ${escapeChat(title)}* (${readableNumber(count)})`;
}

function line(finding: Finding): string {
	// The colon behind it would make an :emoji: of a name that ends in ":fire".
	const consumer = escapeChat(finding.consumer_name ?? finding.consumer_id, 40).replace(/:(?=[\w+'-]+$)/, '∶');
	const change = finding.change ? `${finding.change}: ` : '';
	const deadline = finding.deadline === null ? '' : ` By ${readableTime(finding.deadline)}.`;
	return `\n- ${consumer}: ${change}${escapeChat(finding.reason, 220)}${deadline}`;
}

function rest(left: Finding[]): string {
	if (left.length === 0) return '';
	const parts = SEVERITIES.map((severity) => [severity, left.filter((finding) => finding.severity === severity).length] as const);
	const named = parts.filter(([, count]) => count > 0).map(([severity, count]) => `${readableNumber(count)} ${severity}`);
	return `\n\n…and ${readableNumber(left.length)} more (${named.join(', ')})`;
}

/**
 * The report as a chat message for Slack and Teams: only signs that both understand.
 * Worst first, grouped by what is wrong and what to do, and it says how many findings had no room.
 * @param findings without healthy ones, or they come last; a `reauthorize_url` is never shown
 * @param limit in UTF-16 units, at most 3,000 unless told; below 1,000 there may be no room for a single finding
 */
export function reportMarkdown(summary: AuditSummary, findings: readonly Finding[], limit = MARKDOWN_LIMIT): string {
	const groups = groupFindings(findings.filter(({ severity }) => severity !== 'ok'));
	const all = groups.flatMap(({ parts }) => parts.flat());
	let text = opening(summary);
	let taken = 0;
	for (const group of groups) {
		let before = heading(group);
		for (const part of group.parts) {
			// After a list, only a blank line starts a new paragraph in Teams.
			before += `${before === '' ? '\n' : ''}\n${escapeChat(part[0]?.remedy ?? '', 200)}`;
			for (const finding of part) {
				const next = text + before + line(finding);
				// Whatever is taken now, the count of what is left must still fit.
				if (next.length + rest(all.slice(taken + 1)).length > limit) return cut(text + rest(all.slice(taken)), limit);
				[text, before] = [next, ''];
				taken += 1;
			}
		}
	}
	return cut(text, limit);
}

function cut(text: string, limit: number): string {
	return text.length <= limit ? text : `${text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
