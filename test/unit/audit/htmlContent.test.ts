import type { Finding } from '../../../nodes/ApideckVault/audit/issues/finding';
import { reportHtml } from './reportOf';
import { LIGHT } from '../../../nodes/ApideckVault/audit/report/palette';
import { finding, healthy, NOW, RULES_PAGE, summaryOf, UNREADABLE } from './reportSample';

type Frame = Parameters<typeof summaryOf>[1];

const report = (findings: Finding[], frame: Frame = {}, rows?: number) => reportHtml(summaryOf(findings, frame), findings, rows === undefined ? {} : { rows });
/** What a reader sees, tag by tag. */
const lines = (html: string) => html.replace(/<style>.*?<\/style>|<title>.*?<\/title>/gs, '').split(/<[^>]+>/).map((text) => text.replace(/\s+/g, ' ').trim()).filter((text) => text !== '');
const words = (html: string) => lines(html).join(' ');
const none = { critical: 0, warning: 0, info: 0, ok: 0 };
const DAY_AGO = NOW - 86_400_000;

describe('the top of the report', () => {
	it('shows the title, the headline, the scope and the time', () => {
		expect(lines(report([finding(), healthy()])).slice(0, 3)).toEqual(['Apideck connection audit', '1 connection needs action', '2 connections, read on 12 Mar 2026, 07:00 UTC']);
		expect(report([finding()])).toContain('<title>Apideck connection audit: 1 connection needs action</title>');
		expect(words(report([finding()], { consumers: 1240 }))).toContain('1 connection of 1,240 consumers, read on');
	});

	it('has a tile for each severity', () => {
		const many = Array.from({ length: 1240 }, () => healthy());
		expect(lines(report([finding(), ...many])).slice(3, 11)).toEqual(['Critical', '1', 'Warning', '0', 'Info', '0', 'Healthy', '1,240']);
	});

	it('shows the change since the last run in each tile, if there was one', () => {
		const previous = { at: DAY_AGO, totals: { critical: 3, warning: 0, info: 0, ok: 1 } };
		expect(lines(report([finding(), healthy(), healthy()], { previous })).slice(3, 15)).toEqual(['Critical', '1', '−2 since the last run', 'Warning', '0', '±0 since the last run', 'Info', '0', '±0 since the last run', 'Healthy', '2', '+1 since the last run']);
		expect(words(report([finding()]))).not.toContain('since the last run');
	});

	it('colors only tiles with a count above 0', () => {
		const tiles = report([finding()]).match(/<td class="tile".*?<\/td>/gs) ?? [];
		expect(tiles).toHaveLength(4);
		expect(tiles[0]).toContain(`<div class="paper-critical" style="background:${LIGHT.critical.paper};`);
		expect(tiles[0]?.match(new RegExp(`<div class="ink-critical" style="[^"]*;color:${LIGHT.critical.ink}">`, 'g'))).toHaveLength(2);
		expect(tiles[1]).toContain(`<div class="card" style="background:${LIGHT.card};`);
		expect(tiles[1]?.match(new RegExp(`<div class="muted" style="[^"]*;color:${LIGHT.muted}">`, 'g'))).toHaveLength(2);
	});

	it('shows the count of a tile as its largest text', () => {
		const sizes = [...(report([finding()], { previous: { at: DAY_AGO, totals: none } }).match(/<td class="tile".*?<\/td>/s)?.[0] ?? '').matchAll(/font-size:(\d+)px/g)].map(([, size]) => Number(size));
		expect(sizes).toEqual([12, 28, 12]);
	});
});

describe('the trend in the HTML report', () => {
	const trend = (findings: Finding[], frame: Frame = {}) => /.*since the last run (.*?)(?:Connections by|Findings in detail)/.exec(words(report(findings, { previous: { at: DAY_AGO, totals: none }, ...frame })))?.[1];

	it('shows the time of the last run and the changes since', () => {
		expect(trend([finding()])).toBe('Compared with the run on 11 Mar 2026, 07:00 UTC: nothing changed. ');
		expect(trend([finding({ change: 'new' }), finding({ change: 'new' }), finding({ change: 'worsened' }), healthy({ change: 'resolved' })])).toBe('Compared with the run on 11 Mar 2026, 07:00 UTC. 2 new, 1 worsened, 1 resolved. ');
	});

	it('shows the number of unreadable consumers', () => {
		expect(trend([{ ...UNREADABLE }])).toMatch(/nothing changed\. 1 consumer could not be read and is not counted\. $/);
		expect(trend([{ ...UNREADABLE }, { ...UNREADABLE, consumer_id: 'b' }])).toMatch(/ 2 consumers could not be read and are not counted\. $/);
		expect(trend([finding()])).not.toContain('could not be read');
	});

	it('is missing in a first run in which everything could be read', () => {
		const html = report([finding()]);
		expect(words(html)).toMatch(/Healthy 0 Connections by unified API/);
		expect(words(report([finding({ change: 'new' })]))).toMatch(/Healthy 0 1 new\. Connections by/);
		expect(html).not.toContain('<p class="muted" style="margin:0;color:#5b6579;padding:0 4px 16px">');
		expect(report([finding({ change: 'new' })])).toContain('padding:0 4px 16px">1 new.</p>');
	});
});

