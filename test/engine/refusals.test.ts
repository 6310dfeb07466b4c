import type { IDataObject } from 'n8n-workflow';

import { longestBlock } from './longestBlock';
import { RecordingServer, type Scripted } from './recordingServer';
import { setUpServer } from './setUp';
import { byId, CONTINUE, CRM_PIPEDRIVE, retries, run } from './support';

const { server, engine } = setUpServer(RecordingServer);

const CONNECTION = { id: 'crm+pipedrive', unified_api: 'crm', service_id: 'pipedrive', consumer_id: 'test-consumer', state: 'callable' };
const OPTIONS = retries({ maxRetries: 0 });
const go = async (parameters: object, scripted: Scripted) => {
	server.otherwise = scripted;
	return await run(engine, server, { ...CRM_PIPEDRIVE, options: OPTIONS, ...parameters }, CONTINUE);
};
const errorOf = async (parameters: object, scripted: Scripted) => {
	const { json } = await go(parameters, scripted);
	expect(json.map((one) => Object.keys(one))).toEqual([['error']]);
	return json[0]!['error'] as { [key: string]: unknown; message: string; description: string };
};
const GET = { operation: 'get' };
const HTML = (text: string) => ({ body: text, headers: { 'content-type': 'text/html' } });

describe('a refusal in the output of an item', () => {
	const EXECUTION = { status_code: 401, type_name: 'ConnectorExecutionError', message: 'Unauthorized', detail: { Fault: { Error: [{ Message: 'Token expired', Detail: 'AuthenticationFailed', code: '3200' }] } } };
	it.each<[string, Scripted, object, RegExp]>([
		['of the connected service', { status: 401, body: EXECUTION }, { reason: 'service_refused', message: 'The connected service rejected the request for connection \'crm+pipedrive\': "Token expired"' }, /Apideck says: Unauthorized – Token expired – AuthenticationFailed \(3200\) \(ConnectorExecutionError\)/],
		['of a firewall', { status: 403, ...HTML('<html><title>Request blocked</title></html>') }, { reason: 'unexpected_response', message: 'A web page with status 403 was returned instead of a response from Apideck' }, /firewall.*The response says: Request blocked\./],
		['without a body', { status: 401 }, { reason: 'unexpected_response', message: 'An empty response with status 401 was returned instead of a response from Apideck' }, /does not say whether Apideck accepts the API key/],
		['of a gateway', { status: 403, body: { message: 'Forbidden' } }, { reason: 'unexpected_response' }, /The response says: Forbidden\./],
		['of the key', { status: 401, body: { type_name: 'UnauthorizedError', message: 'Unauthorized Request', detail: 'Invalid Authorization Token' } }, { reason: 'credential_rejected', message: 'Apideck rejected the API key or app ID' }, /Invalid Authorization Token/],
		['of the key in a response of status 200', { status: 200, body: { status_code: '401', type_name: 'UnauthorizedError' } }, { reason: 'credential_rejected', httpCode: '401' }, /credential/],
		['of a proxy that has no such page', { status: 404, ...HTML('<html>nothing here</html>') }, { reason: 'unexpected_response' }, /Base URL/],
		['of a proxy that asks for money', { status: 402, ...HTML('<html></html>') }, { reason: 'unexpected_response' }, /Base URL/],
	])('W2: %s says whose it is', async (_name, scripted, expected, words) => {
		const error = await errorOf(GET, scripted);
		expect(error).toMatchObject(expected);
		expect(error.description).toMatch(words);
		expect(/API key/.test(error.message)).toBe(error['reason'] === 'credential_rejected');
	});

	it('W2: a change that something in between refused may have been carried out', async () => {
		const update = { operation: 'update', updateFields: { enabled: true } };
		const between = { status: 403, ...HTML('<html></html>') };
		expect(await errorOf(update, between)).toMatchObject({ mayHaveBeenApplied: true, attempts: 1 });
		expect(await errorOf(update, { status: 422, body: EXECUTION })).toMatchObject({ mayHaveBeenApplied: false });
		expect(await errorOf(GET, between)).toMatchObject({ mayHaveBeenApplied: false });
	});

	it('W2: the rate limit of one service does not slow the requests to others', async () => {
		const limited = { status: 429, headers: { 'retry-after': '30' }, body: { status_code: 429, type_name: 'ConnectorRateLimitError' } };
		server.script = [limited];
		const slow = { ...CRM_PIPEDRIVE, operation: 'validate', connection: byId('=crm+{{ $json.at }}'), options: { ...OPTIONS, concurrency: 1 } };
		const started = Date.now();
		server.otherwise = { body: { status_code: 200, data: { state: 'callable' } } };
		const { json } = await run(engine, server, slow, { ...CONTINUE, items: [{ at: 'one' }, { at: 'two' }, { at: 'three' }] });
		expect(json.map((one) => (one['error'] as IDataObject | undefined)?.['reason'])).toEqual(['rate_limited', undefined, undefined]);
		expect(Date.now() - started).toBeLessThan(25_000);
	});
});

