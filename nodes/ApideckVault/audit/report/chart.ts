import type { Severity } from '../verdict';
import { escapeHtml } from './escapeHtml';
import { LIGHT } from './palette';
import type { GroupCounts } from './summary';
import { counted, readableNumber } from './wording';

/** Bars shown; what is left is said in one line. */
const BARS = 12;
const FINDING_SEVERITIES: Severity[] = ['critical', 'warning', 'info'];
const WIDTH = 400;
const HEIGHT = 14;

export interface Bar extends GroupCounts {
	label: string;
	/** Small print behind the label. */
	note?: string;
}

/** Drawn to the scale of the longest bar; numbers stand beside it, for clients that do not draw SVG. */
function bar(counts: GroupCounts, longest: number): string {
	let x = 0;
	const parts = FINDING_SEVERITIES.map((severity) => {
		if (counts[severity] === 0) return '';
		// A finding among thousands must still be seen.
		const width = Math.max(3, (counts[severity] / longest) * (WIDTH - 12));
		const part = `<rect class="fill-${severity}" x="${x.toFixed(1)}" y="0" width="${width.toFixed(1)}" height="${HEIGHT}" fill="${LIGHT[severity].fill}"><title>${readableNumber(counts[severity])} ${severity}</title></rect>`;
		x += width + 1;
		return part;
	});
	const spoken = FINDING_SEVERITIES.map((severity) => `${readableNumber(counts[severity])} ${severity}`).join(', ');
	return `<svg role="img" aria-label="${spoken}" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="100%" height="${HEIGHT}" preserveAspectRatio="none" style="display:block;border-radius:4px"><rect class="track" x="0" y="0" width="${WIDTH}" height="${HEIGHT}" fill="${LIGHT.line}"/>${parts.join('')}</svg>`;
}

function numbers(counts: GroupCounts): string {
	const parts = FINDING_SEVERITIES.filter((severity) => counts[severity] > 0).map(
		(severity) => `<span class="ink-${severity}" style="color:${LIGHT[severity].ink};font-weight:600" title="${severity}">${readableNumber(counts[severity])}</span>`,
	);
	return `${parts.join(`<span class="muted" style="color:${LIGHT.muted}"> + </span>`)} <span class="muted wide" style="color:${LIGHT.muted}">of ${readableNumber(counts.total)}</span>`;
}

function legend(): string {
	return FINDING_SEVERITIES.map(
		(severity) =>
			`<span style="white-space:nowrap;margin-right:14px"><span class="dot-${severity}" style="display:inline-block;width:10px;height:10px;border-radius:3px;background:${LIGHT[severity].fill}"></span> ${severity}</span>`,
	).join('');
}

/**
 * Findings by group as horizontal bars in inline SVG, stacked by severity.
 * @param bars worst first; groups without findings are only counted
 */
export function chart(bars: readonly Bar[]): string {
	const found = bars.filter(({ findings }) => findings > 0);
	const shown = found.slice(0, BARS);
	const longest = Math.max(1, ...shown.map(({ findings }) => findings));
	const rows = shown.map((one) => {
		const note = one.note ? ` <span class="muted" style="color:${LIGHT.muted};font-weight:400">${escapeHtml(one.note)}</span>` : '';
		return `<tr><td class="name text" width="30%" style="padding:5px 12px 5px 0;color:${LIGHT.text};font-weight:500">${escapeHtml(one.label)}${note}</td>
<td style="padding:5px 0">${bar(one, longest)}</td>
<td class="number" width="130" align="right" style="padding:5px 0 5px 12px;white-space:nowrap;font-variant-numeric:tabular-nums">${numbers(one)}</td></tr>`;
	});
	const rest = [
		...(found.length > shown.length ? [`${readableNumber(found.length - shown.length)} more with findings`] : []),
		...(bars.length > found.length ? [`${readableNumber(bars.length - found.length)} without any finding`] : []),
	];
	return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0">${rows.join('\n')}</table>
<p class="muted" style="margin:10px 0 0;font-size:12px;line-height:18px;color:${LIGHT.muted}">${legend()}${rest.length > 0 ? `${rest.join(', ')}.` : ''}</p>`;
}

/** The caption of a chart, for example `3 findings in 240 connections`. */
export function chartCaption(bars: readonly GroupCounts[]): string {
	const sum = (key: 'findings' | 'total') => bars.reduce((total, one) => total + one[key], 0);
	return `${counted(sum('findings'), 'finding')} in ${counted(sum('total'), 'connection')}`;
}
