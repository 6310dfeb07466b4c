import type { CredentialData, Engine } from '../../tools/engine';
import { WebhookServer } from '../../tools/engine';
import { signatureOf } from '../../tools/sandbox';
import { loadEngine } from '../engine/support';
import { captureLog, type CapturedLog } from '../engine/triggerLog';
import { delivery, newPayload, triggerWorkflow } from '../engine/triggerSupport';
import { send } from '../engine/triggerSend';
import { connectionResponse, SHOWN } from './responses';
import { Canaries } from './canary';
import { EchoVault } from './echoVault';
import { printed } from './traces';

let canaries: Canaries;
let vault: EchoVault;
let engine: Engine;
let log: CapturedLog;
let credentials: CredentialData;

beforeAll(async () => {
	canaries = new Canaries();
	vault = await EchoVault.start(canaries);
	engine = await loadEngine();
	credentials = { apideckApi: { apiKey: `Bearer ${canaries.at('apiKey')}`, appId: 'app', consumerId: '', baseUrl: vault.url } };
});
beforeEach(() => {
	log = captureLog();
	vault.failure = undefined;
	vault.received.length = 0;
});
afterEach(() => log.release());
afterAll(async () => await vault.close());

/** An event whose connection holds every secret that a connection can hold, and some more around it. */
const payload = () =>
	newPayload(
		{ credentials: { access_token: canaries.at('payloadToken') }, previous: { settings: { key: canaries.at('previousSetting') } } },
		{ ...connectionResponse(canaries), migrated_from: { service_id: 'old', settings: { key: canaries.at('migratedFrom') } } },
	);

/** Headers that a gateway before n8n may add, and that are nobody's business. */
const custom = () => ({ authorization: `Bearer ${canaries.at('deliveryAuthorization')}`, 'x-custom': canaries.at('deliveryHeader') });

const signed = (body: unknown, key = canaries.at('apiKey')) => delivery(body, { 'x-apideck-signature': signatureOf(typeof body === 'string' ? body : JSON.stringify(body), key, 'recursive'), ...custom() });
const call = async (request: Parameters<typeof send>[1], parameters: object = {}) => await send(engine, request, parameters, {}, credentials);
const found = (value: unknown) => canaries.findIn(`${printed(value)} ${printed(log.lines)}`);

describe('a delivery that starts a run', () => {
	it.each([{}, { options: { includePayload: true } }])('gives an item without secrets: %j', async (parameters) => {
		const result = await call(signed({ payload: payload() }), parameters);
		expect(result.items).toHaveLength(1);
		expect(found(result).filter((position) => position !== SHOWN)).toEqual([]);
	});

	it('gives what was sent when "Redact Secrets" is off, and neither key nor headers', async () => {
		const result = await call(signed({ payload: payload() }), { options: { includePayload: true, redactSecrets: false } });
		expect(found(result.items)).toEqual(expect.arrayContaining(['storedPassword', 'payloadToken', 'migratedFrom', 'previousSetting']));
		expect(found(result.items).filter((position) => ['apiKey', 'deliveryAuthorization', 'deliveryHeader'].includes(position))).toEqual([]);
		expect(canaries.findIn(`${printed(result.response)} ${printed(result.staticData)} ${printed(log.lines)}`)).toEqual([]);
	});
});

describe('a call that is refused', () => {
	const text = (value: unknown) => JSON.stringify(value);

	it.each<[string, number, () => Parameters<typeof send>[1]]>([
		['signed with another key', 401, () => signed({ payload: payload() }, 'another-key')],
		['without a signature', 401, () => delivery({ payload: payload() }, { 'x-apideck-signature': undefined, ...custom() })],
		['with the key in place of the signature', 401, () => delivery({ payload: payload() }, { 'x-apideck-signature': canaries.at('apiKey') })],
		['with a body that breaks off', 422, () => ({ ...delivery('{}'), body: `{"payload": "${canaries.at('deliveryBody')}` })],
		['with no event in it', 400, () => signed({ echo: canaries.at('apiKey'), payload: { key: canaries.at('deliveryBody') } })],
		['nested too deep', 400, () => signed(`{"payload":${'['.repeat(70)}"${canaries.at('deliveryBody')}"${']'.repeat(70)}}`)],
		['with a number out of range', 400, () => delivery(`{"payload":{"${canaries.at('deliveryBody')}":1e999}}`, { 'x-apideck-signature': '0'.repeat(64) })],
		['of another content type', 415, () => delivery({ payload: payload() }, { 'content-type': `text/${canaries.at('deliveryHeader')}` })],
		['with bytes that are not UTF-8', 422, () => ({ ...delivery('{}'), body: Buffer.concat([Buffer.from(text(payload())), Buffer.from([0xff])]) })],
		['that is too large', 413, () => delivery(text({ filler: 'x'.repeat(1_000_001), payload: payload() }))],
	])('%s: neither response nor log repeats anything of it', async (_name, status, request) => {
		const result = await call(request());
		expect([result.status, result.items]).toEqual([status, undefined]);
		// 422 is n8n's own: the node never sees such a body.
		expect(log.lines.length > 0).toBe(status !== 422);
		expect(found({ response: result.response, staticData: result.staticData, error: result.error })).toEqual([]);
	});
});

it('what the trigger remembers of events holds none of their content', async () => {
	const event = { ...payload(), event_id: canaries.at('eventId') };
	const result = await call(signed({ payload: event }));
	expect(printed(result.staticData).length).toBeGreaterThan(10);
	expect(canaries.findIn(printed(result.staticData))).toEqual([]);
});

it.each(['status-401', 'status-422', 'status-404', 'debug', 'html-200', 'html-502', 'no-data', 'garbage', 'redirect'])('the error of an activation that fails by %s repeats nothing', async (failure) => {
	vault.failure = failure;
	const server = await WebhookServer.start(engine, triggerWorkflow(engine, {}, `refused-${failure}`), { credentials });
	try {
		const error = await server.activate().then(
			() => undefined,
			(reason: Error) => reason,
		);
		expect(error).toBeInstanceOf(Error);
		expect(vault.received.length).toBeGreaterThan(0);
		expect(found([error, error?.stack, String(error?.cause), server.staticData])).toEqual([]);
	} finally {
		await server.close();
	}
});
