import { classify, isAdded, needsDetail, RULES } from '../../../nodes/ApideckVault/audit/rules/classify';
import { companyFingerprint, type AuditContext, type AuditedConnection, type StoredConnection } from '../../../nodes/ApideckVault/audit/rules/snapshot';
import { DEFAULT_THRESHOLDS, isRepairableByConsumer, SEVERITIES, severityRank, withDefaultThresholds } from '../../../nodes/ApideckVault/audit/rules/verdict';
import type { Connection, ConsumerConnection } from '../../../nodes/ApideckVault/api/connection';

const NOW = Date.UTC(2026, 2, 12, 7, 0, 0);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ago = (ms: number) => NOW - ms;
const ahead = (ms: number) => NOW + ms;

const CALLABLE: Connection = {
	id: 'crm+salesforce',
	unified_api: 'crm',
	service_id: 'salesforce',
	name: 'Salesforce',
	auth_type: 'oauth2',
	oauth_grant_type: 'authorization_code',
	enabled: true,
	state: 'callable',
	health: 'ok',
	integration_state: 'configured',
	consent_state: 'implicit',
	form_fields: [],
	custom_mappings: [],
	created_at: ago(90 * DAY),
	updated_at: ago(30 * DAY),
	credentials_expire_at: 0,
	last_refresh_failed_at: 0,
	last_downstream_error_at: 0,
};

const SCOPES = { enabled: true, resources: '*' };
const OTHER_COMPANY: StoredConnection = {
	severity: 'ok',
	code: 'healthy',
	company: companyFingerprint({ metadata: { company_id: 'company-1' } }),
	authorized: true,
};

function judge(change: Partial<Connection>, context: Partial<AuditContext> = {}) {
	return classify({ ...CALLABLE, ...change }, { now: NOW, thresholds: DEFAULT_THRESHOLDS, ...context });
}

