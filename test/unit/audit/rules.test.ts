import { classify } from '../../../nodes/ApideckVault/audit/classify';
import { readCondition, type Phase } from '../../../nodes/ApideckVault/audit/condition';
import { reauthorize, type Remedy } from '../../../nodes/ApideckVault/audit/remedies';
import { confirmationEnds, type Rule } from '../../../nodes/ApideckVault/audit/rule';
import { positionOf, RULES, titleOf } from '../../../nodes/ApideckVault/audit/rules';
import { DEFAULT_THRESHOLDS } from '../../../nodes/ApideckVault/audit/thresholds';
import { ACTORS } from '../../../nodes/ApideckVault/audit/verdict';
import type { Connection } from '../../../nodes/ApideckVault/vault/connection';

const NOW = Date.UTC(2026, 2, 12, 7, 0, 0);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const CALLABLE: Connection = { unified_api: 'crm', service_id: 'salesforce', name: 'Salesforce', auth_type: 'oauth2', enabled: true, state: 'callable', health: 'ok', form_fields: [], updated_at: NOW - 30 * DAY };

const conditionOf = (change: Partial<Connection>) => readCondition({ ...CALLABLE, ...change }, { now: NOW, thresholds: DEFAULT_THRESHOLDS });
const judge = (change: Partial<Connection>) => classify({ ...CALLABLE, ...change }, { now: NOW, thresholds: DEFAULT_THRESHOLDS });
const reason = (change: Partial<Connection>) => judge(change).reason;
const remedyOf = (rule: Rule): Remedy => (typeof rule.remedy === 'function' ? rule.remedy(conditionOf({})) : rule.remedy);

describe.each(RULES.map((rule) => [rule.code, rule] as const))('%s', (_code, rule) => {
	it('is headed in words that name no connection', () => {
		expect(rule.title).toMatch(/^[A-Z][A-Za-z, ]{5,50}$/);
	});

	it('gives its reason in one line that names the service', () => {
		expect(rule.reason(conditionOf({}))).toMatch(/^[A-Z][^\n]{15,200}\.$/);
		expect(rule.reason(conditionOf({ name: 'Blue Moon CRM' }))).toContain('Blue Moon CRM');
	});

	it('says who acts and how', () => {
		const { actor, remedy } = remedyOf(rule);
		expect(ACTORS).toContain(actor);
		expect(remedy).toMatch(/^[A-Z][^\n]{5,200}\.$/);
		// A link is made where the consumer acts: the words must say so too, and nowhere else.
		expect(remedy.includes('Hosted Vault link')).toBe(actor === 'consumer');
	});
});

describe('the reason', () => {
	it('counts the missing settings and mappings beyond five', () => {
		const fields = (count: number) => Array.from({ length: count }, (_unused, index) => ({ id: `f${index}`, label: `Field ${index + 1}`, required: true }));
		const lacks = (count: number) => reason({ health: 'missing_settings', form_fields: fields(count) });
		expect(lacks(0)).toBe('Salesforce lacks required settings.');
		expect(lacks(1)).toBe('Salesforce lacks required settings: Field 1.');
		expect(lacks(2)).toBe('Salesforce lacks required settings: Field 1 and Field 2.');
		expect(lacks(6)).toBe('Salesforce lacks required settings: Field 1, Field 2, Field 3, Field 4, Field 5 and Field 6.');
		expect(lacks(7)).toBe('Salesforce lacks required settings: Field 1, Field 2, Field 3, Field 4, Field 5 and 2 more.');
		expect(reason({ custom_mappings: [{ label: 'Region', required: true }, { label: 'Cost centre', required: true }] })).toBe('Salesforce has required field mappings without a value: Region and Cost centre.');
	});

	it('says who withheld the consent, as far as that is known', () => {
		const of = (consent_state?: string) => reason({ health: 'needs_consent', ...(consent_state === undefined ? {} : { consent_state }) });
		expect(of('denied')).toBe('The consumer denied the data access that Salesforce needs.');
		expect(of('revoked')).toBe('The consumer withdrew the consent to the data access that Salesforce needs.');
		expect(of('requires_reconsent')).toBe('Your data scopes for Salesforce were widened and the consumer has not agreed to that yet.');
		for (const other of ['pending', 'something_new', undefined]) expect(of(other)).toBe('The consumer has not agreed yet to the data access that Salesforce needs.');
	});

	it('quotes the value that this version does not know', () => {
		expect(reason({ state: 'hibernating' })).toBe('Salesforce is in a state this version does not know: "hibernating".');
		expect(reason({ state: '' })).toBe('Salesforce came without a state.');
		expect(reason({ health: 'feverish' })).toContain('"feverish"');
		expect(reason({ integration_state: 'paused' })).toContain('"paused"');
	});

	it('tells times where they are known, and UTC', () => {
		expect(reason({ health: 'pending_refresh', last_refresh_failed_at: NOW - HOUR })).toBe('Apideck could not refresh the token of Salesforce (last tried 12 Mar 2026, 06:00 UTC); the credentials are kept.');
		expect(reason({ health: 'pending_refresh' })).toBe('Apideck could not refresh the token of Salesforce; the credentials are kept.');
		expect(reason({ last_refresh_failed_at: NOW - HOUR })).toBe('Salesforce works, but a token refresh failed on 12 Mar 2026, 06:00 UTC.');
		expect(reason({ state: 'added', health: 'needs_auth', created_at: NOW - 8 * DAY })).toBe('Salesforce was added on 4 Mar 2026, 07:00 UTC and is not authorized: its setup was never finished, or its authorization was lost.');
		expect(reason({ state: 'added', health: 'needs_auth', created_at: 0 })).toBe('Salesforce was added and is not authorized: its setup was never finished, or its authorization was lost.');
		expect(reason({ health: 'degraded', last_downstream_error_at: NOW - HOUR })).toBe('The last call to Salesforce failed on the network (12 Mar 2026, 06:00 UTC); the connection itself is fine.');
		expect(reason({ health: 'degraded' })).toBe('The last call to Salesforce failed on the network; the connection itself is fine.');
		expect(reason({ health: 'degraded', last_downstream_error_at: NOW - 2 * DAY })).toContain('failed on the network on 10 Mar 2026, 07:00 UTC and none');
		expect(reason({ health: 'revoked', state: 'added', credentials_expire_at: NOW })).toContain('Access to Salesforce was revoked');
		expect(reason({ health: 'needs_auth', credentials_expire_at: NOW - 60_000 })).toBe('Refreshing Salesforce kept failing; its credentials were due for deletion on 12 Mar 2026, 06:59 UTC.');
	});

	it('tells until when a connection that is switched off keeps its credentials, if that is to come', () => {
		const off = (change: Partial<Connection>) => reason({ enabled: false, ...change });
		expect(off({})).toBe('Salesforce is switched off; Apideck keeps its credentials.');
		expect(off({ health: 'pending_refresh', credentials_expire_at: NOW + HOUR })).toBe('Salesforce is switched off; Apideck keeps its credentials until 12 Mar 2026, 08:00 UTC.');
		expect(off({ health: 'pending_refresh', credentials_expire_at: NOW })).toBe('Salesforce is switched off; Apideck keeps its credentials.');
		expect(off({ health: 'ok', credentials_expire_at: NOW + HOUR })).toBe('Salesforce is switched off; Apideck keeps its credentials.');
	});

	it('speaks of credentials where there is nothing to authorize', () => {
		const lost = (auth_type: string) => reason({ health: 'needs_auth', auth_type });
		expect(lost('oauth2')).toBe('Salesforce has no valid authorization.');
		expect(lost('apiKey')).toBe('Salesforce has no valid credentials.');
		expect(lost('basic')).toBe('Salesforce has no valid credentials.');
	});
});

