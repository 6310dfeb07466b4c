import { connectionFinding, disappearedFinding, unreadableFinding } from '../../../nodes/ApideckVault/audit/issues/finding';
import type { Verdict } from '../../../nodes/ApideckVault/audit/rules/verdict';

const BAKERY = { id: 'blue-fjord-bakery', name: 'Blue Fjord Bakery' };
const REVOKED: Verdict = { severity: 'critical', code: 'revoked', reason: 'Access was revoked.', remedy: 'Send a link.', actor: 'consumer', deadline: null };

describe('the finding of a connection', () => {
	it("contains the consumer, the API's values and the verdict, with the most important fields first", () => {
		const finding = connectionFinding(BAKERY, { unified_api: 'crm', service_id: 'salesforce', name: 'Salesforce', state: 'added', health: 'revoked', enabled: false }, REVOKED, 'worsened');
		expect(Object.entries(finding)).toEqual([
			['severity', 'critical'],
			['change', 'worsened'],
			['consumer_id', 'blue-fjord-bakery'],
			['consumer_name', 'Blue Fjord Bakery'],
			['connection', 'crm+salesforce'],
			['connection_name', 'Salesforce'],
			['reason', 'Access was revoked.'],
			['remedy', 'Send a link.'],
			['actor', 'consumer'],
			['deadline', null],
			['unified_api', 'crm'],
			['service_id', 'salesforce'],
			['state', 'added'],
			['health', 'revoked'],
			['enabled', false],
			['code', 'revoked'],
		]);
	});

	it('has no change if nothing is compared', () => {
		expect(connectionFinding(BAKERY, {}, REVOKED)).not.toHaveProperty('change');
		expect(connectionFinding(BAKERY, {}, REVOKED, 'new')).not.toHaveProperty('previous_severity');
		expect(connectionFinding(BAKERY, {}, REVOKED, undefined, 'info')).not.toHaveProperty('previous_severity');
		expect(connectionFinding(BAKERY, {}, REVOKED, 'worsened', 'info')).toMatchObject({ previous_severity: 'info' });
	});

	it('has null for missing and invalid values of the API', () => {
		const nothing = { consumer_name: null, connection: null, unified_api: null, service_id: null, connection_name: null, state: null, health: null, enabled: null };
		expect(connectionFinding({ id: 'a' }, {}, REVOKED)).toMatchObject(nothing);
		expect(connectionFinding({ id: 'a', name: null }, { unified_api: '', service_id: '', name: '', state: '', health: '' }, REVOKED)).toMatchObject(nothing);
		const odd = { unified_api: 5, service_id: {}, name: ['x'], state: true, health: 0, enabled: 'yes' };
		expect(connectionFinding({ id: 'a' }, odd as never, REVOKED)).toMatchObject(nothing);
	});
});

describe('the finding of the scan', () => {
	const unread = { connection: null, unified_api: null, service_id: null, connection_name: null, state: null, health: null, enabled: null, deadline: null };

	it('states why a consumer could not be read, without a connection', () => {
		const finding = unreadableFinding(BAKERY, 'the server responded 503 four times');
		expect(finding).toMatchObject({ ...unread, consumer_id: 'blue-fjord-bakery', consumer_name: 'Blue Fjord Bakery', severity: 'warning', code: 'unreadable', actor: 'you' });
		expect(finding.reason).toBe('The connections of this consumer could not be read: the server responded 503 four times.');
		expect(finding.remedy).toContain('Run the audit again');
		expect(finding).not.toHaveProperty('change');
		expect(unreadableFinding({ id: 'a' }, 'why').consumer_name).toBeNull();
		expect(Object.keys(finding)[0]).toBe('severity');
	});

	it('names a disappeared connection, by its service if it had no name', () => {
		const gone = { unified_api: 'crm', service_id: 'pipedrive', connection_name: 'Pipedrive CRM' };
		const finding = disappearedFinding(BAKERY, gone, 'critical');
		expect(finding).toMatchObject({ ...unread, ...gone, connection: 'crm+pipedrive', consumer_id: 'blue-fjord-bakery', consumer_name: 'Blue Fjord Bakery', severity: 'info', code: 'disappeared', actor: 'you', change: 'disappeared', previous_severity: 'critical' });
		expect(finding.reason).toMatch(/^Pipedrive CRM is no longer among/);
		expect(finding.remedy).toContain('ask the consumer');
		const nameless = disappearedFinding({ id: 'a' }, { ...gone, connection_name: null }, 'ok');
		expect(nameless).toMatchObject({ consumer_name: null, connection_name: null });
		expect(nameless.reason).toMatch(/^pipedrive is no longer among/);
		expect(Object.keys(finding).slice(0, 2)).toEqual(['severity', 'change']);
	});
});
