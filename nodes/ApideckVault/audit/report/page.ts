import { SEVERITIES } from '../verdict';
import { escapeHtml } from './escapeHtml';
import { DARK, LIGHT } from './palette';

const FONT = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

/** Colours of the dark scheme and the one-column layout of a narrow screen; everything else is inline. */
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

/** One white box of the page. */
export function card(content: string): string {
	return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="border-collapse:separate;margin:0 0 16px">
<tr><td class="card pad" style="background:${LIGHT.card};border:1px solid ${LIGHT.line};border-radius:12px;padding:20px 24px">${content}</td></tr>
</table>`;
}

/** A heading inside a card. */
export function heading(text: string): string {
	return `<h2 class="text" style="margin:0 0 14px;font-size:16px;line-height:22px;font-weight:600;color:${LIGHT.text}">${escapeHtml(text)}</h2>`;
}

/**
 * The page around the cards: no script, nothing from elsewhere, and a policy that forbids both.
 * @param title plain text
 * @param content markup, already escaped
 */
export function page(title: string, content: string): string {
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
