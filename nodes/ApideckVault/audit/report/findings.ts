import type { Finding } from '../issues/finding';
import { titleOf } from '../rules/classify';
import type { Severity } from '../rules/verdict';
import { formatTime } from '../text';
import { LIGHT } from './chart';
import { ACTOR_NAMES, pluralize, escapeHtml, formatNumber } from './format';
import type { AuditSummary } from './summary';

/** Findings under one heading. */
export interface FindingGroup {
	severity: Severity;
	title: string;
	count: number;
	/** By actor and remedy, most severe first. No part is empty. */
	parts: Finding[][];
}

/** Groups findings by code, then by remedy, one finding at a time. The first finding decides the position of its group. */
export class FindingGrouper {
	private readonly byKey = new Map<string, { group: Omit<FindingGroup, 'parts'>; parts: Map<string, Finding[]> }>();

	/** Expects the findings in the order of worstFirst. */
	add(finding: Finding): void {
		const { severity, code, actor, remedy, change } = finding;
		const recovered = severity === 'ok' && change === 'resolved';
		const key = `${severity} ${recovered} ${code}`;
		const known = this.byKey.get(key) ?? { group: { severity, title: recovered ? 'Healthy again' : titleOf(code), count: 0 }, parts: new Map<string, Finding[]>() };
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

/** The report in one line: the most severe statement that is true. */
export function headline({ severities, checked, not_read: notRead }: AuditSummary): string {
	if (severities.critical > 0) return `${pluralize(severities.critical, 'connection')} ${severities.critical === 1 ? 'needs' : 'need'} action today`;
	if (severities.warning > 0) return `${pluralize(severities.warning, 'connection')} ${severities.warning === 1 ? 'needs' : 'need'} attention`;
	if (notRead.consumers > 0) return 'Some consumers could not be read';
	if (notRead.consumer_details > 0) return 'Some connection details could not be read';
	if (checked.nothing_matched) return 'No connections matched the filters';
	// If nothing was checked, the headline must not read like an all-clear.
	return checked.connections === 0 ? 'There are no connections to check' : 'No action needed';
}

/** The time from the report to the deadline: `in 10 h`, `in 3 days` or `overdue`. */
function timeLeft(deadline: string, now: number): string {
	const hours = (Date.parse(deadline) - now) / 3_600_000;
	if (Number.isNaN(hours)) return '';
	if (hours <= 0) return 'overdue';
	if (hours < 1) return 'in less than 1 h';
	return hours < 48 ? `in ${Math.floor(hours)} h` : `in ${Math.floor(hours / 24)} days`;
}

function small(text: string): string {
	return `<span class="muted" style="color:${LIGHT.muted};font-size:12px;line-height:16px">${text}</span>`;
}

function consumerCell({ consumer_id, consumer_name }: Finding): string {
	const name = `<span class="text" style="color:${LIGHT.text};font-weight:600">${escapeHtml(consumer_name ?? consumer_id)}</span>`;
	return consumer_name === null || consumer_name === consumer_id ? name : `${name} <br class="wide">${small(escapeHtml(consumer_id))}`;
}

function connectionCell({ connection_name, service_id, unified_api }: Finding): string {
	const name = connection_name ?? service_id;
	if (name === null) return small('all connections');
	const key = [unified_api, service_id].filter((part) => part !== null).join(' / ');
	return `<span class="text" style="color:${LIGHT.text}">${escapeHtml(name)}</span> <br class="wide">${small(escapeHtml(key))}`;
}

function deadlineLine({ deadline, severity }: Finding, now: number): string {
	if (deadline === null) return '';
	return `<br><span class="ink-${severity}" style="color:${LIGHT[severity].ink};font-weight:600">By ${escapeHtml(formatTime(deadline))}</span> ${small(escapeHtml(timeLeft(deadline, now)))}`;
}

function changeBadge({ change, severity }: Finding): string {
	if (!change) return '';
	return `<span class="paper-${severity} ink-${severity}" style="display:inline-block;margin-right:6px;padding:0 7px;border-radius:9px;background:${LIGHT[severity].paper};color:${LIGHT[severity].ink};font-size:11px;line-height:18px;font-weight:600">${escapeHtml(change)}</span>`;
}

function row(finding: Finding, now: number): string {
	const cell = `class="line" valign="top" style="padding:10px 12px 10px 0;border-top:1px solid ${LIGHT.line}"`;
	return `<tr class="row"><td ${cell} width="26%">${consumerCell(finding)}</td>
<td ${cell} width="22%">${connectionCell(finding)}</td>
<td class="line text" valign="top" style="padding:10px 0;border-top:1px solid ${LIGHT.line};color:${LIGHT.text}">${changeBadge(finding)}${escapeHtml(finding.reason)}${deadlineLine(finding, now)}</td></tr>`;
}

/** Who has to do what. It applies to all rows below. */
function remedyLine({ actor, remedy, severity }: Finding): string {
	if (severity === 'ok') return 'No action needed.';
	return `<strong class="text" style="color:${LIGHT.text};font-weight:600">${ACTOR_NAMES[actor]}:</strong> ${escapeHtml(remedy)}`;
}

function rows(findings: readonly Finding[], label: string, now: number): string {
	const [first] = findings;
	if (!first) return '';
	return `<p class="muted" style="margin:4px 0 6px;color:${LIGHT.muted}">${remedyLine(first)}</p>
<table class="stack" width="100%" cellpadding="0" cellspacing="0" aria-label="${escapeHtml(label)}">${findings.map((finding) => row(finding, now)).join('\n')}</table>`;
}

/**
 * One group of findings under its heading.
 * @param room maximum number of rows; the others are counted
 * @param now Unix milliseconds of the report
 */
export function findingGroup({ severity, title, count, parts }: FindingGroup, room: number, now: number): string {
	const tone = LIGHT[severity];
	let left = room;
	const shown = parts.map((part) => {
		const visible = part.slice(0, Math.max(0, left));
		left -= visible.length;
		return rows(visible, title, now);
	});
	const more = count > room ? `<p style="margin:8px 0 0">${small(`and ${formatNumber(count - room)} more`)}</p>` : '';
	return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 22px"><tr>
<td class="edge-${severity}" style="border-left:4px solid ${tone.fill};padding:1px 0 1px 12px">
<h3 class="text" style="margin:0;font-size:15px;line-height:21px;font-weight:600;color:${LIGHT.text}">${escapeHtml(title)}
<span class="paper-${severity} ink-${severity}" style="display:inline-block;margin-left:6px;padding:0 8px;border-radius:10px;background:${tone.paper};color:${tone.ink};font-size:12px;line-height:20px;font-weight:600">${severity === 'warning' ? pluralize(count, severity) : `${formatNumber(count)} ${severity === 'ok' ? 'healthy' : severity}`}</span></h3>
${shown.join('\n')}${more}
</td></tr></table>`;
}
