import fc from 'fast-check';

import { REDACTED } from '../../../nodes/ApideckVault/secrets/names';
import { redactOutput, redactRecord } from '../../../nodes/ApideckVault/secrets/redact';

const SECRET = 'fake-secret-value';
const FAKE_JWT = ['eyJhbGciOiJub25lIn0', 'eyJzdWIiOiJmYWtlIn0', 'c2lnbmVk'].join('.');

/** Everything where there is nothing to hide. */
const PLAIN = {
	id: 'crm+hubspot',
	name: 'HubSpot',
	website: 'https://www.hubspot.com',
	enabled: true,
	created_at: '2026-01-31T08:00:00.000Z',
	description: 'Basic plan: 3 users, Bearer authentication, see https://docs.example.test/a?page=2',
	consents: [{ id: 'c', granted: true, resources: { 'hris.employees': { ssn: { read: true, write: false }, password: { read: true } } } }],
	application_data_scopes: { enabled: true, resources: { pin: { read: true } } },
	configuration: [{ resource: 'leads', defaults: [{ id: 'pipeline', target: 'custom_fields', options: [{ label: 'API key', value: 'api_key' }], value: 'sales' }] }],
	custom_mappings: [{ id: 'm', key: 'field', label: 'Field', value: '$.root.token', example: 'Acme' }],
	form_fields: [{ id: 'auth_type', label: 'Type', type: 'select', value: 'token', options: [{ label: 'Token', value: 'token' }, { label: 'Password', value: 'password' }] }],
	settings_required_for_authorization: ['instance_url', 'client_secret'],
	counts: { tokens: 3, pass_rate: 0.5 },
	schema: { type: 'object', properties: { password: { type: 'string', description: 'A password' }, settings: { type: 'object', properties: { pin: { type: 'integer' } } } } },
};

it('S14: returns a record without secrets without copying it', () => {
	expect(redactRecord(PLAIN)).toBe(PLAIN);
});

