import { companyFingerprint, isDetailedConnection, normalizeConnection, type AuditContext, type AuditedConnection, type StoredConnection } from '../../../nodes/ApideckVault/audit/rules/snapshot';
import { DEFAULT_THRESHOLDS } from '../../../nodes/ApideckVault/audit/rules/verdict';
import type { Connection } from '../../../nodes/ApideckVault/api/connection';

const NOW = Date.UTC(2026, 2, 12, 7, 0, 0);
const CONTEXT: AuditContext = { now: NOW, thresholds: DEFAULT_THRESHOLDS };
const read = (connection: unknown, context: Partial<AuditContext> = {}) => normalizeConnection(connection as AuditedConnection, { ...CONTEXT, ...context });
const remembered = (authorized: boolean, company: string | null = null): StoredConnection => ({ severity: 'ok', code: 'healthy', company, authorized });

describe('the phase of a connection', () => {
	const phase = (connection: Connection, context: Partial<AuditContext> = {}) => read(connection, context).phase;

	it('matches docs/audit-rules.md', () => {
		expect(phase({ state: 'available', enabled: true })).toBe('not_added');
		expect(phase({ state: 'available', enabled: false })).toBe('not_added');
		expect(phase({ state: 'callable', enabled: false })).toBe('disabled');
		expect(phase({ state: 'added', enabled: false })).toBe('disabled');
		expect(phase({ state: 'added', enabled: true })).toBe('setting_up');
		for (const state of ['callable', 'authorized', 'invalid', 'hibernating', '']) expect(phase({ state, enabled: true })).toBe('in_use');
		expect(phase({ enabled: true })).toBe('in_use');
	});

	it("treats a missing or invalid 'enabled' as true", () => {
		for (const enabled of [undefined, null, 0, 'false']) expect(phase({ state: 'callable', enabled } as never)).toBe('in_use');
	});

	it.each<[string, Connection, Partial<AuditContext>]>([
		['credentials_expire_at', { credentials_expire_at: NOW }, {}],
		['last_refresh_failed_at', { last_refresh_failed_at: NOW }, {}],
		['last_downstream_error_at', { last_downstream_error_at: NOW }, {}],
		['the health revoked', { health: 'revoked' }, {}],
		['the health pending_refresh', { health: 'pending_refresh' }, {}],
		['the health degraded', { health: 'degraded' }, {}],
		['the memory', {}, { previous: remembered(true) }],
	])('is not a setup if %s shows that it was authorized', (_what, trace, context) => {
		expect(read({ state: 'added', ...trace }, context)).toMatchObject({ phase: 'in_use', authorizedBefore: true });
	});

	it('is a setup if nothing shows that it was authorized: neither the company, nor other healths, nor the stored state', () => {
		for (const health of ['needs_auth', 'missing_settings', 'needs_consent', 'pending_confirmation', 'ok', 'feverish', null]) {
			const setup = read({ state: 'added', health, metadata: { company_id: 'typed in' }, credentials_expire_at: 0 }, { previous: remembered(false) });
			expect(setup).toMatchObject({ phase: 'setting_up', authorizedBefore: false });
		}
		expect(read({ state: 'added' }, { previous: null }).authorizedBefore).toBe(false);
	});

	it('depends on a state that proves an authorization', () => {
		expect(['callable', 'authorized', 'added', 'invalid', 'available', 'hibernating'].map((state) => read({ state }).authorizedBefore)).toEqual([true, true, false, false, false, false]);
	});
});

