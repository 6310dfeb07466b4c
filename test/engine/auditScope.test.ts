import type { Engine } from '../../tools/engine';
import { large, startSandbox, type Sandbox } from '../../tools/sandbox';
import { counted, line, plainLine, runAudit, told } from './auditRun';
import { byId, CONTINUE, FAST, loadEngine, start, until } from './support';

// Hundreds of requests: on a busy machine they take their time.
jest.setTimeout(180_000);

let sandbox: Sandbox;
let engine: Engine;
beforeAll(async () => {
	[sandbox, engine] = await Promise.all([startSandbox(), loadEngine()]);
});
beforeEach(() => sandbox.reset());
afterAll(async () => await sandbox.close());

const codesOf = async (parameters: object) => (await runAudit(engine, sandbox, parameters)).findings.map(plainLine);

/** The 35 of the 37 consumers that have services; xylo-instruments and yarrow-and-sons have none. */
const WITH_SERVICES = 35;
const DEFAULT_FINDINGS = 32;

describe('the audited consumers', () => {
	it('are those with the ID prefix, without requests for the others', async () => {
		expect(await codesOf({ filters: { consumerPrefix: 'acct_' } })).toEqual([
			'acct_000917 accounting+xero credentials_expiring_soon',
			'acct_000918 hris+hibob setup_unfinished',
		]);
		expect(counted(sandbox.requests)).toEqual({ list: 1, consumer: 2, connections: 1, validate: 0, sessions: 0 });
	});

	it('are those that the search finds', async () => {
		expect(await codesOf({ filters: { search: ' Dental ' } })).toEqual(['silver-birch-dental hris+personio needs_auth']);
		expect(new URLSearchParams(sandbox.requests[0]?.query).get('filter[search]')).toBe('Dental');
		expect(counted(sandbox.requests)).toMatchObject({ list: 1, consumer: 1 });
	});

	it('are those that match both prefix and search', async () => {
		expect(await codesOf({ filters: { consumerPrefix: 'harbour', search: 'hotels' } })).toHaveLength(2);
		for (const consumerPrefix of ['Harbour', 'light', 'harbour-light-hotels-']) {
			expect(await codesOf({ filters: { consumerPrefix, search: 'hotels' } })).toEqual([]);
		}
	});

	it('are the default consumer of the credential with One Consumer', async () => {
		const { findings } = await runAudit(engine, sandbox, { consumerScope: 'one' }, { credential: { consumerId: 'kite-and-kettle' } });
		expect(findings.map(plainLine)).toEqual(['kite-and-kettle accounting+quickbooks degraded_for_long']);
		expect(told(sandbox.requests)).toEqual([
			'GET /vault/consumers/kite-and-kettle',
			'kite-and-kettle GET /vault/connections',
			'kite-and-kettle GET /vault/connections',
		]);
	});

	it('are one per input item with an expression', async () => {
		const consumers = ['zephyr-couriers', 'test-consumer', 'copper-lantern-studio', 'Blue Hill & Co / Retail'];
		const { findings, items, hints } = await runAudit(
			engine,
			sandbox,
			{ consumerScope: 'one', consumer: byId('={{ $json.id }}') },
			{ items: consumers.map((id) => ({ id })) },
		);
		expect(findings.map((finding, index) => [items[index]?.pairedItem, plainLine(finding)])).toEqual([
			[{ item: 0 }, 'zephyr-couriers file-storage+box revoked'],
			[{ item: 0 }, 'zephyr-couriers hris+bamboohr needs_consent'],
			[{ item: 2 }, 'copper-lantern-studio crm+hubspot credentials_expiring_soon'],
			[{ item: 3 }, 'Blue Hill & Co / Retail crm+hubspot credentials_expiring'],
		]);
		expect(counted(sandbox.requests)).toMatchObject({ list: 0, consumer: 4 });
		expect(hints).toEqual([]);
	});

	it('are all of them once per item, with a hint to run the audit only once', async () => {
		const { findings, hints } = await runAudit(engine, sandbox, { filters: { consumerPrefix: 'kite' } }, { items: [{}, {}] });
		expect(findings).toHaveLength(2);
		expect(hints.map(({ message }) => message)).toEqual([expect.stringContaining("Turn on 'Execute Once'")]);
	});
});

