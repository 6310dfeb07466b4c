import fc from 'fast-check';

import type { Engine } from '../../tools/engine';
import { plainLine, line, runAudit, type AuditRan } from './auditRun';
import { byId, loadEngine, retries } from './support';
import { REVOKED, summaryOf, VaultDouble, vaultOf, type DoubleRequest, type DoubleResponse } from './vaultDouble';

// Hundreds of requests: on a busy machine they take their time.
jest.setTimeout(180_000);

let engine: Engine;
let vault: VaultDouble;
beforeAll(async () => {
	[vault, engine] = await Promise.all([VaultDouble.start(), loadEngine()]);
});
beforeEach(() => vault.requests.splice(0));
afterAll(async () => await vault.close());

const ME = ['me', [summaryOf('hubspot', REVOKED)]] as const;
const OTHER = ['other', [summaryOf('pipedrive', REVOKED)]] as const;
const both = new Map([ME, OTHER]);
const OTHERS_FINDING = 'other crm+pipedrive revoked';
const hintsOf = ({ hints }: AuditRan) => hints.map(({ message }) => message).join('\n');

/** What is said about consumer `me`, and nothing else, is replaced. */
const ofMe = (response: DoubleResponse) => vaultOf(both, ({ path }) => (path === '/vault/consumers/me' ? response : undefined));
const OPTIONS = { ...retries({ maxRetries: 0 }), concurrency: 1 };
const LINKS = { options: { ...OPTIONS, includeLink: true } };
const run = async (parameters: object = {}, options = {}) => await runAudit(engine, vault, { options: OPTIONS, ...parameters }, options);

describe('a response about another consumer', () => {
	const foreign: Array<[string, unknown]> = [
		['another ID', 'victim'],
		['an ID in capitals', 'ME'],
		['an ID with a blank', 'me '],
		['a number', 7],
		['a list with the ID', ['me']],
		['an object', { id: 'me' }],
		['a name that every object has', '__proto__'],
	];
	it.each(foreign)('makes the requested consumer unreadable: %s', async (_name, consumer_id) => {
		vault.respond = ofMe({ data: { consumer_id, connections: [summaryOf('hubspot', REVOKED)] } });
		const { findings } = await run(LINKS);
		expect(findings.map(plainLine)).toEqual([OTHERS_FINDING, 'me unreadable']);
		expect(findings[1]?.reason).toContain('for a different consumer');
		expect(vault.told.filter((one) => one.includes('sessions'))).toEqual(['other POST /vault/sessions']);
	});

	it('creates no link for the other consumer when only one consumer is audited', async () => {
		vault.respond = ofMe({ data: { consumer_id: 'victim', connections: [summaryOf('hubspot', REVOKED)] } });
		const { findings } = await run({ consumerScope: 'one', consumer: byId('me'), ...LINKS });
		expect(findings.map(plainLine)).toEqual(['me unreadable']);
		expect(vault.told).toEqual(['GET /vault/consumers/me']);
	});

	it.each(foreign)('makes the consumer unreadable if a connection has the consumer ID %s', async (_name, consumer_id) => {
		vault.respond = ofMe({ data: { consumer_id: 'me', connections: [summaryOf('hubspot'), summaryOf('xero', { consumer_id })] } });
		expect((await run()).findings.map(plainLine)).toEqual([OTHERS_FINDING, 'me unreadable']);
	});

	it.each<[string, object]>([
		['none', {}],
		['null', { consumer_id: null }],
		['the same', { consumer_id: 'me' }],
	])('is not assumed if the ID is %s', async (_name, id) => {
		vault.respond = ofMe({ data: { ...id, connections: [summaryOf('hubspot', REVOKED)] } });
		expect((await run()).findings.map(plainLine)).toEqual(['me crm+hubspot revoked', OTHERS_FINDING]);
	});

	it('is not used to assess a connection', async () => {
		vault.respond = vaultOf(new Map([['me', [summaryOf('hubspot')]]]), ({ path }) =>
			path === '/vault/connections' ? { data: [{ ...summaryOf('xero', REVOKED), form_fields: [] }] } : undefined,
		);
		const { findings } = await run({ options: { ...OPTIONS, thorough: true } });
		expect(findings.map(plainLine)).toEqual(['me crm+hubspot details_unreadable']);
	});

	it('leads to no link if the session is for another consumer', async () => {
		const token = (id: unknown) => `e30.${Buffer.from(JSON.stringify({ consumer_id: id })).toString('base64url')}.x`;
		for (const session of [{ session_token: token('victim') }, { session_token: token({ id: 'me' }) }, { session_token: 'fake', consumer_id: 'victim' }]) {
			vault.respond = vaultOf(new Map([ME]), ({ path }) => (path === '/vault/sessions' ? { data: { session_uri: 'https://vault.example/s', ...session } } : undefined));
			const { findings } = await run(LINKS);
			expect(findings[0]).toMatchObject({ reauthorize_note: expect.stringContaining('a different consumer') });
			expect(findings[0]).not.toHaveProperty('reauthorize_url');
		}
		vault.respond = vaultOf(new Map([ME]), ({ path }) => (path === '/vault/sessions' ? { data: { session_uri: 'https://vault.example/s', session_token: token('me') } } : undefined));
		expect((await run(LINKS)).findings[0]).toHaveProperty('reauthorize_url');
	});

	it("does not change the link's expiry, which is that of the response", async () => {
		const expires_at = new Date(Math.ceil(Date.now() / 1000) * 1000 + 3_600_000).toISOString();
		vault.respond = vaultOf(new Map([ME]), ({ path }) => (path === '/vault/sessions' ? { data: { session_uri: 'https://vault.example/s', expires_at } } : undefined));
		const { findings } = await run(LINKS);
		expect(findings[0]?.reauthorize_url_expires_at).toBe(expires_at);
	});
});

