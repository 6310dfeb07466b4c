import { readableTime } from '../readableTime';
import { SEVERITIES, type Severity } from '../verdict';
import { chart, chartCaption, type Bar } from './chart';
import { escapeHtml } from './escapeHtml';
import { findingGroup } from './findingTable';
import { headline, type FindingGroup } from './grouping';
import { card, heading, page } from './page';
import { LIGHT } from './palette';
import type { AuditSummary } from './summary';
import { counted, readableDifference, readableNumber } from './wording';

/** Rows in the report; the rest is counted. A thousand make somewhat less than a megabyte. */
const HTML_ROWS = 1000;

const TILE_NAMES: Record<Severity, string> = { critical: 'Critical', warning: 'Warning', info: 'Info', ok: 'Healthy' };

function muted(text: string, style = ''): string {
	return `<p class="muted" style="margin:0;color:${LIGHT.muted};${style}">${text}</p>`;
}

function banner(summary: AuditSummary): string {
	const scope = summary.consumers === null ? '' : ` of ${counted(summary.consumers, 'consumer')}`;
	return `<div style="padding:0 4px 18px">
${muted('Apideck connection audit', 'font-size:12px;line-height:18px;font-weight:600;letter-spacing:.04em;text-transform:uppercase')}
<h1 class="text" style="margin:4px 0 6px;font-size:26px;line-height:32px;font-weight:700;letter-spacing:-.01em;color:${LIGHT.text}">${escapeHtml(headline(summary))}</h1>
${muted(`${counted(summary.connections, 'connection')}${scope}, read on ${escapeHtml(readableTime(summary.at))}`)}
</div>`;
}

function tile(severity: Severity, { severities, previous }: AuditSummary): string {
	const count = severities[severity];
	const { ink, paper } = count > 0 ? LIGHT[severity] : { ink: LIGHT.muted, paper: LIGHT.card };
	const [inkClass, paperClass] = count > 0 ? [`ink-${severity}`, `paper-${severity}`] : ['muted', 'card'];
	const difference = previous ? count - previous.severities[severity] : null;
	const line = (style: string, text: string) => `<div class="${inkClass}" style="${style};color:${ink}">${text}</div>`;
	return `<td class="tile" width="25%" valign="top" style="padding:0 6px">
<div class="${paperClass}" style="background:${paper};border-radius:12px;padding:14px 16px">
${line('font-size:12px;line-height:16px;font-weight:600', TILE_NAMES[severity])}
${line('font-size:28px;line-height:36px;font-weight:700;font-variant-numeric:tabular-nums', readableNumber(count))}
${difference === null ? '' : line('font-size:12px;line-height:16px', `${readableDifference(difference)} since the last run`)}
</div></td>`;
}

function trend({ previous, changes, unreadable, details_unread: detailsUnread }: AuditSummary): string {
	const counts = Object.entries(changes).filter(([, count]) => count > 0);
	const lines = [
		...(previous ? [`Compared with the run of ${escapeHtml(readableTime(previous.at))}${counts.length === 0 ? ': nothing changed' : ''}.`] : []),
		...(counts.length > 0 ? [`${counts.map(([change, count]) => `${readableNumber(count)} ${escapeHtml(change)}`).join(', ')}.`] : []),
		...(unreadable > 0 ? [`<strong>${counted(unreadable, 'consumer')} could not be read</strong> and ${unreadable === 1 ? 'is' : 'are'} not counted.`] : []),
		...(detailsUnread > 0 ? [`<strong>The details of ${counted(detailsUnread, 'consumer')} could not be read</strong>; their connections were judged by the summary.`] : []),
	];
	return lines.length === 0 ? '' : muted(lines.join(' '), 'padding:0 4px 16px');
}

function tiles(summary: AuditSummary): string {
	const cells = SEVERITIES.map((severity) => tile(severity, summary)).join('');
	return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 -6px 16px;width:calc(100% + 12px)"><tr>${cells}</tr></table>`;
}

function chartCard(title: string, bars: readonly Bar[]): string {
	if (bars.every(({ findings }) => findings === 0)) return '';
	return card(`${heading(title)}${muted(chartCaption(bars), 'margin:-10px 0 12px;font-size:12px')}${chart(bars)}`);
}

function table({ at, connections }: AuditSummary, groups: readonly FindingGroup[], rows: number): string {
	const now = Date.parse(at);
	const shown: string[] = [];
	let room = rows;
	for (const group of groups) {
		if (room <= 0) break;
		shown.push(findingGroup(group, room, now));
		room -= group.count;
	}
	const total = groups.reduce((sum, { count }) => sum + count, 0);
	const note = total > rows ? muted(`Only the worst ${readableNumber(rows)} of ${readableNumber(total)} are shown.`) : '';
	return card(`${heading('What was found')}${shown.join('\n') || muted(connections === 0 ? 'No connection was checked.' : 'Nothing is wrong with the connections that were read.')}${note}`);
}

/**
 * The report as one HTML page for a browser or a mail: inline styles and SVG, no script, nothing from elsewhere, light and
 * dark. The same input gives the same text. A `reauthorize_url` is never shown: whoever had the mail could use it.
 * @param groups as FindingGrouper makes them
 * @param options `rows`: how many findings are shown
 */
export function reportHtml(summary: AuditSummary, groups: readonly FindingGroup[], { rows = HTML_ROWS }: { rows?: number } = {}): string {
	const parts = [
		banner(summary),
		tiles(summary),
		trend(summary),
		chartCard('Findings by unified API', summary.unified_apis.map((api) => ({ ...api, label: api.unified_api || 'none' }))),
		table(summary, groups, rows),
		chartCard('Findings by service', summary.services.map((service) => ({ ...service, label: service.connection_name ?? service.service_id, note: service.unified_api }))),
		muted('Times are UTC. Severities and codes are explained in docs/audit-rules.md of n8n-nodes-apideck-vault.', 'padding:0 4px;font-size:12px;line-height:18px'),
	];
	return page(`Apideck connection audit: ${headline(summary)}`, parts.join('\n'));
}
