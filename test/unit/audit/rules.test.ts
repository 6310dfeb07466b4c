import { classify, rulePosition, RULES, titleOf } from '../../../nodes/ApideckVault/audit/rules/classify';
import { normalizeConnection, type Phase } from '../../../nodes/ApideckVault/audit/rules/snapshot';
import { confirmationDeadline, reauthorizationRemedy, type Remedy, type Rule } from '../../../nodes/ApideckVault/audit/rules/rule';
import { ACTORS, DEFAULT_THRESHOLDS } from '../../../nodes/ApideckVault/audit/rules/verdict';
import type { Connection } from '../../../nodes/ApideckVault/api/connection';

const NOW = Date.UTC(2026, 2, 12, 7, 0, 0);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const CALLABLE: Connection = { unified_api: 'crm', service_id: 'salesforce', name: 'Salesforce', auth_type: 'oauth2', enabled: true, state: 'callable', health: 'ok', form_fields: [], updated_at: NOW - 30 * DAY };

const snapshotOf = (change: Partial<Connection>) => normalizeConnection({ ...CALLABLE, ...change }, { now: NOW, thresholds: DEFAULT_THRESHOLDS });
const judge = (change: Partial<Connection>) => classify({ ...CALLABLE, ...change }, { now: NOW, thresholds: DEFAULT_THRESHOLDS });
const reason = (change: Partial<Connection>) => judge(change).reason;
const remedyOf = (rule: Rule): Remedy => (typeof rule.remedy === 'function' ? rule.remedy(snapshotOf({})) : rule.remedy);

describe.each(RULES.map((rule) => [rule.code, rule] as const))('%s', (_code, rule) => {
	it('has a title that names no connection', () => {
		expect(rule.title).toMatch(/^[A-Z][A-Za-z, ]{5,50}$/);
	});

	it('has a reason in one line that names the service', () => {
		expect(rule.reason(snapshotOf({}))).toMatch(/^[A-Z][^\n]{15,200}\.$/);
		expect(rule.reason(snapshotOf({ name: 'Blue Moon CRM' }))).toContain('Blue Moon CRM');
	});

	it('has an actor and a remedy', () => {
		const { actor, remedy } = remedyOf(rule);
		expect(ACTORS).toContain(actor);
		expect(remedy).toMatch(/^[A-Z][^\n]{5,200}\.$/);
		// A link is made where the consumer acts: the words must say so too, and nowhere else.
		expect(remedy.includes('Hosted Vault link')).toBe(actor === 'consumer');
	});
});

describe('the reason of a verdict', () => {
	it('counts the missing settings and mappings beyond five', () => {
		const fields = (count: number) => Array.from({ length: count }, (_unused, index) => ({ id: `f${index}`, label: `Field ${index + 1}`, required: true }));
		const lacks = (count: number) => reason({ health: 'missing_settings', form_fields: fields(count) });
		expect(lacks(0)).toBe('Salesforce is missing required settings.');
		expect(lacks(1)).toBe('Salesforce is missing required settings: Field 1.');
		expect(lacks(2)).toBe('Salesforce is missing required settings: Field 1 and Field 2.');
		expect(lacks(6)).toBe('Salesforce is missing required settings: Field 1, Field 2, Field 3, Field 4, Field 5 and Field 6.');
		expect(lacks(7)).toBe('Salesforce is missing required settings: Field 1, Field 2, Field 3, Field 4, Field 5 and 2 more.');
		expect(reason({ custom_mappings: [{ label: 'Region', required: true }, { label: 'Cost centre', required: true }] })).toBe('Salesforce is missing required field mappings: Region and Cost centre.');
	});

	it('states who withheld the consent, as far as that is known', () => {
		const of = (consent_state?: string) => reason({ health: 'needs_consent', ...(consent_state === undefined ? {} : { consent_state }) });
		expect(of('denied')).toBe('The consumer denied the data access that Salesforce needs.');
		expect(of('revoked')).toBe('The consumer withdrew consent to the data access that Salesforce needs.');
		expect(of('requires_reconsent')).toBe('Your data scopes for Salesforce were extended, and the consumer has not consented yet.');
		for (const other of ['pending', 'something_new', undefined]) expect(of(other)).toBe('The consumer has not consented yet to the data access that Salesforce needs.');
	});

	it('quotes an unknown value', () => {
		expect(reason({ state: 'hibernating' })).toBe('Salesforce is in an unknown state: "hibernating".');
		expect(reason({ state: '' })).toBe('Apideck returned no state for Salesforce.');
		expect(reason({ health: 'feverish' })).toContain('"feverish"');
		expect(reason({ integration_state: 'paused' })).toContain('"paused"');
	});

	it('states known times in UTC', () => {
		expect(reason({ health: 'pending_refresh', last_refresh_failed_at: NOW - HOUR })).toBe('Apideck could not refresh the token for Salesforce (last attempt: 12 Mar 2026, 06:00 UTC). The credentials are kept.');
		expect(reason({ health: 'pending_refresh' })).toBe('Apideck could not refresh the token for Salesforce. The credentials are kept.');
		expect(reason({ last_refresh_failed_at: NOW - HOUR })).toBe('Salesforce works, but a token refresh failed on 12 Mar 2026, 06:00 UTC.');
		expect(reason({ state: 'added', health: 'needs_auth', created_at: NOW - 8 * DAY })).toBe('Salesforce was added on 4 Mar 2026, 07:00 UTC and is not authorized: its setup was never finished, or its authorization was lost.');
		expect(reason({ state: 'added', health: 'needs_auth', created_at: 0 })).toBe('Salesforce was added and is not authorized: its setup was never finished, or its authorization was lost.');
		expect(reason({ health: 'degraded', last_downstream_error_at: NOW - HOUR })).toBe('The last request to Salesforce failed with a network error (12 Mar 2026, 06:00 UTC). The connection itself is fine.');
		expect(reason({ health: 'degraded' })).toBe('The last request to Salesforce failed with a network error. The connection itself is fine.');
		expect(reason({ health: 'degraded', last_downstream_error_at: NOW - 2 * DAY })).toContain('failed with a network error on 10 Mar 2026, 07:00 UTC, and none');
		expect(reason({ health: 'revoked', state: 'added', credentials_expire_at: NOW })).toContain('Access to Salesforce was revoked');
		expect(reason({ health: 'needs_auth', credentials_expire_at: NOW - 60_000 })).toBe('Token refreshes for Salesforce kept failing, so its credentials were due for deletion on 12 Mar 2026, 06:59 UTC.');
	});

	it('states how long a disabled connection keeps its credentials, if that is in the future', () => {
		const off = (change: Partial<Connection>) => reason({ enabled: false, ...change });
		expect(off({})).toBe('Salesforce is disabled. Apideck keeps its credentials.');
		expect(off({ health: 'pending_refresh', credentials_expire_at: NOW + HOUR })).toBe('Salesforce is disabled. Apideck keeps its credentials until 12 Mar 2026, 08:00 UTC.');
		expect(off({ health: 'pending_refresh', credentials_expire_at: NOW })).toBe('Salesforce is disabled. Apideck keeps its credentials.');
		expect(off({ health: 'ok', credentials_expire_at: NOW + HOUR })).toBe('Salesforce is disabled. Apideck keeps its credentials.');
	});

	it('mentions credentials if there is nothing to authorize', () => {
		const lost = (auth_type: string) => reason({ health: 'needs_auth', auth_type });
		expect(lost('oauth2')).toBe('Salesforce has no valid authorization.');
		expect(lost('apiKey')).toBe('Salesforce has no valid credentials.');
		expect(lost('basic')).toBe('Salesforce has no valid credentials.');
	});
});