/** [code, severity, actor, deadline, what differs from a healthy connection, context]; every expectation written by hand. */
const CASES: Array<[string, string, string, string | null, Partial<Connection>, Partial<AuditContext>?]> = [
	['company_changed', 'critical', 'you', null, { metadata: { company_id: 'company-2' } }, { previous: OTHER_COMPANY }],
	['company_changed', 'critical', 'you', null, { metadata: { company_id: 'company-2' }, enabled: false }, { previous: OTHER_COMPANY }],
	['healthy', 'ok', 'nobody', null, { metadata: { company_id: 'company-1' } }, { previous: OTHER_COMPANY }],
	['healthy', 'ok', 'nobody', null, { metadata: { company_id: '' } }, { previous: OTHER_COMPANY }],
	['healthy', 'ok', 'nobody', null, { metadata: { company_id: 'company-2' } }, { previous: { ...OTHER_COMPANY, company: null } }],
	['integration_needs_configuration', 'critical', 'you', null, { integration_state: 'needs_configuration' }],
	['integration_needs_configuration', 'critical', 'you', null, { integration_state: 'needs_configuration', health: 'revoked', state: 'added' }],
	['integration_disabled', 'critical', 'you', null, { integration_state: 'disabled' }],
	['revoked', 'critical', 'consumer', null, { state: 'added', health: 'revoked' }],
	['revoked', 'critical', 'consumer', null, { state: 'callable', health: 'revoked', credentials_expire_at: ago(HOUR) }],
	['credentials_deleted', 'critical', 'consumer', null, { state: 'added', health: 'needs_auth', credentials_expire_at: ago(HOUR) }],
	['credentials_deleted', 'critical', 'consumer', null, { health: 'pending_refresh', credentials_expire_at: ago(0) }],
	['needs_auth', 'critical', 'consumer', null, { health: 'needs_auth' }],
	['needs_auth', 'critical', 'consumer', null, { state: 'added', health: 'needs_auth', last_refresh_failed_at: ago(9 * DAY) }],
	['needs_auth', 'critical', 'consumer', null, { state: 'added', health: 'ok' }, { previous: OTHER_COMPANY }],
	['needs_auth', 'critical', 'you', null, { health: 'needs_auth', auth_type: 'custom', oauth_grant_type: 'client_credentials' }],
	['needs_auth', 'critical', 'you', null, { health: 'needs_auth', oauth_grant_type: 'password' }],
	['invalid_credentials', 'critical', 'consumer', null, { state: 'invalid', auth_type: 'apiKey', oauth_grant_type: null }],
	['invalid_credentials', 'critical', 'consumer', '2026-03-12T17:00:00.000Z', { state: 'invalid', health: 'pending_refresh', credentials_expire_at: ahead(10 * HOUR) }],
	['credentials_expiring_soon', 'critical', 'consumer', '2026-03-13T07:00:00.000Z', { health: 'pending_refresh', credentials_expire_at: ahead(24 * HOUR) }],
	['credentials_expiring_soon', 'critical', 'consumer', '2026-03-12T08:00:00.000Z', { health: 'missing_settings', credentials_expire_at: ahead(HOUR) }],
	['credentials_expiring', 'warning', 'consumer', '2026-03-13T07:00:00.001Z', { health: 'pending_refresh', credentials_expire_at: ahead(24 * HOUR + 1) }],
	['unknown_state', 'warning', 'you', null, { state: 'hibernating' }],
	['unknown_state', 'warning', 'you', null, { state: undefined }],
	['unknown_state', 'warning', 'you', null, { state: 'hibernating', enabled: false }],
	['revoked', 'critical', 'consumer', null, { state: 'hibernating', health: 'revoked' }],
	['unknown_health', 'warning', 'you', null, { health: 'feverish' }],
	['unknown_health', 'warning', 'you', null, { health: 'feverish', state: 'available' }],
	['unknown_health', 'warning', 'you', null, { health: 'feverish', state: 'added' }],
	['unknown_health', 'warning', 'you', null, { health: 'feverish', enabled: false }],
	['missing_settings', 'warning', 'consumer', null, { state: 'authorized', health: 'missing_settings' }],
	['missing_settings', 'warning', 'consumer', null, { state: 'authorized', health: 'ok', form_fields: [{ id: 'domain', label: 'Domain', required: true }] }],
	['healthy', 'ok', 'nobody', null, { form_fields: [{ id: 'key', label: 'Key', required: true, sensitive: true }] }],
	['needs_consent', 'warning', 'consumer', null, { health: 'needs_consent' }],
	['needs_consent', 'warning', 'consumer', null, { consent_state: 'requires_reconsent', application_data_scopes: SCOPES }],
	['healthy', 'ok', 'nobody', null, { consent_state: 'denied', application_data_scopes: { enabled: true, resources: {} } }],
	['healthy', 'ok', 'nobody', null, { consent_state: 'denied', application_data_scopes: { ...SCOPES, enabled: false } }],
	['unconfirmed', 'warning', 'consumer', null, { state: 'authorized', health: 'pending_confirmation', updated_at: ago(30 * 60_000) }],
	['unconfirmed', 'warning', 'consumer', null, { state: 'authorized', health: 'pending_confirmation', created_at: null, updated_at: null }],
	['confirmation_pending', 'info', 'nobody', '2026-03-12T07:01:00.000Z', { state: 'authorized', health: 'pending_confirmation', created_at: ago(HOUR), updated_at: ago(29 * 60_000) }],
	['refresh_failing', 'warning', 'apideck', null, { health: 'pending_refresh', last_refresh_failed_at: ago(HOUR) }],
	['required_mapping_missing', 'warning', 'consumer', null, { custom_mappings: [{ id: 'crm+x', label: 'Cost centre', required: true, value: ' ' }] }],
	['healthy', 'ok', 'nobody', null, { custom_mappings: [{ label: 'Cost centre', required: false }, { label: 'Region', required: true, value: '$.region' }] }],
	['not_callable', 'warning', 'consumer', null, { state: 'authorized' }],
	['not_callable', 'warning', 'consumer', null, { state: 'authorized', health: null }],
	['setup_in_progress', 'info', 'nobody', null, { state: 'authorized', created_at: ago(6 * DAY), updated_at: ago(10 * 60_000) }],
	['not_callable', 'warning', 'consumer', null, { state: 'authorized', updated_at: ago(10 * 60_000) }],
	['setup_unfinished', 'warning', 'consumer', null, { state: 'added', health: 'needs_auth', created_at: ago(7 * DAY), updated_at: ago(HOUR) }],
	['setup_unfinished', 'warning', 'consumer', null, { state: 'added', health: 'needs_auth', created_at: undefined, updated_at: undefined }],
	['setup_in_progress', 'info', 'nobody', null, { state: 'added', health: 'needs_auth', created_at: ago(7 * DAY - 1), updated_at: null }],
	['setup_in_progress', 'info', 'nobody', null, { state: 'added', health: 'missing_settings', created_at: ago(HOUR), updated_at: null }],
	['degraded_for_long', 'warning', 'you', null, { health: 'degraded', last_downstream_error_at: ago(24 * HOUR) }],
	['degraded', 'info', 'nobody', null, { health: 'degraded', last_downstream_error_at: ago(24 * HOUR - 1) }],
	['degraded', 'info', 'nobody', null, { health: 'degraded', credentials_expire_at: ahead(HOUR) }],
	['healthy', 'ok', 'nobody', null, { last_downstream_error_at: ago(48 * HOUR) }],
	['refresh_failed_recently', 'info', 'nobody', null, { last_refresh_failed_at: ago(23 * HOUR) }],
	['healthy', 'ok', 'nobody', null, { last_refresh_failed_at: ago(24 * HOUR) }],
	['healthy', 'ok', 'nobody', null, { credentials_expire_at: ahead(HOUR) }],
	['unknown_integration_state', 'info', 'you', null, { integration_state: 'paused' }],
	['disabled', 'info', 'you', null, { enabled: false }],
	['disabled', 'info', 'you', null, { enabled: false, health: 'pending_refresh', credentials_expire_at: ahead(HOUR) }],
	['disabled', 'info', 'you', null, { enabled: false, state: 'added', health: 'revoked' }],
	['not_added', 'ok', 'nobody', null, { state: 'available', enabled: false, health: 'needs_auth', integration_state: 'disabled' }],
	['healthy', 'ok', 'nobody', null, { health: null }],
	['healthy', 'ok', 'nobody', null, {}],
];

