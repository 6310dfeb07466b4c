import type { Engine } from '../../tools/engine';
import { resources } from '../../nodes/ApideckVault/actions/router';
import { loadEngine, run, type Ran, type RunOptions } from '../engine/support';
import { SHOWN } from './responses';
import { Canaries } from './canary';
import { GIVEN, secretCalls, type SecretCall } from './calls';
import { EchoVault } from './echoVault';
import { LogBook, tracesOf } from './traces';

const CALLS = secretCalls((position) => `$json.${position}`);

/** Shown only when "Redact Secrets" is off: the responses of a connection hold them. */
const OF_A_CONNECTION = ['storedPassword', 'storedPin', 'fieldDefault', 'authorizeState', 'revokeState', 'executeUrl', 'responseAccessToken', 'responseRefreshToken', 'responseClientSecret'];

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
beforeEach(() => void (log.lines.length = 0));
afterAll(async () => {
	jest.restoreAllMocks();
	await vault.close();
});

const call = async ({ parameters }: SecretCall, more: object = {}, options: RunOptions = {}): Promise<Ran> =>
	await run(engine, vault, { ...parameters, ...more }, { items: [{ consumer: 'test-consumer', ...given }], credential: { apiKey: ` Bearer ${canaries.at('apiKey')} ` }, ...options });

/** What was found, apart from what may be shown. */
const found = (result: Ran) => canaries.findIn([tracesOf(result), ...log.lines].join('\n')).filter((position) => position !== SHOWN);

/** All fields that the operation offers to select. */
function offeredFields({ parameters }: SecretCall): string[] {
	const operation = resources[String(parameters['resource'])]!.operations[String(parameters['operation'])]!;
	const options = operation.properties.find(({ name }) => name === 'fields')?.options as Array<{ value: string }> | undefined;
	return (options ?? []).map(({ value }) => value);
}

describe.each(Object.entries(CALLS))('%s', (_name, one) => {
	const fields = offeredFields(one);

	it.each(['simplified', 'raw', 'selected'])('S14: shows no form of the API key in %s output when the response repeats it, with secrets masked and without', async (output) => {
		try {
			vault.repeats = true;
			for (const redactSecrets of [true, false]) {
				const result = await call(one, { output, fields, options: { redactSecrets } });
				expect(result.status).toBe('success');
				expect(result.json.length).toBeGreaterThan(0);
				expect(found(result)).not.toContain('apiKey');
				expect(log.lines.length === 0 || !canaries.findIn(log.lines.join('\n')).includes('apiKey')).toBe(true);
			}
		} finally {
			vault.repeats = false;
		}
	});

	it.each(['simplified', 'raw', 'selected'])('S14: shows no secret in %s output, but those that it is for', async (output) => {
		const result = await call(one, { output, fields });
		expect(result.status).toBe('success');
		expect(result.json.length).toBeGreaterThan(0);
		expect(found(result).sort()).toEqual([...(one.asksFor ?? [])].sort());
	});
});