describe('the end of a confirmation', () => {
	it('is half an hour after somebody touched the connection, and unknown when that is', () => {
		expect(confirmationEnds(conditionOf({ updated_at: NOW }))).toBe(NOW + 30 * 60_000);
		expect(confirmationEnds(conditionOf({ updated_at: null }))).toBeNull();
	});
});

describe('the remedy', () => {
	it('follows the grant type, then the way of signing in', () => {
		expect(reauthorize(conditionOf({ auth_type: 'apiKey', oauth_grant_type: 'client_credentials' }))).toMatchObject({ actor: 'you' });
		expect(reauthorize(conditionOf({ auth_type: 'apiKey', oauth_grant_type: 'password' })).remedy).toMatch(/^Run Connection > Authorize Access Token/);
		expect(reauthorize(conditionOf({ auth_type: 'apiKey' }))).toEqual({ actor: 'consumer', remedy: 'Send the consumer a Hosted Vault link to enter a new API key.' });
		expect(reauthorize(conditionOf({ auth_type: 'basic' }))).toEqual({ actor: 'consumer', remedy: 'Send the consumer a Hosted Vault link to enter user name and password again.' });
		for (const auth_type of ['oauth2', 'custom', '', 'something_new']) {
			expect(reauthorize(conditionOf({ auth_type, oauth_grant_type: 'authorization_code' }))).toEqual({ actor: 'consumer', remedy: 'Send the consumer a Hosted Vault link to authorize it again.' });
		}
	});

	it('names the place of an unfinished integration', () => {
		const finish = (change: Partial<Connection>) => judge({ integration_state: 'needs_configuration', ...change });
		expect(finish({})).toMatchObject({ actor: 'you', remedy: 'Finish the integration in the Apideck dashboard (Configuration > crm > salesforce); no consumer can.' });
		expect(finish({ unified_api: '' }).remedy).toContain('(Configuration > salesforce)');
		expect(finish({ unified_api: '', service_id: '' }).remedy).toContain('(Configuration);');
	});
});

describe('the table', () => {
	it.each<[Phase, string]>([
		['in_use', 'healthy'],
		['setting_up', 'setup_in_progress'],
		['switched_off', 'disabled'],
		['not_added', 'not_added'],
	])('leaves nothing without a verdict: %s ends with %s, which always holds', (phase, code) => {
		const rule = RULES[positionOf(code) ?? -1];
		expect(rule?.phases).toContain(phase);
		for (const odd of [{}, { state: 'hibernating', health: 'feverish' }, { health: 'revoked', credentials_expire_at: NOW }]) expect(rule?.when({ ...conditionOf(odd), phase })).toBe(true);
	});

	it('knows where a code stands, and how it is headed', () => {
		expect(positionOf('company_changed')).toBe(0);
		expect(positionOf('healthy')).toBe(26);
		expect(positionOf('of_another_version')).toBeUndefined();
		expect(titleOf('company_changed')).toBe('Connected to a different company');
		expect(titleOf('unreadable')).toBe('Could not be read');
		expect(titleOf('disappeared')).toBe('No longer there');
		expect(titleOf('of_another_version')).toBe('of another version');
	});
});
