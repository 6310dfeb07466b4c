import type { INode } from 'n8n-workflow';

import { RecordingServer, type Scripted } from './recordingServer';
import { setUpVault } from './setUp';
import { byId, CRM_PIPEDRIVE, retries, run, type RunOptions } from './support';
import { credentialFor, triggerNode } from './triggerSupport';

const { sandbox, engine } = setUpVault();
let server: RecordingServer;
beforeAll(async () => {
	server = await RecordingServer.start();
});
beforeEach(() => server.reset());
afterAll(async () => await server.close());

/** Title and description of the error that ends a run in the sandbox. */
async function errorOf(parameters: object, options: RunOptions = {}) {
	const { status, error } = await run(engine, sandbox, parameters, options);
	expect(status).toBe('error');
	return [error!.message, error!.description ?? ''] as const;
}

/** The same, when the server responds to the request with this. */
async function refusedWith(parameters: object, response: Scripted) {
	server.otherwise = response;
	const { error } = await run(engine, server, { ...parameters, options: retries({ maxRetries: 0 }) });
	return [error!.message, error!.description ?? ''] as const;
}

const invalid = (detail: unknown): Scripted => ({ status: 400, body: { status_code: 400, type_name: 'RequestValidationError', message: 'Invalid Params', detail } });

describe('the description of the error for a missing record', () => {
	const GET = { resource: 'consumer', operation: 'get' };
	const TITLE = "Consumer 'nobody-here' not found";

	it('names the parameter that the ID comes from', async () => {
		const [title, description] = await errorOf({ ...GET, consumer: byId('nobody-here') });
		expect(title).toBe(TITLE);
		expect(description).toMatch(/^It comes from 'Consumer'\. Check the ID\. IDs are case-sensitive\. Apideck says: /);
		expect(description).not.toMatch(/Unified API|Service/);
	});

	it('names the expression that the ID comes from', async () => {
		const [title, description] = await errorOf({ ...GET, consumer: byId('={{ $json.id }}') }, { items: [{ id: 'nobody-here' }] });
		expect([title, description]).toEqual([TITLE, expect.stringMatching(/^It comes from the expression in 'Consumer'\. /)]);
	});

	it('names the credential whose default consumer is used', async () => {
		const [title, description] = await errorOf(GET, { credential: { consumerId: 'nobody-here' } });
		expect([title, description]).toEqual([TITLE, expect.stringMatching(/^It is the default consumer of the credential 'Apideck', because 'Consumer' is empty\. /)]);
	});

	it('names the parameters of both the connection and its consumer', async () => {
		const [title, description] = await errorOf({ operation: 'get', ...CRM_PIPEDRIVE, connection: byId('={{ "crm+pipedrive" }}'), consumer: byId('nobody-here') });
		expect(title).toBe(TITLE);
		expect(description).toMatch(/^It comes from 'Consumer'\. /);
		const [other, where] = await errorOf({ operation: 'delete', ...CRM_PIPEDRIVE, connection: byId('={{ "crm+hubspot" }}') });
		expect(other).toBe("Connection 'crm+hubspot' of consumer 'test-consumer' not found");
		expect(where).toMatch(/^Connection 'crm\+hubspot' comes from the expression in 'Connection'\. Consumer 'test-consumer' comes from 'Consumer'\. /);
	});
});

