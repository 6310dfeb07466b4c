import type { IDataObject } from 'n8n-workflow';

import type { Engine } from '../../tools/engine';
import { startSandbox, type Sandbox } from '../../tools/sandbox';
import { call } from '../tools/sandbox/call';
import { HOUR, line, runAudit, type AuditRan } from './auditRun';
import { byId, CONTINUE, FAST, loadEngine, retries, type RunOptions } from './support';

// Hundreds of requests: on a busy machine they take their time.
jest.setTimeout(180_000);

let sandbox: Sandbox;
let engine: Engine;
beforeAll(async () => {
	[sandbox, engine] = await Promise.all([startSandbox(), loadEngine()]);
});
beforeEach(() => sandbox.reset());
afterAll(async () => await sandbox.close());

const set = (consumerId: string, connection: string, change: object) => {
	const [unifiedApi = '', serviceId = ''] = connection.split('+');
	sandbox.vault.set({ consumerId, unifiedApi, serviceId }, change);
};
const remove = async (consumerId: string, connection: string) =>
	await call(sandbox, 'DELETE', `/vault/connections/${connection.replace('+', '/')}`, { consumerId });

const WORKS = { state: 'callable', health: 'ok', credentials_expire_at: 0, last_refresh_failed_at: 0 };
const REVOKED = { state: 'added', health: 'revoked' };

/** A run of the published workflow that returns changes only. */
const changes = async (staticData?: IDataObject, parameters: object = {}, options: RunOptions = {}) =>
	await runAudit(engine, sandbox, { return: 'changes', ...parameters }, { staticData, ...options });
const messages = ({ hints }: AuditRan) => hints.map(({ message }) => message);

const FIRST_RUN = expect.stringContaining('no previous run to compare with') as string;

describe('Changes Since Last Run', () => {
	it('returns everything as new with a hint in the first run, then nothing', async () => {
		const first = await changes();
		expect(first.findings).toHaveLength(32);
		expect(new Set(first.findings.map(({ change }) => change))).toEqual(new Set(['new']));
		expect(messages(first)).toEqual([FIRST_RUN]);
		const second = await changes(first.staticData);
		expect([second.status, second.items, messages(second)]).toEqual(['success', [], []]);
		const all = await runAudit(engine, sandbox, {}, { staticData: second.staticData });
		expect(all.findings).toHaveLength(32);
		expect(all.findings.every((finding) => !('change' in finding))).toBe(true);
	});

	it('returns exactly the new, worsened, improved, resolved and disappeared findings, and a changed company', async () => {
		const first = await changes();
		set('test-consumer', 'crm+pipedrive', REVOKED);
		set('driftwood-logistics', 'crm+salesforce', { credentials_expire_at: Date.now() + 5 * HOUR });
		set('velvet-anchor', 'crm+hubspot', { state: 'callable', health: 'revoked' });
		set('redwood-signal', 'crm+salesforce', { state: 'authorized', health: 'missing_settings', settings: {} });
		set('ember-and-oak', 'accounting+xero', WORKS);
		set('blue-fjord-bakery', 'accounting+xero', { settings: { tenant_id: '4bfe0fce-0000-4000-8000-00000000a002' } });
		set('yarrow-and-sons', 'crm+zoho-crm', { state: 'invalid' });
		set('xylo-instruments', 'crm+hubspot', { ...WORKS });
		await remove('granite-peak-gyms', 'hris+personio');
		await call(sandbox, 'DELETE', '/vault/consumers/cairo-compass');
		const second = await changes(first.staticData);
		expect(second.findings.map(line)).toEqual([
			'worsened driftwood-logistics crm+salesforce credentials_expiring_soon',
			'new blue-fjord-bakery accounting+xero company_changed',
			'new test-consumer crm+pipedrive revoked',
			'worsened velvet-anchor crm+hubspot revoked',
			'new yarrow-and-sons crm+zoho-crm invalid_credentials',
			'improved redwood-signal crm+salesforce missing_settings',
			'disappeared cairo-compass file-storage+google-drive disappeared',
			'disappeared granite-peak-gyms hris+personio disappeared',
			'resolved ember-and-oak accounting+xero healthy',
		]);
		expect(second.findings.at(-1)).toMatchObject({ severity: 'ok', actor: 'nobody', consumer_name: 'Ember & Oak Furniture' });
		expect(second.findings.find(({ consumer_id: id }) => id === 'cairo-compass')).toEqual({
			consumer_id: 'cairo-compass',
			consumer_name: null,
			connection: 'file-storage+google-drive',
			unified_api: 'file-storage',
			service_id: 'google-drive',
			connection_name: 'Google Drive',
			state: null,
			health: null,
			enabled: null,
			severity: 'info',
			code: 'disappeared',
			reason: "Google Drive is no longer among this consumer's connections, or the consumer was deleted.",
			remedy: 'No action needed if this was intentional. Otherwise, ask the consumer.',
			actor: 'you',
			deadline: null,
			change: 'disappeared',
			previous_severity: 'critical',
		});
		const third = await changes(second.staticData);
		expect(third.findings).toEqual([]);
	});

	it('reports a changed company once, and never as resolved', async () => {
		const tenant = (id: string) => set('blue-fjord-bakery', 'accounting+xero', { settings: { tenant_id: id } });
		const first = await changes(undefined, { filters: { consumerPrefix: 'blue-' } });
		tenant('another-company');
		const second = await changes(first.staticData, { filters: { consumerPrefix: 'blue-' } });
		expect(second.findings).toEqual([expect.objectContaining({ code: 'company_changed', severity: 'critical', actor: 'you' })]);
		expect(JSON.stringify([second.findings, second.staticData])).not.toMatch(/another-company|4bfe0fce/);
		const third = await changes(second.staticData, { filters: { consumerPrefix: 'blue-' } });
		expect(third.findings).toEqual([]);
	});

	it('returns resolved and disappeared findings by their previous severity, and omits the others', async () => {
		const first = await changes();
		set('ember-and-oak', 'accounting+xero', WORKS);
		set('sofia-rose', 'crm+zoho-crm', { health: 'degraded', last_downstream_error_at: Date.now() });
		await remove('zephyr-couriers', 'file-storage+box');
		const { findings } = await changes(first.staticData, { filters: { minimumSeverity: 'warning' } });
		expect(findings.map(line)).toEqual([
			'disappeared zephyr-couriers file-storage+box disappeared',
			'resolved ember-and-oak accounting+xero healthy',
		]);
	});
});

