import { unifiedApiName } from '../../api/ids';
import type { Finding } from '../issues/finding';
import { titleOf } from '../rules/classify';
import type { Severity } from '../rules/verdict';
import { formatTime } from '../text';
import { ACTOR_SENTENCES, pluralize, escapeHtml, formatNumber } from './format';
import { LIGHT } from './palette';
import type { AuditSummary } from './summary';

/** Findings under one heading. */
export interface FindingGroup {
	severity: Severity;
	title: string;
	count: number;
	/** By actor and remedy, most severe first. No part is empty. */
	parts: Finding[][];
}

/** Heading of findings with different codes that share only that they have a deadline. */
const DEADLINES = 'Act before the deadline';

interface OpenGroup {
	severity: Severity;
	titles: Set<string>;
	parts: Finding[][];
	/** The part that takes further findings, by actor and remedy. */
	byRemedy: Map<string, Finding[]>;
}

/**
 * Groups findings by code, then by remedy, one finding at a time. The first finding decides the position of its group. Those of one
 * severity with a deadline form a group of their own, in the order of their deadlines, whatever their codes are.
 */
export class FindingGrouper {
	private readonly byKey = new Map<string, OpenGroup>();

	/** Expects the findings in the order of worstFirst. */
	add(finding: Finding): void {
		const { severity, code, actor, remedy, change, deadline } = finding;
		const recovered = severity === 'ok' && change === 'resolved';
		const key = deadline === null ? `${severity} ${recovered} ${code}` : `${severity} deadline`;
		const group: OpenGroup = this.byKey.get(key) ?? { severity, titles: new Set(), parts: [], byRemedy: new Map() };
		this.byKey.set(key, group);
		group.titles.add(recovered ? 'Healthy again' : titleOf(code));
		const part = group.byRemedy.get(actor + remedy);
		if (part) {
			part.push(finding);
			return;
		}
		// Otherwise, an earlier part could take a later deadline, which would then precede this one.
		if (deadline !== null) group.byRemedy.clear();
		const next = [finding];
		group.byRemedy.set(actor + remedy, next);
		group.parts.push(next);
	}

	groups(): FindingGroup[] {
		return [...this.byKey.values()].map(({ severity, titles, parts }) => ({
			severity,
			title: titles.size > 1 ? DEADLINES : ([...titles][0] ?? ''),
			count: parts.reduce((sum, part) => sum + part.length, 0),
			parts,
		}));
	}
}

/** The report in one line: the most severe statement that is true. */
export function headline({ severities, checked, not_read: notRead }: AuditSummary): string {
	if (severities.critical > 0) return `${pluralize(severities.critical, 'connection')} ${severities.critical === 1 ? 'needs' : 'need'} action`;
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
	return `<small class="muted" style="color:${LIGHT.muted}">${text}</small>`;
}

function consumerCell({ consumer_id, consumer_name }: Finding): string {
	const name = `<b>${escapeHtml(consumer_name ?? consumer_id)}</b>`;
	return consumer_name === null || consumer_name === consumer_id ? name : `${name} <br class="wide">${small(escapeHtml(consumer_id))}`;
}

function connectionCell({ connection_name, service_id, unified_api }: Finding): string {
	const name = connection_name ?? service_id;
	if (name === null) return small('all connections');
	return unified_api === null ? escapeHtml(name) : `${escapeHtml(name)} <br class="wide">${small(escapeHtml(unifiedApiName(unified_api)))}`;
}

function deadlineLine({ deadline, severity }: Finding, now: number): string {
	if (deadline === null) return '';
	return `<br><b class="ink-${severity}" style="color:${LIGHT[severity].ink}">By ${escapeHtml(formatTime(deadline))}</b> ${small(escapeHtml(timeLeft(deadline, now)).replaceAll(' ', '\u00a0'))}`;
}

/** @param size font size and line height in pixels */
function chip(severity: Severity, text: string, [font, line]: readonly [number, number]): string {
	const { paper, ink } = LIGHT[severity];
	return `<span class="paper-${severity} ink-${severity}" style="display:inline-block;padding:0 8px;border-radius:10px;background:${paper};color:${ink};font-size:${font}px;line-height:${line}px;font-weight:600">${text}</span>`;
}

/** The table has the padding of its cells, because a report has a hundred rows and no more than 100,000 bytes. */
function row(finding: Finding, now: number): string {
	const { change, severity } = finding;
	const badge = change ? `${chip(severity, escapeHtml(change), [11, 18])} ` : '';
	return `<tr class="row line text" valign="top" style="border-top:1px solid ${LIGHT.line};color:${LIGHT.text}"><td width="26%">${consumerCell(finding)}</td>
<td width="22%">${connectionCell(finding)}</td>
<td>${badge}${escapeHtml(finding.reason)}${deadlineLine(finding, now)}</td></tr>`;
}

/** Who has to do what. It applies to all rows below. */
function remedyLine({ actor, remedy, severity }: Finding): string {
	if (severity === 'ok') return 'No action needed.';
	const who = ACTOR_SENTENCES[actor];
	return `${who === '' ? '' : `<b class="text" style="color:${LIGHT.text}">${who}</b> `}${escapeHtml(remedy)}`;
}

function rows(findings: readonly Finding[], now: number): string {
	const [first] = findings;
	if (!first) return '';
	return `<tr class="lead"><td class="muted" colspan="3" style="padding:3px 8px 8px;color:${LIGHT.muted}">${remedyLine(first)}</td></tr>
${findings.map((finding) => row(finding, now)).join('\n')}`;
}

/** A longer last word may be separated from the count, because the line would be too long for a phone. */
const LONGEST_LAST_WORD = 20;

/** The title and its count. The title's last word and the count stay on one line. */
function titleAndCount(title: string, count: string): string {
	const words = escapeHtml(title).split(' ');
	const last = words.at(-1) ?? '';
	const fits = last.length <= LONGEST_LAST_WORD;
	return `${[...(fits ? words.slice(0, -1) : words), ''].join(' ')}<span style="white-space:nowrap">${fits ? `${last} \u00a0` : ''}${count}</span>`;
}

/**
 * One group of findings as a table under its heading, which is repeated on each printed page.
 * @param room maximum number of rows; the others are counted
 * @param now Unix milliseconds of the report
 */
export function findingGroup({ severity, title, count, parts }: FindingGroup, room: number, now: number): string {
	let left = room;
	const shown = parts.map((part) => {
		const visible = part.slice(0, Math.max(0, left));
		left -= visible.length;
		return rows(visible, now);
	});
	const words = severity === 'warning' ? pluralize(count, severity) : `${formatNumber(count)} ${severity === 'ok' ? 'healthy' : severity}`;
	const more = count > room ? `\n<tr class="row line" style="border-top:1px solid ${LIGHT.line}"><td colspan="3">${small(`and ${formatNumber(count - room)} more`)}</td></tr>` : '';
	return `<table role="presentation" class="flow" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 22px"><tr><td class="edge-${severity}" style="border-left:4px solid ${LIGHT[severity].fill};padding:1px 0 1px 4px">
<table class="stack" width="100%" cellpadding="8" cellspacing="0" style="border-collapse:collapse"><thead><tr><th colspan="3" align="left" style="padding:0 8px"><h3 class="text" style="margin:0;font-size:15px;line-height:22px;font-weight:600;color:${LIGHT.text}">${titleAndCount(title, chip(severity, words, [12, 20]))}</h3></th></tr></thead><tbody>
${shown.filter((part) => part !== '').join('\n')}${more}
</tbody></table>
</td></tr></table>`;
}