describe('the error for a value that is not accepted', () => {
	it.each<[string, object, unknown, string, string]>([
		['a part of a JSON setting', { operation: 'update', ...CRM_PIPEDRIVE, settingsMode: 'json', settingsJson: '{"page_size":"many"}' }, 'body.settings.page_size must be a number', "'page_size' must be a number", "'page_size' comes from 'Settings (JSON)'. Correct it there."],
		['a field of a collection', { operation: 'update', ...CRM_PIPEDRIVE, updateFields: { enabled: true } }, [{ instancePath: '/enabled', message: 'must be boolean' }], "'enabled' must be boolean", "'enabled' comes from 'Enabled' under 'Update Fields'."],
		['a whole parameter', { resource: 'consumer', operation: 'create', consumerId: 'new-one' }, 'body.consumer_id must match pattern', "'consumer_id' must match pattern", "'consumer_id' comes from 'Consumer ID'."],
		['an expression', { resource: 'consumer', operation: 'create', consumerId: '={{ "new-one" }}' }, 'body.consumer_id must match pattern', "'consumer_id' must match pattern", "'consumer_id' comes from the expression in 'Consumer ID'."],
		['a field that no parameter has', { resource: 'consumer', operation: 'create', consumerId: 'new-one' }, 'body.shoe_size must be a number', "'shoe_size' must be a number", "Check this node's fields against the details below."],
	])('names the field in its title, and its parameter in its description: %s', async (_name, parameters, detail, title, description) => {
		const [message, text] = await refusedWith(parameters, invalid(detail));
		expect([message, text]).toEqual([title, expect.stringContaining(description)]);
	});

	it('never contains a secret value that the server repeats', async () => {
		const secret = 'fake-secret-page-size';
		const parameters = { operation: 'update', ...CRM_PIPEDRIVE, settingsMode: 'json', settingsJson: JSON.stringify({ api_key: secret }) };
		for (const detail of [`body.settings.api_key must not be ${secret}`, `The key ${secret} is unknown`, [{ instancePath: `/settings/${secret}`, message: `must not be ${secret}` }]]) {
			const [message, text] = await refusedWith(parameters, invalid(detail));
			expect(`${message} ${text}`).not.toContain(secret);
			expect(message).toContain('redacted');
		}
	});
});

it.each<[string, object]>([
	['metadata', { operation: 'update', ...CRM_PIPEDRIVE, updateFields: { metadata: '{"vault":{"password":"fake-secret-value"}}' } }],
	['a default', { resource: 'settings', operation: 'update', ...CRM_PIPEDRIVE, apiResource: byId('leads'), settingsMode: 'json', defaultsJson: '[{"id":"password","value":"fake-secret-value"}]' }],
])('an error does not show a value that is sent under the name of a secret: %s', async (_what, parameters) => {
	const [message, text] = await refusedWith(parameters, invalid('metadata.password must not be fake-secret-value'));
	expect(`${message} ${text}`).not.toContain('fake-secret-value');
	expect(text).toContain('must not be [redacted]');
});

it('an error does not show an ID that is the API key by mistake', async () => {
	const apiKey = 'sk_test_fake_key_as_consumer';
	server.otherwise = { status: 404, body: { status_code: 404, type_name: 'EntityNotFoundError', detail: { not_found: { entity: 'consumer', id: apiKey } } } };
	const { error } = await run(engine, server, { resource: 'consumer', operation: 'get', consumer: byId(apiKey) }, { credential: { apiKey } });
	expect(error!.message).toBe("Consumer '[redacted]' not found");
	expect(JSON.stringify([error!.message, error!.description, error!.context])).not.toContain(apiKey);
});

describe('lists in the editor', () => {
	const list = async (parameters: object, credential: object = {}) =>
		await engine
			.loadMethod('listSearch', 'searchConnections', { type: engine.type('apideckVault'), credentials: { apideckApi: { id: 'any', name: 'My account' } }, parameters: {} }, credentialFor(sandbox, { ...credential }), [], { resource: 'connection', operation: 'get', ...parameters } as INode['parameters'])
			.then(
				() => ['no error', ''],
				(error: Error & { description?: string }) => [error.message, error.description ?? ''],
			);

	it('name the consumer that does not exist, and where it comes from', async () => {
		expect(await list({ consumer: byId('nobody-here') })).toEqual(["Consumer 'nobody-here' not found", expect.stringMatching(/^It comes from 'Consumer'\. /)]);
		expect(await list({}, { consumerId: 'nobody-here' })).toEqual([
			"Consumer 'nobody-here' not found",
			expect.stringMatching(/^It is the default consumer of the credential 'My account', because 'Consumer' is empty\. /),
		]);
	});
});

describe('the activation of the trigger', () => {
	it.each([
		['events', 'body.events must contain at most 3 items', "'events' must contain at most 3 items", "'events' comes from 'Trigger On'. Correct it there."],
		['delivery_url', 'body.delivery_url must be a public address', "'delivery_url' must be a public address", "'delivery_url' is n8n's webhook URL, which is set by the environment variable WEBHOOK_URL."],
	])('names the field that Apideck does not accept, and its source: %s', async (_name, detail, title, description) => {
		server.otherwise = invalid(detail);
		const { error } = await engine.webhookMethod('create', triggerNode(engine), credentialFor(server));
		expect([error?.message, (error as { description?: string } | undefined)?.description]).toEqual([title, expect.stringContaining(description)]);
	});
});