it.each<[string, object, object]>([
	['a PIN as a number', { pin: 4711, count: 4711 }, { pin: REDACTED, count: 4711 }],
	['an unknown field of any depth', { a: [[{ b: { client_secret: SECRET } }]] }, { a: [[{ b: { client_secret: REDACTED } }]] }],
	['a list under the name of secrets', { api_keys: [SECRET], tokens: [] }, { api_keys: REDACTED, tokens: [] }],
	['metadata that says what it holds', { metadata: { plan: 'pro', password: SECRET } }, { metadata: { plan: 'pro', password: REDACTED } }],
	['a header', { headers: [{ name: 'Authorization', value: SECRET }, { name: 'Accept', value: 'a/b' }] }, { headers: [{ name: 'Authorization', value: REDACTED }, { name: 'Accept', value: 'a/b' }] }],
	['a custom field', { id: 'f', name: 'Portal PIN', value: 4711, finder: '$.x' }, { id: 'f', name: 'Portal PIN', value: REDACTED, finder: '$.x' }],
	['the example of a mapping, and not its path', { id: 'm', label: 'API key', key: 'x', value: "$['x']", example: SECRET }, { id: 'm', label: 'API key', key: 'x', value: "$['x']", example: REDACTED }],
	['a default of the configuration', { configuration: [{ defaults: [{ id: 'access_token', value: SECRET }] }] }, { configuration: [{ defaults: [{ id: 'access_token', value: REDACTED }] }] }],
	['the example of a schema', { schema: { properties: { pin: { type: 'string', description: 'x', default: SECRET, enum: [SECRET] } } } }, { schema: { properties: { pin: { type: 'string', description: 'x', default: REDACTED, enum: REDACTED } } } }],
	['values under "properties"', { properties: { password: SECRET, email: 'jo@example.test' } }, { properties: { password: REDACTED, email: 'jo@example.test' } }],
	['settings of any kind', { settings: [SECRET], connections: [{ settings: SECRET }] }, { settings: REDACTED, connections: [{ settings: REDACTED }] }],
	['settings of the service in an example by their names only', { example_response: { settings: { theme: 'dark', api_key: SECRET } } }, { example_response: { settings: { theme: 'dark', api_key: REDACTED } } }],
	['a shown setting with a secret in its value', { form_fields: [{ id: 'url', value: 'https://a:b@h.example' }], settings: { url: 'https://a:b@h.example' } }, { form_fields: [{ id: 'url', value: `https://${REDACTED}@h.example` }], settings: { url: `https://${REDACTED}@h.example` } }],
	['the value of a form field without a name that is text', { form_fields: [{ id: 7, value: SECRET }, { value: SECRET }, { id: '', label: null, value: true }] }, { form_fields: [{ id: 7, value: REDACTED }, { value: REDACTED }, { id: '', label: null, value: true }] }],
	['a token by its shape', { note: `see ${FAKE_JWT}` }, { note: `see ${REDACTED}` }],
	['a private key', { note: `a -----BEGIN RSA PRIVATE KEY-----\n${SECRET}\n-----END RSA PRIVATE KEY----- b` }, { note: `a ${REDACTED} b` }],
	['a private key that is cut off', { note: `-----BEGIN OPENSSH PRIVATE KEY-----\n${SECRET}` }, { note: REDACTED }],
	['a connection string', { note: `Server=db;User=sa;Password=${SECRET};Encrypt=true` }, { note: `Server=db;User=sa;Password=${REDACTED};Encrypt=true` }],
	['an address with a signature', { file: `https://h.example/f?sv=1&sig=${SECRET}&x=2` }, { file: `https://h.example/f?sv=1&sig=${REDACTED}&x=2` }],
	['an element of XML', { body: `<a><wsse:Password Type="x">${SECRET}</wsse:Password><b>c</b></a>` }, { body: `<a><wsse:Password Type="x">${REDACTED}</wsse:Password><b>c</b></a>` }],
	['cookies', { text: `Cookie: sid=${SECRET}; a=b` }, { text: `Cookie: ${REDACTED}` }],
	['a pair with capital letters', { list: [{ Key: 'password', Value: SECRET }, { Name: 'city', Value: 'Rome' }] }, { list: [{ Key: 'password', Value: REDACTED }, { Name: 'city', Value: 'Rome' }] }],
	...['title', 'attribute', 'property', 'param', 'parameter', 'field_name', 'fieldName'].map((name): [string, object, object] => [`a pair named under ${name}`, { list: [{ [name]: 'password', value: SECRET }] }, { list: [{ [name]: 'password', value: REDACTED }] }]),
	...['content', 'text', 'val', 'data', 'input', 'values', 'new_value', 'old_value', 'current_value', 'string_value', 'fieldValue'].map((field): [string, object, object] => [`a value under ${field}`, { list: [{ name: 'password', [field]: SECRET }, { name: 'city', [field]: 'Rome' }] }, { list: [{ name: 'password', [field]: REDACTED }, { name: 'city', [field]: 'Rome' }] }]),
	...[{ sensitive: 'true' }, { sensitive: 'TRUE' }, { sensitive: 1 }, { type: 'PASSWORD' }, { type: 'Secret' }].map((mark): [string, object, object] => [`a field marked by ${JSON.stringify(mark)}`, { settings: { a: SECRET, b: 'x' }, form_fields: [{ id: 'a', value: SECRET, ...mark }, { id: 'b', sensitive: 'false' }] }, { settings: { a: REDACTED, b: 'x' }, form_fields: [{ id: 'a', value: REDACTED, ...mark }, { id: 'b', sensitive: 'false' }] }]),
	['a setting of two fields, one of them sensitive', { settings: { a: SECRET, b: SECRET }, form_fields: [{ id: 'a' }, { id: 'a', sensitive: true }, { id: 'b', sensitive: true }, { id: 'b' }] }, { settings: { a: REDACTED, b: REDACTED }, form_fields: [{ id: 'a' }, { id: 'a', sensitive: true }, { id: 'b', sensitive: true }, { id: 'b' }] }],
	['the text of a checkbox that is named like a secret', { settings: { password: SECRET, pin: true }, form_fields: [{ id: 'password', type: 'checkbox' }, { id: 'pin', type: 'Checkbox' }] }, { settings: { password: REDACTED, pin: true }, form_fields: [{ id: 'password', type: 'checkbox' }, { id: 'pin', type: 'Checkbox' }] }],
	['options and placeholder of a sensitive field', { form_fields: [{ id: 'a', sensitive: true, placeholder: SECRET, options: [{ label: 'A', value: SECRET }] }, { id: 'b', sensitive: true, options: [] }] }, { form_fields: [{ id: 'a', sensitive: true, placeholder: REDACTED, options: REDACTED }, { id: 'b', sensitive: true, options: [] }] }],
	['what is nested too deep to be looked at', JSON.parse(`${'{"a":'.repeat(40)}"${SECRET}"${'}'.repeat(40)}`) as object, JSON.parse(`${'{"a":'.repeat(32)}"${REDACTED}"${'}'.repeat(32)}`) as object],
])('S14: hides %s', (_name, record, expected) => {
	const before = JSON.stringify(record);
	expect(redactRecord(record)).toEqual(expected);
	expect(JSON.stringify(record)).toBe(before);
	expect(redactRecord(redactRecord(record))).toEqual(expected);
});