describe('classify', () => {
	it.each(CASES)('returns %s with the severity %s, the actor %s and the deadline %s for %j', (...row) => {
		const [code, severity, actor, deadline, change, context] = row;
		expect(judge(change, context)).toMatchObject({ code, severity, actor, deadline });
	});

	it('is tested with a case for every rule', () => {
		expect(new Set(CASES.map(([code]) => code))).toEqual(new Set(RULES.map(({ code }) => code)));
	});

	it('reads both wire forms of times alike', () => {
		const numbers = { health: 'pending_refresh', credentials_expire_at: ahead(10 * HOUR) };
		for (const time of [String(ahead(10 * HOUR)), '2026-03-12T17:00:00Z', '2026-03-12T17:00:00', '2026-03-12T18:00:00.000+01:00']) {
			expect(judge({ ...numbers, credentials_expire_at: time })).toEqual(judge(numbers));
		}
		for (const none of [0, '0', '', null, undefined, 'soon', -5, Number.NaN, Infinity, 9e15, '1970-01-01T00:00:00.000Z', {} as never]) {
			expect(judge({ ...numbers, credentials_expire_at: none })).toMatchObject({ code: 'refresh_failing', deadline: null });
		}
	});

	it('returns unknown_state for anything that is not a connection', () => {
		for (const odd of [{}, null, undefined, 'text', 7, [], { state: 5, health: {}, name: [], form_fields: 'x', custom_mappings: [null], metadata: 3 }]) {
			const verdict = classify(odd as AuditedConnection, { now: NOW, thresholds: DEFAULT_THRESHOLDS });
			expect(verdict).toMatchObject({ code: 'unknown_state', severity: 'warning' });
		}
	});

	it('names the service and the missing settings, never a value', () => {
		const verdict = judge({
			state: 'authorized',
			health: 'missing_settings',
			settings: { region: 'eu', empty: '' },
			settings_required_for_authorization: ['instance', 'region', 'unlisted'],
			form_fields: [
				{ id: 'instance', label: 'Instance URL', required: true, value: '' },
				{ id: 'region', label: 'Region', required: true },
				{ id: 'empty', label: 'Tenant', required: true },
				{ id: 'zero', label: 'Zero', required: true, value: 0 },
				{ id: 'off', label: 'Off', required: true, value: false },
				{ id: 'secret', label: 'API key', required: true, sensitive: true, value: 'sk_test_fake_1' },
				{ id: 'gone', label: 'Old', required: true, deprecated: true },
				{ id: 'unseen', label: 'Hidden', required: true, hidden: true },
				{ id: 'note', label: 'Note', required: true, type: 'info' },
				{ id: 'optional', label: 'Optional' },
			],
		});
		expect(verdict.reason).toBe('Salesforce is missing required settings: Instance URL, Tenant and unlisted.');
		expect(JSON.stringify(verdict)).not.toContain('sk_test_fake_1');
	});

	it('chooses the remedy by the authorization method', () => {
		const remedy = (change: Partial<Connection>) => judge({ health: 'needs_auth', ...change }).remedy;
		expect(remedy({})).toBe('Send the consumer a Hosted Vault link to authorize it again.');
		expect(remedy({ auth_type: 'apiKey', oauth_grant_type: null })).toBe('Send the consumer a Hosted Vault link to enter a new API key.');
		expect(remedy({ auth_type: 'basic', oauth_grant_type: null })).toContain('username and password');
		expect(remedy({ auth_type: 'custom', oauth_grant_type: 'client_credentials' })).toContain('Request Access Token');
	});

	it('shortens an untrusted name or state to one line', () => {
		const verdict = judge({ name: `Evil\n\u202e${'x'.repeat(500)}`, state: `odd\u0000${'y'.repeat(500)}` });
		expect(verdict.reason).toMatch(/^Evil x{54}… is in an unknown state: "odd y{35}…"\.$/);
	});

	it("uses the user's thresholds, and the defaults instead of invalid ones", () => {
		const thresholds = withDefaultThresholds({ purgeCriticalHours: 6, degradedHours: -1, unfinishedDays: 'many', refreshFailureHours: 0 });
		expect(thresholds).toEqual({ purgeCriticalHours: 6, degradedHours: 24, unfinishedDays: 7, refreshFailureHours: 0, confirmationMinutes: 30 });
		for (const nonsense of ['12', Number.NaN, Infinity, -Infinity, -1, null, undefined, [12], true]) expect(withDefaultThresholds({ unfinishedDays: nonsense }).unfinishedDays).toBe(7);
		expect(withDefaultThresholds()).toEqual(DEFAULT_THRESHOLDS);
		expect(judge({ health: 'pending_refresh', credentials_expire_at: ahead(10 * HOUR) }, { thresholds }).code).toBe('credentials_expiring');
	});
});

