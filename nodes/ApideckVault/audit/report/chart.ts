import type { Severity } from '../rules/verdict';
import { pluralize, escapeHtml, formatNumber } from './format';
import type { GroupCounts } from './summary';

/** Colors of one severity: `ink` on `paper` is readable text, `fill` is for shapes. */
export interface Tone {
	ink: string;
	paper: string;
	fill: string;
}

export interface Palette extends Record<Severity, Tone> {
	page: string;
	card: string;
	line: string;
	text: string;
	muted: string;
}

/** Written inline, because some mail clients drop style sheets. */
export const LIGHT: Palette = {
	page: '#f3f4f7',
	card: '#ffffff',
	line: '#e3e6ec',
	text: '#1a2233',
	muted: '#5b6579',
	critical: { ink: '#b3261e', paper: '#fdeeec', fill: '#d93a2f' },
	warning: { ink: '#8f4a00', paper: '#fff4e0', fill: '#f0a020' },
	info: { ink: '#1d4fa8', paper: '#ebf2fe', fill: '#5b93ea' },
	ok: { ink: '#1c6b43', paper: '#e9f7ef', fill: '#4fb27c' },
};

/** For prefers-color-scheme: dark, by class names that outrank the inline styles. */
export const DARK: Palette = {
	page: '#10141c',
	card: '#181e29',
	line: '#2b3342',
	text: '#e8ecf4',
	muted: '#9aa5b8',
	critical: { ink: '#ff9c92', paper: '#3a1a1a', fill: '#e5564b' },
	warning: { ink: '#ffc46b', paper: '#35270f', fill: '#e09a2b' },
	info: { ink: '#9cc3ff', paper: '#182a47', fill: '#5b93ea' },
	ok: { ink: '#7fd6a6', paper: '#14301f', fill: '#45a571' },
};

/** Maximum number of bars. The others are counted below them. */
const BARS = 12;
const FINDING_SEVERITIES: Severity[] = ['critical', 'warning', 'info'];
const WIDTH = 400;
const HEIGHT = 14;

export interface Bar extends GroupCounts {
	label: string;
	/** Small print behind the label. */
	note?: string;
}

/** Scaled to the longest bar. Mail clients that do not render SVG still show the numbers next to it. */
function bar(counts: GroupCounts, longest: number): string {
	let x = 0;
	const parts = FINDING_SEVERITIES.map((severity) => {
		if (counts[severity] === 0) return '';
		// One finding among thousands must still be visible.
		const width = Math.max(3, (counts[severity] / longest) * (WIDTH - 12));
		const part = `<rect class="fill-${severity}" x="${x.toFixed(1)}" y="0" width="${width.toFixed(1)}" height="${HEIGHT}" fill="${LIGHT[severity].fill}"><title>${formatNumber(counts[severity])} ${severity}</title></rect>`;
		x += width + 1;
		return part;
	});
	const ariaLabel = FINDING_SEVERITIES.map((severity) => `${formatNumber(counts[severity])} ${severity}`).join(', ');
	return `<svg role="img" aria-label="${ariaLabel}" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="100%" height="${HEIGHT}" preserveAspectRatio="none" style="display:block;border-radius:4px"><rect class="track" x="0" y="0" width="${WIDTH}" height="${HEIGHT}" fill="${LIGHT.line}"/>${parts.join('')}</svg>`;
}

function numbers(counts: GroupCounts): string {
	const parts = FINDING_SEVERITIES.filter((severity) => counts[severity] > 0).map(
		(severity) => `<span class="ink-${severity}" style="color:${LIGHT[severity].ink};font-weight:600" title="${severity}">${formatNumber(counts[severity])}</span>`,
	);
	return `${parts.join(`<span class="muted" style="color:${LIGHT.muted}"> + </span>`)} <span class="muted wide" style="color:${LIGHT.muted}">of ${formatNumber(counts.total)}</span>`;
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
		...(found.length > shown.length ? [`${formatNumber(found.length - shown.length)} more with findings`] : []),
		...(bars.length > found.length ? [`${formatNumber(bars.length - found.length)} without findings`] : []),
	];
	return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0">${rows.join('\n')}</table>
<p class="muted" style="margin:10px 0 0;font-size:12px;line-height:18px;color:${LIGHT.muted}">${legend()}${rest.length > 0 ? `${rest.join(', ')}.` : ''}</p>`;
}

/** The caption of a chart, for example `3 findings in 240 connections`. */
export function chartCaption(bars: readonly GroupCounts[]): string {
	const sum = (key: 'findings' | 'total') => bars.reduce((total, one) => total + one[key], 0);
	return `${pluralize(sum('findings'), 'finding')} in ${pluralize(sum('total'), 'connection')}`;
}
