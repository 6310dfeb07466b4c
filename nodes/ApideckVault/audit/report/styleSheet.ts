import { SEVERITIES } from '../rules/verdict';
import { DARK } from './palette';

const dark = [
	`.page{background:${DARK.page}!important;color:${DARK.text}!important}`,
	`.card{background:${DARK.card}!important;border-color:${DARK.line}!important}`,
	`.line{border-color:${DARK.line}!important}`,
	`.text{color:${DARK.text}!important}`,
	`.muted{color:${DARK.muted}!important}`,
	...SEVERITIES.flatMap((severity) => [
		`.paper-${severity}{background:${DARK[severity].paper}!important}`,
		`.ink-${severity}{color:${DARK[severity].ink}!important}`,
		`.edge-${severity}{border-color:${DARK[severity].fill}!important}`,
		`.fill-${severity}{background:${DARK[severity].fill}!important}`,
	]),
];

const narrow = [
	'.outer{padding:12px 8px!important}',
	'.pad{padding:16px!important}',
	'.tile{display:inline-block!important;width:50%!important;box-sizing:border-box!important;padding:0 4px 8px 0!important}',
	'.tile:nth-child(even){padding:0 0 8px 4px!important}',
	'.wide{display:none!important}',
	// The table and its head remain a table, so that the head is repeated on each page.
	'.stack tbody tr,.stack td{display:block!important;width:auto!important}',
	'.stack td{padding:2px 8px!important}',
	'.stack .row{padding:10px 0!important}',
	'.stack .lead td{padding:2px 8px 8px!important}',
	'.name{width:40%!important}',
];

/** Colors of the dark scheme and the one-column layout of narrow screens and pages. Everything else is inline. */
export const SCREEN_STYLES = [
	':root{color-scheme:light dark}',
	'body{margin:0;padding:0;-webkit-text-size-adjust:100%}',
	'td{overflow-wrap:anywhere}',
	'.bar{border-radius:4px;overflow:hidden}',
	`@media screen and (prefers-color-scheme:dark){${dark.join('')}}`,
	`@media(max-width:600px){${narrow.join('')}}`,
].join('\n');

/**
 * Pages break between rows, and a heading stays with its first row. The tables of the layout become blocks, because a browser moves
 * a row that does not fit to the next page as a whole. These styles have an element of their own, because a mail client that does not
 * know page margins drops the whole element.
 */
export const PRINT_STYLES = [
	"@page{margin:14mm 12mm 16mm;@bottom-left{content:'Apideck connection audit';font:9px sans-serif;color:#5b6579}@bottom-right{content:counter(page) ' / ' counter(pages);font:9px sans-serif;color:#5b6579}}",
	'@media print{',
	'*{-webkit-print-color-adjust:exact;print-color-adjust:exact}',
	'.page{background:#fff!important}',
	'.outer{padding:0!important}',
	'.pad{padding:14px 16px!important}',
	'.flow,.flow>tbody,.flow>tbody>tr,.flow>tbody>tr>td{display:block;width:auto!important;max-width:none!important}',
	'.stack tr,.bars tr,.tiles{break-inside:avoid}',
	'.stack thead,.lead,h2,.intro{break-after:avoid}',
	'}',
].join('\n');
