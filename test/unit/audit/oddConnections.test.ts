import fc from 'fast-check';

import { assess, needsDetail } from '../../../nodes/ApideckVault/audit/rules/classify';
import { connectionFinding } from '../../../nodes/ApideckVault/audit/issues/finding';
import { ACTORS, DEFAULT_THRESHOLDS, SEVERITIES } from '../../../nodes/ApideckVault/audit/rules/verdict';
import type { Connection } from '../../../nodes/ApideckVault/api/connection';

const NOW = Date.UTC(2026, 2, 12, 7, 0, 0);
const DAY = 86_400_000;
const CONTEXT = { now: NOW, thresholds: DEFAULT_THRESHOLDS };
const judge = (connection: object) => assess(connection as Connection, CONTEXT).verdict;

const NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'];
const odd = fc.oneof(
	fc.constantFrom<unknown>(...NAMES, '', ' ', '\u0000', '\ud800', 0, -0, -1, 1e300, Number.NaN, 8_640_000_000_000_000, Number.MAX_SAFE_INTEGER, 1e18, true, null, undefined, [], {}, 'x'.repeat(1_000_000), ' '.repeat(1_000_000)),
	fc.constant(JSON.parse('{"__proto__": {"toString": null, "valueOf": null}, "toString": null, "valueOf": null}') as unknown),
	fc.jsonValue({ maxDepth: 3 }),
);
const list = fc.array(fc.oneof(odd, fc.dictionary(fc.constantFrom('id', 'key', 'label', 'type', 'value', 'required', 'hidden', 'deprecated'), fc.oneof(odd, fc.constant(true)), { maxKeys: 8 })), { maxLength: 5 });
const FIELDS = ['unified_api', 'service_id', 'name', 'state', 'health', 'enabled', 'auth_type', 'oauth_grant_type', 'settings', 'metadata', 'created_at', 'updated_at', 'credentials_expire_at', 'last_refresh_failed_at', 'last_downstream_error_at', 'integration_state', 'consent_state', 'application_data_scopes', 'form_fields', 'custom_mappings', 'settings_required_for_authorization'];
const known: Partial<Record<string, readonly string[]>> = {
	state: ['callable', 'authorized', 'added', 'invalid', 'available'],
	health: ['ok', 'revoked', 'missing_settings', 'needs_consent', 'pending_confirmation', 'needs_auth', 'pending_refresh', 'degraded'],
	integration_state: ['configured', 'disabled', 'needs_configuration'],
	consent_state: ['pending', 'denied', 'revoked', 'requires_reconsent'],
};
const field = (name: string) => fc.oneof(odd, list, ...(known[name] ? [fc.constantFrom<unknown>(...known[name])] : []));
const connections = fc.oneof(odd, fc.record(Object.fromEntries(FIELDS.map((name) => [name, field(name)])), { requiredKeys: [] }));

describe('a connection with invalid values', () => {
	it('gets exactly one verdict with texts of bounded length, whatever its fields contain', () => {
		fc.assert(
			fc.property(connections, fc.oneof(fc.constant(undefined), fc.record({ integration_state: odd, oauth_grant_type: odd }, { requiredKeys: [] })), (connection, integration) => {
				const context = { ...CONTEXT, integration: integration as never };
				const { verdict } = assess(connection as never, context);
				expect(SEVERITIES).toContain(verdict.severity);
				expect(ACTORS).toContain(verdict.actor);
				expect(verdict.reason).toMatch(/^[^\n]+\.$/);
				expect(verdict.reason.length).toBeLessThan(1_000);
				expect(verdict.remedy.length).toBeLessThan(500);
				if (verdict.deadline !== null) expect(new Date(verdict.deadline).toISOString()).toBe(verdict.deadline);
				expect(typeof needsDetail(connection as never, context)).toBe('boolean');
				const finding = connectionFinding({ id: 'a', name: 'x'.repeat(1_000) }, connection as never, verdict);
				for (const text of [finding.consumer_name, finding.connection_name, finding.state, finding.health]) expect(text?.length ?? 0).toBeLessThanOrEqual(200);
			}),
			{ numRuns: 2_000 },
		);
	}, 120_000);

	it.each(NAMES)('treats %s as an unknown value, not as a property of Object.prototype', (name) => {
		expect(judge({ state: name, health: 'ok' }).code).toBe('unknown_state');
		expect(judge({ state: 'callable', health: name }).code).toBe('unknown_health');
		expect(judge({ state: 'callable', consent_state: name, application_data_scopes: { enabled: true, resources: '*' } }).code).toBe('healthy');
		expect(judge({ state: 'callable', health: 'needs_consent', consent_state: name }).reason).toContain('has not consented yet');
		expect(judge({ state: 'authorized', settings: {}, settings_required_for_authorization: [name] }).reason).toContain(`: ${name}.`);
	});
});