describe('the details of a refusal', () => {
	it('W3: name each setting and what is wrong with it', async () => {
		const detail = [
			{ instancePath: '/credentials/access_token', message: 'must be string' },
			{ instancePath: '/credentials/expires_in', message: 'must be integer' },
		];
		const error = await errorOf(GET, { status: 422, body: { status_code: 422, type_name: 'RequestValidationError', message: 'Invalid Params', detail } });
		expect(error['detail']).toBe('/credentials/access_token: must be string; /credentials/expires_in: must be integer');
		expect(error.description).toContain('Apideck says: Invalid Params – /credentials/access_token: must be string; /credentials/expires_in: must be integer (RequestValidationError).');
	});

	it('W3: hold no secret, wherever it stands', async () => {
		const planted = 'fake-access-token-0123';
		const part = { message: planted, Detail: planted, code: planted, path: [planted] };
		const body = { type_name: planted, message: planted, detail: [part, planted], errors: { [planted]: [planted] }, Fault: { Error: [part] }, downstream_errors: [part], ref: planted };
		for (const scripted of [{ status: 422, body }, { status: 500, body: `<title>${planted}</title>` }, { status: 403, body: `no ${planted} ${'x '.repeat(5_000)}${planted}` }]) {
			const { json } = await go({ operation: 'import', credentials: { accessToken: planted } }, scripted);
			expect(JSON.stringify(json)).not.toMatch(/fake-acc|token-0123/);
			expect(JSON.stringify(json)).toContain('[redacted]');
		}
	});
});

describe('a response of hostile length', () => {
	/** What is read of a response before anything is decided costs time too: the same request with a harmless body of that size. */
	async function blocks(parameters: object, body: object): Promise<[hostile: number, harmless: number]> {
		const harmless = { body: { status_code: 200, data: { ...CONNECTION, tag_line: 'a'.repeat(JSON.stringify(body).length) } } };
		await go(parameters, harmless);
		const base = await longestBlock(async () => await go(parameters, harmless));
		return [await longestBlock(async () => await errorOf(parameters, { status: 422, body })), base];
	}

	it('S5: blocks the event loop no longer than reading it takes, whatever its texts are', async () => {
		const backslashes = (n: number) => `token=${'\\'.repeat(n)}"${'\\'.repeat(3 * n)}`;
		for (const text of [backslashes(64_000), 'token='.repeat(45_000), '"token":"'.repeat(30_000), 'お'.repeat(85_000), '<title'.repeat(45_000)]) {
			const body = { status_code: 422, type_name: 'InvalidStateError', message: text, detail: [{ instancePath: text, message: text }], ref: text };
			const [hostile, harmless] = await blocks(GET, body);
			expect(hostile).toBeLessThan(1_000 + 10 * harmless);
		}
	});

	it('S5: blocks the event loop for a moment when it quotes 10,000 settings, and hides each', async () => {
		const settings = Object.fromEntries(Array.from({ length: 10_000 }, (_unused, index) => [`field_${index}`, `fake-value-${index}-of-many`]));
		const detail = Object.entries(settings).map(([name, value]) => ({ instancePath: `/settings/${name}`, message: `must not be ${value}` }));
		const update = { operation: 'update', settingsMode: 'json', settingsJson: JSON.stringify(settings) };
		const refusal: Scripted = { status: 422, body: { status_code: 422, type_name: 'RequestValidationError', message: JSON.stringify(settings), detail } };
		// The same without a refusal: n8n reads and checks the settings too.
		const base = await longestBlock(async () => await go(update, { body: { status_code: 200, data: CONNECTION } }));
		let error: { description: string; [key: string]: unknown } | undefined;
		const hostile = await longestBlock(async () => (error = await errorOf(update, refusal)));
		expect(hostile).toBeLessThan(2_500 + 5 * base);
		expect(error!.description).not.toMatch(/fake-value|of-many/);
		expect(String(error!['detail'])).toMatch(/^\/settings\/field_0: must not be \[redacted\]; .*; and 9995 more$/);
	});
});