describe('an audit with an unreadable consumer', () => {
	const outage = () => sandbox.faults.add({ match: { path: '/vault/consumers/redwood-signal' }, times: Infinity, fault: { status: 503 } });
	const few = { options: retries({ maxRetries: 0 }) };

	it('reports no other change, neither then nor once the consumer is readable again', async () => {
		const first = await changes();
		const fault = outage();
		const second = await changes(first.staticData, few);
		expect(second.findings.map(line)).toEqual(['new redwood-signal unreadable']);
		expect(messages(second)).toEqual([expect.stringContaining('1 consumer could not be read')]);
		const third = await changes(second.staticData, few);
		expect(third.findings).toEqual([]);
		sandbox.faults.remove(fault);
		const fourth = await changes(third.staticData, few);
		expect(fourth.findings).toEqual([]);
	});

	it('compares the consumer with its earlier results once it is readable again', async () => {
		const first = await changes();
		const fault = outage();
		const second = await changes(first.staticData, few);
		sandbox.faults.remove(fault);
		set('redwood-signal', 'crm+salesforce', WORKS);
		await remove('redwood-signal', 'crm+hubspot');
		const third = await changes(second.staticData, few);
		expect(third.findings.map(line)).toEqual([
			'disappeared redwood-signal crm+hubspot disappeared',
			'resolved redwood-signal crm+salesforce healthy',
		]);
	});

	it('reports the connections as disappeared once if the consumer was deleted meanwhile', async () => {
		const first = await changes();
		const fault = outage();
		const second = await changes(first.staticData, few);
		sandbox.faults.remove(fault);
		await call(sandbox, 'DELETE', '/vault/consumers/redwood-signal');
		const third = await changes(second.staticData, few);
		expect(third.findings.map(line)).toEqual([
			'disappeared redwood-signal crm+hubspot disappeared',
			'disappeared redwood-signal crm+salesforce disappeared',
		]);
		expect((await changes(third.staticData, few)).findings).toEqual([]);
	});
});

