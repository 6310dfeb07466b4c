import fc from 'fast-check';
import { parsers } from 'prettier/plugins/markdown';

import type { Finding } from '../../../nodes/ApideckVault/audit/issues/finding';
import { reportHtml, reportMarkdown } from './reportOf';
import { tries } from '../../engine/hostileRuns';
import { HOSTILE_TEXTS, hostileText } from './hostileTexts';
import { parsedPage, type ParsedPage } from './parsedPage';
import { finding, NOW, RULES_PAGE, summaryOf } from './reportSample';

/** The most that a message may hold. */
const MARKDOWN_LIMIT = 3000;

/** The texts of a finding that come from elsewhere. `unified_api` and `service_id` stay apart from row to row. */
type Texts = Record<'name' | 'id' | 'connection' | 'service' | 'api' | 'reason' | 'remedy' | 'code' | 'state', string>;
const texts: fc.Arbitrary<Texts> = fc.record({ name: hostileText, id: hostileText, connection: hostileText, service: hostileText, api: hostileText, reason: hostileText, remedy: hostileText, code: hostileText, state: hostileText });
const HARMLESS: Texts = { name: 'Name', id: 'id', connection: 'Connection', service: 'service', api: 'crm', reason: 'Reason.', remedy: 'Remedy.', code: 'other', state: 'added' };

const SEVERITIES = ['critical', 'warning', 'info', 'ok'] as const;
const CHANGES = ['new', 'worsened', 'improved', 'resolved', 'disappeared', undefined] as const;

/** The same rows whatever the texts: only what is foreign differs. */
function findingsOf(all: Texts[]): Finding[] {
	return all.map((one, index) => {
		const change = CHANGES[index % CHANGES.length];
		return finding({
			// A number in front keeps apart what is apart, and the order as it is.
			consumer_id: `${index}${one.id}`, consumer_name: `${index}n${one.name}`, unified_api: `${index}${one.api}`, service_id: `${index}${one.service}`, connection_name: `${index}${one.connection}`,
			reason: one.reason, remedy: `Do ${index}${one.remedy}`, code: `${index}${one.code}`, state: one.state, severity: SEVERITIES[index % 3]!, deadline: index % 2 ? null : '2026-03-12T17:00:00.000Z', ...(change ? { change } : {}),
		});
	});
}

const FRAME = { consumers: 7, previous: { at: NOW - 86_400_000, totals: { critical: 1, warning: 2, info: 3, ok: 4 } } };
const pageOf = async (all: Texts[]): Promise<ParsedPage> => await parsedPage(reportHtml(summaryOf(findingsOf(all), FRAME), findingsOf(all)));
/** Labels hold numbers and foreign titles; everything else is the same. */
const withoutLabels = ({ attributes }: ParsedPage) => attributes.filter((attribute) => !attribute.startsWith('table aria-label='));

/** What a reader sees of a foreign text. */
function shown(text: string): string {
	const cut = Array.from(text).length > 500 ? `${Array.from(text).slice(0, 499).join('')}…` : text;
	const seen = cut.replace(/[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu, '').replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]+/gu, ' ');
	return seen.replace(/\p{Cs}/gu, '\ufffd');
}