describe('with "Redact Secrets" turned off', () => {
	it.each(['connection.get', 'connection.getAll', 'connection.update', 'connection.import', 'settings.get'])('%s shows what Apideck returns, and never the key', async (name) => {
		const result = await call(CALLS[name]!, { output: 'raw', options: { redactSecrets: false } });
		expect(found(result)).toEqual(expect.arrayContaining(OF_A_CONNECTION));
		expect(found(result)).not.toContain('apiKey');
		expect(canaries.findIn(log.lines.join('\n'))).toEqual([]);
	});

	it('a log record and a consumer show theirs', async () => {
		expect(found(await call(CALLS['log.getAll']!, { output: 'raw', options: { redactSecrets: false } })).sort()).toEqual(['logErrorBearer', 'logErrorQuery', 'logHeader', 'logQuery']);
		expect(found(await call(CALLS['consumer.get']!, { output: 'raw', options: { redactSecrets: false } })).sort()).toEqual(['consumerSetting', 'consumerUnknown']);
	});

	it.each([
		['connection.getConsents', ['consentUnknown']],
		['settings.getExample', ['exampleConnectionString', 'exampleCookie', 'exampleKeyFile', 'examplePin', 'exampleSignature', 'exampleUser']],
		['settings.getSchema', ['schemaExample']],
		['settings.getCustomFields', ['customFieldValue']],
		['customMapping.getAll', ['mappingExample']],
	])('S14: %s shows what the response holds, so that masking is what hides it', async (name, positions) => {
		expect(found(await call(CALLS[name]!, { output: 'raw', options: { redactSecrets: false } })).sort()).toEqual(positions);
	});

	it.each(['connection.validate', 'connection.confirm'])('S14: %s has no such option, so an unexpected secret in its response stays masked', async (name) => {
		expect(found(await call(CALLS[name]!, { options: { redactSecrets: false } }))).toEqual([]);
	});

	it('what is masked stays readable around the secret', async () => {
		const [{ json: log = {} } = {}] = (await call(CALLS['log.getAll']!, { output: 'raw' })).items;
		expect(log).toMatchObject({
			path: '/crm/leads?limit=20&api_key=[redacted]',
			error_message: 'GET https://api.example.test/v1/leads?access_token=[redacted] failed (Authorization: Bearer [redacted])',
		});
		const [{ json: connection = {} } = {}] = (await call(CALLS['connection.get']!, { output: 'raw' })).items;
		expect(connection).toMatchObject({
			settings: { instance_url: 'https://example.test', password: '[redacted]' },
			authorize_url: 'https://unify.example.test/vault/authorize/pipedrive/app?state=[redacted]&client_secret=[redacted]&redirect_uri=https%3A%2F%2Fapp.example.test',
			revoke_url: 'https://[redacted]@unify.example.test/vault/revoke/pipedrive/app?state=[redacted]#access_token=[redacted]',
			credentials: '[redacted]',
			oauth: { client_id: 'public', client_secret: '[redacted]' },
		});
	});
});

describe('the audit', () => {
	const LINKS = { parameters: { resource: 'audit', operation: 'getFindings', options: { includeLink: true } }, texts: 0, byConsumer: false };

	it('puts the link in one declared field of a finding, and into no report', async () => {
		const findings = await call(LINKS);
		expect(found(findings)).toEqual(['sessionToken']);
		const linked = findings.json.filter(({ reauthorize_url: url }) => url !== undefined);
		expect(linked.length).toBeGreaterThan(0);
		expect(canaries.findIn(JSON.stringify(findings.json.map((finding) => ({ ...finding, reauthorize_url: null }))))).not.toContain('sessionToken');
		const report = await call(CALLS['audit.getReport']!);
		expect(found(report)).toEqual([]);
		const html = Buffer.from(report.items[0]!.binary!['report']!.data, 'base64').toString();
		// The report was looked into: the names of consumers are in it.
		expect([canaries.findIn(html), canaries.findIn(String(report.json[0]!['markdown']))]).toEqual([[SHOWN], [SHOWN]]);
	});

	it('notes that there is no link without saying what Apideck responded', async () => {
		try {
			vault.failOnly = { path: '/vault/sessions', failure: 'status-422' };
			const findings = await call(LINKS);
			expect(findings.json.filter(({ reauthorize_note: note }) => note !== undefined).length).toBeGreaterThan(0);
			expect(found(findings)).toEqual([]);
		} finally {
			vault.failOnly = undefined;
		}
	});

	it('keeps nothing secret in what it remembers from run to run', async () => {
		const result = await call({ ...CALLS['audit.getFindings']!, parameters: { resource: 'audit', operation: 'getFindings', onlyChanges: true } });
		expect(canaries.findIn(JSON.stringify(result.staticData))).toEqual([]);
	});
});

it('every output path that can hold a secret is declared', () => {
	const { description } = engine.types.getByNameAndVersion(engine.type('apideckVault'));
	expect(description.sensitiveOutputFields).toEqual(
		expect.arrayContaining(['settings', 'form_fields[*].value', 'authorize_url', 'revoke_url', 'subscriptions[*].execute_url', 'connections[*].settings', 'reauthorize_url', 'session_uri', 'session_token', 'callback_state']),
	);
});