describe('the summary form of a connection', () => {
	const small = (change: Partial<ConsumerConnection>): ConsumerConnection => ({
		unified_api: 'crm', service_id: 'salesforce', name: 'Salesforce', auth_type: 'oauth2', enabled: true, state: 'callable', health: 'ok',
		created_at: '2026-01-01T00:00:00.000Z', updated_at: '2026-02-01T00:00:00.000Z', credentials_expire_at: null, last_refresh_failed_at: null, ...change,
	});
	const context = { now: NOW, thresholds: DEFAULT_THRESHOLDS };

	it.each<[string, boolean, Partial<ConsumerConnection>]>([
		['healthy', false, {}],
		['revoked', true, { state: 'added', health: 'revoked' }],
		['revoked', false, { state: 'added', health: 'revoked', auth_type: 'apiKey' }],
		['missing_settings', true, { state: 'authorized', health: 'missing_settings' }],
		['needs_consent', true, { health: 'needs_consent' }],
		['not_callable', true, { state: 'authorized' }],
		['degraded', true, { health: 'degraded' }],
		['credentials_expiring_soon', true, { health: 'pending_refresh', credentials_expire_at: '2026-03-12T20:00:00.000Z' }],
		['refresh_failing', false, { health: 'pending_refresh' }],
		['setup_unfinished', false, { state: 'added', health: 'needs_auth' }],
		['disabled', false, { enabled: false }],
		['not_added', false, { state: 'available' }],
	])('returns %s, with details needed: %s, for %j', (code, detail, change) => {
		expect(classify(small(change), context).code).toBe(code);
		expect(needsDetail(small(change), context)).toBe(detail);
	});

	it('needs the grant type only if it could change the actor', () => {
		const lost = (auth_type: string, oauth_grant_type?: string) => needsDetail(small({ health: 'needs_auth', auth_type }), oauth_grant_type === undefined ? context : { ...context, integration: { oauth_grant_type } });
		expect(['oauth2', 'custom', '', 'apiKey', 'basic', 'none'].map((auth_type) => lost(auth_type))).toEqual([true, true, true, false, false, false]);
		expect(lost('oauth2', 'authorization_code')).toBe(false);
	});

	it('is completed with the state and grant type of the integration', () => {
		const integration = { integration_state: 'configured', oauth_grant_type: 'client_credentials' };
		const revoked = small({ state: 'added', health: 'revoked' });
		expect(classify(revoked, { ...context, integration })).toMatchObject({ code: 'revoked', actor: 'you' });
		expect(needsDetail(revoked, { ...context, integration })).toBe(false);
		expect(classify(small({}), { ...context, integration: { integration_state: 'disabled' } }).code).toBe('integration_disabled');
	});

	it('needs details if the last run found something that only details show', () => {
		const previous = (code: string): StoredConnection => ({ severity: 'warning', code, company: null, authorized: true });
		expect(needsDetail(small({}), { ...context, previous: previous('required_mapping_missing') })).toBe(true);
		expect(needsDetail(small({}), { ...context, previous: previous('integration_disabled') })).toBe(true);
		expect(needsDetail(small({}), { ...context, previous: previous('integration_disabled'), integration: { integration_state: 'configured' } })).toBe(false);
		expect(needsDetail(small({}), { ...context, previous: previous('unknown_integration_state') })).toBe(true);
		expect(needsDetail(small({}), { ...context, previous: previous('unknown_integration_state'), integration: { integration_state: 'configured' } })).toBe(false);
		expect(needsDetail(small({}), { ...context, previous: previous('needs_consent') })).toBe(true);
		expect(needsDetail(small({}), { ...context, previous: previous('refresh_failing') })).toBe(false);
		expect(needsDetail(small({ state: 'available' }), { ...context, previous: previous('required_mapping_missing') })).toBe(false);
		expect(needsDetail({ ...CALLABLE, health: 'degraded' }, context)).toBe(false);
	});
});