describe('a response that does not support a success', () => {
	const MAPPING = { resource: 'customMapping', ...CRM_PIPEDRIVE, targetField: byId('crm+contacts+tier') };
	const CONSUMER = { resource: 'consumer', consumer: byId('test-consumer') };
	const ok = (data: unknown, more: object = {}) => ({ status_code: 200, status: 'OK', data, ...more });
	const NULL: Scripted = { body: 'null', headers: { 'content-type': 'application/json' } };

	it.each<[string, object, Scripted]>([
		...([['a connection', {}], ['a mapping', MAPPING], ['a consumer', CONSUMER]] as Array<[string, object]>).flatMap(([name, parameters]): Array<[string, object, Scripted]> => [
			[`${name}: a status in words inside`, parameters, { body: { status_code: '404' } }],
			[`${name}: null`, parameters, NULL],
			[`${name}: accepted, not done`, parameters, { status: 202, body: '' }],
			[`${name}: accepted in words`, parameters, { status: 202, body: { status_code: 202, status: 'Accepted' } }],
			[`${name}: empty`, parameters, { body: '' }],
			[`${name}: an empty object`, parameters, { body: {} }],
			[`${name}: a list`, parameters, { body: [] }],
			[`${name}: text`, parameters, { body: 'deleted' }],
			[`${name}: an error`, parameters, { body: ok({}, { error: 'Internal' }) }],
			[`${name}: status Error`, parameters, { body: { status_code: 200, status: 'Error', data: {} } }],
			[`${name}: data that is null`, parameters, { body: { data: null } }],
			[`${name}: another consumer`, parameters, { body: ok({ consumer_id: 'victim' }) }],
		]),
		['a connection: another service', {}, { body: ok({ id: 'crm+hubspot' }) }],
		['a connection: another unified API', {}, { body: ok({ unified_api: 'hris' }) }],
		['a mapping: another field', MAPPING, { body: ok({ id: 'crm+contacts+other' }) }],
		['a consumer: nothing', CONSUMER, { status: 204 }],
		['a consumer: success without a name', CONSUMER, { body: ok({}) }],
	])('S12: a delete of %s', async (_name, parameters, scripted) => {
		const error = await errorOf({ ...parameters, operation: 'delete' }, scripted);
		expect(error).toMatchObject({ reason: 'unexpected_response', mayHaveBeenApplied: true, attempts: 1 });
		expect(error.description).toContain('Check the current state before running it again');
	});

	it.each<[string, object, Scripted]>([
		['a connection: 204', {}, { status: 204 }],
		['a connection: 200 that says so', {}, { body: { status_code: 200, status: 'OK' } }],
		['a connection: 200 in words', {}, { body: { status_code: '200' } }],
		['a connection: its ID', {}, { body: { data: { id: 'crm+pipedrive' } } }],
		['a mapping: 204', MAPPING, { status: 204 }],
		['a mapping: its ID', MAPPING, { body: ok({ id: 'crm+contacts+tier', consumer_id: 'test-consumer' }) }],
		['a consumer: its ID', CONSUMER, { body: ok({ consumer_id: 'test-consumer' }) }],
	])('S12: a delete is confirmed for %s', async (_name, parameters, scripted) => {
		const { json } = await go({ ...parameters, operation: 'delete' }, scripted);
		expect(json).toEqual([expect.objectContaining({ deleted: true, consumer_id: 'test-consumer' })]);
	});

	it('S12: a delete is not done because of a 404 that is not about it', async () => {
		for (const scripted of [{ status: 404, ...HTML('<html></html>') }, { status: 404, body: { message: 'no route' } }, { status: 404, body: { type_name: 'ConnectorExecutionError' } }]) {
			server.reset();
			server.script = [{ status: 504 }];
			const error = await errorOf({ operation: 'delete', options: retries({ maxRetries: 1, initialInterval: 1, maxInterval: 1 }) }, scripted);
			expect(error).toMatchObject({ attempts: 2, httpCode: '404', mayHaveBeenApplied: true });
		}
	});

	const session = { resource: 'session', operation: 'create' };
	const consent = { operation: 'updateConsent', resource: 'connection', decision: 'allow', consentScope: 'all' };
	it.each<[string, object, unknown, boolean]>([
		['get: another consumer', GET, { ...CONNECTION, consumer_id: 'victim' }, false],
		['get: another service', GET, { ...CONNECTION, id: undefined, service_id: 'hubspot' }, false],
		['get: another ID', GET, { id: 'crm+hubspot' }, false],
		['get many: another consumer', { operation: 'getAll' }, [CONNECTION, { consumer_id: 'victim' }], false],
		['update: another consumer', { operation: 'update', updateFields: { enabled: true } }, { consumer_id: 'victim' }, true],
		['update: another unified API', { operation: 'update', updateFields: { enabled: true } }, { unified_api: 'hris' }, true],
		['update: the switch in the other position', { operation: 'update', updateFields: { enabled: false } }, { ...CONNECTION, enabled: true }, true],
		['create: another ID', { operation: 'create' }, { id: 'crm+hubspot' }, true],
		['import: another service', { operation: 'import', credentials: { accessToken: 'fake-access' } }, { service_id: 'hubspot' }, true],
		['token: another ID', { operation: 'token' }, { id: 'crm+hubspot' }, true],
		['validate: another ID', { operation: 'validate' }, { id: 'crm+hubspot', state: 'callable' }, true],
		['migrate: neither service', { operation: 'migrate', targetService: byId('hubspot') }, { service_id: 'zoho' }, true],
		['callback state: none', { operation: 'createCallbackState' }, {}, true],
		['session: no link', session, {}, true],
		['session: another consumer', session, { session_uri: 'https://vault.example/session/fake', consumer_id: 'victim' }, true],
		['consumer get: another', { ...CONSUMER, operation: 'get' }, { consumer_id: 'victim' }, false],
		['consumer get: a number', { ...CONSUMER, operation: 'get' }, { consumer_id: 7 }, false],
		['consumer update: another', { ...CONSUMER, operation: 'update', consumerMetadata: { accountName: 'A' } }, { consumer_id: 'victim' }, true],
		['consumer create: another', { resource: 'consumer', operation: 'create', consumerId: 'new-one' }, { consumer_id: 'victim' }, true],
		['request counts: another', { ...CONSUMER, operation: 'getRequestCounts', startDate: '2026-01-01', endDate: '2026-01-31' }, { consumer_id: 'victim' }, false],
		['mapping get: another consumer', { ...MAPPING, operation: 'get' }, { consumer_id: 'victim' }, false],
		['mapping update: another field', { ...MAPPING, operation: 'update', mappingValue: byId('$.a') }, { id: 'crm+contacts+other' }, true],
		['mapping get many: another consumer', { ...MAPPING, operation: 'getAll' }, [{ consumer_id: 'victim' }], false],
		['resource settings: another service', { resource: 'settings', operation: 'get', apiResource: byId('leads') }, { service_id: 'hubspot' }, false],
	])('S12: %s is an unexpected response', async (_name, parameters, data, changes) => {
		const error = await errorOf(parameters, { body: ok(data) });
		expect(error).toMatchObject({ message: expect.stringMatching(/^Unexpected response: /) as unknown, reason: 'unexpected_response', mayHaveBeenApplied: changes, attempts: 1 });
		expect(JSON.stringify(error)).not.toContain('victim');
		expect(server.requests).toHaveLength(1);
	});

	it('S12: a consent that was recorded as the opposite is an unexpected response', async () => {
		const error = await errorOf(consent, { body: ok({ id: 'c1', granted: false, resources: '*' }) });
		expect(error).toMatchObject({ message: "Unexpected response: its 'granted' does not match the request", mayHaveBeenApplied: true });
	});

	it.each<[string, object, unknown]>([
		['no ID at all', GET, { state: 'callable' }],
		['IDs of no kind of text', GET, { id: {}, unified_api: null, service_id: [], consumer_id: '' }],
		['the service in another case', GET, { ...CONNECTION, id: 'CRM+Pipedrive', service_id: 'Pipedrive' }],
		['the new service after a migration', { operation: 'migrate', targetService: byId('hubspot') }, { id: 'crm+hubspot', service_id: 'hubspot' }],
		['the old service after a migration', { operation: 'migrate', targetService: byId('hubspot') }, { id: 'crm+pipedrive', service_id: 'pipedrive' }],
		['an ID of a consent', consent, { id: 'c1', granted: true, resources: '*' }],
		['an example with names of the service', { resource: 'settings', operation: 'getExample', apiResource: byId('leads') }, { service_id: 'theirs', consumer_id: 'theirs' }],
	])('S12: %s contradicts nothing', async (_name, parameters, data) => {
		const { json } = await go(parameters, { body: ok(data) });
		expect(json).toHaveLength(1);
		expect(json[0]).not.toHaveProperty('error');
	});

	it.each([{ status: 'Error' }, { status_code: '500' }, { status_code: 302 }, { error: { message: 'no' } }, { errors: ['no'] }, { type_name: 'FutureError' }, { success: false }])('S12: data beside %j is no success', async (more) => {
		expect(await errorOf({ operation: 'token' }, { body: ok(CONNECTION, more) })).toMatchObject({ mayHaveBeenApplied: true });
	});
});
