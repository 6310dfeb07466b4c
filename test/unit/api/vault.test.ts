import fc from 'fast-check';

import type { Connection, FormField } from '../../../nodes/ApideckVault/api/connection';
import { REDACTED } from '../../../nodes/ApideckVault/secrets/names';
import { redactRecord } from '../../../nodes/ApideckVault/secrets/redact';
import { connectionOfLog, isoTime, simplifyConnection, simplifyConsumer, simplifyListedConnection } from '../../../nodes/ApideckVault/api/records';

const SECRET = 'fake-secret-value';
const field = (id: string, more: Partial<FormField> = {}): FormField => ({ id, label: id, type: 'text', ...more });

/** Without names of secrets, and too short to hold a labeled one. */
const metadataOf = () => {
	const leaf = fc.oneof(fc.integer(), fc.boolean(), fc.constant(null), fc.string({ maxLength: 7 }));
	const names = fc.constantFrom('region', 'plan', 'note_1', '', '__proto__');
	return fc.oneof(leaf, fc.array(leaf), fc.dictionary(names, fc.oneof(leaf, fc.array(leaf), fc.dictionary(names, leaf))));
};

describe('redaction', () => {
	it.each<[string, FormField]>([
		['marked as sensitive', field('x', { sensitive: true })],
		['of type password', field('x', { type: 'password' })],
		...['password', 'client_secret', 'apiKey', 'api_key', 'api-key', 'token_id', 'private_key', 'passphrase', 'Certificate', 'auth_key', 'credentials'].map(
			(id): [string, FormField] => [`named ${id}`, field(id)],
		),
		['labelled as a key', field('x', { label: 'API key' })],
		...['consumer_key', 'access_key', 'subscription-key', 'accountKey', 'masterkey', 'key', 'user_pass', 'client_cert'].map((id): [string, FormField] => [`named ${id}`, field(id, { label: 'x' })]),
	])('masks the value of a field %s, in both places', (_name, described) => {
		const redacted = redactRecord<Connection>({ settings: { [described.id!]: SECRET }, form_fields: [{ ...described, value: SECRET }] });
		expect(redacted.settings).toEqual({ [described.id!]: REDACTED });
		expect(redacted.form_fields![0]!.value).toBe(REDACTED);
	});

	it('leaves a boolean readable under any name, unless it is sensitive', () => {
		const redacted = redactRecord<Connection>({
			settings: { token_auth: false, use_password: true, marked: true },
			form_fields: [field('token_auth', { type: 'checkbox', value: false }), field('use_password', { type: 'checkbox' }), field('marked', { type: 'checkbox', sensitive: true })],
		});
		expect(redacted.settings).toEqual({ token_auth: false, use_password: true, marked: REDACTED });
	});

	it('leaves only settings readable that a form field describes as not sensitive', () => {
		const redacted = redactRecord<Connection>({ settings: { region: 'eu', unknown: SECRET, gone: null, empty: '' }, form_fields: [field('region'), field('gone')] });
		expect(redacted.settings).toEqual({ region: 'eu', unknown: REDACTED, gone: null, empty: '' });
		// A consumer's connection has no form fields at all.
		expect(redactRecord<Connection>({ settings: { region: 'eu' } }).settings).toEqual({ region: REDACTED });
	});

	it('masks every key of a sensitive field that repeats its value, and lists and objects whole', () => {
		const repeated = { ...field('x', { sensitive: true, value: [SECRET] }), default_value: SECRET, mask: { a: SECRET } } as FormField;
		expect(JSON.stringify(redactRecord<Connection>({ form_fields: [repeated] }))).not.toContain(SECRET);
	});

	it.each([
		['https://unify.apideck.com/vault/authorize/x/app?state=abc.def', `https://unify.apideck.com/vault/authorize/x/app?state=${REDACTED}`],
		['https://h.example/a?x=1&state=abc&redirect_uri=y', `https://h.example/a?x=1&state=${REDACTED}&redirect_uri=y`],
		['https://h.example/#token=abc', `https://h.example/#token=${REDACTED}`],
		['https://h.example/a?states=1', 'https://h.example/a?states=1'],
	])('removes the secrets of the link %s', (link, expected) => {
		expect(redactRecord<Connection>({ authorize_url: link, revoke_url: link })).toEqual({ authorize_url: expected, revoke_url: expected });
	});

	it('masks the webhook URLs of the service', () => {
		const redacted = redactRecord<Connection>({ subscriptions: [{ downstream_id: '1', execute_url: `https://h.example/?s=${SECRET}` }, null, 'text'] });
		expect(redacted.subscriptions).toEqual([{ downstream_id: '1', execute_url: REDACTED }, null, 'text']);
	});

	it('removes every sensitive value, and changes neither other values nor the original', () => {
		const settings = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.constant(SECRET), { maxKeys: 6 });
		fc.assert(
			fc.property(settings, metadataOf(), (values, metadata) => {
				const connection = {
					id: 'crm+x',
					metadata: { metadata },
					settings: values,
					form_fields: Object.entries(values).map(([id, value]) => ({ ...field(id, { sensitive: true }), value })),
				} as Connection;
				const before = JSON.stringify(connection);
				const redacted = redactRecord(connection);
				expect(JSON.stringify({ ...redacted, metadata: null })).not.toContain(SECRET);
				expect(redacted.metadata).toEqual(connection.metadata);
				expect(Object.keys(redacted.settings!)).toEqual(Object.keys(values));
				expect(JSON.stringify(connection)).toBe(before);
				expect(redactRecord(redacted)).toEqual(redacted);
			}),
		);
	});

	it('accepts any response', () => {
		for (const odd of [{}, { settings: null, form_fields: null }, { form_fields: 'x' }, { subscriptions: {} }]) {
			expect(() => redactRecord(odd as Connection)).not.toThrow();
		}
		expect(redactRecord({ consumer_id: 'a' })).toEqual({ consumer_id: 'a' });
		expect(redactRecord({ consumer_id: 'a', connections: [{ settings: { a: SECRET } }] }).connections).toEqual([{ settings: { a: REDACTED } }]);
	});
});