describe('a single refused consumer', () => {
	const UNAUTHORIZED: DoubleResponse = { status: 401, body: { status_code: 401, error: 'Unauthorized', type_name: 'UnauthorizedError', message: 'Unauthorized Request' } };

	it.each<[string, DoubleResponse]>([
		['as if the key were wrong', UNAUTHORIZED],
		['with a 403', { status: 403, body: { status_code: 403, error: 'Forbidden', message: 'Forbidden' } }],
		['with the status of the connected service', { status: 401, body: { status_code: 401, type_name: 'ConnectorExecutionError', detail: 'service says no' } }],
		['by the plan', { status: 402, body: { status_code: 402, type_name: 'RequestLimitError', message: 'limit' } }],
	])('becomes a finding of that consumer only: %s', async (_name, response) => {
		vault.respond = ofMe(response);
		const { findings, status } = await run();
		expect([status, findings.map(plainLine)]).toEqual(['success', [OTHERS_FINDING, 'me unreadable']]);
	});

	it('keeps the verdicts of its summary if only its details are refused', async () => {
		vault.respond = vaultOf(both, ({ path, consumer }) => (path === '/vault/connections' && consumer === 'me' ? UNAUTHORIZED : undefined));
		expect((await run()).findings.map(plainLine)).toEqual(['me crm+hubspot revoked', OTHERS_FINDING]);
	});

	it('is checked against the list only occasionally if many are refused', async () => {
		const many = new Map(Array.from({ length: 60 }, (_one, index) => [`c${index}`, [summaryOf('hubspot')]] as const));
		vault.respond = vaultOf(many, ({ path }) => (path.startsWith('/vault/consumers/') ? UNAUTHORIZED : undefined));
		expect((await run()).findings.map(({ code }) => code)).toEqual(Array(60).fill('unreadable'));
		expect(vault.told.filter((one) => one === 'GET /vault/consumers')).toHaveLength(1 + 3);
	});

	it('ends the audit if the list is refused as well', async () => {
		let listed = 0;
		vault.respond = vaultOf(both, ({ path }) => (path === '/vault/consumers' && listed++ > 0) || path === '/vault/consumers/other' ? UNAUTHORIZED : undefined);
		const { status, error } = await run();
		expect([status, error?.message]).toEqual(['error', expect.stringContaining('API key')]);
	});
});