describe('the charts', () => {
	it('show unified APIs and services by name, each with a caption', () => {
		const html = report([finding(), finding({ unified_api: 'hris', service_id: 'bamboohr', connection_name: null }), healthy()]);
		const caption = '2 findings in 3 connections\\. A full bar represents all connections of one';
		const legend = 'Bars with the most critical connections come first\\. critical warning info healthy';
		expect(words(html)).toMatch(new RegExp(`Connections by unified API ${caption} unified API\\. ${legend} CRM 2 connections 1 critical, 1 healthy HRIS 1 connection 1 critical `));
		expect(words(html)).toMatch(new RegExp(`Connections by service ${caption} service\\. ${legend} Salesforce CRM, 2 connections 1 critical, 1 healthy bamboohr HRIS, 1 connection 1 critical `));
	});

	it('label a missing unified API', () => {
		expect(words(report([finding({ unified_api: '' })]))).toMatch(/healthy No unified API 1 connection 1 critical/);
	});

	it('are missing only if no group has findings', () => {
		expect(words(report([healthy()]))).not.toContain('Connections by');
		expect(words(report([finding(), healthy({ unified_api: 'hris', service_id: 'x' })]))).toMatch(/Connections by unified API.*Connections by service/);
	});

	it('are framed by the title and the explanation in small print', () => {
		expect(report([finding()])).toMatch(/<p class="muted" style="[^"]*font-size:12px[^"]*">Apideck connection audit</);
		expect(report([finding()])).toMatch(/<p class="muted" style="[^"]*font-size:12px[^"]*">Times are in UTC/);
	});

	it('have a caption in small print under the heading', () => {
		expect(report([finding()])).toMatch(/<\/h2><p class="muted intro" style="[^"]*font-size:12px[^"]*">1 finding in 1 connection\./);
	});
});

describe('the findings in the HTML report', () => {
	it('are five of each kind, then the most severe, if they do not fit', () => {
		const kind = (severity: Finding['severity'], code: string, count: number) => Array.from({ length: count }, (_unused, index) => finding({ severity, code, consumer_id: `${code}-${index}` }));
		const html = report([...kind('critical', 'revoked', 20), ...kind('warning', 'needs_consent', 3), ...kind('info', 'degraded', 20)], {}, 20);
		const count = (code: string) => html.match(new RegExp(`<b>Blue Fjord Bakery</b> <br class="wide"><small[^>]*>${code}-`, 'g'))?.length;
		expect([count('revoked'), count('needs_consent'), count('degraded')]).toEqual([12, 3, 5]);
	});

	const many = (count: number) => Array.from({ length: count }, (_unused, index) => finding({ consumer_id: `c-${index}` }));
	const shown = (html: string) => html.match(/<tr class="row line text"/g)?.length ?? 0;

	it('are all shown if they fit', () => {
		const html = report(many(12), {}, 12);
		expect(shown(html)).toBe(12);
		expect(words(html)).toContain('Findings in detail');
		expect(words(html)).toMatch(/ by the consumer or by Salesforce\. Connections by service /);
	});

	it('are counted if they do not fit', () => {
		expect(words(report(many(1240), {}, 12))).toContain('and 1,228 more This report shows 12 of 1,240 findings. Audit &gt; Get Findings returns all of them.');
	});

	it('have no heading without a row', () => {
		const findings = [...many(3), finding({ severity: 'info', code: 'degraded' })];
		const html = report(findings, {}, 3);
		expect(words(html)).toContain('Access was revoked');
		expect(words(html)).not.toContain('Service was unreachable');
		expect(words(html)).toContain('This report shows 3 of 4 findings.');
		expect(words(report(findings, {}, 4))).toContain('Service was unreachable');
	});

	it('are followed by a link to the page about the audit rules in the repository of the package', () => {
		const html = report([finding()]);
		expect(words(html)).toMatch(/ Times are in UTC\. The audit rules explain the severities and findings\.$/);
		const [link, ...others] = [...html.matchAll(/<a [^>]*href="([^"]*)"/g)].map(([, href]) => href);
		expect([link, others]).toEqual([RULES_PAGE, []]);
	});
});