it('S14: reveals the purpose field of the operation at the top level only', () => {
	const record = { session_uri: SECRET, session_token: SECRET, nested: { session_uri: SECRET } };
	expect(redactRecord(record, ['session_uri'])).toEqual({ session_uri: SECRET, session_token: REDACTED, nested: { session_uri: REDACTED } });
});

it('S14: keeps settings that were redacted before', () => {
	const clean = redactRecord({ settings: { region: 'eu', key: SECRET }, form_fields: [{ id: 'region' }] });
	expect(redactRecord({ id: 'x', settings: clean.settings })).toEqual({ id: 'x', settings: { region: 'eu', key: REDACTED } });
	// What only looks so is not.
	expect(redactRecord({ id: 'x', settings: { region: 'eu', key: SECRET } })).toEqual({ id: 'x', settings: { region: REDACTED, key: REDACTED } });
});

it('S14: hides a sent secret wherever the response repeats it, unless redaction is off', () => {
	const sent = [{ credentials: { access_token: SECRET }, settings: { region: 'eu-central', password: 'short' } }];
	const record = { name: `Connection of ${SECRET}`, id: encodeURIComponent(SECRET), short: 'short', region: 'eu-central' };
	expect(redactOutput({ ...record }, { redactSecrets: true, sent })).toEqual({ name: `Connection of ${REDACTED}`, id: REDACTED, short: 'short', region: 'eu-central' });
	expect(redactOutput({ ...record }, { redactSecrets: false, sent })).toEqual(record);
});

it('S14: redacts any record completely, changes no original, and is idempotent', () => {
	const name = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'settings', 'form_fields', 'properties', 'password', 'key', 'value', 'id', 'authorize_url'));
	const { value } = fc.letrec((tie) => ({
		value: fc.oneof({ maxDepth: 5 }, fc.string(), fc.double({ noNaN: true }), fc.boolean(), fc.constant(null), fc.array(tie('value'), { maxLength: 4 }), fc.dictionary(name, tie('value'), { maxKeys: 5 })),
	}));
	fc.assert(
		fc.property(fc.dictionary(name, value, { maxKeys: 6 }), (given) => {
			const record = { ...given, holder: { client_secret: SECRET, list: [{ api_key: [SECRET] }] } };
			const before = JSON.stringify(record);
			const clean = redactRecord(record);
			expect(JSON.stringify(clean)).not.toContain(SECRET);
			expect(JSON.stringify(record)).toBe(before);
			expect(Object.keys(clean)).toEqual(Object.keys(record));
			expect(Object.getPrototypeOf(clean)).toBe(Object.prototype);
			expect(redactRecord(clean)).toEqual(clean);
		}),
		{ examples: [[{ password: { authorize_url: [] } }], [{ password: { settings: { active: true } } }]] },
	);
});

describe('S14: the time that redaction takes', () => {
	/** Five times what it takes on a machine that is busy otherwise; quadratic cost is minutes. */
	const LIMIT_MS = 5_000;
	const many = <T>(make: (index: number) => [string, T]) => Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => make(index)));
	let deep: object = {};
	for (let level = 0; level < 100_000; level++) deep = { deep };

	it.each<[string, () => object]>([
		['100,000 keys', () => many((index) => [`field_${index}`, `value ${index}`])],
		['100,000 keys that are names of secrets', () => many((index) => [`token_${index}`, `value ${index}`])],
		['100,000 form fields', () => ({ settings: many((index) => [`field_${index}`, 'x']), form_fields: Array.from({ length: 100_000 }, (_, index) => ({ id: `field_${index}` })) })],
		['a text of a megabyte', () => ({ text: 'token=abc, name: value; '.repeat(43_000) })],
		['a text of a megabyte in JSON', () => ({ text: JSON.stringify(Array.from({ length: 20_000 }, (_, index) => ({ id: index, password: `p${index}` }))) })],
		['100,000 levels', () => deep],
		['100,000 levels under the name of a secret', () => ({ token: deep })],
	])('does not grow with the square of %s', (_name, make) => {
		const record = make();
		const started = Date.now();
		redactRecord(record);
		expect(Date.now() - started).toBeLessThan(LIMIT_MS);
	});
});
