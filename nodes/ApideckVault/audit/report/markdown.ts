import type { Finding } from '../finding';
import { readableTime } from '../readableTime';
import { SEVERITIES, type Severity } from '../verdict';
import { escapeChat } from './escapeChat';
import { headline, type FindingGroup } from './grouping';
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
		...(summary.details_unread > 0 ? [`The details of ${counted(summary.details_unread, 'consumer')} could not be read`] : []),
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

function rest(left: ReadonlyMap<Severity, number>): string {
	const named = SEVERITIES.map((severity) => [severity, left.get(severity) ?? 0] as const).filter(([, count]) => count > 0);
	const total = named.reduce((sum, [, count]) => sum + count, 0);
	if (total === 0) return '';
	return `\n\n…and ${readableNumber(total)} more (${named.map(([severity, count]) => `${readableNumber(count)} ${severity}`).join(', ')})`;
}

/**
 * The report as a chat message for Slack and Teams: only signs that both understand.
 * Worst first, grouped by what is wrong and what to do, and it says how many findings had no room.
 * @param groups as FindingGrouper makes them; a `reauthorize_url` is never shown, nor what is healthy
 * @param limit in UTF-16 units, at most 3,000 unless told; below 1,000 there may be no room for a single finding
 */
export function reportMarkdown(summary: AuditSummary, groups: readonly FindingGroup[], limit = MARKDOWN_LIMIT): string {
	const told = groups.filter(({ severity }) => severity !== 'ok');
	const left = new Map<Severity, number>();
	for (const { severity, count } of told) left.set(severity, (left.get(severity) ?? 0) + count);
	let text = opening(summary);
	for (const group of told) {
		let before = heading(group);
		for (const part of group.parts) {
			// After a list, only a blank line starts a new paragraph in Teams.
			before += `${before === '' ? '\n' : ''}\n${escapeChat(part[0]?.remedy ?? '', 200)}`;
			for (const finding of part) {
				const next = text + before + line(finding);
				const afterwards = new Map(left).set(group.severity, (left.get(group.severity) ?? 0) - 1);
				// Whatever is taken now, the count of what is left must still fit.
				if (next.length + rest(afterwards).length > limit) return cut(text + rest(left), limit);
				[text, before] = [next, ''];
				left.set(group.severity, afterwards.get(group.severity) ?? 0);
			}
		}
	}
	return cut(text, limit);
}

function cut(text: string, limit: number): string {
	return text.length <= limit ? text : `${text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
