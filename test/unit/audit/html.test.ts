import fc from 'fast-check';
import { escapeHtml } from '../../../nodes/ApideckVault/audit/report/format';
import { RULES } from '../../../nodes/ApideckVault/audit/rules/classify';
import { reportHtml } from './reportOf';
import { finding, healthy, NOW, summaryOf, UNREADABLE, withoutRulesLink } from './reportSample';

const tags = (html: string) => html.match(/<[^>]*>/g)?.map((tag) => tag.replace(/"[^"]*"/g, '""')) ?? [];

function report(texts: { name: string; id: string; service: string; api: string; reason: string }): string {
	const change = { consumer_name: texts.name, consumer_id: texts.id, connection_name: texts.service, service_id: texts.service, unified_api: texts.api, reason: texts.reason, remedy: texts.reason };
	const findings = [finding({ ...change, deadline: '2026-03-12T17:00:00.000Z', change: 'new' })];
	return reportHtml(summaryOf(findings), findings);
}

describe('the HTML report', () => {
	it('is one page without scripts and external resources', () => {
		const html = withoutRulesLink(report({ name: 'A', id: 'a', service: 'S', api: 'crm', reason: 'R.' }));
		expect(html.startsWith('<!DOCTYPE html>\n<html lang="en">')).toBe(true);
		expect(html).not.toMatch(/<(script|link|img|iframe|object|embed|form|base|a)\b/i);
		expect(html).not.toMatch(/\son\w+=|javascript:|@import|url\(|src=|href=|https?:/i);
		expect(html).toContain("default-src 'none'");
		expect(html).toContain('@media screen and (prefers-color-scheme:dark)');
		expect(html).toContain('role="img"');
	});

	it('escapes any text', () => {
		const plain = tags(report({ name: 'A', id: 'a', service: 'S', api: 'crm', reason: 'R.' }));
		const text = fc.oneof(fc.string({ minLength: 1 }), fc.string({ unit: 'binary', minLength: 1 }), fc.constantFrom('<img src=x onerror=alert(1)>', '"><script>alert(1)</script>', "' onmouseover='x", '</style><script>', ']]>', '-->', '&lt;script&gt;'));
		fc.assert(
			fc.property(fc.record({ name: text, id: text.map((id) => `i${id}`), service: text, api: text, reason: text }), (texts) => {
				expect(tags(report(texts))).toEqual(plain);
			}),
			{ numRuns: 300 },
		);
	});

	it('never shows a re-authorization link', () => {
		const findings = [finding({ reauthorize_url: 'https://vault.apideck.com/session/fake-token' })];
		expect(reportHtml(summaryOf(findings), findings)).not.toContain('fake-token');
	});

	it('shows counts, trend, deadlines, changes and actors', () => {
		const findings = [
			finding({ code: 'credentials_expiring_soon', deadline: '2026-03-12T17:00:00.000Z', change: 'worsened' }),
			{ ...UNREADABLE },
			healthy({ consumer_name: 'Old Mill Cider', change: 'resolved' }),
		];
		const html = reportHtml(summaryOf(findings, { consumers: 3, previous: { at: NOW - 86_400_000, totals: { critical: 3, warning: 0, info: 0, ok: 0 } } }), findings);
		for (const text of [
			'1 connection needs action<',
			'2 connections of 3 consumers, read on 12 Mar 2026, 07:00 UTC',
			'−2 since the last run',
			'Compared with the run on 11 Mar 2026, 07:00 UTC.',
			'1 worsened, 1 resolved.',
			'1 consumer could not be read</strong> and is not counted',
			'Credentials are about to be <span style="white-space:nowrap">deleted',
			'By 12 Mar 2026, 17:00 UTC',
			'in\u00a010\u00a0h',
			'The consumer must act.</b> Send the consumer',
			'all connections',
			'Healthy <span style="white-space:nowrap">again',
			'1 finding in 2 connections. A full bar',
		]) {
			expect(html).toContain(text);
		}
	});

	it('is the same for the same input, in any order', () => {
		const findings = [finding(), finding({ consumer_id: 'b' }), finding({ severity: 'info', code: 'degraded' })];
		expect(reportHtml(summaryOf(findings), findings)).toBe(reportHtml(summaryOf([...findings].reverse()), [...findings].reverse()));
	});

	it('shows five findings of each kind, then the most severe ones, and counts the others', () => {
		const findings = Array.from({ length: 30 }, (_unused, index) => finding({ consumer_id: `c-${String(index).padStart(2, '0')}`, consumer_name: null, ...(index < 20 ? { severity: 'info', code: 'degraded' } : {}) }));
		const html = reportHtml(summaryOf(findings), findings, { rows: 12 });
		expect(html.match(/<tr class="row line text"/g)).toHaveLength(12);
		expect(html).toContain('c-26');
		expect(html).not.toContain('c-27');
		expect(html).toContain('c-04');
		expect(html).not.toContain('c-05');
		expect(html).toContain('and 3 more');
		expect(html).toContain('and 15 more');
		expect(html).toContain('This report shows 12 of 30 findings. Audit &gt; Get Findings returns all of them.');
	});

	it('says if there are no findings or no connections', () => {
		expect(reportHtml(summaryOf([healthy()]), [])).toContain('No issues were found in the connections that were read.');
		expect(reportHtml(summaryOf([]), [])).toContain('0 connections');
	});

	it('has at most 100,000 bytes and as many rows as fit, however many findings there are and however long their texts', () => {
		const anyText = fc.oneof(fc.string(), fc.constantFrom('<&"'.repeat(300), '😀'.repeat(600), 'Blue Fjord Bakery'));
		const many = fc.record({ count: fc.constantFrom(0, 60, 300, 2_000), name: anyText, reason: anyText, remedy: anyText, codes: fc.integer({ min: 1, max: 25 }) });
		fc.assert(
			fc.property(many, ({ count, name, reason, remedy, codes }) => {
				const findings = Array.from({ length: count }, (_unused, index) => {
					const { code, severity } = RULES[index % codes]!;
					const id = `${name}${index}`;
					return finding({ code, severity, reason, remedy, consumer_id: id, consumer_name: name, service_id: id, connection_name: name });
				});
				const html = reportHtml(summaryOf(findings), findings);
				expect(Buffer.byteLength(html)).toBeLessThanOrEqual(100_000);
				const rows = html.match(/<tr class="row line text"/g)?.length ?? 0;
				if (rows < Math.min(count, 250)) expect(Buffer.byteLength(html)).toBeGreaterThan(85_000);
			}),
			{ numRuns: 10 },
		);
	}, 60_000);
});

describe('escapeHtml', () => {
	it.each([
		['<b a="1" c=\'2\'>&`', '&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;&#96;'],
		['a\u0000\u202eb\u2028c', 'a b c'],
		['\ud800x', '\ufffdx'],
		['🥐 é', '🥐 é'],
		['x'.repeat(500), 'x'.repeat(500)],
		['🥐'.repeat(501), `${'🥐'.repeat(499)}…`],
	])('escapes %j as %j', (text, escaped) => {
		expect(escapeHtml(text)).toBe(escaped);
	});

	it('truncates at the limit before it escapes', () => {
		expect(escapeHtml('<<<<', 3)).toBe('&lt;&lt;…');
		expect(escapeHtml('<<<', 3)).toBe('&lt;&lt;&lt;');
	});
});