describe('the HTML report of hostile data', () => {
	it('has the elements and attributes of a harmless report, and shows every text unchanged', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(texts, { minLength: 1, maxLength: 6 }), async (all) => {
				const [hostile, harmless] = [await pageOf(all), await pageOf(all.map(() => HARMLESS))];
				expect(hostile.elements).toEqual(harmless.elements);
				expect(withoutLabels(hostile)).toEqual(withoutLabels(harmless));
				for (const [index, one] of all.entries()) {
					for (const text of [`n${one.name}`, one.id, one.connection, one.remedy]) expect(hostile.texts.some((node) => node.includes(shown(`${index}${text}`).trim()))).toBe(true);
					expect(hostile.texts.some((node) => node.includes(shown(one.reason).trim()))).toBe(true);
				}
			}),
			tries('html', 40),
		);
	});

	it('has no script, no event handler and no URL but one for each of the texts', async () => {
		for (const text of HOSTILE_TEXTS) {
			const { elements, attributes } = await pageOf([Object.fromEntries(Object.keys(HARMLESS).map((key) => [key, text])) as Texts]);
			const allowed = /^(docType|html|head|meta|title|style|body|table|thead|tbody|tr|th|td|div|p|h1|h2|h3|span|strong|b|small|br|a)$/;
			expect(elements.filter((element) => element === 'a')).toHaveLength(1);
			expect(elements.filter((element) => !allowed.test(element))).toEqual([]);
			// Untrusted text in attributes occurs in labels only.
			const own = attributes.filter((attribute) => attribute !== `a href="${RULES_PAGE}"` && !/^(\w+ aria-label=|meta content="default-src 'none')/.test(attribute));
			expect(own.filter((attribute) => / on\w+=|href|src|url\(|https?:|javascript:|@import/i.test(attribute))).toEqual([]);
		}
	});

	it('stays small and fast with names of a megabyte', () => {
		const huge = '<b>&"\u202e😀'.repeat(100_000);
		const all = Array.from({ length: 200 }, () => ({ ...HARMLESS, name: huge, connection: huge, reason: huge, remedy: huge, state: huge }));
		const findings = findingsOf(all);
		const started = Date.now();
		const html = reportHtml(summaryOf(findings), findings);
		const markdown = reportMarkdown(summaryOf(findings), findings);
		expect(Date.now() - started).toBeLessThan(25_000);
		expect([html.length < 5_000_000, markdown.length <= MARKDOWN_LIMIT]).toEqual([true, true]);
	}, 60_000);
});

interface MarkdownNode {
	type: string;
	value?: string;
	children?: MarkdownNode[];
}

/** Types of the nodes, each with those above it, such as `list/listItem/paragraph/text`. */
function typesOf(node: MarkdownNode, above = ''): string[] {
	const type = `${above}${node.type}`;
	return [type, ...(node.children ?? []).flatMap((child) => typesOf(child, node.type === 'root' ? '' : `${type}/`))];
}

async function markdownTypes(text: string): Promise<Set<string>> {
	const parse = parsers.markdown.parse as unknown as (text: string, options: object) => MarkdownNode | Promise<MarkdownNode>;
	// This parser's own additions to Markdown, which no chat knows.
	return new Set(typesOf(await parse(text, {})).filter((type) => !/(liquidNode|[mM]ath)$/.test(type)));
}

describe('the Markdown report of hostile data', () => {
	/** What a report of harmless data consists of. */
	const OWN = new Set(['root', 'paragraph', 'paragraph/text', 'paragraph/emphasis', 'paragraph/emphasis/text', 'list', 'list/listItem', 'list/listItem/paragraph', 'list/listItem/paragraph/text', 'paragraph/break']);

	it('has the structure of a harmless report, one line per finding, and no mention or link', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(texts, { minLength: 1, maxLength: 8 }), fc.boolean(), async (all, bare) => {
				const findings = findingsOf(all).map((one, index) => (bare ? { ...one, consumer_name: all[index]!.name } : one));
				const markdown = reportMarkdown(summaryOf(findings, FRAME), findings);
				expect([...(await markdownTypes(markdown))].filter((type) => !OWN.has(type))).toEqual([]);
				expect(markdown.length).toBeLessThanOrEqual(MARKDOWN_LIMIT);
				expect(markdown).not.toMatch(/[<>`[\]|~#\\]|@|:\/\/|&#?\w+;|:[\w+'-]+:|\p{Cs}|\p{Cf}|\r/u);
				// The only stars are the node's own: the title and a heading for each group.
				const stars = markdown.split('\n').filter((line) => line.includes('*'));
				for (const line of stars) expect(line).toMatch(/^\*[^*]+\*( \([\d,]+\))?$/);
				const lines = markdown.split('\n').filter((line) => line.startsWith('- ')).length;
				const rest = Number(/…and ([\d,]+) more/.exec(markdown)?.[1] ?? 0);
				expect(lines + rest).toBe(findings.length);
			}),
			tries('markdown', 150),
		);
	});

	it('stays within its limit whatever the names are', () => {
		fc.assert(
			fc.property(fc.array(texts, { minLength: 20, maxLength: 60 }), fc.integer({ min: 400, max: MARKDOWN_LIMIT }), (all, limit) => {
				const findings = findingsOf(all);
				expect(reportMarkdown(summaryOf(findings, FRAME), findings, limit).length).toBeLessThanOrEqual(limit);
			}),
			tries('limit', 20),
		);
	});
});
