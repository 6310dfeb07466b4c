import { unifiedApiName } from '../../api/ids';
import { SEVERITIES, type Severity } from '../rules/verdict';
import { formatTime } from '../text';
import { type Bar, chart } from './chart';
import { findingGroup, type FindingGroup, headline } from './findings';
import { pluralize, escapeHtml, formatDelta, formatNumber } from './format';
import { LIGHT } from './palette';
import { PRINT_STYLES, SCREEN_STYLES } from './styleSheet';
import type { AuditSummary } from './summary';

const FONT = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

/** One box of the page. */
function card(content: string): string {
	return `<table role="presentation" class="flow" width="100%" cellpadding="0" cellspacing="0" style="border-collapse:separate;margin:0 0 16px">
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
${SCREEN_STYLES}
</style>
<style>
${PRINT_STYLES}
</style>
</head>
<body class="page" style="margin:0;padding:0;background:${LIGHT.page}">
<table role="presentation" class="page flow" width="100%" cellpadding="0" cellspacing="0" style="background:${LIGHT.page};font-family:${FONT};font-size:14px;line-height:20px;color:${LIGHT.text}">
<tr><td class="outer" align="center" style="padding:32px 16px">
<table role="presentation" class="flow" width="100%" cellpadding="0" cellspacing="0" style="max-width:860px;text-align:left">
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

/** Gmail cuts off messages above 102 KB, and n8n stores every item. */
const MAX_BYTES = 100_000;

/** Maximum number of rows in the report. The others are counted. With long names, fewer rows fit. */
const MAX_ROWS = 250;

/** Rows that every group gets before the most severe groups take the rest: 900 findings with one cause must not hide another cause. */
const ROWS_OF_EACH = 5;

/** The page with the most rows that is not larger than the limit, or the one without rows. */
function buildWithin(limit: number, rows: number, build: (rows: number) => string): string {
	let html = build(rows);
	if (Buffer.byteLength(html) <= limit) return html;
	const least = build(0);
	const rest = Buffer.byteLength(least);
	for (let room = rows; room > 0; html = build(room)) {
		const bytes = Buffer.byteLength(html);
		if (bytes <= limit) return html;
		// Rows differ in size.
		room = Math.floor(room * Math.min(0.97, (0.97 * (limit - rest)) / (bytes - rest)));
	}
	return least;
}

/** How many rows each group may have. */
function allocateRows(groups: readonly FindingGroup[], room: number): number[] {
	let left = room;
	const take = (wanted: number) => {
		const taken = Math.min(wanted, left);
		left -= taken;
		return taken;
	};
	const first = groups.map(({ count }) => take(Math.min(count, ROWS_OF_EACH)));
	return groups.map(({ count }, index) => (first[index] ?? 0) + take(count - (first[index] ?? 0)));
}

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

/** The space between tiles. The first and the last tile align with the edges of the cards below. */
const TILE_PADDING: Record<Severity, string> = { critical: '0 9px 0 0', warning: '0 6px 0 3px', info: '0 3px 0 6px', ok: '0 0 0 9px' };

function tile(severity: Severity, { severities, previous_run: previous }: AuditSummary): string {
	const count = severities[severity];
	const { ink, paper } = count > 0 ? LIGHT[severity] : { ink: LIGHT.muted, paper: LIGHT.card };
	const [inkClass, paperClass] = count > 0 ? [`ink-${severity}`, `paper-${severity}`] : ['muted', 'card'];
	const delta = previous ? count - previous.severities[severity] : null;
	const line = (style: string, text: string) => `<div class="${inkClass}" style="${style};color:${ink}">${text}</div>`;
	return `<td class="tile" width="25%" valign="top" style="padding:${TILE_PADDING[severity]}">
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
	return `<table role="presentation" class="tiles" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 16px"><tr>${cells}</tr></table>`;
}

function chartCard(kind: string, bars: readonly Bar[]): string {
	if (bars.every(({ findings }) => findings === 0)) return '';
	return card(`${heading(`Connections by ${kind}`)}${chart(kind, bars)}`);
}

function table({ read_at: at, checked: { connections } }: AuditSummary, groups: readonly FindingGroup[], room: number): string {
	const now = Date.parse(at);
	const rows = allocateRows(groups, room);
	const shown = groups.flatMap((group, index) => (rows[index] ? [findingGroup(group, rows[index], now)] : []));
	const total = groups.reduce((sum, { count }) => sum + count, 0);
	const count = rows.reduce((sum, one) => sum + one, 0);
	const note = total > count ? muted(`This report shows ${formatNumber(count)} of ${formatNumber(total)} findings. Audit &gt; Get Findings returns all of them.`) : '';
	return card(`${heading('Findings in detail')}${shown.join('\n') || muted(connections === 0 ? 'No connections were checked.' : 'No issues were found in the connections that were read.')}${note}`);
}

/**
 * The report as one HTML page for a browser or an email: inline styles, light and dark, no scripts or external resources. The same
 * input always gives the same page, of at most 100,000 bytes. A `reauthorize_url` is never shown, because anyone who reads the email
 * could use it.
 * @param groups from FindingGrouper
 * @param options `rows`: how many findings are shown at most
 */
export function reportHtml(summary: AuditSummary, groups: readonly FindingGroup[], { rows = MAX_ROWS }: { rows?: number } = {}): string {
	const [before, after] = [
		[
			banner(summary),
			tiles(summary),
			trend(summary),
			chartCard('unified API', summary.breakdown.by_unified_api.map((api) => ({ ...api, label: unifiedApiName(api.unified_api) || 'No unified API' }))),
		],
		[
			chartCard('service', summary.breakdown.by_service.map((service) => ({ ...service, label: service.connection_name ?? service.service_id, note: unifiedApiName(service.unified_api) }))),
			muted(`Times are in UTC. The <a class="muted" href="${RULES_PAGE}" style="color:${LIGHT.muted}">audit rules</a> explain the severities and findings.`, 'padding:0 4px;font-size:12px;line-height:18px'),
		],
	];
	const build = (room: number) => page(`Apideck connection audit: ${headline(summary)}`, [...before, table(summary, groups, room), ...after].join('\n'));
	return buildWithin(MAX_BYTES, rows, build);
}