describe('an audit with other filters than the last run', () => {
	const of = (...unifiedApis: string[]) => ({ filters: { unifiedApis } });

	it('has separate stored results, so that nothing disappears and the results of the other filters are kept', async () => {
		const first = await changes(undefined, of('ats'));
		const second = await changes(first.staticData, of('ats', 'file-storage'));
		expect(second.findings.map(line)).toEqual([
			'new zephyr-couriers file-storage+box revoked',
			'new cairo-compass file-storage+google-drive needs_auth',
			'new willow-creek-vets file-storage+sharepoint missing_settings',
			'new maple-drift-media file-storage+box setup_in_progress',
			'new rocket-pretzel ats+lever degraded',
		]);
		expect(messages(second)).toEqual([FIRST_RUN]);
		const third = await changes(second.staticData, of('file-storage', 'ats'));
		expect([third.findings, messages(third)]).toEqual([[], []]);
		const fourth = await changes(third.staticData, of('ats'));
		expect([fourth.findings, messages(fourth)]).toEqual([[], []]);
	});

	it('compares with the last run although the thresholds differ', async () => {
		const first = await changes();
		const { findings, hints } = await changes(first.staticData, { options: { ...FAST, thresholds: { values: { purgeCriticalHours: 6 } } } });
		expect(findings.map(line)).toEqual(['improved acct_000917 accounting+xero credentials_expiring']);
		expect(hints).toEqual([]);
	});
});

describe('the stored results', () => {
	const one = { consumerScope: 'one', consumer: byId('={{ $json.id }}') };

	it('stay the same after a test run in the editor, which still compares', async () => {
		const first = await changes(undefined, {}, { mode: 'manual' });
		expect(first.staticData).toEqual({});
		expect(messages(first)).toEqual([FIRST_RUN]);
		const published = await changes();
		set('test-consumer', 'crm+pipedrive', REVOKED);
		const manual = await changes(published.staticData, {}, { mode: 'manual' });
		expect(manual.findings.map(line)).toEqual(['new test-consumer crm+pipedrive revoked']);
		expect(manual.staticData).toEqual(published.staticData);
		const next = await changes(manual.staticData);
		expect(next.findings.map(line)).toEqual(['new test-consumer crm+pipedrive revoked']);
	});

	it('stay the same if another item stops the run, whichever item comes first', async () => {
		const before = (await changes(undefined, one, { items: [{ id: 'redwood-signal' }] })).staticData;
		set('redwood-signal', 'crm+hubspot', REVOKED);
		for (const items of [[{ id: 'redwood-signal' }, { id: ' ' }], [{ id: ' ' }, { id: 'redwood-signal' }]]) {
			const { status, staticData } = await changes(before, { ...one, options: { ...FAST, concurrency: 1 } }, { items });
			expect(status).toBe('error');
			expect(staticData).toEqual(before);
		}
	});

	it('are updated for the successful items if the node continues on fail', async () => {
		const items = [{ id: 'redwood-signal' }, { id: ' ' }];
		const { json, staticData } = await changes(undefined, one, { ...CONTINUE, items });
		expect(json).toEqual([expect.objectContaining({ code: 'revoked' }), { error: expect.any(Object) as object }]);
		const again = await changes(staticData, one, { items: [{ id: 'redwood-signal' }] });
		expect([again.findings, again.hints]).toEqual([[], []]);
	});

	it('stay the same after an empty list of consumers, and nothing is reported as disappeared', async () => {
		const first = await changes();
		const fault = sandbox.faults.add({ match: { path: /^\/vault\/consumers$/ }, times: Infinity, fault: { body: { status_code: 200, data: [] } } });
		const second = await changes(first.staticData);
		expect([second.findings, messages(second)]).toEqual([[], [expect.stringContaining('Apideck returned no consumers')]]);
		expect(second.staticData).toEqual(first.staticData);
		sandbox.faults.remove(fault);
		expect((await changes(second.staticData)).findings).toEqual([]);
	});
});
