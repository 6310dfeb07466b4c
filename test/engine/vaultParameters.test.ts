import type { IDataObject } from 'n8n-workflow';

import { resources } from '../../nodes/ApideckVault/actions/router';
import { SENSITIVE_OUTPUT_FIELDS } from '../../nodes/ApideckVault/secrets/redact';
import { startSandbox } from '../../tools/sandbox';
import { setUpVault } from './setUp';
import { byId, CONTINUE, run } from './support';

const { sandbox, engine } = setUpVault();

const AT = { consumer: byId('test-consumer'), connection: byId('crm+salesforce') };
const session = (parameters: object) => ({ resource: 'session', operation: 'create', consumer: byId('test-consumer'), ...parameters });
const settings = (parameters: object) => ({ resource: 'settings', operation: 'update', ...AT, apiResource: byId('leads'), ...parameters });
const mapping = (parameters: object) => ({ resource: 'customMapping', operation: 'create', ...AT, targetField: byId('a'), mappingValue: byId('$.b'), ...parameters });
const consent = (parameters: object) => ({ operation: 'updateConsent', ...AT, ...parameters });
const counts = (parameters: object) => ({ resource: 'consumer', operation: 'getRequestCounts', consumer: byId('a'), startDate: '2026-01-01', endDate: '2026-02-01', ...parameters });

/** Stands for something that must never show. */
const TYPED = 'hunter2-fake-secret';