describe('a withheld consent', () => {
	const blocks = (resources: unknown, enabled: unknown = true) =>
		judge({ state: 'callable', health: 'ok', consent_state: 'pending', application_data_scopes: { enabled, resources } }).code === 'needs_consent';

	it.each<[string, unknown]>([
		['everything', '*'],
		['reading a field', { employees: { first_name: { read: true, write: false } } }],
		['writing a field, among many that grant nothing', { jobs: {}, employees: { id: { read: false }, salary: { write: true } } }],
		['switches as numbers', { employees: { id: { read: 1 } } }],
	])('is a finding if scopes grant %s', (_name, resources) => {
		expect(blocks(resources)).toBe(true);
	});

	it.each<[string, unknown]>([
		['no resource', {}],
		['resources without fields', { employees: {}, jobs: {} }],
		['fields without permissions', { employees: { first_name: {} } }],
		['permissions that are all off', { employees: { first_name: { read: false, write: false }, id: { read: false } } }],
		['permissions that are off in other spellings', { employees: { first_name: { read: 0, write: 'false' }, id: { read: null, write: '' } } }],
		['nulls', { employees: null, jobs: { id: null } }],
		['a list', ['employees']],
		['a text', 'employees'],
		['nothing', null],
		['names that every object has', { constructor: { name: { read: false } } }],
	])('is not a finding if scopes grant %s', (_name, resources) => {
		expect(blocks(resources)).toBe(false);
	});

	it('is not a finding if scopes are disabled', () => {
		for (const enabled of [false, null, 0, 'false', {}]) expect(blocks('*', enabled)).toBe(false);
	});
});

describe('a connection that was added but is not authorized', () => {
	const added = (created: unknown, updated: unknown, health = 'needs_auth') => judge({ state: 'added', health, name: 'Xero', enabled: true, created_at: created, updated_at: updated });

	it('is at least a warning for the consumer if it was created 11 months ago and changed 2 days ago', () => {
		expect(added(new Date(NOW - 330 * DAY).toISOString(), new Date(NOW - 2 * DAY).toISOString())).toMatchObject({ code: 'setup_unfinished', severity: 'warning', actor: 'consumer' });
	});

	it.each(['needs_auth', 'missing_settings', 'needs_consent', 'ok', ''])('is in progress for seven days after its creation with the health "%s", whatever was changed since', (health) => {
		expect(added(NOW - 7 * DAY + 1, NOW - 6 * DAY, health)).toMatchObject({ code: 'setup_in_progress', severity: 'info', actor: 'nobody' });
		for (const updated of [NOW, NOW - 60_000, NOW - DAY, null]) expect(added(NOW - 7 * DAY, updated, health)).toMatchObject({ severity: 'warning', actor: 'consumer' });
	});

	it('does not count as new if its creation time is unknown', () => {
		for (const created of [undefined, null, 0, '', 'soon', NOW + 2 * DAY, {}]) expect(added(created, NOW - 60_000)).toMatchObject({ code: 'setup_unfinished', severity: 'warning', actor: 'consumer' });
	});

	it('counts as new for as long if it is authorized but not callable', () => {
		const authorized = (created: number) => judge({ state: 'authorized', health: 'ok', created_at: created, updated_at: NOW - 60_000 });
		expect(authorized(NOW - DAY)).toMatchObject({ code: 'setup_in_progress' });
		expect(authorized(NOW - 330 * DAY)).toMatchObject({ code: 'not_callable', severity: 'warning', actor: 'consumer' });
	});
});