describe('the audited connections', () => {
	it('are those to the given services, without requests for other consumers', async () => {
		expect(await codesOf({ filters: { services: ' hubspot,xero, ' } })).toEqual([
			'copper-lantern-studio crm+hubspot credentials_expiring_soon',
			'acct_000917 accounting+xero credentials_expiring_soon',
			'ember-and-oak accounting+xero needs_auth',
			'Blue Hill & Co / Retail crm+hubspot credentials_expiring',
			'velvet-anchor crm+hubspot unknown_state',
			'harbour-light-hotels accounting+xero needs_consent',
			'indigo-tide-games crm+hubspot unconfirmed',
		]);
		// 14 consumers have HubSpot or Xero; one GET connections to learn the integrations, one for the consent of Xero.
		expect(counted(sandbox.requests)).toMatchObject({ list: 1, consumer: 14, connections: 2 });
	});

	it('are those of the given unified APIs', async () => {
		expect(await codesOf({ filters: { unifiedApis: ['ats', 'file-storage'] } })).toEqual([
			'zephyr-couriers file-storage+box revoked',
			'cairo-compass file-storage+google-drive needs_auth',
			'willow-creek-vets file-storage+sharepoint missing_settings',
			'maple-drift-media file-storage+box setup_in_progress',
			'rocket-pretzel ats+lever degraded',
		]);
	});

	it('exclude unfinished setups with Only Configured, but not lost authorizations', async () => {
		const all = await codesOf({});
		const configured = await codesOf({ filters: { onlyConfigured: true } });
		expect(all).toHaveLength(DEFAULT_FINDINGS);
		expect(all.filter((one) => !configured.includes(one))).toEqual([
			'acct_000918 hris+hibob setup_unfinished',
			'maple-drift-media crm+pipedrive setup_unfinished',
			'markup-in-name accounting+netsuite setup_unfinished',
			'maple-drift-media file-storage+box setup_in_progress',
		]);
		expect(configured).toContain('ember-and-oak accounting+xero needs_auth');
	});

	it('include a lost authorization with Only Configured, if only the stored results show it', async () => {
		const parameters = { filters: { onlyConfigured: true, consumerPrefix: 'sofia' }, return: 'changes' };
		const { staticData, findings } = await runAudit(engine, sandbox, parameters);
		expect(findings).toEqual([]);
		sandbox.vault.set({ consumerId: 'sofia-rose', unifiedApi: 'crm', serviceId: 'zoho-crm' }, { state: 'added', health: 'needs_auth' });
		const later = await runAudit(engine, sandbox, parameters, { staticData });
		expect(later.findings.map(line)).toEqual(['new sofia-rose crm+zoho-crm needs_auth']);
	});
});

describe('the returned findings', () => {
	const filtered = async (filters: object) => await codesOf({ filters });

	it('are filtered by Who Must Act', async () => {
		expect((await filtered({ actors: ['you'], minimumSeverity: 'critical' })).map((one) => one.split(' ')[0])).toEqual([
			'northwind-orchards',
			'opal-bay-shipping',
			'silver-birch-dental',
		]);
		expect(await filtered({ actors: ['nobody'] })).toHaveLength(5);
		expect(await filtered({ actors: ['apideck'] })).toEqual([]);
		expect(await filtered({ actors: ['consumer', 'you', 'nobody'] })).toHaveLength(DEFAULT_FINDINGS);
	});

	it('are filtered by Minimum Severity', async () => {
		expect(await filtered({ minimumSeverity: 'critical' })).toHaveLength(12);
		expect(await filtered({ minimumSeverity: 'warning' })).toHaveLength(12 + 14);
		expect(await filtered({ minimumSeverity: 'info' })).toHaveLength(DEFAULT_FINDINGS);
	});

	it('do not decide what is stored', async () => {
		const { staticData } = await runAudit(engine, sandbox, { filters: { actors: ['you'] }, return: 'changes' });
		const { findings } = await runAudit(engine, sandbox, { return: 'changes' }, { staticData });
		expect(findings).toEqual([]);
	});
});

