import { SEVERITIES, type Severity } from '../rules/verdict';
import { formatTime } from '../text';
import { type Bar, chart, chartCaption, DARK, LIGHT } from './chart';
import { findingGroup, type FindingGroup, headline } from './findings';
import { pluralize, escapeHtml, formatDelta, formatNumber } from './format';
import type { AuditSummary } from './summary';

const FONT = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

/** Colors of the dark scheme and the one-column layout of narrow screens. Everything else is inline. */
function styleSheet(): string {
	const dark = [
		`.page{background:${DARK.page}!important;color:${DARK.text}!important}`,
		`.card{background:${DARK.card}!important;border-color:${DARK.line}!important}`,
		`.line{border-color:${DARK.line}!important}`,
		`.text{color:${DARK.text}!important}`,
		`.muted{color:${DARK.muted}!important}`,
		`.track{fill:${DARK.line}!important}`,
		...SEVERITIES.flatMap((severity) => [
			`.paper-${severity}{background:${DARK[severity].paper}!important}`,
			`.ink-${severity}{color:${DARK[severity].ink}!important}`,
			`.edge-${severity}{border-color:${DARK[severity].fill}!important}`,
			`.fill-${severity}{fill:${DARK[severity].fill}!important}`,
			`.dot-${severity}{background:${DARK[severity].fill}!important}`,
		]),
	];
	const narrow = [
		'.outer{padding:12px 8px!important}',
		'.pad{padding:16px!important}',
		'.tile{display:inline-block!important;width:50%!important;box-sizing:border-box!important;padding:4px!important}',
		'.wide{display:none!important}',
		'.stack,.stack tbody,.stack tr,.stack td{display:block!important;width:auto!important}',
		'.stack td{border-top:0!important;padding:2px 0!important}',
		'.stack tr.row{padding:12px 0!important;border-top:1px solid var(--line)!important}',
		'.stack tr.row:first-child{border-top:0!important}',
		'.name{width:36%!important}',
		'.number{width:auto!important}',
	];
	return [
		`:root{color-scheme:light dark;--line:${LIGHT.line}}`,
		'body{margin:0;padding:0;-webkit-text-size-adjust:100%}',
		'td{overflow-wrap:anywhere}',
		`@media(prefers-color-scheme:dark){:root{--line:${DARK.line}}${dark.join('')}}`,
		`@media(max-width:600px){${narrow.join('')}}`,
		'@media print{.page{background:#fff!important}.card{break-inside:auto}tr{break-inside:avoid}}',
	].join('\n');
}

/** One box of the page. */
function card(content: string): string {
	return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="border-collapse:separate;margin:0 0 16px">
<tr><td class="card pad" style="background:${LIGHT.card};border:1px solid ${LIGHT.line};border-radius:12px;padding:20px 24px">${content}</td></tr>
</table>`;
}

/** A heading inside a card. */
function heading(text: string): string {
	return `<h2 class="text" style="margin:0 0 14px;font-size:16px;line-height:22px;font-weight:600;color:${LIGHT.text}">${escapeHtml(text)}</h2>`;
}

/**
 * The page around the cards, without scripts or external resources, and with a policy that forbids both.
 * @param title plain text
 * @param content markup, already escaped
 */
function page(title: string, content: string): string {
	return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no">
<title>${escapeHtml(title)}</title>
<style>
${styleSheet()}
</style>
</head>
<body class="page" style="margin:0;padding:0;background:${LIGHT.page}">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:${LIGHT.page};font-family:${FONT};font-size:14px;line-height:20px;color:${LIGHT.text}">
<tr><td class="outer" align="center" style="padding:32px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:860px;text-align:left">
<tr><td>
${content}
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`;
}

/** Maximum number of rows in the report. The others are counted. A thousand rows take just under a megabyte. */
const HTML_ROWS = 1000;

/** The page that explains the rules, in the repository of this package. */
const RULES_PAGE = 'https://github.com/n8n-nodes-apideck-vault/n8n-nodes-apideck-vault/blob/main/docs/audit-rules.md';

const TILE_NAMES: Record<Severity, string> = { critical: 'Critical', warning: 'Warning', info: 'Info', ok: 'Healthy' };

function muted(text: string, style = ''): string {
	return `<p class="muted" style="margin:0;color:${LIGHT.muted};${style}">${text}</p>`;
}

