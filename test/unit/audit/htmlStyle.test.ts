import { reportHtml } from './reportOf';
import { DARK, LIGHT } from '../../../nodes/ApideckVault/audit/report/palette';
import { SEVERITIES } from '../../../nodes/ApideckVault/audit/rules/verdict';
import { finding, healthy, NOW, summaryOf, UNREADABLE } from './reportSample';

/** A report in which everything occurs that a report can show. */
function page(): string {
	const findings = [
		finding({ change: 'new', deadline: '2026-03-12T17:00:00.000Z' }),
		finding({ severity: 'warning', code: 'needs_consent', change: 'worsened' }),
		finding({ severity: 'info', code: 'degraded', change: 'improved', consumer_name: null }),
		healthy({ change: 'resolved' }),
		{ ...UNREADABLE },
	];
	return reportHtml(summaryOf(findings, { consumers: 3, previous: { at: NOW - 1, totals: { critical: 0, warning: 0, info: 0, ok: 0 } } }), findings);
}

interface Tag {
	name: string;
	classes: string[];
	/** Declarations of the style attribute and a fill, by property. */
	style: Record<string, string>;
}

const declarationsOf = (style: string) => Object.fromEntries(style.split(';').filter((part) => part !== '').map((part) => [part.slice(0, part.indexOf(':')), part.slice(part.indexOf(':') + 1)]));

