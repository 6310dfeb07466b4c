import { countBySeverity, renderFindings } from '../../../tools/demo/findingsTable';
import type { SimplifiedFinding } from '../../../nodes/ApideckVault/actions/outputs';

const finding = (given: Partial<SimplifiedFinding>): SimplifiedFinding => ({
	consumer_id: 'acct-1',
	consumer_name: 'Blue Fjord Bakery',
	connection: 'crm+hubspot',
	severity: 'ok',
	code: 'fine',
	reason: 'Works.',
	remedy: '',
	actor: 'nobody',
	deadline: null,
	...given,
});

const broken = finding({ severity: 'critical', consumer_name: 'Zinc Pier', actor: 'consumer', reason: 'HubSpot has no valid authorization.' });
const unsure = finding({ severity: 'warning', consumer_name: null, consumer_id: 'acct-2', reason: 'Wait.' });
const unreadable = finding({ severity: 'warning', consumer_name: 'Xylo', connection: null, actor: 'you' });

const plain = (findings: SimplifiedFinding[]) => renderFindings(findings, { useColor: false }).split('\n');

it('sorts the findings by severity', () => {
	const order = (findings: SimplifiedFinding[]) => plain(findings).slice(1).map((line) => line.split(' ')[0]);
	expect(order([finding({}), unsure, broken])).toEqual(['critical', 'warning', 'ok']);
	expect(order([broken, finding({}), unsure])).toEqual(['critical', 'warning', 'ok']);
});

it('prints one line per finding to a pipe, in columns, without escape sequences', () => {
	expect(plain([broken, unsure])).toEqual([
		'Severity  Consumer   Connection   Who must act  What is wrong',
		'critical  Zinc Pier  crm+hubspot  consumer      HubSpot has no valid authorization.',
		'warning   acct-2     crm+hubspot  nobody        Wait.',
	]);
});

it('shows a consumer whose connections could not be read', () => {
	expect(plain([unreadable])[1]).toMatch(/^warning {3}Xylo {2,}you {2,}Works\.$/);
});

it('removes control characters from names', () => {
	const nasty = finding({ consumer_name: 'Evil\u001b[2J\r\nCorp' });
	expect(plain([nasty])[1]).toContain('Evil [2J Corp');
	expect(plain([nasty])).toHaveLength(2);
});

it('counts by severity without unused severities', () => {
	expect(countBySeverity([unsure, broken, unreadable])).toBe('1 critical, 2 warning');
	expect(countBySeverity([finding({})])).toBe('1 ok');
});
