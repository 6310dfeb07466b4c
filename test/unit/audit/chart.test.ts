import fc from 'fast-check';

import { chart, type Bar } from '../../../nodes/ApideckVault/audit/report/chart';
import { LIGHT } from '../../../nodes/ApideckVault/audit/report/palette';
import { SEVERITIES, type Severity } from '../../../nodes/ApideckVault/audit/rules/verdict';

function bar(label: string, critical: number, warning = 0, info = 0, ok = 0, note?: string): Bar {
	const findings = critical + warning + info;
	return { label, critical, warning, info, ok, findings, total: findings + ok, ...(note === undefined ? {} : { note }) };
}

interface Part {
	severity: string;
	/** Percent of the bar. */
	width: number;
}

/** The parts of each bar. */
function bars(html: string): Part[][] {
	return [...html.matchAll(/<table class="bar"[^>]*><tr>(.*?)<\/tr>/g)].map(([, inside = '']) =>
		[...inside.matchAll(/<td class="fill-(\w+)" width="([\d.]+)%"/g)].map(([, severity = '', width]) => ({ severity, width: Number(width) })),
	);
}

const words = (html: string) => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ').trim();
/** The text below and beside each bar: `CRM 26 connections 4 critical, 22 healthy`. */
const texts = (html: string) => html.replace(/<p [\s\S]*?<\/p>/g, '').split('<tr valign="top">').slice(1).map(words);

const NAMES: Record<Severity, string> = { critical: 'critical', warning: 'warning', info: 'info', ok: 'healthy' };
const count = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 100_000 }));
const anyBar = fc.tuple(count, count, count, count).filter((counts) => counts.some((one) => one > 0)).map(([critical, warning, info, ok]) => bar('X', critical, warning, info, ok));

describe('a chart', () => {
	it('has one full bar for each group, divided by severity with the healthy rest last', () => {
		const html = chart('unified API', [bar('CRM', 2, 1, 1, 6), bar('HRIS', 0, 2, 0, 8), bar('ATS', 0, 0, 0, 5)]);
		expect(bars(html)).toEqual([
			[{ severity: 'critical', width: 20 }, { severity: 'warning', width: 10 }, { severity: 'info', width: 10 }, { severity: 'ok', width: 60 }],
			[{ severity: 'warning', width: 20 }, { severity: 'ok', width: 80 }],
			[{ severity: 'ok', width: 100 }],
		]);
	});

	it('has parts as wide as their share of the connections, and the same numbers in words', () => {
		fc.assert(
			fc.property(fc.array(anyBar, { minLength: 1, maxLength: 12 }), (given) => {
				const html = chart('service', given);
				const [drawn, told] = [bars(html), texts(html)];
				expect([drawn.length, told.length]).toEqual([given.length, given.length]);
				given.forEach((one, index) => {
					const expected = SEVERITIES.filter((severity) => one[severity] > 0);
					expect(drawn[index]?.map(({ severity }) => severity)).toEqual(expected);
					for (const { severity, width } of drawn[index] ?? []) expect(Math.abs(width - (one[severity as Severity] / one.total) * 100)).toBeLessThanOrEqual(0.00501);
					const numbers = expected.map((severity) => `${one[severity].toLocaleString('en-US')} ${NAMES[severity]}`).join(', ');
					expect(told[index]).toBe(`X ${one.total.toLocaleString('en-US')} connection${one.total === 1 ? '' : 's'} ${numbers}`);
				});
			}),
			{ numRuns: 100 },
		);
	});

	it('has no part for a severity without connections', () => {
		const html = chart('service', [bar('Xero', 1), bar('Box', 0, 0, 3)]);
		expect(bars(html)).toEqual([[{ severity: 'critical', width: 100 }], [{ severity: 'info', width: 100 }]]);
		expect(html).not.toContain(LIGHT.line);
	});

	it('shows one finding among thousands as a part of at least two pixels', () => {
		const html = chart('service', [bar('Xero', 1, 5000)]);
		expect(bars(html)[0]?.[0]).toEqual({ severity: 'critical', width: 0.02 });
		expect(html).toMatch(/<td class="fill-critical"[^>]*><div style="width:2px;height:14px"><\/div><\/td>/);
	});

	it('shows the numbers to screen readers', () => {
		expect(chart('service', [bar('Xero', 1200, 0, 3, 9)])).toContain('role="img" aria-label="1,200 critical, 3 info, 9 healthy"');
	});

	it('explains what a bar is, the order of the bars, and the colors', () => {
		expect(words(chart('unified API', [bar('CRM', 1, 1, 0, 3), bar('HRIS', 0, 0, 1)]))).toMatch(
			/^3 findings in 6 connections\. A full bar represents all connections of one unified API\. Bars with the most critical connections come first\. critical warning info healthy CRM /,
		);
		expect(words(chart('service', [bar('Xero', 1)]))).toMatch(/^1 finding in 1 connection\. A full bar represents all connections of one service\./);
	});

	it('has up to twelve bars, and counts the groups that it does not show', () => {
		const many = Array.from({ length: 15 }, (_unused, index) => bar(`api-${index + 1}`, 1));
		expect(bars(chart('service', many))).toHaveLength(12);
		expect(words(chart('service', many))).toMatch(/ api-12 1 connection 1 critical 3 more with findings$/);
		expect(words(chart('service', many.slice(0, 12)))).toMatch(/ 1 connection 1 critical$/);
		expect(words(chart('service', [...many, bar('ATS', 0, 0, 0, 1)]))).toMatch(/ 3 more with findings, 1 more without findings$/);
		expect(words(chart('service', [...many.slice(0, 12), bar('ATS', 0, 0, 0, 1)]))).toMatch(/critical 1 more without findings$/);
	});

	it('escapes and shortens names, and shows a note before the number of connections', () => {
		expect(texts(chart('service', [bar('<b>&', 1, 0, 0, 0, '<i>')]))).toEqual(['&lt;b&gt;&amp; &lt;i&gt;, 1 connection 1 critical']);
		expect(texts(chart('service', [bar('x'.repeat(61), 1, 0, 0, 0, 'y'.repeat(61))]))).toEqual([`${'x'.repeat(59)}… ${'y'.repeat(59)}…, 1 connection 1 critical`]);
		expect(texts(chart('service', [bar('Xero', 1, 0, 0, 0, '')]))).toEqual(['Xero 1 connection 1 critical']);
	});
});