describe('a list of consumers that changes while it is read', () => {
	/** Pages of consumer IDs, whatever consumers there are. */
	const paged = (pages: string[][], consumers: ReadonlyMap<string, readonly object[]>) =>
		vaultOf(consumers, ({ path, query }) => {
			if (path !== '/vault/consumers') return undefined;
			const index = Number(query.get('cursor') ?? 0);
			const next = index + 1 < pages.length ? String(index + 1) : null;
			return { data: (pages[index] ?? []).map((id) => ({ consumer_id: id, services: ['hubspot'] })), meta: { cursors: { next } } };
		});

	it('counts a consumer on two pages once, with one link', async () => {
		vault.respond = paged([['me', 'other'], ['other', 'me']], both);
		const { findings } = await run(LINKS);
		expect(findings.map(plainLine)).toEqual(['me crm+hubspot revoked', OTHERS_FINDING]);
		expect(vault.told.filter((one) => one.includes('sessions'))).toHaveLength(2);
		const { json } = await run({ operation: 'getReport' });
		expect(json[0]).toMatchObject({ checked: { consumers: 2, connections: 2 }, severities: { critical: 2 } });
	});

	it('looks up a missing consumer by ID before it counts as disappeared', async () => {
		vault.respond = paged([['me', 'other']], both);
		const first = await run({ return: 'changes' });
		vault.requests.splice(0);
		vault.respond = paged([['other']], both);
		const second = await run({ return: 'changes' }, { staticData: first.staticData });
		expect(second.findings).toEqual([]);
		expect(vault.told).toContain('GET /vault/consumers/me');
		vault.respond = paged([['me', 'other']], both);
		expect((await run({ return: 'changes' }, { staticData: second.staticData })).findings).toEqual([]);
	});

	it('reports a deleted consumer, and keeps the results of an unreadable one', async () => {
		vault.respond = paged([['me', 'other', 'third']], new Map([...both, ['third', [summaryOf('xero', REVOKED)]]]));
		const first = await run({ return: 'changes' });
		const left = paged([['other']], new Map([OTHER]));
		vault.respond = (request) => (request.path === '/vault/consumers/third' ? { status: 500, body: {} } : left(request));
		const second = await run({ return: 'changes' }, { staticData: first.staticData });
		expect(second.findings.map(line)).toEqual(['new third unreadable', 'disappeared me crm+hubspot disappeared']);
	});

	it('looks up at most 200 consumers, keeps the results of the others, and says so', async () => {
		const many = new Map(Array.from({ length: 250 }, (_one, index) => [`c${index}`, [summaryOf('hubspot', REVOKED)]] as const));
		vault.respond = vaultOf(many);
		const first = await run({ return: 'changes' });
		expect(first.findings).toHaveLength(250);
		vault.requests.splice(0);
		vault.respond = paged([['c0']], new Map([...many].slice(0, 1)));
		const second = await run({ return: 'changes' }, { staticData: first.staticData });
		expect(second.findings).toHaveLength(200);
		expect(vault.requests.filter(({ path }) => path.startsWith('/vault/consumers/'))).toHaveLength(201);
		expect(hintsOf(second)).toContain('249 consumers of the previous run are not in Apideck');
		const third = await run({ return: 'changes' }, { staticData: second.staticData });
		expect(third.findings).toHaveLength(49);
	});

	it('drops a consumer that no longer matches the search without reporting it as disappeared', async () => {
		const filter = { return: 'changes', filters: { search: 'e' } };
		vault.respond = paged([['me', 'other']], both);
		const first = await run(filter);
		vault.respond = paged([['other']], both);
		expect((await run(filter, { staticData: first.staticData })).findings).toEqual([]);
		const renamed = { ...filter, filters: { search: 'oth' } };
		const before = await run(renamed, { staticData: undefined });
		vault.respond = paged([['other']], both);
		expect((await run(renamed, { staticData: before.staticData })).findings).toEqual([]);
	});
});

