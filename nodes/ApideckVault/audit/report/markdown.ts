import type { Finding } from '../issues/finding';
import { formatTime } from '../text';
import { SEVERITIES, type Severity } from '../rules/verdict';
import { pluralize, escapeChat, formatDelta, formatNumber } from './format';
import { headline, type FindingGroup } from './findings';
import type { AuditSummary } from './summary';

/** A Slack message can have 4,000 characters, a section of it 3,000. */
const MARKDOWN_LIMIT = 3000;

const SYMBOLS: Record<Severity, string> = { critical: '🔴', warning: '🟠', info: '🔵', ok: '🟢' };

function trend({ severities, previous_run: previous }: AuditSummary): string[] {
	if (!previous) return [];
	const parts = SEVERITIES.map((severity) => `${severity} ${formatDelta(severities[severity] - previous.severities[severity])}`);
	return [`Since ${formatTime(previous.read_at)}: ${parts.join(', ')}`];
}

function changes({ changes: counts }: AuditSummary): string[] {
	const parts = Object.entries(counts).filter(([, count]) => count > 0);
	return parts.length > 0 ? [`Changes: ${parts.map(([change, count]) => `${formatNumber(count)} ${change}`).join(', ')}`] : [];
}

function introduction(summary: AuditSummary): string {
	const { checked, not_read: notRead } = summary;
	const scope = checked.consumers === null ? '' : ` of ${pluralize(checked.consumers, 'consumer')}`;
	return [
		`*Apideck connection audit: ${headline(summary)}*`,
		SEVERITIES.map((severity) => `${SYMBOLS[severity]} ${formatNumber(summary.severities[severity])} ${severity}`).join('   '),
		`${pluralize(checked.connections, 'connection')}${scope}, ${formatTime(summary.read_at)}`,
		...(notRead.consumers > 0 ? [`${pluralize(notRead.consumers, 'consumer')} could not be read`] : []),
		...(notRead.consumer_details > 0 ? [`The details of ${pluralize(notRead.consumer_details, 'consumer')} could not be read`] : []),
		...trend(summary),
		...changes(summary),
	].join('\n');
}

function heading({ severity, title, count }: FindingGroup): string {
	return `\n\n*${SYMBOLS[severity]} ${escapeChat(title)}* (${formatNumber(count)})`;
}

function line(finding: Finding): string {
	// With the colon after it, a name that ends in ":fire" would become an :emoji:.
	const consumer = escapeChat(finding.consumer_name ?? finding.consumer_id, 40).replace(/:(?=[\w+'-]+$)/, '∶');
	const change = finding.change ? `${finding.change}: ` : '';
	const deadline = finding.deadline === null ? '' : ` By ${formatTime(finding.deadline)}.`;
	return `\n- ${consumer}: ${change}${escapeChat(finding.reason, 220)}${deadline}`;
}

function rest(left: ReadonlyMap<Severity, number>): string {
	const named = SEVERITIES.map((severity) => [severity, left.get(severity) ?? 0] as const).filter(([, count]) => count > 0);
	const total = named.reduce((sum, [, count]) => sum + count, 0);
	if (total === 0) return '';
	return `\n\n…and ${formatNumber(total)} more (${named.map(([severity, count]) => `${formatNumber(count)} ${severity}`).join(', ')})`;
}

/**
 * The report as a chat message, with markup that both Slack and Teams support. Most severe findings come first, grouped by code and
 * remedy, and the findings that do not fit are counted. A `reauthorize_url` is never shown.
 * @param groups from FindingGrouper; healthy connections are skipped
 * @param limit in UTF-16 units; below 1,000 there may be no room for a single finding
 */
export function reportMarkdown(summary: AuditSummary, groups: readonly FindingGroup[], limit = MARKDOWN_LIMIT): string {
	const reported = groups.filter(({ severity }) => severity !== 'ok');
	const left = new Map<Severity, number>();
	for (const { severity, count } of reported) left.set(severity, (left.get(severity) ?? 0) + count);
	let text = introduction(summary);
	for (const group of reported) {
		let before = heading(group);
		for (const part of group.parts) {
			// In Teams, only a blank line ends a list.
			before += `${before === '' ? '\n' : ''}\n${escapeChat(part[0]?.remedy ?? '', 200)}`;
			for (const finding of part) {
				const next = text + before + line(finding);
				const afterward = new Map(left).set(group.severity, (left.get(group.severity) ?? 0) - 1);
				// The count of the remaining findings must still fit.
				if (next.length + rest(afterward).length > limit) return truncateMessage(text + rest(left), limit);
				[text, before] = [next, ''];
				left.set(group.severity, afterward.get(group.severity) ?? 0);
			}
		}
	}
	return truncateMessage(text, limit);
}

function truncateMessage(text: string, limit: number): string {
	return text.length <= limit ? text : `${text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