const tags = (): Tag[] => [...page().matchAll(/<(\w+)((?: [\w-]+="[^"]*")*)\s*\/?>/g)].map(([, name = '', attributes = '']) => {
	const of = (attribute: string) => new RegExp(` ${attribute}="([^"]*)"`).exec(attributes)?.[1] ?? '';
	return { name, classes: of('class').split(' ').filter((one) => one !== ''), style: { ...declarationsOf(of('style')), ...(of('fill') === '' ? {} : { fill: of('fill') }) } };
});

/** The rules inside an @media block: selector → declarations. */
function rulesFor(media: string): Map<string, Record<string, string>> {
	const [, block = ''] = new RegExp(`@media ?${media}\\{((?:[^{}]+\\{[^{}]*\\})*\\n?)\\}`).exec(page()) ?? [];
	return new Map([...block.matchAll(/([^{}]+)\{([^{}]*)\}/g)].map(([, selector = '', style = '']) => [selector.trim(), declarationsOf(style)]));
}

/** By the name of a colour in the palette: `text`, `critical.ink`. */
function names(palette: typeof LIGHT): Array<[string, string]> {
	const { page, card, line, text, muted } = palette;
	const tones = SEVERITIES.flatMap((severity) => Object.entries(palette[severity]).map(([part, colour]): [string, string] => [`${severity}.${part}`, colour]));
	return [...Object.entries({ page, card, line, text, muted }), ...tones];
}

const lightNames = () => new Map(names(LIGHT).map(([name, colour]) => [colour, name]));
const darkColours = () => new Map(names(DARK));
const COLOUR_PROPERTIES: Record<string, string> = { 'color': 'color', 'background': 'background', 'fill': 'fill', 'border': 'border-color', 'border-top': 'border-color', 'border-left': 'border-color' };

describe('the dark scheme', () => {
	const dark = () => rulesFor('screen and \\(prefers-color-scheme:dark\\)');

	it('has the dark color of every element with an inline color', () => {
		const missing: string[] = [];
		const [rules, inLight, inDark] = [dark(), lightNames(), darkColours()];
		let coloured = 0;
		for (const { name, classes, style } of tags()) {
			for (const [property, value] of Object.entries(style)) {
				const colour = /#[0-9a-f]{6}/.exec(value)?.[0];
				if (colour === undefined) continue;
				coloured += 1;
				const meant = inDark.get(inLight.get(colour) ?? '');
				const given = classes.map((one) => rules.get(`.${one}`)?.[COLOUR_PROPERTIES[property] ?? '']);
				if (meant === undefined || !given.includes(`${meant}!important`)) missing.push(`${name}.${classes.join('.')} ${property} ${inLight.get(colour) ?? colour}`);
			}
		}
		expect(missing).toEqual([]);
		expect(coloured).toBeGreaterThan(100);
	});

	it('has no color for elements that no page has', () => {
		const shown = new Set(tags().flatMap(({ classes }) => classes.map((one) => `.${one}`)));
		expect([...dark().keys()].filter((selector) => !shown.has(selector))).toEqual([]);
	});

	it('is declared, so that no mail client inverts the colors', () => {
		expect(page()).toContain('<meta name="color-scheme" content="light dark">');
		expect(page()).toContain(':root{color-scheme:light dark}');
	});
});

describe('the layout of a narrow screen', () => {
	const narrow = () => rulesFor('\\(max-width:600px\\)');

	it('turns rows into blocks and shows two tiles per row', () => {
		expect(narrow().get('.stack tbody tr,.stack td')).toEqual({ display: 'block!important', width: 'auto!important' });
		expect(narrow().get('.tile')).toMatchObject({ 'display': 'inline-block!important', 'width': '50%!important', 'box-sizing': 'border-box!important' });
		expect(narrow().get('.wide')).toEqual({ display: 'none!important' });
	});

	it('has tiles whose outer edges align with the cards', () => {
		const cells = page().match(/<td class="tile"[^>]*>/g) ?? [];
		expect(cells.map((cell) => /padding:([^"]*)"/.exec(cell)?.[1])).toEqual(['0 9px 0 0', '0 6px 0 3px', '0 3px 0 6px', '0 0 0 9px']);
		expect(narrow().get('.tile')).toMatchObject({ padding: '0 4px 8px 0!important' });
		expect(narrow().get('.tile:nth-child(even)')).toEqual({ padding: '0 0 8px 4px!important' });
	});

	it('has smaller padding, and narrower bars', () => {
		for (const selector of ['.outer', '.pad', '.stack td', '.stack .row']) expect(narrow().get(selector)?.['padding']).toMatch(/^\d+px( \d+(px)?)?!important$/);
		expect(narrow().get('.name')?.['width']).toMatch(/^\d+%!important$/);
	});

	it('consists of rules that override inline styles and match an element', () => {
		const shown = new Set(tags().flatMap(({ classes }) => classes));
		for (const [selector, style] of narrow()) {
			for (const value of Object.values(style)) expect(value).toMatch(/!important$/);
			for (const [, one = ''] of selector.matchAll(/\.([\w-]+)/g)) expect(shown).toContain(one);
		}
	});
});

describe('the HTML page', () => {
	it('has well-formed styles in every tag', () => {
		for (const { style } of tags()) {
			for (const [property, value] of Object.entries(style)) {
				expect(property).toMatch(/^[a-z-]+$/);
				expect(value).toMatch(/^[\w#%.(), '+-]+$/);
			}
		}
	});

	it('closes every tag', () => {
		const open: string[] = [];
		for (const [, end, name = '', self] of page().matchAll(/<(\/?)(\w+)[^>]*?(\/?)>/g)) {
			if (['br', 'meta'].includes(name) || self === '/') continue;
			if (end === '') open.push(name);
			else expect(open.pop()).toBe(name);
		}
		expect(open).toEqual([]);
	});

	it('is printed with its colors and numbered pages that break between rows', () => {
		const print = rulesFor('print');
		expect(print.get('.page')).toEqual({ background: '#fff!important' });
		expect(print.get('*')).toMatchObject({ 'print-color-adjust': 'exact' });
		expect(print.get('.stack tr,.bars tr,.tiles')).toEqual({ 'break-inside': 'avoid' });
		expect(print.get('.stack thead,.lead,h2,.intro')).toEqual({ 'break-after': 'avoid' });
		expect(page()).toContain("@bottom-right{content:counter(page) ' / ' counter(pages)");
	});

	it('has no table of the layout that a browser would keep on one printed page', () => {
		expect(rulesFor('print').get('.flow,.flow>tbody,.flow>tbody>tr,.flow>tbody>tr>td')).toMatchObject({ display: 'block' });
		const layout = page().match(/<table role="presentation"[^>]*>/g) ?? [];
		const kept = layout.filter((table) => !/class="[^"]*\b(flow|tiles|bars)\b/.test(table));
		expect([layout.length > 5, kept]).toEqual([true, []]);
		for (const selector of rulesFor('print').keys()) for (const [, one = ''] of selector.matchAll(/\.([\w-]+)/g)) expect(page()).toMatch(new RegExp(`class="[^"]*\\b${one}\\b`));
	});

	it('breaks long words, and keeps its text size on a phone', () => {
		expect(page()).toContain('td{overflow-wrap:anywhere}');
		expect(page()).toContain('-webkit-text-size-adjust:100%');
		expect(page()).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
	});

	it('has fonts for every system', () => {
		expect(page()).toMatch(/font-family:-apple-system,[^;"]+,sans-serif/);
	});
});