describe('the confirmation deadline', () => {
	it('is half an hour after the last change, and unknown without one', () => {
		expect(confirmationDeadline(snapshotOf({ updated_at: NOW }))).toBe(NOW + 30 * 60_000);
		expect(confirmationDeadline(snapshotOf({ updated_at: null }))).toBeNull();
	});
});

describe('the remedy of a verdict', () => {
	it('depends on the grant type, then on the authorization type', () => {
		expect(reauthorizationRemedy(snapshotOf({ auth_type: 'apiKey', oauth_grant_type: 'client_credentials' }))).toMatchObject({ actor: 'you' });
		expect(reauthorizationRemedy(snapshotOf({ auth_type: 'apiKey', oauth_grant_type: 'password' })).remedy).toMatch(/^Run Connection > Request Access Token/);
		expect(reauthorizationRemedy(snapshotOf({ auth_type: 'apiKey' }))).toEqual({ actor: 'consumer', remedy: 'Send the consumer a Hosted Vault link to enter a new API key.' });
		expect(reauthorizationRemedy(snapshotOf({ auth_type: 'basic' }))).toEqual({ actor: 'consumer', remedy: 'Send the consumer a Hosted Vault link to enter the username and password again.' });
		for (const auth_type of ['oauth2', 'custom', '', 'something_new']) {
			expect(reauthorizationRemedy(snapshotOf({ auth_type, oauth_grant_type: 'authorization_code' }))).toEqual({ actor: 'consumer', remedy: 'Send the consumer a Hosted Vault link to authorize it again.' });
		}
	});

	it('states where to configure an integration', () => {
		const finish = (change: Partial<Connection>) => judge({ integration_state: 'needs_configuration', ...change });
		expect(finish({})).toMatchObject({ actor: 'you', remedy: "Finish configuring the integration in the Apideck dashboard (Configuration > CRM > Salesforce). The consumer can't do this." });
		expect(finish({ unified_api: '' }).remedy).toContain('(Configuration > Salesforce)');
		expect(finish({ unified_api: '', service_id: '' }).remedy).toContain('(Configuration).');
	});
});

describe('the rule table', () => {
	it.each<[Phase, string]>([
		['in_use', 'healthy'],
		['setting_up', 'setup_in_progress'],
		['disabled', 'disabled'],
		['not_added', 'not_added'],
	])('has a catch-all rule for each phase: %s ends with %s', (phase, code) => {
		const rule = RULES[rulePosition(code) ?? -1];
		expect(rule?.phases).toContain(phase);
		for (const odd of [{}, { state: 'hibernating', health: 'feverish' }, { health: 'revoked', credentials_expire_at: NOW }]) expect(rule?.when({ ...snapshotOf(odd), phase })).toBe(true);
	});

	it('has a position and a title for each code', () => {
		expect(rulePosition('company_changed')).toBe(0);
		expect(rulePosition('healthy')).toBe(26);
		expect(rulePosition('of_another_version')).toBeUndefined();
		expect(titleOf('company_changed')).toBe('Connected to a different company');
		expect(titleOf('unreadable')).toBe('Consumer could not be read');
		expect(titleOf('disappeared')).toBe('Connection disappeared');
		expect(titleOf('of_another_version')).toBe('of another version');
	});
});