const REFUSED: Array<[string, object, RegExp]> = [
	['a session of two weeks', session({ sessionSettings: { sessionLength: '2w' } }), /^'Lifetime' cannot be "2w"/],
	['a session of eight days', session({ sessionSettings: { sessionLength: '8d' } }), /^'Lifetime' cannot be/],
	['a session of zero minutes', session({ sessionSettings: { sessionLength: '0m' } }), /^'Lifetime' cannot be/],
	['a session length in words', session({ sessionSettings: { sessionLength: 'a while' } }), /^'Lifetime' cannot be/],
	['a redirect to a script', session({ redirectUri: 'javascript:alert(1)' }), /^'Redirect URL' must not be a "javascript:" URL/],
	['an unknown action', session({ sessionSettings: { allowActions: '={{ ["reauthorize", "drop"] }}' } }), /^'Allowed Actions' cannot contain "drop"/],
	['an invalid unified API', session({ sessionSettings: { unifiedApis: '={{ ["C R M"] }}' } }), /^'Unified APIs' contains a value that is not a unified API/],
	['a boolean that is neither true nor false', session({ sessionSettings: { showLogs: '={{ "perhaps" }}' } }), /^'Show Logs' must be true or false/],
	['broken settings of your own', session({ additionalFields: { customConsumerSettings: '{"a":' } }), /^'Custom Settings \(JSON\)' is not valid JSON/],
	['a consumer that a header cannot carry', session({ consumer: byId('お店-7') }), /can't be sent in an HTTP header/],
	['resource settings without a default', settings({}), /^There is nothing to update/],
	['a default without a field', settings({ defaults: { entries: [{ type: 'text', value: 'x' }] } }), /^A default of 'leads' in 'Defaults' has no 'Field ID'/],
	['a default that is not a number', settings({ defaults: { entries: [{ id: 'a', type: 'number', value: 'x' }] } }), /^'Value of a in Defaults' must be a number/],
	['no default at all', settings({ settingsMode: 'json', defaultsJson: '={{ [] }}' }), /^There is nothing to update/],
	['an unknown settings mode', settings({ settingsMode: '={{ "both" }}' }), /^'Settings' cannot be "both"/],
	['an empty resource by expression', settings({ apiResource: byId('={{ "" }}') }), /^'API Resource' is empty/],
	['a resource that climbs', settings({ apiResource: byId('={{ ".." }}') }), /^'API Resource' cannot be ".."/],
	['an empty target field', mapping({ targetField: byId('={{ "" }}') }), /^'Target Field' is empty/],
	['an empty mapping', mapping({ mappingValue: byId('={{ "" }}') }), /^'Custom Field' is empty/],
	['a mapping that is an object', mapping({ mappingValue: byId('={{ {} }}') }), /^The expression in 'Custom Field' did not return an ID/],
	['a consent that is neither', consent({ decision: '={{ "maybe" }}' }), /^'Decision' cannot be "maybe"/],
	['a consent that is true', consent({ decision: '={{ true }}' }), /^'Decision' cannot be true/],
	['a consent that is false', consent({ decision: '={{ false }}' }), /^'Decision' cannot be false/],
	['a consent that says nothing', consent({ decision: '={{ null }}' }), /^'Decision' cannot be null/],
	['a consent that an expression leaves out', consent({ decision: '={{ $json.none }}' }), /^'Decision' cannot be nothing/],
	['a consent to nothing', consent({ consentScope: 'json' }), /^'Resources \(JSON\)' is empty/],
	['a consent of an unknown kind', consent({ consentScope: '={{ "some" }}' }), /^'Data' cannot be "some"/],
	['a confirmation without token', { operation: 'confirm', ...AT, confirmToken: '={{ "" }}' }, /^'Confirm Token' is empty/],
	['a migration to nowhere', { operation: 'migrate', ...AT, targetService: byId('={{ "" }}') }, /^'Target Service' is empty/],
	['a callback to nowhere', { operation: 'createCallbackState', ...AT, redirectUri: 'app.example.com' }, /^'Redirect URL' is not a full URL/],
	['a new consumer without ID', { resource: 'consumer', operation: 'create', consumerId: '={{ null }}' }, /^'Consumer ID' is empty/],
	['a new consumer with a line break', { resource: 'consumer', operation: 'create', consumerId: '={{ "a\\nb" }}' }, /^'Consumer ID' contains a line break/],
	['an update of nothing', { resource: 'consumer', operation: 'update', consumer: byId('a') }, /^There is nothing to update/],
	['counts without an end', counts({ endDate: '={{ "" }}' }), /is empty$/],
	['counts that end before they start', counts({ endDate: '2025-12-31' }), /^'End Date' is before 'Start Date'/],
	['an unknown output', { resource: 'customMapping', operation: 'getAll', ...AT, output: '={{ "all" }}' }, /^'Output' cannot be "all"/],
];

it.each(REFUSED)('refuses %s before anything is sent', async (_name, parameters, words) => {
	const { status, error } = await run(engine, sandbox, parameters);
	expect(error?.message).toMatch(words);
	expect(error?.description).toMatch(/No request was sent/);
	expect(status).toBe('error');
	expect(sandbox.requests).toEqual([]);
});

describe('deleting a consumer', () => {
	it("never takes the credential's default consumer for a field that is empty", async () => {
		const { error } = await run(engine, sandbox, { resource: 'consumer', operation: 'delete', consumer: byId('={{ $json.gone ?? "" }}') });
		expect(error?.message).toBe("'Consumer' is empty");
		expect(sandbox.requests).toEqual([]);
		expect(sandbox.vault.consumerIds()).toContain('test-consumer');
	});

	it('says in the list of operations what goes with it', () => {
		const { description } = resources.consumer!.operations.delete!.option;
		expect(description).toMatch(/permanently, with all of its connections and their settings and credentials/);
	});

	it('removes the consumer with its connections', async () => {
		await run(engine, sandbox, { resource: 'consumer', operation: 'delete', consumer: byId('umber-field-farms') });
		expect(sandbox.vault.consumerIds()).not.toContain('umber-field-farms');
	});
});

it('consumers created side by side do not wait for each other, the same one twice does', async () => {
	const created = { resource: 'consumer', operation: 'create', consumerId: '={{ $json.id }}' };
	const slow = await startSandbox({ latencyMs: 1_000 });
	try {
		const start = Date.now();
		const ids = Array.from({ length: 8 }, (_, index) => ({ id: `new-${index}` }));
		await run(engine, slow, created, { items: ids });
		expect(Date.now() - start).toBeLessThan(8 * 1_000);
		await run(engine, slow, created, { items: [{ id: 'same' }, { id: 'same' }] });
		const [first, second] = slow.requests.slice(-2);
		expect(second!.at - first!.at).toBeGreaterThan(500);
	} finally {
		await slow.close();
	}
});

describe('a session', () => {
	const claims = (token: unknown) => JSON.parse(Buffer.from(String(token).split('.')[1]!, 'base64url').toString('utf8')) as IDataObject;

	it.each([[undefined, 3_600], ['30m', 1_800], ['1w', 604_800], ['7 d', 604_800], ['90s', 90]])('of %p says when it ends', async (sessionLength, seconds) => {
		const { json } = await run(engine, sandbox, session({ sessionSettings: sessionLength === undefined ? {} : { sessionLength } }));
		const { expires_at: end, session_token: token } = json[0]!;
		const { iat, exp } = claims(token) as { iat: number; exp: number };
		expect(exp - iat).toBe(seconds);
		expect(Math.abs(Date.parse(String(end)) - exp * 1000)).toBeLessThan(2_000);
	});

	it('takes every setting and the whole theme', async () => {
		const switches = { autoRedirect: true, hideGuides: true, hideResourceSettings: true, isolationMode: true, sandboxMode: true, showLogs: false, showSidebar: false, showSuggestions: true };
		const theme = { favicon: 'a', logo: 'b', primaryColor: '#111111', privacyUrl: 'c', sidepanelBackgroundColor: '#222222', sidepanelTextColor: '#333333', termsUrl: 'd', vaultName: 'e' };
		const { status } = await run(engine, sandbox, session({ sessionSettings: { ...switches, allowActions: [], unifiedApis: ['crm'] }, additionalFields: { theme: { values: theme } } }));
		expect(status).toBe('success');
		expect(JSON.parse(sandbox.requests[0]!.body)).toEqual({
			settings: {
				unified_apis: ['crm'],
				auto_redirect: true,
				hide_guides: true,
				hide_resource_settings: true,
				isolation_mode: true,
				sandbox_mode: true,
				show_logs: false,
				show_sidebar: false,
				show_suggestions: true,
				allow_actions: [],
			},
			theme: {
				favicon: 'a',
				logo: 'b',
				primary_color: '#111111',
				privacy_url: 'c',
				sidepanel_background_color: '#222222',
				sidepanel_text_color: '#333333',
				terms_url: 'd',
				vault_name: 'e',
			},
		});
	});

	it('asks for nothing when nothing is set, and adds a consumer that is new', async () => {
		const { json } = await run(engine, sandbox, session({ consumer: byId('brand-new') }));
		expect(sandbox.requests[0]!.body).toBe('{}');
		expect(json[0]).toMatchObject({ consumer_id: 'brand-new' });
		expect(sandbox.vault.consumerIds()).toContain('brand-new');
	});
});

describe('secrets', () => {
	it('links and states are in the output in clear, and hidden where n8n stores executions', async () => {
		const { json } = await run(engine, sandbox, session({}));
		const state = await run(engine, sandbox, { operation: 'createCallbackState', ...AT });
		expect(Object.keys(json[0]!)).toEqual(expect.arrayContaining(['session_uri', 'session_token']));
		expect(SENSITIVE_OUTPUT_FIELDS).toEqual(expect.arrayContaining(['session_uri', 'session_token', 'callback_state']));
		// `state` itself is every connection's own, and must stay readable.
		expect(SENSITIVE_OUTPUT_FIELDS).not.toContain('state');
		expect(state.json[0]).not.toHaveProperty('state');
	});

	it.each([
		['connection.create', { operation: 'create', ...AT, settingsMode: 'json', settingsJson: '{"key": "hunter2-fake-secret"}' }],
		['connection.confirm', { operation: 'confirm', ...AT, confirmToken: TYPED }],
		['session.create', session({ additionalFields: { customConsumerSettings: '{"key": "hunter2-fake-secret"}' } })],
	])('%s: what Apideck repeats of them in an error is masked', async (_name, parameters) => {
		const body = { status_code: 400, error: 'Bad Request', type_name: 'RequestValidationError', message: 'No', detail: 'hunter2-fake-secret is wrong' };
		sandbox.faults.add({ fault: { status: 400, body } });
		const { json } = await run(engine, sandbox, parameters, CONTINUE);
		expect(JSON.stringify(json)).toContain('[redacted] is wrong');
		expect(JSON.stringify(json)).not.toContain('hunter2');
	});

	it('new outputs of a connection are masked like the others', async () => {
		const { json } = await run(engine, sandbox, { resource: 'settings', operation: 'get', ...AT, apiResource: byId('leads'), output: 'raw' });
		expect(json[0]!.authorize_url).toMatch(/state=\[redacted\]$/);
		const chosen = await run(engine, sandbox, {
			resource: 'settings', operation: 'get', ...AT, apiResource: byId('leads'), output: 'selected', fields: ['configuration', 'authorize_url'],
		});
		expect(Object.keys(chosen.json[0]!)).toEqual(['consumer_id', 'connection', 'unified_api', 'service_id', 'resource', 'authorize_url', 'configuration']);
		expect(chosen.json[0]).toMatchObject({ resource: 'leads', authorize_url: expect.stringMatching(/redacted/) as unknown });
	});
});

describe('migrating', () => {
	const quickbooks = { operation: 'migrate', consumer: byId('copper-lantern-studio'), connection: byId('accounting+quickbooks'), targetService: byId('intuit-enterprise-suite') };
	const there = () => sandbox.vault.get({ consumerId: 'copper-lantern-studio', unifiedApi: 'accounting', serviceId: 'intuit-enterprise-suite' });

	it('moves the connection with its settings, and back', async () => {
		await run(engine, sandbox, quickbooks);
		expect(there()?.settings).toMatchObject({ realm_id: '9130350000000001' });
		const back = await run(engine, sandbox, { ...quickbooks, connection: byId('accounting+intuit-enterprise-suite'), targetService: byId('quickbooks') });
		expect(back.json[0]).toMatchObject({ service_id: 'quickbooks', state: 'callable' });
		expect(there()).toBeUndefined();
	});

	it('explains that the target is taken, and that a service has no such target', async () => {
		sandbox.vault.set({ consumerId: 'copper-lantern-studio', unifiedApi: 'accounting', serviceId: 'intuit-enterprise-suite' }, {});
		expect((await run(engine, sandbox, quickbooks)).error).toMatchObject({ httpCode: '409', context: { vault: { reason: 'conflict' } } });
		const { error } = await run(engine, sandbox, { operation: 'migrate', ...AT, targetService: byId('hubspot') });
		expect(error).toMatchObject({ httpCode: '422', context: { vault: { reason: 'invalid_state' } } });
	});
});

it('a denied consent takes effect on the connection', async () => {
	const blue = { consumer: byId('blue-fjord-bakery'), connection: byId('accounting+xero') };
	await run(engine, sandbox, { operation: 'updateConsent', ...blue, decision: 'deny' });
	const { json } = await run(engine, sandbox, { operation: 'get', ...blue });
	expect(json[0]).toMatchObject({ state: 'authorized', health: 'needs_consent' });
});

it('request counts are those of the last 30 days unless a period is given', async () => {
	const before = Date.now();
	await run(engine, sandbox, { resource: 'consumer', operation: 'getRequestCounts', consumer: byId('test-consumer') });
	const query = new URLSearchParams(sandbox.requests[0]!.query);
	const [start, end] = ['start_datetime', 'end_datetime'].map((name) => Date.parse(query.get(name)!));
	expect(end).toBeGreaterThanOrEqual(before);
	expect(end).toBeLessThanOrEqual(Date.now());
	// A change to daylight saving time makes a day shorter or longer.
	expect(Math.abs(end! - start! - 30 * 86_400_000)).toBeLessThanOrEqual(3_700_000);
});
