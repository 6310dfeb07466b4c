import type { ICredentialType, IHttpRequestOptions } from 'n8n-workflow';
import { createHmac } from 'node:crypto';

import { WebhookServer, type CredentialData, type Engine } from '../../tools/engine';
import { normalizeApiKey, requireApiKey } from '../../nodes/ApideckVault/secrets/apiKey';
import { canonicalJson } from '../../nodes/ApideckVault/trigger/delivery';
import { startSandbox, type Sandbox } from '../../tools/sandbox';
import { CONTINUE, CRM_PIPEDRIVE, loadEngine, run } from '../engine/support';
import { captureLog, type CapturedLog } from '../engine/triggerLog';
import { send } from '../engine/triggerSend';
import { credentialFor, delivery, newPayload, triggerWorkflow } from '../engine/triggerSupport';

/** Invalid keys, such as those pasted with other text. */
const EMPTY: unknown[] = ['', '  ', '\n', 'Bearer', 'bearer', 'BEARER ', ' Bearer   ', 'Bearer\n', 'Bearer Bearer', 'bearer\tBEARER ', undefined, null, 0, 12345678, true, {}, [], ['sk_test_fake']];

/** What no header could carry, and nobody was given as a key. */
const INVALID = ['sk_test\nfake', 'sk_test\r\nHost: evil.example', 'sk_test\0fake', 'sk_test\u200bfake', '\u200bsk_test_fake', 'sk_tést', 'sk_test\tfake', 'sk_test\u00a0fake'];

const MESSAGE = /^'API Key' of the Apideck credential (is empty|contains a line break)/;

let sandbox: Sandbox;
let engine: Engine;
let type: ICredentialType;
let log: CapturedLog;

beforeAll(async () => {
	[sandbox, engine] = await Promise.all([startSandbox(), loadEngine()]);
	type = engine.types.credentialType('apideckApi');
});
beforeEach(() => {
	sandbox.reset();
	log = captureLog();
});
afterEach(() => log.release());
afterAll(async () => await sandbox.close());

describe('the normalized API key', () => {
	it.each([
		['sk_test_fake', 'sk_test_fake'],
		[' sk_test_fake\n', 'sk_test_fake'],
		['Bearer sk_test_fake', 'sk_test_fake'],
		['bearer\t sk_test_fake ', 'sk_test_fake'],
		['Bearer Bearer sk_test_fake', 'sk_test_fake'],
		['\ufeffsk_test_fake\u00a0', 'sk_test_fake'],
		['bearer_of_news', 'bearer_of_news'],
		['fake bearer key', 'fake bearer key'],
		['Bearersk_test', 'Bearersk_test'],
	])('S13: of %j is %j', (given, expected) => {
		expect([normalizeApiKey(given), requireApiKey(given)]).toEqual([expected, expected]);
	});

	it.each(EMPTY)('S13: of %j is empty, and is refused', (given) => {
		expect(normalizeApiKey(given)).toBe('');
		expect(() => requireApiKey(given)).toThrow("'API Key' of the Apideck credential is empty");
	});

	it.each(INVALID)('S13: %j is refused, and not repeated', (given) => {
		expect(() => requireApiKey(given)).toThrow(/^'API Key' of the Apideck credential contains a line break or another character that is not allowed in an API key\. Copy it from the Apideck dashboard \(Configuration > API Keys\)\.$/);
	});
});

describe.each([...EMPTY, ...INVALID].map((apiKey) => [JSON.stringify(apiKey) ?? 'undefined', apiKey] as const))('with the API key %s', (_name, apiKey) => {
	const credential = () => credentialFor(sandbox, { apiKey: apiKey as never });

	it('S13: the credential signs no request', async () => {
		if (typeof type.authenticate !== 'function') throw new Error('authenticate must be a function');
		const request: IHttpRequestOptions = { url: `${sandbox.url}/vault/consumers` };
		await expect(type.authenticate({ apiKey, appId: 'app', baseUrl: sandbox.url } as never, request)).rejects.toThrow(MESSAGE);
		const tested = await engine.testCredential('apideckApi', credential()['apideckApi']!);
		expect(tested).toMatchObject({ status: 'Error', message: expect.stringMatching(MESSAGE) as string });
		expect(sandbox.requests).toEqual([]);
	});

	it('S13: the node sends nothing and names the field', async () => {
		const { status, error } = await run(engine, sandbox, { operation: 'get', ...CRM_PIPEDRIVE }, { credential: { apiKey: apiKey as never } });
		expect(status).toBe('error');
		expect(error?.message).toMatch(MESSAGE);
		expect(error?.description).toContain("correct 'API Key'. No request was sent");
		expect(sandbox.requests).toEqual([]);
	});

	it('S13: the trigger refuses a delivery that is signed with it, or with what is left of it', async () => {
		const body = { payload: newPayload() };
		const given = typeof apiKey === 'string' ? apiKey : '';
		for (const key of new Set([given, given.trim(), 'Bearer', 'bearer', '', 'undefined', 'null'])) {
			const signature = createHmac('sha256', key).update(canonicalJson(body, true)).digest('hex');
			const result = await send(engine, delivery(body, { 'x-apideck-signature': signature }), {}, {}, credential());
			expect([key, result.status, result.items]).toEqual([key, 500, undefined]);
		}
		expect(log.lines[0]).toMatchObject({ level: 'error', message: expect.stringMatching(/^Apideck Vault Trigger: could not process a delivery.*'API Key' of the Apideck credential/) as string });
	});
});

it('S13: a trigger without a key cannot be activated', async () => {
	const credentials: CredentialData = credentialFor(sandbox, { apiKey: 'Bearer' });
	const server = await WebhookServer.start(engine, triggerWorkflow(engine, {}, 'no-key'), { credentials });
	try {
		await expect(server.activate()).rejects.toThrow(MESSAGE);
		expect(sandbox.requests).toEqual([]);
	} finally {
		await server.close();
	}
});

it('S13: a key that was pasted with Bearer works in the node, and verifies deliveries', async () => {
	for (const apiKey of [`Bearer ${sandbox.credentials.apiKey}`, ` bearer Bearer  ${sandbox.credentials.apiKey}\n`]) {
		const { json } = await run(engine, sandbox, { operation: 'get', ...CRM_PIPEDRIVE }, { ...CONTINUE, credential: { apiKey } });
		expect(json[0]).toMatchObject({ service_id: 'pipedrive' });
		const result = await send(engine, delivery({ payload: newPayload() }), {}, {}, credentialFor(sandbox, { apiKey }));
		expect([result.status, result.items?.length]).toEqual([200, 1]);
	}
});