function banner(summary: AuditSummary): string {
	const { consumers, connections } = summary.checked;
	const scope = consumers === null ? '' : ` of ${pluralize(consumers, 'consumer')}`;
	return `<div style="padding:0 4px 18px">
${muted('Apideck connection audit', 'font-size:12px;line-height:18px;font-weight:600;letter-spacing:.04em;text-transform:uppercase')}
<h1 class="text" style="margin:4px 0 6px;font-size:26px;line-height:32px;font-weight:700;letter-spacing:-.01em;color:${LIGHT.text}">${escapeHtml(headline(summary))}</h1>
${muted(`${pluralize(connections, 'connection')}${scope}, read on ${escapeHtml(formatTime(summary.read_at))}`)}
</div>`;
}

function tile(severity: Severity, { severities, previous_run: previous }: AuditSummary): string {
	const count = severities[severity];
	const { ink, paper } = count > 0 ? LIGHT[severity] : { ink: LIGHT.muted, paper: LIGHT.card };
	const [inkClass, paperClass] = count > 0 ? [`ink-${severity}`, `paper-${severity}`] : ['muted', 'card'];
	const delta = previous ? count - previous.severities[severity] : null;
	const line = (style: string, text: string) => `<div class="${inkClass}" style="${style};color:${ink}">${text}</div>`;
	return `<td class="tile" width="25%" valign="top" style="padding:0 6px">
<div class="${paperClass}" style="background:${paper};border-radius:12px;padding:14px 16px">
${line('font-size:12px;line-height:16px;font-weight:600', TILE_NAMES[severity])}
${line('font-size:28px;line-height:36px;font-weight:700;font-variant-numeric:tabular-nums', formatNumber(count))}
${delta === null ? '' : line('font-size:12px;line-height:16px', `${formatDelta(delta)} since the last run`)}
</div></td>`;
}

function trend({ previous_run: previous, changes, not_read: { consumers: unreadable, consumer_details: detailsUnread } }: AuditSummary): string {
	const counts = Object.entries(changes).filter(([, count]) => count > 0);
	const lines = [
		...(previous ? [`Compared with the run on ${escapeHtml(formatTime(previous.read_at))}${counts.length === 0 ? ': nothing changed' : ''}.`] : []),
		...(counts.length > 0 ? [`${counts.map(([change, count]) => `${formatNumber(count)} ${escapeHtml(change)}`).join(', ')}.`] : []),
		...(unreadable > 0 ? [`<strong>${pluralize(unreadable, 'consumer')} could not be read</strong> and ${unreadable === 1 ? 'is' : 'are'} not counted.`] : []),
		...(detailsUnread > 0 ? [`<strong>The details of ${pluralize(detailsUnread, 'consumer')} could not be read</strong>. Their connections were assessed from summaries only.`] : []),
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

function table({ read_at: at, checked: { connections } }: AuditSummary, groups: readonly FindingGroup[], rows: number): string {
	const now = Date.parse(at);
	const shown: string[] = [];
	let room = rows;
	for (const group of groups) {
		if (room <= 0) break;
		shown.push(findingGroup(group, room, now));
		room -= group.count;
	}
	const total = groups.reduce((sum, { count }) => sum + count, 0);
	const note = total > rows ? muted(`Only the ${formatNumber(rows)} most severe of ${formatNumber(total)} findings are shown.`) : '';
	return card(`${heading('Findings in detail')}${shown.join('\n') || muted(connections === 0 ? 'No connections were checked.' : 'No issues were found in the connections that were read.')}${note}`);
}

/**
 * The report as one HTML page for a browser or an email: inline styles and SVG, light and dark, no scripts or external resources. The
 * same input always gives the same page. A `reauthorize_url` is never shown, because anyone who reads the email could use it.
 * @param groups from FindingGrouper
 * @param options `rows`: how many findings are shown
 */
export function reportHtml(summary: AuditSummary, groups: readonly FindingGroup[], { rows = HTML_ROWS }: { rows?: number } = {}): string {
	const parts = [
		banner(summary),
		tiles(summary),
		trend(summary),
		chartCard('Findings by unified API', summary.breakdown.by_unified_api.map((api) => ({ ...api, label: api.unified_api || 'No unified API' }))),
		table(summary, groups, rows),
		chartCard('Findings by service', summary.breakdown.by_service.map((service) => ({ ...service, label: service.connection_name ?? service.service_id, note: service.unified_api }))),
		muted(`Times are in UTC. The <a class="muted" href="${RULES_PAGE}" style="color:${LIGHT.muted}">audit rules</a> explain the severities and findings.`, 'padding:0 4px;font-size:12px;line-height:18px'),
	];
	return page(`Apideck connection audit: ${headline(summary)}`, parts.join('\n'));
}
