import type { IDataObject } from 'n8n-workflow';

import { ApideckVault } from '../../nodes/ApideckVault/ApideckVault.node';
import type { Engine } from '../../tools/engine';
import { startSandbox, type Sandbox } from '../../tools/sandbox';
import { call } from '../tools/sandbox/call';
import { counted, HOUR, MINUTE, plainLine, runAudit, type AuditRan } from './auditRun';
import { byId, FAST, loadEngine, run, start, until } from './support';

// Hundreds of requests: on a busy machine they take their time.
jest.setTimeout(180_000);

let sandbox: Sandbox;
let engine: Engine;
beforeAll(async () => {
	[sandbox, engine] = await Promise.all([startSandbox(), loadEngine()]);
});
beforeEach(() => sandbox.reset());
afterAll(async () => await sandbox.close());

const linksWith = (values: object) => ({ options: { ...FAST, includeLink: true, linkOptions: { values } } });
const LINKS = linksWith({});
const linked = async (parameters: object = {}, options = {}) => await runAudit(engine, sandbox, { ...LINKS, ...parameters }, options);
const of = (consumer: string) => ({ consumerScope: 'one', consumer: byId(consumer) });

const sessions = () =>
	sandbox.requests
		.filter(({ method, path }) => method === 'POST' && path === '/vault/sessions')
		.map(({ headers, body, status }) => ({ consumer: headers['x-apideck-consumer-id'], body: JSON.parse(body) as IDataObject, status }));

interface Claims {
	consumer_id: string;
	iat: number;
	exp: number;
}

/** What the sandbox wrote into a session's token, read from a link. */
function claimsOf(link: string | undefined): Claims {
	const token = new URL(link ?? '').searchParams.get('jwt') ?? '';
	return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as Claims;
}

const notesOf = ({ findings }: AuditRan) => findings.map(({ reauthorize_note }) => reauthorize_note);

/** By hand: the consumers of the default scenario with a finding whose actor is the consumer. */
const REPAIRABLE = [
	'Blue Hill & Co / Retail',
	'acct_000917',
	'acct_000918',
	'cairo-compass',
	'copper-lantern-studio',
	'driftwood-logistics',
	'ember-and-oak',
	'falcon-ridge-clinic',
	'granite-peak-gyms',
	'harbour-light-hotels',
	'indigo-tide-games',
	'maple-drift-media',
	'markup-in-name',
	'redwood-signal',
	'willow-creek-vets',
	'zephyr-couriers',
];

