import { SEVERITIES, type Severity } from '../rules/verdict';
import { escapeHtml, formatNumber, pluralize } from './format';
import { LIGHT } from './palette';
import type { GroupCounts } from './summary';

/** Maximum number of bars. The others are counted below them. */
const BARS = 12;

/** Maximum length of a label, in characters. */
const LABEL_LENGTH = 60;

const HEIGHT = 14;

export interface Bar extends GroupCounts {
	label: string;
	/** Small print before the number of connections. */
	note?: string;
}

const NAMES: Record<Severity, string> = { critical: 'critical', warning: 'warning', info: 'info', ok: 'healthy' };

function small(text: string, style = ''): string {
	return `<div class="muted" style="${style}color:${LIGHT.muted};font-size:12px;line-height:16px;font-weight:400">${text}</div>`;
}

const present = (counts: GroupCounts) => SEVERITIES.filter((severity) => counts[severity] > 0);

/** `4 critical, 15 healthy` */
const inWords = (counts: GroupCounts) => present(counts).map((severity) => `${formatNumber(counts[severity])} ${NAMES[severity]}`);

/**
 * All connections of a group as one bar, divided by severity. It is a table, because most mail clients show neither SVG nor CSS
 * shapes.
 */
function bar(counts: GroupCounts): string {
	const cells = present(counts).map((severity) => {
		const share = ((counts[severity] / counts.total) * 100).toFixed(2);
		// One connection among thousands must still be visible.
		return `<td class="fill-${severity}" width="${share}%" style="background:${LIGHT[severity].fill}"><div style="width:2px;height:${HEIGHT}px"></div></td>`;
	});
	return `<table class="bar" role="img" aria-label="${inWords(counts).join(', ')}" width="100%" cellpadding="0" cellspacing="0" style="height:${HEIGHT}px"><tr>${cells.join('')}</tr></table>`;
}

function row(one: Bar): string {
	const total = pluralize(one.total, 'connection');
	return `<tr valign="top"><td class="name text" width="30%" style="padding:5px 12px 5px 0;color:${LIGHT.text};font-weight:500;line-height:16px">${escapeHtml(one.label, LABEL_LENGTH)}${small(one.note ? `${escapeHtml(one.note, LABEL_LENGTH)}, ${total}` : total)}</td>
<td style="padding:6px 0 5px">${bar(one)}${small(inWords(one).join(', '), 'padding-top:3px;')}</td></tr>`;
}

function legend(): string {
	return SEVERITIES.map(
		(severity) =>
			`<span style="white-space:nowrap;margin-right:14px"><span class="fill-${severity}" style="display:inline-block;width:10px;height:10px;border-radius:3px;background:${LIGHT[severity].fill}"></span> ${NAMES[severity]}</span> `,
	).join('');
}

/** `3 findings in 240 connections` */
function caption(bars: readonly GroupCounts[]): string {
	const sum = (key: 'findings' | 'total') => bars.reduce((total, one) => total + one[key], 0);
	return `${pluralize(sum('findings'), 'finding')} in ${pluralize(sum('total'), 'connection')}`;
}

/**
 * The connections of each group as a bar that is divided by severity, with a legend.
 * @param kind what a group is, for example `service`
 * @param bars worst first, none without connections
 */
export function chart(kind: string, bars: readonly Bar[]): string {
	const shown = bars.slice(0, BARS);
	const rest = bars.slice(BARS);
	const found = rest.filter(({ findings }) => findings > 0).length;
	const others = [
		...(found > 0 ? [`${formatNumber(found)} more with findings`] : []),
		...(rest.length > found ? [`${formatNumber(rest.length - found)} more without findings`] : []),
	];
	return `<p class="muted intro" style="margin:0 0 8px;font-size:12px;line-height:18px;color:${LIGHT.muted}">${caption(bars)}. A full bar represents all connections of one ${kind}. Bars with the most critical connections come first. <br>${legend()}</p>
<table role="presentation" class="bars" width="100%" cellpadding="0" cellspacing="0">${shown.map(row).join('\n')}</table>${others.length > 0 ? `\n<p class="muted" style="margin:8px 0 0;font-size:12px;line-height:18px;color:${LIGHT.muted}">${others.join(', ')}</p>` : ''}`;
}