describe('an invalid value in a response', () => {
	const ODD_IDS: Array<[string, unknown, string]> = [
		['no ID', undefined, ''],
		['null', null, ''],
		['an object', { id: 'x' }, ''],
		['a number that JSON rounds', Number('12345678901234567890'), ''],
		['a dot segment', '..', '..'],
		['a megabyte', 'x'.repeat(1_000_000), 'x'.repeat(1_000_000)],
	];
	it.each(ODD_IDS)('makes one finding without a request if %s is a listed consumer ID', async (_name, id, told) => {
		vault.respond = vaultOf(new Map([OTHER]), ({ path }) =>
			path === '/vault/consumers' ? { data: [{ consumer_id: id, services: ['a'] }, { consumer_id: 'other', services: ['a'] }], meta: {} } : undefined,
		);
		const { findings } = await run();
		expect(findings.map(({ consumer_id, code }) => [consumer_id === told, code])).toEqual([[false, 'revoked'], [true, 'unreadable']]);
		expect(vault.requests.filter(({ path }) => path.startsWith('/vault/consumers/'))).toHaveLength(1);
	});

	it('is accepted as a listed consumer ID if it is a number or a name of Object.prototype', async () => {
		const ids = ['7', '__proto__', 'constructor', 'toString'];
		const consumers = new Map(ids.map((id) => [id, [summaryOf('hubspot', REVOKED)]] as const));
		vault.respond = vaultOf(consumers, ({ path }) => (path === '/vault/consumers' ? { data: [7, ...ids.slice(1)].map((id) => ({ consumer_id: id })), meta: {} } : undefined));
		const first = await run({ return: 'changes' });
		expect(first.findings.map(({ consumer_id }) => consumer_id)).toEqual([...ids].sort());
		expect((await run({ return: 'changes' }, { staticData: first.staticData })).findings).toEqual([]);
	});

	it.each<[string, unknown]>([
		['no list', 'hubspot'],
		['nothing', undefined],
		['an object', { 0: summaryOf('hubspot') }],
	])('makes the consumer unreadable if its connections are %s', async (_name, connections) => {
		vault.respond = ofMe({ data: { consumer_id: 'me', connections } });
		expect((await run()).findings.map(plainLine)).toEqual([OTHERS_FINDING, 'me unreadable']);
	});

	it('is reported if it is among the connections, and the valid ones are assessed', async () => {
		vault.respond = ofMe({ data: { consumer_id: 'me', connections: [null, 'x', 7, ['y'], summaryOf('hubspot', REVOKED)] } });
		expect((await run()).findings.map(plainLine)).toEqual(['me crm+hubspot revoked', OTHERS_FINDING, 'me unreadable']);
	});

	it('is merged if a connection is listed twice, and the more severe verdict counts', async () => {
		for (const connections of [[summaryOf('hubspot', REVOKED), summaryOf('hubspot')], [summaryOf('hubspot'), summaryOf('hubspot', REVOKED)]]) {
			vault.respond = vaultOf(new Map([['me', connections]]), ({ path }) => (path === '/vault/connections' ? { status: 422, body: {} } : undefined));
			expect((await run()).findings.map(plainLine)).toEqual(['me crm+hubspot revoked']);
		}
	});

	const odd = fc.oneof(
		fc.constantFrom<unknown>('__proto__', 'constructor', 'toString', '', ' ', 0, -1, 1e300, 8_640_000_000_000_000, Number.MAX_SAFE_INTEGER, true, null, [], {}, [null], [{ id: { toString: null } }], { toString: null }, '9999-12-31T23:59:59Z', 'x'.repeat(100_000)),
		fc.jsonValue({ maxDepth: 3 }),
	);
	const FIELDS = ['unified_api', 'service_id', 'name', 'state', 'health', 'enabled', 'auth_type', 'settings', 'metadata', 'created_at', 'updated_at', 'credentials_expire_at', 'last_refresh_failed_at', 'consent_state', 'application_data_scopes', 'form_fields', 'custom_mappings', 'settings_required_for_authorization', 'integration_state', 'oauth_grant_type', 'last_downstream_error_at'];

	it('never ends the audit in any field of a connection, and the others are reported as usual', async () => {
		await fc.assert(
			fc.asyncProperty(fc.dictionary(fc.constantFrom(...FIELDS), odd, { minKeys: 1, maxKeys: 4 }), async (change) => {
				const mine = [{ ...summaryOf('hubspot'), ...change }];
				const respond = vaultOf(new Map<string, readonly object[]>([['me', mine], OTHER]), (request: DoubleRequest) =>
					request.path === '/vault/connections' && request.consumer === 'me' ? { data: mine.map((one) => ({ integration_state: 'configured', ...one })) } : undefined,
				);
				vault.respond = respond;
				const { findings, status } = await run({ options: { ...LINKS.options, includeHealthy: true, thorough: true } });
				expect(status).toBe('success');
				expect(findings.map(plainLine)).toContain(OTHERS_FINDING);
				for (const { reason, remedy, deadline, connection_name: name, state, health } of findings) {
					expect(reason.length + remedy.length).toBeLessThan(1_500);
					for (const text of [name, state, health]) expect(text?.length ?? 0).toBeLessThanOrEqual(200);
					if (deadline !== null) expect(deadline).toBe(new Date(deadline).toISOString());
				}
			}),
			{ numRuns: 60 },
		);
	}, 120_000);
});