describe('the re-authorization link', () => {
	it('is created once per consumer, and only for findings that the consumer can fix', async () => {
		const { findings, status } = await linked();
		expect(status).toBe('success');
		expect(sessions().map(({ consumer }) => consumer).sort()).toEqual(REPAIRABLE);
		expect(findings.filter(({ reauthorize_url }) => reauthorize_url).map(plainLine)).toEqual(
			findings.filter(({ actor }) => actor === 'consumer').map(plainLine),
		);
		expect(findings.filter(({ actor }) => actor !== 'consumer').every((finding) => !('reauthorize_url' in finding))).toBe(true);
		for (const { consumer_id, reauthorize_url } of findings.filter(({ actor }) => actor === 'consumer')) {
			expect(claimsOf(reauthorize_url).consumer_id).toBe(consumer_id);
		}
	});

	it('is limited to the affected unified APIs', async () => {
		await linked(of('harbour-light-hotels'));
		expect(sessions()).toEqual([
			{
				consumer: 'harbour-light-hotels',
				status: 200,
				body: {
					settings: {
						unified_apis: ['accounting', 'hris'],
						isolation_mode: true,
						session_length: '24h',
						show_logs: false,
						allow_actions: ['reauthorize'],
					},
				},
			},
		]);
	});

	it('leads to the affected connection, with its expiry in the finding', async () => {
		const began = Date.now();
		const { findings } = await linked({ ...of('zephyr-couriers'), ...linksWith({ sessionLength: '90m', redirectUri: 'https://app.example.com/done' }) });
		const urls = findings.map(({ reauthorize_url }) => new URL(reauthorize_url ?? ''));
		expect(urls.map(({ origin, pathname }) => origin + pathname)).toEqual([
			'https://vault.apideck.com/integrations/file-storage/box',
			'https://vault.apideck.com/integrations/hris/bamboohr',
		]);
		expect(urls.map(({ searchParams }) => searchParams.get('isolation'))).toEqual(['true', 'true']);
		expect(urls[0]?.searchParams.get('jwt')).toBe(urls[1]?.searchParams.get('jwt'));
		expect(sessions()[0]?.body).toMatchObject({ redirect_uri: 'https://app.example.com/done', settings: { session_length: '90m' } });
		const { iat, exp } = claimsOf(findings[0]?.reauthorize_url);
		expect(exp - iat).toBe(90 * 60);
		for (const { reauthorize_url_expires_at } of findings) {
			const stated = Date.parse(reauthorize_url_expires_at ?? '');
			expect(stated).toBeGreaterThanOrEqual(began + 90 * MINUTE);
			// Never later than it really ends.
			expect(stated).toBeLessThanOrEqual(Date.now() + 90 * MINUTE);
			expect(stated).toBeLessThan((exp + 1) * 1000);
		}
	});

	it.each([
		['30m', '30m'],
		[' 7 d ', '7d'],
		['1w', '1w'],
		['007d', '7d'],
		['168h', '168h'],
	])('has the lifetime "%s", sent as %s', async (sessionLength, sent) => {
		const { findings } = await linked({ ...of('redwood-signal'), ...linksWith({ sessionLength }) });
		expect(sessions()).toMatchObject([{ status: 200, body: { settings: { session_length: sent } } }]);
		expect(findings[0]?.reauthorize_url).toContain('https://vault.apideck.com/integrations/crm/salesforce?jwt=');
	});

	it('is not created for findings that are filtered out, resolved or disappeared', async () => {
		await linked({ filters: { actors: ['you'] } });
		expect(sessions()).toEqual([]);
		const { staticData } = await runAudit(engine, sandbox, { ...of('zephyr-couriers'), return: 'changes' });
		sandbox.vault.set({ consumerId: 'zephyr-couriers', unifiedApi: 'file-storage', serviceId: 'box' }, { state: 'callable', health: 'ok' });
		await call(sandbox, 'DELETE', '/vault/connections/hris/bamboohr', { consumerId: 'zephyr-couriers' });
		const { findings } = await linked({ ...of('zephyr-couriers'), return: 'changes' }, { staticData });
		expect(findings.map(({ change, reauthorize_url }) => [change, reauthorize_url])).toEqual([
			['disappeared', undefined],
			['resolved', undefined],
		]);
		expect(sessions()).toEqual([]);
	});

	it('is created only for changed findings with Changes Since Last Run', async () => {
		const { staticData } = await runAudit(engine, sandbox);
		sandbox.vault.set({ consumerId: 'test-consumer', unifiedApi: 'crm', serviceId: 'pipedrive' }, { state: 'added', health: 'revoked' });
		sandbox.clearRequests();
		await linked({ return: 'changes' }, { staticData });
		expect(sessions().map(({ consumer }) => consumer)).toEqual(['test-consumer']);
	});
});

