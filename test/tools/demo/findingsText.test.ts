import { compareFindings, countBySeverity, renderFindings } from '../../../tools/demo/findingsText';
import type { SimplifiedFinding } from '../../../nodes/ApideckVault/actions/outputs';

const NOW = Date.parse('2026-06-01T08:00:00.000Z');
const HOUR = 3_600_000;
const inHours = (hours: number) => new Date(NOW + hours * HOUR).toISOString();

const finding = (given: Partial<SimplifiedFinding>): SimplifiedFinding => ({
	consumer_id: 'acct-1',
	consumer_name: 'Blue Fjord Bakery',
	connection: 'crm+hubspot',
	severity: 'ok',
	code: 'fine',
	reason: 'Works.',
	remedy: 'No action needed.',
	actor: 'nobody',
	deadline: null,
	...given,
});

const broken = finding({ severity: 'critical', consumer_name: 'Zinc Pier', code: 'needs_auth', reason: 'HubSpot has no valid authorization.', remedy: 'Send a link.', actor: 'consumer' });
const unsure = finding({ severity: 'warning', consumer_name: null, consumer_id: 'acct-2', reason: 'Wait.' });
const unreadable = finding({ severity: 'warning', consumer_name: 'Xylo', connection: null });

const text = (findings: SimplifiedFinding[], columns?: number) => renderFindings(findings, { columns, useColor: false, now: NOW });
const heads = (findings: SimplifiedFinding[]) => text(findings).split('\n').filter((line) => /^[A-Z]/.test(line));

it('prints reason, remedy, actor and deadline of a finding, without escape sequences', () => {
	expect(text([finding({ ...broken, deadline: inHours(5) })]).split('\n')).toEqual([
		'CRITICAL  Zinc Pier: crm+hubspot',
		'          HubSpot has no valid authorization.',
		'          Remedy: The consumer must act. Send a link.',
		expect.stringMatching(/^ {10}Deadline: Jun 1, \d\d:\d\d \(in 5 h\)$/),
	]);
	expect(text([broken])).toMatch(/Send a link\.$/);
	expect(text([finding({})])).toMatch(/Remedy: No action needed\.$/);
});

it.each([
	[0.5, 'in 30 min'],
	[47, 'in 47 h'],
	[24 * 9, 'in 9 days'],
	[-1, 'overdue'],
])('shows how much time is left in %p hours: %s', (hours, left) => {
	expect(text([finding({ deadline: inHours(hours) })])).toMatch(new RegExp(`\\(${left}\\)$`));
});

it('sorts the findings by severity, then by deadline, then by name', () => {
	const soon = finding({ severity: 'warning', consumer_name: 'Soon', deadline: inHours(1) });
	const later = finding({ severity: 'warning', consumer_name: 'Later', deadline: inHours(30) });
	const order = ['CRITICAL  Zinc Pier: crm+hubspot', 'WARNING   Soon: crm+hubspot', 'WARNING   Later: crm+hubspot', 'WARNING   acct-2: crm+hubspot', 'WARNING   Xylo'];
	expect(heads([unreadable, later, unsure, soon, broken])).toEqual(order);
	expect(heads([soon, broken, later, unreadable, unsure])).toEqual(order);
});

it('prints the ten most urgent findings and the number of the others', () => {
	const many = Array.from({ length: 32 }, (_, index) => finding({ severity: index < 9 ? 'critical' : 'warning', consumer_name: `Company ${index}` }));
	expect(heads(many)).toHaveLength(10);
	expect(heads(many).at(-1)).toMatch(/^WARNING/);
	expect(text(many).split('\n').at(-1)).toBe('          … and 22 more');
	expect(text(many.slice(0, 10))).not.toContain('more');
});

it.each([80, 110])('breaks lines between words, so that they fit into %p columns', (columns) => {
	const long = finding({ ...broken, reason: 'HubSpot refuses to issue new tokens. '.repeat(6).trim() });
	const lines = text([long], columns).split('\n');
	expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
	expect(lines.map((line) => line.trim()).join(' ')).toContain(long.reason);
});

it('removes control characters from names', () => {
	expect(heads([finding({ consumer_name: 'Evil\u001b[2J\r\nCorp' })])).toEqual(['OK        Evil [2J Corp: crm+hubspot']);
});

it('counts by severity without unused severities', () => {
	expect(countBySeverity([unsure, broken, unreadable])).toBe('1 critical, 2 warning');
	expect(countBySeverity([finding({})])).toBe('1 ok');
});

it('says in one line whether n8n found the same', () => {
	expect(compareFindings([broken, unsure], [unsure, broken])).toBe('n8n returned the same 2 findings');
	expect(compareFindings([broken, unsure], [unsure, { ...broken, code: 'revoked' }, unreadable])).toBe('n8n returned 3 findings: 2 new, 1 missing');
});