describe('an unknown time', () => {
	it('counts as long ago for a change and as never for a failure, whatever the clock says', () => {
		for (const now of [0, 1, NOW]) {
			const at = (change: Partial<Connection>) => classify({ ...CALLABLE, created_at: null, updated_at: null, ...change }, { now, thresholds: DEFAULT_THRESHOLDS });
			expect(at({ state: 'authorized' }).code).toBe('not_callable');
			expect(at({ state: 'added', health: 'needs_auth' }).code).toBe('setup_unfinished');
			expect(at({ health: 'degraded' }).code).toBe('degraded');
			expect(at({}).code).toBe('healthy');
			expect(at({ state: 'authorized', health: 'pending_confirmation' })).toMatchObject({ code: 'unconfirmed', deadline: null });
		}
	});
});

describe('verdicts', () => {
	it('are ordered by severity', () => {
		expect(SEVERITIES.map(severityRank)).toEqual([3, 2, 1, 0]);
		expect(severityRank('fatal')).toBe(-1);
		expect(RULES.map(({ severity }) => severityRank(severity))).toEqual(RULES.map(({ severity }) => severityRank(severity)).sort((a, b) => b - a));
		expect(new Set(RULES.map(({ code }) => code)).size).toBe(RULES.length);
	});

	it('are repairable by the consumer only if the consumer is the actor', () => {
		expect(isRepairableByConsumer(judge({ health: 'revoked' }))).toBe(true);
		expect(isRepairableByConsumer(judge({ health: 'needs_auth', oauth_grant_type: 'password' }))).toBe(false);
		expect(isRepairableByConsumer(judge({ integration_state: 'disabled' }))).toBe(false);
		expect(isRepairableByConsumer(judge({}))).toBe(false);
		expect(isRepairableByConsumer({ actor: 'consumer', severity: 'info' })).toBe(true);
		expect(isRepairableByConsumer({ actor: 'consumer', severity: 'ok' })).toBe(false);
	});

	it('skip only connections that were never added', () => {
		expect(isAdded({ state: 'available' })).toBe(false);
		expect(isAdded({ state: 'hibernating' })).toBe(true);
		for (const odd of [{}, null, undefined, 7]) expect(isAdded(odd as AuditedConnection)).toBe(true);
	});
});