describe('a link that cannot be created', () => {
	const failing = (fault: { status: number; body?: unknown }, times = Infinity) =>
		sandbox.faults.add({ match: { path: '/vault/sessions', consumerId: 'redwood-signal' }, times, fault });
	const redwood = ({ findings }: AuditRan) => findings.find(({ consumer_id: id }) => id === 'redwood-signal');

	it.each([
		[400, "rejected the request for consumer 'redwood-signal' as invalid"],
		[402, 'plan limit'],
		[422, "cannot process the request for consumer 'redwood-signal'"],
		[500, 'temporarily unavailable'],
	])('leaves a note after status %d, and the other consumers get their links', async (status, words) => {
		failing({ status });
		const ran = await linked();
		expect(ran.status).toBe('success');
		expect(redwood(ran)).toMatchObject({ code: 'revoked', reauthorize_note: expect.stringMatching(`^No link: .*${words}`) as string });
		expect(redwood(ran)).not.toHaveProperty('reauthorize_url');
		expect(ran.findings.filter(({ reauthorize_url }) => reauthorize_url)).toHaveLength(ran.findings.filter(({ actor }) => actor === 'consumer').length - 1);
		// A second session does no harm; a link that is not made is a consumer who is not asked.
		expect(sessions().filter(({ consumer }) => consumer === 'redwood-signal')).toHaveLength(status === 500 ? 9 : 1);
	});

	it.each([429, 503])('is requested again after a single status %d', async (status) => {
		failing({ status }, 1);
		const ran = await linked(of('redwood-signal'));
		expect(sessions().map(({ status }) => status)).toEqual([status, 200]);
		expect(redwood(ran)?.reauthorize_url).toContain('/integrations/crm/salesforce?jwt=');
	});

	it('leaves a note if the response contains no link', async () => {
		failing({ status: 200, body: { status_code: 200, status: 'OK', data: { session_token: 'token' } } });
		const ran = await linked(of('redwood-signal'));
		expect(notesOf(ran)).toEqual([expect.stringContaining('No link')]);
		expect(redwood(ran)).not.toHaveProperty('reauthorize_url');
		expect(redwood(ran)).not.toHaveProperty('reauthorize_url_expires_at');
	});

	it('leaves a note if the URL contains the token of another consumer', async () => {
		const tokenOf = (id: string) => `e30.${Buffer.from(JSON.stringify({ consumer_id: id })).toString('base64url')}.x`;
		const session = (uri: string) => ({ status: 200, body: { status_code: 200, status: 'OK', data: { session_uri: `https://vault.apideck.com/${uri}` } } });
		for (const place of ['session/', 'session?jwt=', 'session?a=b&token=', '#']) {
			failing(session(place + tokenOf('zephyr-couriers')), 1);
			const ran = await linked(of('redwood-signal'));
			expect(notesOf(ran)).toEqual([expect.stringContaining('a different consumer')]);
			expect(redwood(ran)).not.toHaveProperty('reauthorize_url');
			failing(session(place + tokenOf('redwood-signal')), 1);
			expect(redwood(await linked(of('redwood-signal')))?.reauthorize_url).toBe(`https://vault.apideck.com/${place}${tokenOf('redwood-signal')}`);
		}
	});

	it.each([undefined, null, '', '*', {}, ['crm'], 7, 'CRM', ' '])('leaves a note for the unified API %j, and the other findings get a link limited to theirs', async (unifiedApi) => {
		const connection = (unified_api: unknown, service_id: string) => ({ unified_api, service_id, name: service_id, state: 'added', health: 'revoked', enabled: true });
		const response = (connections: object[]) =>
			sandbox.faults.add({ match: { path: '/vault/consumers/redwood-signal' }, times: 1, fault: { status: 200, body: { status_code: 200, status: 'OK', data: { consumer_id: 'redwood-signal', connections } } } });
		response([connection(unifiedApi, 'odd'), connection('crm', 'salesforce')]);
		const { findings } = await linked(of('redwood-signal'));
		expect(findings.filter(({ reauthorize_url }) => reauthorize_url).map(({ service_id }) => service_id)).toEqual(['salesforce']);
		expect(sessions().map(({ body }) => (body['settings'] as IDataObject)['unified_apis'])).toEqual([['crm']]);
		for (const { service_id, reauthorize_note } of findings) if (service_id === 'odd') expect(reauthorize_note).toMatch(/^No link: .* no known unified API/);
		sandbox.clearRequests();
		response([connection(unifiedApi, 'odd')]);
		await linked(of('redwood-signal'));
		expect(sessions()).toEqual([]);
	});

	it.each(['={{ $json.nope }}', '={{ "" }}', '={{ null }}', ''])('is not replaced by a link with the default lifetime for %j', async (sessionLength) => {
		const { error } = await run(engine, sandbox, { resource: 'audit', operation: 'getFindings', ...of('redwood-signal'), ...linksWith({ sessionLength }) });
		expect(error?.message).toMatch(sessionLength === '' ? "'Lifetime' cannot be" : "The expression in 'Lifetime' returned no value");
		expect(sandbox.requests).toEqual([]);
	});

	it('is not created if the expression of its redirect URL returns nothing', async () => {
		const { error } = await run(engine, sandbox, { resource: 'audit', operation: 'getFindings', ...of('redwood-signal'), ...linksWith({ redirectUri: '={{ $json.nope }}' }) });
		expect(error?.message).toMatch("The expression in 'Redirect URL' returned no value");
		expect(sandbox.requests).toEqual([]);
	});

	it("is replaced by the session's own page if the response has no token", async () => {
		failing({ status: 200, body: { status_code: 200, status: 'OK', data: { session_uri: 'https://vault.apideck.com/session/abc' } } });
		expect(redwood(await linked(of('redwood-signal')))?.reauthorize_url).toBe('https://vault.apideck.com/session/abc');
	});

	it('leaves a note for a consumer whose ID is not header-safe, because the link could be for another one', async () => {
		const revoked = { state: 'added', health: 'revoked' };
		sandbox.vault.set({ consumerId: 'café-zürich', unifiedApi: 'accounting', serviceId: 'quickbooks' }, revoked);
		sandbox.vault.set({ consumerId: 'お店-7', unifiedApi: 'file-storage', serviceId: 'box' }, revoked);
		for (const consumer of ['café-zürich', 'お店-7']) {
			const ran = await linked(of(consumer));
			expect(ran.findings.map(({ code }) => code)).toEqual(['revoked']);
			expect(notesOf(ran)).toEqual([expect.stringContaining("this consumer's ID can't be sent in an HTTP header")]);
		}
		expect(sessions()).toEqual([]);
		expect(sandbox.vault.consumerIds()).toHaveLength(37);
	});

	it('leaves a note for a consumer whose ID ends in a space, which HTTP would drop', async () => {
		await call(sandbox, 'POST', '/vault/consumers', { body: { consumer_id: 'redwood-signal ' } });
		sandbox.vault.set({ consumerId: 'redwood-signal ', unifiedApi: 'file-storage', serviceId: 'box' }, { state: 'added', health: 'revoked' });
		const { findings } = await linked({ filters: { consumerPrefix: 'redwood-signal' } });
		const links = findings.map(({ consumer_id, reauthorize_url }) => [consumer_id, reauthorize_url !== undefined && reauthorize_url !== null]);
		expect(links).toContainEqual(['redwood-signal ', false]);
		expect(links).toContainEqual(['redwood-signal', true]);
		expect(sessions().map(({ consumer }) => consumer)).toEqual(['redwood-signal']);
	});

	it('cancels the run if the execution was stopped', async () => {
		sandbox.faults.add({ match: { path: '/vault/sessions' }, times: Infinity, fault: { hang: true } });
		const parameters = { resource: 'audit', operation: 'getFindings', options: { ...LINKS.options, concurrency: 3 } };
		const execution = start(engine, sandbox, parameters);
		await until(() => counted(sandbox.requests).sessions === 3);
		execution.cancel();
		const { status, staticData } = await execution;
		expect([status, staticData]).toEqual(['canceled', {}]);
		expect(counted(sandbox.requests).sessions).toBe(3);
	});
});

describe('the re-authorization link as a secret', () => {
	it('is hidden by n8n in stored executions', () => {
		expect(new ApideckVault().description.sensitiveOutputFields).toContain('reauthorize_url');
	});

	it('occurs in no other field of a finding', async () => {
		const { findings } = await linked();
		for (const { reauthorize_url: link, ...rest } of findings) {
			const token = new URL(link ?? 'https://none.example?jwt=no-link').searchParams.get('jwt') ?? '';
			expect(JSON.stringify(rest)).not.toContain(token);
			expect(JSON.stringify(rest)).not.toMatch(/vault\.apideck\.com/);
		}
	});

	it('expires after a day by default', async () => {
		const { findings } = await linked({ filters: { consumerPrefix: 'redwood-signal' } });
		const { iat, exp } = claimsOf(findings[0]?.reauthorize_url);
		expect((exp - iat) * 1000).toBe(24 * HOUR);
	});
});
