import { headline } from '../../../nodes/ApideckVault/audit/report/findings';
import { groupFindings } from './reportOf';
import { finding, healthy, summaryOf, UNREADABLE } from './reportSample';

describe('groups of findings', () => {
	it('have one heading each and one part per remedy, most severe first', () => {
		const groups = groupFindings([
			finding({ consumer_id: 'd', severity: 'info', code: 'degraded', actor: 'nobody', remedy: 'Wait.' }),
			finding({ consumer_id: 'c', actor: 'you', remedy: 'Run it.' }),
			finding({ consumer_id: 'b' }),
			finding({ consumer_id: 'a' }),
			healthy({ consumer_id: 'e' }),
			healthy({ consumer_id: 'f', change: 'resolved' }),
		]);
		expect(groups.map(({ severity, title, count, parts }) => [severity, title, count, parts.map((part) => part.map(({ consumer_id }) => consumer_id))])).toEqual([
			['critical', 'Access was revoked', 3, [['a', 'b'], ['c']]],
			['info', 'Service was unreachable', 1, [['d']]],
			['ok', 'Healthy', 1, [['e']]],
			['ok', 'Healthy again', 1, [['f']]],
		]);
	});

	it('are separate for another actor, and for another severity of the same code', () => {
		const parts = groupFindings([finding({ remedy: 'Act.' }), finding({ actor: 'you', remedy: 'Act.' })]);
		expect(parts).toHaveLength(1);
		expect(parts[0]?.parts).toHaveLength(2);
		expect(groupFindings([finding(), finding({ severity: 'warning' })])).toHaveLength(2);
	});

	it('are called healthy again only if they are healthy', () => {
		expect(groupFindings([finding({ change: 'resolved' })])[0]?.title).toBe('Access was revoked');
		expect(groupFindings([healthy({ change: 'improved' })])[0]?.title).toBe('Healthy');
	});

	it('of one severity with a deadline are one group, in the order of the deadlines and with one part per change of the remedy', () => {
		const at = (hour: number) => `2026-03-12T${hour}:00:00.000Z`;
		const soon = (consumer_id: string, hour: number, change: Partial<ReturnType<typeof finding>> = {}) => finding({ consumer_id, code: 'credentials_expiring_soon', deadline: at(hour), ...change });
		const groups = groupFindings([
			soon('d', 13),
			soon('a', 10),
			soon('c', 12, { actor: 'you', remedy: 'Run it.' }),
			soon('b', 11),
			finding({ consumer_id: 'e' }),
			finding({ consumer_id: 'f', severity: 'warning', code: 'credentials_expiring', deadline: at(20) }),
		]);
		expect(groups.map(({ severity, title, count, parts }) => [severity, title, count, parts.map((part) => part.map(({ consumer_id }) => consumer_id))])).toEqual([
			['critical', 'Credentials are about to be deleted', 4, [['a', 'b'], ['c'], ['d']]],
			['critical', 'Access was revoked', 1, [['e']]],
			['warning', 'Credentials will be deleted', 1, [['f']]],
		]);
	});

	it('with a deadline are named for their deadline if their codes differ', () => {
		const deadline = '2026-03-12T17:00:00.000Z';
		const groups = groupFindings([finding({ code: 'credentials_expiring_soon', deadline }), finding({ code: 'invalid_credentials', deadline }), finding({ code: 'invalid_credentials' })]);
		expect(groups.map(({ title, count }) => [title, count])).toEqual([
			['Act before the deadline', 2],
			['Credentials were rejected', 1],
		]);
	});

	it('leave the order of the input alone', () => {
		const findings = [healthy(), finding()];
		groupFindings(findings);
		expect(findings.map(({ code }) => code)).toEqual(['healthy', 'revoked']);
		expect(groupFindings([])).toEqual([]);
	});
});

describe('the headline', () => {
	const of = (...findings: Array<ReturnType<typeof finding>>) => headline(summaryOf(findings));
	const warning = finding({ severity: 'warning', code: 'needs_consent' });

	it('is the most severe statement that is true', () => {
		expect(of(finding(), finding(), warning, { ...UNREADABLE })).toBe('2 connections need action');
		expect(of(finding(), warning)).toBe('1 connection needs action');
		expect(of(warning, { ...UNREADABLE })).toBe('1 connection needs attention');
		expect(of(healthy(), { ...UNREADABLE })).toBe('Some consumers could not be read');
		expect(of(healthy(), finding({ severity: 'info', code: 'degraded' }))).toBe('No action needed');
		expect(of()).toBe('There are no connections to check');
	});
});