describe('simplified', () => {
	it.each([
		[0, null],
		[null, null],
		[undefined, null],
		['', null],
		['no date', null],
		[8.7e15, null],
		[1_769_846_400_000, '2026-01-31T08:00:00.000Z'],
		['2026-01-31T08:00:00Z', '2026-01-31T08:00:00.000Z'],
		['2026-01-31T09:00:00+01:00', '2026-01-31T08:00:00.000Z'],
	])('converts the time %p to %p', (time, expected) => {
		expect(isoTime(time)).toBe(expected);
	});

	it('keeps the same fields of a connection, with name, state and health first', () => {
		const keys = Object.keys(simplifyConnection({}));
		expect(keys).toEqual(['name', 'state', 'health', 'consumer_id', 'connection', 'service_id', 'enabled', 'credentials_expire_at', 'updated_at', 'settings']);
		expect(Object.keys(simplifyListedConnection({ settings: { a: SECRET }, authorize_url: SECRET }))).toEqual(keys.slice(0, -1));
		expect(simplifyConnection({ consumer_id: 'c', connection: 'crm+x', state: 'quarantined' })).toMatchObject({ consumer_id: 'c', connection: 'crm+x', state: 'quarantined', health: null, settings: null });
	});

	it('handles a consumer without metadata or services', () => {
		expect(simplifyConsumer({ consumer_id: 'a' })).toEqual({ consumer_id: 'a', name: null, email: null, services: [], request_count: 0, created: null, modified: null });
	});

	it.each<[object, string | null]>([
		[{ account_name: 'Acme', user_name: 'Jo' }, 'Acme'],
		[{ account_name: '', user_name: 'Jo' }, 'Jo'],
		[{ account_name: null, email: 'jo@acme.example' }, null],
		[{ account_name: { a: 1 }, user_name: ['x'] }, null],
	])('names a consumer with the metadata %j %j', (metadata, name) => {
		expect(simplifyConsumer({ consumer_id: 'a', metadata })).toMatchObject({ name });
	});

	it("shows the unified API, the state and the health of a consumer's connections", () => {
		const connections = [{ unified_api: 'crm', service_id: 'hubspot', name: 'HubSpot', state: 'callable', health: 'ok', settings: { a: SECRET } }, null, { unified_api: 'crm' }];
		expect(simplifyConsumer({ consumer_id: 'a', connections: connections as never })).toMatchObject({
			connections: [{ name: 'HubSpot', state: 'callable', health: 'ok', connection: 'crm+hubspot' }, { health: null, connection: null }],
		});
	});

	it.each([
		[{ unified_api: 'crm', service: { id: 'hubspot' } }, 'crm+hubspot'],
		[{ unified_api: 'proxy', service: { id: 'hubspot' } }, null],
		[{ unified_api: 'vault' }, null],
		[{ unified_api: 'crm' }, null],
	])('names the connection of the request %j', (log, connection) => {
		expect(connectionOfLog(log)).toBe(connection);
	});
});