describe('the snapshot of a connection', () => {
	it('distinguishes known, unknown and missing values', () => {
		for (const [key, value] of [['state', 'callable'], ['health', 'revoked']] as const) {
			expect([value, 'new_in_2030', '', null, undefined, 7].map((sent) => read({ [key]: sent })[key])).toEqual([value, 'unknown', 'missing', 'missing', 'missing', 'unknown']);
		}
		expect(read({ integration_state: 'disabled' }).integration).toBe('disabled');
		expect(read({ integration_state: 'paused' })).toMatchObject({ integration: 'unknown', rawIntegration: 'paused' });
		expect(read({ state: 'hibernating', health: 'feverish' })).toMatchObject({ raw: { state: 'hibernating', health: 'feverish' }, rawIntegration: '' });
	});

	it('prefers a field of the connection to that of the integration', () => {
		const integration = { integration_state: 'configured', oauth_grant_type: 'password' };
		expect(read({ integration_state: 'disabled', oauth_grant_type: 'authorization_code' }, { integration })).toMatchObject({ integration: 'disabled', grantType: 'authorization_code' });
		expect(read({}, { integration })).toMatchObject({ integration: 'configured', grantType: 'password' });
		expect(read({}, { integration: { integration_state: 'paused' } })).toMatchObject({ integration: 'unknown', rawIntegration: 'paused', grantType: '' });
		expect(read({})).toMatchObject({ integration: 'missing', grantType: '' });
	});

	it('has the name of the connection, or of its service', () => {
		expect(read({ name: 'Salesforce', service_id: 'salesforce' })).toMatchObject({ name: 'Salesforce', serviceId: 'salesforce' });
		expect(read({ name: ' \n', service_id: 'salesforce' }).name).toBe('salesforce');
		expect(read({}).name).toBe('This connection');
		expect(read(null).name).toBe('This connection');
		expect(read({ name: 7 }).name).toBe('7');
		expect(read({ name: true }).name).toBe('true');
		expect(read({ name: ['Salesforce'], service_id: {} })).toMatchObject({ name: 'This connection', serviceId: '' });
	});

	it('truncates untrusted names at 60 characters and values at 40', () => {
		const long = '🥐'.repeat(61);
		expect(read({ name: '🥐'.repeat(60) }).name).toBe('🥐'.repeat(60));
		expect(read({ name: long }).name).toBe(`${'🥐'.repeat(59)}…`);
		const wire = { state: long, health: long, integration_state: long, auth_type: long, oauth_grant_type: long, consent_state: long, unified_api: long, service_id: long };
		const snapshot = read({ ...wire, form_fields: [{ id: 'x', label: long, required: true }], custom_mappings: [{ label: long, required: true }] });
		const { raw, rawIntegration, authType, grantType, consentState, unifiedApi, serviceId, missingSettings, missingMappings } = snapshot;
		for (const text of [raw.state, raw.health, rawIntegration, authType, grantType, consentState]) expect(text).toBe(`${'🥐'.repeat(39)}…`);
		for (const text of [unifiedApi, serviceId, ...missingSettings, ...missingMappings]) expect(text).toBe(`${'🥐'.repeat(59)}…`);
		expect(missingSettings.length + missingMappings.length).toBe(2);
	});

	it('has untrusted texts on one line, without invisible characters', () => {
		expect(read({ name: ' Blue\r\n\tMoon \u2028\u200b\u202e CRM\u0000 ' }).name).toBe('Blue Moon CRM');
	});

	it('has the later of the creation and change times', () => {
		const touched = (created_at: unknown, updated_at: unknown) => read({ created_at, updated_at }).lastChangedAt;
		expect(touched(NOW - 2, NOW - 1)).toBe(NOW - 1);
		expect(touched(NOW - 1, NOW - 2)).toBe(NOW - 1);
		expect(touched(NOW - 1, null)).toBe(NOW - 1);
		expect(touched('', 0)).toBeNull();
	});

	it('includes the clock and the thresholds', () => {
		expect(read({})).toMatchObject({ now: NOW, thresholds: DEFAULT_THRESHOLDS });
	});

	it('treats a withheld consent as blocking only if data scopes apply', () => {
		const blocks = (consent_state: unknown, application_data_scopes: unknown) => read({ consent_state, application_data_scopes }).consentBlocks;
		const all = { enabled: true, resources: '*' };
		for (const withheld of ['pending', 'denied', 'revoked', 'requires_reconsent']) expect(blocks(withheld, all)).toBe(true);
		for (const given of ['implicit', 'granted', '', null, undefined, 'something_new']) expect(blocks(given, all)).toBe(false);
		expect(blocks('denied', { enabled: true, resources: { 'crm.contacts': { name: { read: true } } } })).toBe(true);
		for (const none of [undefined, null, {}, { resources: '*' }, { enabled: false, resources: '*' }, { enabled: true, resources: {} }, { enabled: true, resources: null }, { enabled: true }, { enabled: true, resources: 'none' }]) {
			expect(blocks('denied', none)).toBe(false);
		}
	});
});

describe('the form of a connection', () => {
	it.each(['form_fields', 'integration_state', 'oauth_grant_type', 'consent_state', 'custom_mappings', 'configurable_resources'])('is the detail form if %s is present, even if it is empty', (key) => {
		const connection = { state: 'callable', [key]: undefined } as Connection;
		expect(isDetailedConnection(connection)).toBe(true);
		expect(read(connection).detailed).toBe(true);
	});

	it('is the summary without any of these fields', () => {
		expect(read({ state: 'callable', settings: {}, metadata: {} }).detailed).toBe(false);
		for (const odd of [null, undefined, 'form_fields', 7]) expect(isDetailedConnection(odd as never)).toBe(false);
	});
});

describe('the company of a connection', () => {
	const of = (company_id: unknown) => companyFingerprint({ metadata: { company_id } } as Connection);

	it('has a short hash that distinguishes companies and reveals nothing', () => {
		expect(of('company-1')).toMatch(/^[\w-]{4}$/);
		expect(of('company-1')).toBe(of('company-1'));
		expect(of('company-2')).not.toBe(of('company-1'));
		expect(of(17)).toBe(of('17'));
		expect(of(0)).toMatch(/^[\w-]{4}$/);
	});

	it('has no hash if it is missing', () => {
		for (const none of ['', null, undefined, {}, [], true]) expect(of(none)).toBeNull();
		for (const odd of [{}, { metadata: null }, { metadata: 'x' }, null, undefined]) expect(companyFingerprint(odd as never)).toBeNull();
	});

	it('has changed if both are known and differ', () => {
		const changed = (company_id: unknown, company: string | null | undefined) => read({ metadata: { company_id } }, { previous: company === undefined ? null : remembered(true, company) }).companyChanged;
		expect(changed('company-2', of('company-1'))).toBe(true);
		expect(changed('company-1', of('company-1'))).toBe(false);
		expect(changed('', of('company-1'))).toBe(false);
		expect(changed('company-1', null)).toBe(false);
		expect(changed('company-1', undefined)).toBe(false);
	});
});
