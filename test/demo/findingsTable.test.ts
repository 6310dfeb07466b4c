import { countBySeverity, renderFindings } from '../../demo/findingsTable';
import type { Finding } from '../../nodes/ApideckVault/audit/finding';

const finding = (given: Partial<Finding>): Finding => ({
	consumer_id: 'acct-1',
	consumer_name: 'Blue Fjord Bakery',
	unified_api: 'crm',
	service_id: 'hubspot',
	connection_name: 'HubSpot',
	state: 'callable',
	health: 'ok',
	enabled: true,
	severity: 'ok',
	code: 'fine',
	reason: 'Works.',
	remedy: '',
	actor: 'nobody',
	deadline: null,
	...given,
});

const broken = finding({ severity: 'critical', consumer_name: 'Zinc Pier', state: 'invalid', health: 'needs_auth', reason: 'HubSpot has no valid authorization.' });
const unsure = finding({ severity: 'warning', consumer_name: null, consumer_id: 'acct-2', reason: 'Wait.' });
const unreadable = finding({ severity: 'warning', consumer_name: 'Xylo', unified_api: null, service_id: null, connection_name: null, state: null, health: null });

const plain = (findings: Finding[]) => renderFindings(findings, { colours: false }).split('\n');

it('puts the worst first, whatever order the findings come in', () => {
	const order = (findings: Finding[]) => plain(findings).slice(1).map((line) => line.split(' ')[0]);
	expect(order([finding({}), unsure, broken])).toEqual(['critical', 'warning', 'ok']);
	expect(order([broken, finding({}), unsure])).toEqual(['critical', 'warning', 'ok']);
});

it('writes one line per finding into a pipe, in columns, without escape sequences', () => {
	expect(plain([broken, unsure])).toEqual([
		'Severity  Consumer   Service        State     Health      What is wrong',
		'critical  Zinc Pier  HubSpot (crm)  invalid   needs_auth  HubSpot has no valid authorization.',
		'warning   acct-2     HubSpot (crm)  callable  ok          Wait.',
	]);
});

it('shows a consumer whose connections could not be read', () => {
	expect(plain([unreadable])[1]).toMatch(/^warning {3}Xylo {2,}Works\.$/);
});

it.each([120, 140, 200])('fits a terminal of %i columns exactly', (columns) => {
	const long = finding({ severity: 'critical', consumer_name: 'A consumer with a rather long name', reason: 'word '.repeat(60) });
	const lines = renderFindings([long, unsure], { columns, colours: false }).split('\n');
	expect(new Set(lines.map((line) => line.length))).toEqual(new Set([columns]));
	expect(lines.join('').match(/word/g)).toHaveLength(60);
});

it('writes blocks where columns would be too narrow', () => {
	expect(renderFindings([broken], { columns: 80, colours: false })).toBe(
		'CRITICAL  Zinc Pier\n  HubSpot (crm) · invalid · needs_auth\n  HubSpot has no valid authorization.',
	);
});

it('colours by severity only when asked to', () => {
	const red = '\u001b[31m';
	expect(renderFindings([broken], { columns: 80, colours: true })).toContain(`${red}CRITICAL`);
	expect(renderFindings([broken], { columns: 140, colours: true })).toContain(`${red}critical`);
	expect(renderFindings([broken], { columns: 140, colours: false })).not.toContain('\u001b');
});

it('keeps control characters in names away from the terminal', () => {
	const nasty = finding({ consumer_name: 'Evil\u001b[2J\r\nCorp' });
	expect(plain([nasty])[1]).toContain('Evil [2J Corp');
	expect(plain([nasty])).toHaveLength(2);
});

it('counts by severity, leaving out what does not occur', () => {
	expect(countBySeverity([unsure, broken, unreadable])).toBe('1 critical, 2 warning');
	expect(countBySeverity([finding({})])).toBe('1 ok');
});
