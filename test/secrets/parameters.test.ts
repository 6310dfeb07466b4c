import type { Engine } from '../../tools/engine';
import { byId, CONTINUE, CREDENTIAL, loadEngine, retries, run, type RunOptions, start, until } from '../engine/support';
import { Canaries } from './canary';
import { GIVEN, secretCalls } from './calls';
import { EchoVault, failingConsumer } from './echoVault';
import { LogBook, printed, tracesOf } from './traces';

const CALLS = secretCalls((position) => `$json.${position}`);
const IMPORT = CALLS['connection.import']!.parameters;

let canaries: Canaries;
let vault: EchoVault;
let engine: Engine;
let log: LogBook;
let given: Record<string, string>;

beforeAll(async () => {
	canaries = new Canaries();
	given = Object.fromEntries(GIVEN.map((position) => [position, canaries.at(position)]));
	vault = await EchoVault.start(canaries);
	engine = await loadEngine();
	log = LogBook.open();
});
beforeEach(() => {
	vault.failure = undefined;
	vault.received.length = 0;
	log.lines.length = 0;
});
afterAll(async () => {
	jest.restoreAllMocks();
	await vault.close();
});

const optionsFor = (consumer: string, more: RunOptions = {}): RunOptions => ({
	items: [{ consumer, ...given }],
	credential: { apiKey: canaries.at('apiKey') },
	...more,
});
const found = (...texts: string[]) => canaries.findIn([...texts, ...log.lines].join('\n'));

const field = (type: string, more: object = {}) => ({ id: 'pin', displayName: 'PIN', type, display: true, required: false, defaultMatch: false, ...more });
const form = (type: string, value = '={{ $json.inputPassword }}', more: object = {}) => ({
	settingsMode: 'fields',
	settings: { mappingMode: 'defineBelow', value: { pin: value }, schema: [field(type, more)] },
});

describe('a parameter that is wrong is not repeated in its error, nor is the secret beside it', () => {
	it.each<[string, object]>([
		['settings that are not valid JSON', { settingsJson: `={{ '{"password": ' + $json.inputPassword }}` }],
		['settings that are a text', { settingsJson: '={{ JSON.stringify($json.inputPassword) }}' }],
		['settings that are a list', { settingsJson: '={{ [$json.inputPassword] }}' }],
		['settings with a number that cannot be sent', { settingsJson: '={{ { password: $json.inputPassword, pin: 9007199254740993 } }}' }],
		['a secret in a number field', form('number')],
		['a secret in a date field', form('dateTime')],
		['a secret in a boolean field', form('boolean')],
		['a secret in a field with options', form('options', undefined, { options: [{ name: 'A', value: 'a' }] })],
		['an unknown mode', { settingsMode: 'other' }],
		['a wrong date beside a token', { credentials: { accessToken: '={{ $json.accessToken }}', issuedAt: 'soon' } }],
		['a wrong number beside a token', { credentials: { accessToken: '={{ $json.accessToken }}', expiresIn: -1 } }],
		['wrong metadata beside a token', { additionalFields: { metadata: '{' } }],
		['a wrong option', { options: { timeout: -1 } }],
		['an expression that fails', { settingsJson: "={{ $('Nobody').item.json.x + $json.inputPassword }}" }],
	])('%s', async (_name, change) => {
		for (const more of [{}, CONTINUE]) {
			const result = await run(engine, vault, { ...IMPORT, ...change }, optionsFor('test-consumer', more));
			expect(result.error ?? result.json[0]!['error']).toBeDefined();
			expect(found(tracesOf(result))).toEqual([]);
		}
		expect(vault.received).toEqual([]);
	});

	it('says which field of the form is wrong', async () => {
		const result = await run(engine, vault, { ...IMPORT, ...form('number') }, optionsFor('test-consumer'));
		expect(result.error?.message).toContain("'PIN' must be a number");
		// Other mistakes of an expression keep n8n's own words.
		const other = await run(engine, vault, { ...IMPORT, ...form('number', "={{ $('Nobody').item.json.pin }}") }, optionsFor('test-consumer'));
		expect(other.error?.message).not.toContain('must be a number');
	});
});

