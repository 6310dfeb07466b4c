import type { Finding } from '../../../nodes/ApideckVault/audit/issues/finding';
import { findingGroup } from '../../../nodes/ApideckVault/audit/report/findings';
import { groupFindings } from './reportOf';
import { finding, healthy, NOW, UNREADABLE } from './reportSample';

const HOUR = 3_600_000;

function group(findings: Finding[], room = 100): string {
	return groupFindings(findings).map((one) => findingGroup(one, room, NOW)).join('\n');
}

const words = (html: string) => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ').trim();
const rows = (html: string) => (html.match(/<tr class="row line text".*?<\/tr>/gs) ?? []).map(words);

describe('a row of the findings', () => {
	const row = (change: Partial<Finding>) => rows(group([finding(change)]))[0];

	it('shows consumer, connection and reason, with names and IDs', () => {
		expect(row({ reason: 'R.' })).toBe('Blue Fjord Bakery blue-fjord-bakery Salesforce CRM R.');
	});

	it('shows the consumer once if the name equals the ID', () => {
		expect(row({ consumer_name: null, reason: 'R.' })).toBe('blue-fjord-bakery Salesforce CRM R.');
		expect(row({ consumer_name: 'blue-fjord-bakery', reason: 'R.' })).toBe('blue-fjord-bakery Salesforce CRM R.');
	});

	it('shows the best available name of the connection', () => {
		expect(row({ connection_name: null, reason: 'R.' })).toContain('salesforce CRM R.');
		expect(row({ unified_api: null, reason: 'R.' })).toBe('Blue Fjord Bakery blue-fjord-bakery Salesforce R.');
		expect(row({ service_id: null, reason: 'R.' })).toContain('Salesforce CRM R.');
		expect(rows(group([{ ...UNREADABLE, reason: 'R.' }]))).toEqual(['Blue Fjord Bakery blue-fjord-bakery all connections R.']);
	});

	it('shows the change and the deadline if there are any', () => {
		expect(row({ reason: 'R.', change: 'worsened' })).toMatch(/ CRM worsened R\.$/);
		expect(row({ reason: 'R.', deadline: '2026-03-12T17:00:00.000Z' })).toMatch(/R\. By 12 Mar 2026, 17:00 UTC in 10 h$/);
	});

	it.each([
		[-1, 'overdue'],
		[0, 'overdue'],
		[1, 'in less than 1 h'],
		[HOUR - 1, 'in less than 1 h'],
		[HOUR, 'in 1 h'],
		[2 * HOUR - 1, 'in 1 h'],
		[48 * HOUR - 1, 'in 47 h'],
		[48 * HOUR, 'in 2 days'],
		[10 * 24 * HOUR - 1, 'in 9 days'],
	])('shows the time left, %d ms before the deadline, as: %s', (ahead, text) => {
		expect(row({ deadline: new Date(NOW + ahead).toISOString() })).toMatch(new RegExp(`UTC ${text}$`));
	});

	it('shows an invalid deadline unchanged', () => {
		expect(row({ deadline: 'soon <b>' })).toMatch(/By soon &lt;b&gt;$/);
	});

	it('has a line above it and padding around every cell', () => {
		const html = group([finding()]);
		expect(html).toContain('<table class="stack" width="100%" cellpadding="8" cellspacing="0" style="border-collapse:collapse">');
		expect(html).toContain('<tr class="row line text" valign="top" style="border-top:1px solid #e3e6ec;');
		expect(/<tr class="row .*?<\/tr>/s.exec(html)?.[0].match(/<td/g)).toHaveLength(3);
	});

	it('names a unified API that is newer than this version by its ID', () => {
		expect(row({ unified_api: 'new-api', reason: 'R.' })).toContain('Salesforce new-api R.');
	});

	it('shows the change and the deadline in the colors of the severity', () => {
		const html = group([finding({ change: 'new', deadline: '2026-03-12T17:00:00.000Z' })]);
		expect(html).toMatch(/<span class="paper-critical ink-critical"[^>]*>new<\/span>/);
		expect(html).toMatch(/<br><b class="ink-critical"[^>]*>By 12 Mar/);
	});
});

describe('a group of findings', () => {
	const headingOf = (html: string) => words(/<h3.*?<\/h3>/s.exec(html)?.[0] ?? '');
	const times = (count: number, one: Finding) => Array.from({ length: count }, (_unused, index) => ({ ...one, consumer_id: `c-${index}` }));

	it('has a heading with title, severity and count', () => {
		expect(headingOf(group([finding()]))).toBe('Access was revoked 1 critical');
		expect(headingOf(group(times(2, finding())))).toBe('Access was revoked 2 critical');
		expect(headingOf(group([finding({ severity: 'warning', code: 'needs_consent' })]))).toBe('Consent is missing 1 warning');
		expect(headingOf(group(times(1200, finding({ severity: 'warning', code: 'needs_consent' }))))).toBe('Consent is missing 1,200 warnings');
		expect(headingOf(group(times(1200, finding({ severity: 'info', code: 'degraded' }))))).toBe('Service was unreachable 1,200 info');
		expect(headingOf(group([healthy()]))).toBe('Healthy 1 healthy');
	});

	it('shows actor and remedy once, above the rows that they apply to', () => {
		const html = group([finding({ consumer_id: 'a' }), finding({ consumer_id: 'b', actor: 'you', remedy: 'Run it <now>.' }), finding({ consumer_id: 'c' })]);
		const text = words(html);
		expect(text.match(/The consumer must act\. Send the consumer/g)).toHaveLength(1);
		expect(text).toMatch(/The consumer must act\. Send the consumer a Hosted.*? a Salesforce.*? c Salesforce.*You must act\. Run it &lt;now&gt;\. .*? b Salesforce/);
		expect(words(group([finding({ actor: 'apideck', remedy: 'W.' })]))).toContain('Apideck takes care of it. W.');
		expect(words(group([finding({ actor: 'nobody', remedy: 'W.' })]))).toContain('1 critical W. Blue Fjord');
		expect(words(group([healthy()]))).toContain('No action needed.');
	});

	it('shows as many rows as allowed, part by part, and counts the others', () => {
		const findings = [...times(3, finding()), ...times(3, finding({ actor: 'you', remedy: 'Run it.' })).map((one) => ({ ...one, consumer_id: `z${one.consumer_id}` }))];
		expect(rows(group(findings, 6))).toHaveLength(6);
		expect(words(group(findings, 6))).toMatch(/by the consumer or by Salesforce\.$/);
		const five = group(findings, 5);
		expect(rows(five)).toHaveLength(5);
		expect(words(five)).toMatch(/and 1 more$/);
		const two = group(findings, 2);
		expect(rows(two)).toHaveLength(2);
		expect(words(two)).toMatch(/by the consumer or by Salesforce\. and 4 more$/);
		expect(two).not.toContain('Run it.');
	});

	it('is a table whose head is the heading, so that it is repeated on each printed page', () => {
		const html = group([finding({ code: 'own <code>' })]);
		expect(words(/<table class="stack"[^>]*><thead>.*?<\/thead>/s.exec(html)?.[0] ?? '')).toBe('own &lt;code&gt; 1 critical');
	});

	it('keeps the count on one line with the last word of the title, unless that word is too long', () => {
		expect(group([finding()])).toMatch(/Access was <span style="white-space:nowrap">revoked \u00a0<span class="paper-critical/);
		expect(group([finding({ code: 'x'.repeat(21) })])).toMatch(/x{21} <span style="white-space:nowrap"><span class="paper-critical/);
		expect(group([finding({ code: 'x'.repeat(20) })])).toMatch(/"><span style="white-space:nowrap">x{20} \u00a0<span class="paper-critical/);
	});
});