describe('an invalid parameter', () => {
	it.each<[string, object, string]>([
		['a scope', { consumerScope: '={{ "some" }}' }, "'Consumers' cannot be"],
		['a unified API', { filters: { unifiedApis: '={{ ["crm", "../x"] }}' } }, 'is not a unified API'],
		['an actor', { filters: { actors: '={{ ["somebody"] }}' } }, "'Who Must Act' cannot contain"],
		['a severity', { filters: { minimumSeverity: '={{ "fatal" }}' } }, "'Minimum Severity' cannot be"],
		['a threshold below 0', { options: { ...FAST, thresholds: { values: { degradedHours: -1 } } } }, "'Degraded (Hours)'"],
		['a threshold that is not a number', { options: { thresholds: { values: { unfinishedDays: '={{ "many" }}' } } } }, "'Abandoned (Days)'"],
		['a switch', { options: { thorough: '={{ "maybe" }}' } }, "'Thorough' must be true or false"],
		['a way to check', { options: { checkConnections: '={{ "maybe" }}' } }, "'Check Connections' cannot be"],
		['one consumer without any', { consumerScope: 'one' }, 'the credential has no default consumer'],
		['a lifetime of more than a week', { options: { includeLink: true, linkOptions: { values: { sessionLength: '8d' } } } }, "'Lifetime' cannot be"],
		// n8n drops fields outside their group, and the link would work for 24 hours.
		['a lifetime outside its group', { options: { includeLink: true, linkOptions: { sessionLength: '5m' } } }, "'Link Options' is empty"],
		['a lifetime of zero', { options: { includeLink: true, linkOptions: { values: { sessionLength: '0h' } } } }, "'Lifetime' cannot be"],
		['a lifetime without a unit', { options: { includeLink: true, linkOptions: { values: { sessionLength: '24' } } } }, "'Lifetime' cannot be"],
		['a redirect URL that runs code', { options: { includeLink: true, linkOptions: { values: { redirectUri: 'javascript:alert(1)' } } } }, "'Redirect URL'"],
	])('is refused without a request: %s', async (_name, parameters, words) => {
		const { json, status } = await runAudit(engine, sandbox, parameters, { ...CONTINUE, credential: { consumerId: '' } });
		expect(status).toBe('success');
		expect(json).toEqual([{ error: expect.objectContaining({ message: expect.stringContaining(words) }) }]);
		expect(sandbox.requests).toEqual([]);
	});
});

describe('an audit', () => {
	it('sends one request per page, one per consumer with services, and one for details where a rule needs them', async () => {
		await runAudit(engine, sandbox, { options: { concurrency: 1 } });
		expect(counted(sandbox.requests)).toEqual({ list: 1, consumer: WITH_SERVICES, connections: 8, validate: 0, sessions: 0 });
		const large = told(sandbox.requests).filter((one) => one.endsWith(' GET /vault/connections'));
		// The first consumer teaches the integrations; then missing settings, consents, and since when a service is down.
		expect(large.map((one) => one.split(' ')[0])).toEqual([
			'test-consumer',
			'granite-peak-gyms',
			'harbour-light-hotels',
			'juniper-lane-schools',
			'kite-and-kettle',
			'willow-creek-vets',
			'zephyr-couriers',
			'rocket-pretzel',
		]);
		expect(told(sandbox.requests).join()).not.toMatch(/xylo-instruments|yarrow-and-sons/);
		expect(sandbox.requests[0]?.query).toBe('limit=200');
	});

	it('sends the same requests at any concurrency', async () => {
		await runAudit(engine, sandbox, { options: { concurrency: 25 } });
		expect(counted(sandbox.requests)).toMatchObject({ list: 1, consumer: WITH_SERVICES, connections: 8 });
	});

	it('requests details once if everything is healthy, and the list once per 200 consumers', async () => {
		const many = await startSandbox({ scenario: large({ consumers: 250, connectionsPerConsumer: 2, brokenShare: 0 }) });
		try {
			const { findings, status } = await runAudit(engine, many);
			expect([status, findings]).toEqual(['success', []]);
			expect(counted(many.requests)).toEqual({ list: 2, consumer: 250, connections: 1, validate: 0, sessions: 0 });
		} finally {
			await many.close();
		}
	});

	it('sends twice the requests with Thorough, and finds what the summary does not show', async () => {
		sandbox.vault.set({ consumerId: 'silver-birch-dental', unifiedApi: 'hris', serviceId: 'bamboohr' }, { consent_state: 'denied' });
		const usual = await codesOf({});
		expect(usual).toHaveLength(DEFAULT_FINDINGS);
		sandbox.clearRequests();
		const thorough = await codesOf({ options: { ...FAST, thorough: true } });
		expect(thorough.filter((one) => !usual.includes(one))).toEqual([
			'silver-birch-dental hris+bamboohr needs_consent',
			'paper-crane-press ats+greenhouse required_mapping_missing',
			'over-plan-company accounting+xero details_unreadable',
			'over-plan-company crm+hubspot details_unreadable',
		]);
		expect(usual.filter((one) => !thorough.includes(one))).toEqual([]);
		// Two consumers have IDs that no header can carry: they are judged by the small form.
		expect(counted(sandbox.requests)).toMatchObject({ consumer: WITH_SERVICES, connections: 1 + WITH_SERVICES - 2 });
	});
});