describe('a credential whose base URL cannot be used', () => {
	it.each<[string, (secret: string) => string]>([
		['holds a password', (secret) => `https://user:${secret}@api.example.test`],
		['holds a query', (secret) => `https://api.example.test/?key=${secret}`],
		['holds a fragment', (secret) => `https://api.example.test/#${secret}`],
		['is of another scheme', (secret) => `ftp://${secret}`],
		['is not a URL', (secret) => secret],
		['leads nowhere, with a secret in its path', (secret) => `http://127.0.0.1:9/${secret}`],
		['is not encrypted', (secret) => `http://${secret}.example.test`],
	])('%s: neither it nor the key is repeated', async (_name, baseUrl) => {
		const credential = { apiKey: canaries.at('apiKey'), baseUrl: baseUrl(canaries.at('baseUrl')) };
		const result = await run(engine, vault, { ...IMPORT, options: retries({ maxRetries: 0 }) }, optionsFor('x', { credential }));
		expect(result.status).toBe('error');
		expect(found(tracesOf(result))).toEqual([]);
	});
});

it('a run that is cancelled while it waits says nothing of what it sent', async () => {
	const running = start(engine, vault, { ...IMPORT, options: { timeout: 60 } }, optionsFor(failingConsumer('hang')));
	await until(() => vault.received.length === 1);
	running.cancel();
	const { run: record, status, error, hints } = await running;
	expect(status).toBe('canceled');
	expect(found(printed([record.data.resultData.runData['Vault'], error, hints]), String(error?.stack))).toEqual([]);
});

describe('the lists and forms of the open editor', () => {
	const chosen = { resource: 'connection', operation: 'update', consumer: byId('test-consumer'), connection: byId('crm+pipedrive') };
	const methods = [
		['listSearch', 'searchConsumers'],
		['loadOptions', 'getServices'],
		['listSearch', 'searchConnections'],
		['listSearch', 'searchConnectors'],
		['resourceMapping', 'getSettingsFields'],
	] as const;

	it.each(methods)('%s %s shows no secret, not even where Apideck hands back the key', async (kind, method) => {
		const credentials = { apideckApi: { apiKey: canaries.at('apiKey'), appId: 'app', baseUrl: vault.url } };
		const ask = async () =>
			await engine.loadMethod(kind, method, { type: engine.type('apideckVault'), credentials: CREDENTIAL }, credentials, [], chosen as never).then(printed, (error: Error) => {
				failed++;
				return `${printed(error)} ${error.stack}`;
			});
		let failed = 0;
		const shown = await ask();
		expect([failed, vault.received.length > 0]).toEqual([0, true]);
		const failures = ['status-401', 'status-404', 'status-422', 'debug', 'html-502', 'no-data', 'garbage', 'redirect', 'reset'];
		const texts = [];
		for (vault.failure of failures) texts.push(await ask());
		expect(failed).toBe(failures.length);
		expect(vault.received.length).toBeGreaterThan(failures.length);
		expect(found(shown, ...texts).filter((position) => position !== 'shownMetadata')).toEqual([]);
	});
});

it('the credential test never repeats the key, whatever the response', async () => {
	for (const failure of ['status-400', 'status-401', 'status-402', 'status-404', 'status-429', 'status-500', 'debug', 'html-401', 'garbage', 'redirect', 'reset']) {
		vault.failure = failure;
		const tested = await engine.testCredential('apideckApi', { apiKey: canaries.at('apiKey'), appId: 'app', baseUrl: vault.url });
		expect({ failure, found: canaries.findIn(printed(tested)) }).toEqual({ failure, found: [] });
	}
	expect(found()).toEqual([]);
});
