import { chart, chartCaption, type Bar } from '../../../nodes/ApideckVault/audit/report/chart';

function bar(label: string, critical: number, warning = 0, info = 0, ok = 0, note?: string): Bar {
	const findings = critical + warning + info;
	return { label, critical, warning, info, ok, findings, total: findings + ok, ...(note === undefined ? {} : { note }) };
}

interface Segment {
	severity: string;
	x: number;
	width: number;
	title: string;
}

/** The coloured parts of every bar, bar by bar. */
function segments(html: string): Segment[][] {
	return [...html.matchAll(/<svg[^>]*>(.*?)<\/svg>/g)].map(([, inside = '']) =>
		[...inside.matchAll(/<rect class="fill-(\w+)" x="([\d.]+)" y="0" width="([\d.]+)" height="14" fill="#[0-9a-f]{6}"><title>([^<]*)<\/title>/g)].map(([, severity = '', x, width, title = '']) => ({ severity, x: Number(x), width: Number(width), title })),
	);
}

const words = (html: string) => html.replace(/<title>.*?<\/title>/g, '').replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ').trim();

describe('a chart', () => {
	it('has a bar for each group with findings, stacked by severity, to the scale of the longest', () => {
		const html = chart([bar('crm', 2, 1, 1, 6), bar('hris', 0, 2, 0, 8), bar('ats', 0, 0, 0, 5)]);
		const [crm = [], hris = [], ...others] = segments(html);
		expect(others).toEqual([]);
		expect(crm.map(({ severity, title }) => `${severity}: ${title}`)).toEqual(['critical: 2 critical', 'warning: 1 warning', 'info: 1 info']);
		expect(crm.map(({ x }) => x)).toEqual([0, 195, 293]);
		expect(crm.map(({ width }) => width)).toEqual([194, 97, 97]);
		expect(hris).toEqual([{ severity: 'warning', x: 0, width: 194, title: '2 warning' }]);
		expect(html.match(/<rect class="track" x="0" y="0" width="400" height="14"/g)).toHaveLength(2);
	});

	it('stays within the picture, and shows one finding among thousands', () => {
		const [first = [], second = []] = segments(chart([bar('crm', 1, 5000, 1), bar('hris', 1)]));
		expect(first.map(({ width }) => width)).toEqual([3, 387.8, 3]);
		expect((first.at(-1)?.x ?? 0) + (first.at(-1)?.width ?? 0)).toBeLessThanOrEqual(400);
		expect(second[0]?.width).toBe(3);
	});

	it('shows the numbers next to each bar and in its label for screen readers', () => {
		const html = chart([bar('crm', 1200, 0, 3, 9, 'x'), bar('hris', 0, 1)]);
		expect(words(html)).toContain('crm x 1,200 + 3 of 1,212 hris 1 of 1');
		expect(html).toContain('<svg role="img" aria-label="1,200 critical, 0 warning, 3 info" viewBox="0 0 400 14"');
	});

	it('has a legend and counts the groups that it does not show', () => {
		expect(words(chart([bar('crm', 1)]))).toMatch(/critical warning info$/);
		expect(words(chart([bar('crm', 1), bar('hris', 0, 0, 0, 1), bar('ats', 0, 0, 0, 1)]))).toMatch(/critical warning info 2 without findings\.$/);
		const many = Array.from({ length: 15 }, (_unused, index) => bar(`api-${index + 1}`, 1));
		expect(segments(chart(many))).toHaveLength(12);
		expect(words(chart(many))).toContain('api-12');
		expect(words(chart(many))).toMatch(/info 3 more with findings\.$/);
		expect(words(chart(many.slice(0, 12)))).toMatch(/info$/);
		expect(words(chart([...many, bar('ats', 0)]))).toMatch(/info 3 more with findings, 1 without findings\.$/);
	});

	it('draws the longest of the shown bars in full, whatever order they come in', () => {
		const [small = [], large = []] = segments(chart([bar('crm', 1), bar('hris', 4)]));
		expect([small[0]?.width, large[0]?.width]).toEqual([97, 388]);
	});

	it('escapes names, and shows a note only if there is one', () => {
		const html = chart([bar('<b>&', 1, 0, 0, 0, '<i>')]);
		expect(html).toContain('&lt;b&gt;&amp; <span class="muted"');
		expect(html).toContain('>&lt;i&gt;</span>');
		expect(chart([bar('crm', 1)])).toContain('>crm</td>');
		expect(chart([bar('crm', 1, 0, 0, 0, '')])).toContain('>crm</td>');
	});

	it('shows only a legend and a count without findings', () => {
		const html = chart([bar('crm', 0, 0, 0, 3)]);
		expect(segments(html)).toEqual([]);
		expect(words(html)).toBe('critical warning info 1 without findings.');
	});

	it('has a caption with all findings and all connections', () => {
		expect(chartCaption([bar('crm', 1, 1, 0, 3), bar('hris', 0, 0, 1)])).toBe('3 findings in 6 connections');
		expect(chartCaption([bar('crm', 1)])).toBe('1 finding in 1 connection');
		expect(chartCaption([])).toBe('0 findings in 0 connections');
	});
});