describe('Check Connections', () => {
	const probing = { options: { ...FAST, checkConnections: 'all' } };
	const validations = () => sandbox.requests.filter(({ path }) => path.endsWith('/validate'));

	it('validates every callable connection once, and assesses the result', async () => {
		const began = Date.now();
		const codes = await codesOf(probing);
		// A refused refresh (401 with a cool-down of half a minute) is neither waited for nor repeated.
		expect(Date.now() - began).toBeLessThan(25_000);
		expect(validations()).toHaveLength(45);
		expect(new Set(validations().map(({ path, headers }) => `${headers['x-apideck-consumer-id']} ${path}`)).size).toBe(45);
		expect(new Set(validations().map(({ status }) => status))).toEqual(new Set([200, 401, 402]));
		expect(told(validations()).join('\n')).not.toMatch(/lumen-valley-energy.*netsuite|ember-and-oak.*xero|falcon-ridge-clinic.*bamboohr/);
		// The successful refresh takes the trace of the failed one away; what refuses to refresh stays.
		expect(codes).not.toContain('umber-field-farms accounting+quickbooks refresh_failed_recently');
		expect(codes).toEqual(
			expect.arrayContaining([
				'copper-lantern-studio crm+hubspot credentials_expiring_soon',
				'tidal-forge hris+personio credentials_expiring',
				'paper-crane-press ats+greenhouse required_mapping_missing',
				'over-plan-company crm+hubspot details_unreadable',
			]),
		);
	});

	it('finds a refusal that was not known before', async () => {
		const key = { consumerId: 'sofia-rose', unifiedApi: 'crm', serviceId: 'zoho-crm' };
		sandbox.vault.set(key, { refresh_error: 'invalid_grant' });
		const one = { consumerScope: 'one', consumer: byId('sofia-rose') };
		expect(await codesOf(one)).toEqual([]);
		expect(await codesOf({ ...one, ...probing })).toEqual(['sofia-rose crm+zoho-crm credentials_expiring']);
		expect(validations().map(({ status }) => status)).toEqual([401]);
	});

	it('validates one connection of a consumer at a time, and consumers in parallel', async () => {
		sandbox.faults.add({ match: { path: /\/validate$/ }, times: Infinity, fault: { latencyMs: 80 } });
		await runAudit(engine, sandbox, { ...probing, filters: { search: 'blue' } });
		const at = (consumer: string) => validations().filter(({ headers }) => headers['x-apideck-consumer-id'] === consumer).map((one) => one.at);
		const [first = 0, second = 0, third = 0] = at('blue-fjord-bakery');
		expect(second - first).toBeGreaterThan(75);
		expect(third - second).toBeGreaterThan(75);
		const [other = Infinity] = at('Blue Hill & Co / Retail');
		expect(other).toBeLessThan(third);
	});

	it('ends when the execution is stopped', async () => {
		sandbox.faults.add({ match: { path: /\/validate$/ }, times: Infinity, fault: { hang: true } });
		const execution = start(engine, sandbox, { resource: 'audit', operation: 'getFindings', options: { ...probing.options, concurrency: 3 } });
		await until(() => validations().length === 3);
		execution.cancel();
		expect((await execution).status).toBe('canceled');
		expect(validations()).toHaveLength(3);
	});
});
