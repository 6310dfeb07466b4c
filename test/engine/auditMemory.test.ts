import { stat } from 'node:fs/promises';

import { BinaryDataService } from 'n8n-core';
import type { IDataObject } from 'n8n-workflow';

import type { Engine } from '../../tools/engine';
import { large, startSandbox, type Sandbox } from '../../tools/sandbox';
import { call } from '../tools/sandbox/call';
import { line, runAudit, type AuditRan } from './auditRun';
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

const WORKS = { state: 'callable', health: 'ok', credentials_expire_at: 0, last_refresh_failed_at: 0 };
const REVOKED = { state: 'added', health: 'revoked' };

/** A run of the published workflow that returns changes only. */
const changes = async (staticData?: IDataObject, parameters: object = {}, options: RunOptions = {}) =>
	await runAudit(engine, sandbox, { return: 'changes', ...parameters }, { staticData, ...options });
const messages = ({ hints }: AuditRan) => hints.map(({ message }) => message);

const FIRST_RUN = expect.stringContaining('no previous run to compare with') as string;

describe('the stored results', () => {
	const byPrefix = { filters: { consumerPrefix: '={{ $json.prefix }}' } };

	it('are separate for each prefix, in whatever order the items come', async () => {
		const items = [{ prefix: 'acct_' }, { prefix: 'z' }];
		const first = await changes(undefined, byPrefix, { items });
		expect(first.findings).toHaveLength(4);
		set('acct_000917', 'crm+pipedrive', REVOKED);
		const second = await changes(first.staticData, byPrefix, { items: items.slice().reverse() });
		expect(second.findings.map(line)).toEqual(['new acct_000917 crm+pipedrive revoked']);
		const third = await changes(second.staticData, byPrefix, { items: [{ prefix: 'sofia' }, ...items] });
		expect(third.findings.map(line)).toEqual([]);
	});

	it('are separate for each prefix, if each has its own execution', async () => {
		const prefixes = ['acct_', 'z', 'red'];
		let staticData: IDataObject | undefined;
		const day = async (order: string[]) => {
			const found: string[] = [];
			for (const prefix of order) {
				const ran = await changes(staticData, byPrefix, { items: [{ prefix }] });
				staticData = ran.staticData;
				found.push(...ran.findings.map(line));
			}
			return found;
		};
		expect(await day(prefixes)).toHaveLength(5);
		set('zephyr-couriers', 'file-storage+box', WORKS);
		expect(await day(prefixes.slice().reverse())).toEqual(['resolved zephyr-couriers file-storage+box healthy']);
		expect(await day(prefixes)).toEqual([]);
	});

	it('are shared by two items with the same scope', async () => {
		const items = [{ prefix: 'acct_' }, { prefix: 'acct_' }];
		const first = await changes(undefined, byPrefix, { items });
		set('acct_000917', 'crm+pipedrive', REVOKED);
		const second = await changes(first.staticData, byPrefix, { items });
		expect(second.findings.map(line)).toEqual(['new acct_000917 crm+pipedrive revoked', 'new acct_000917 crm+pipedrive revoked']);
		expect((await changes(second.staticData, byPrefix, { items })).findings).toEqual([]);
	});

	it('are separate for each consumer, if each has its own execution', async () => {
		const many = await startSandbox({ scenario: large({ consumers: 40, connectionsPerConsumer: 1, brokenShare: 1 }) });
		try {
			let staticData: IDataObject | undefined;
			const day = async () => {
				let found = 0;
				for (const id of many.vault.consumerIds()) {
					const ran = await runAudit(engine, many, { consumerScope: 'one', consumer: byId(id), return: 'changes' }, { staticData });
					staticData = ran.staticData;
					found += ran.findings.length;
				}
				return found;
			};
			expect([await day() > 30, await day()]).toEqual([true, 0]);
		} finally {
			await many.close();
		}
	});

	it('are separate for each input item that audits many consumers', async () => {
		const parameters = { filters: { consumerPrefix: '={{ $json.prefix }}' } };
		const items = [{ prefix: 'acct_' }, { prefix: 'z' }];
		const first = await changes(undefined, parameters, { items });
		expect(first.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 0 }, { item: 1 }, { item: 1 }]);
		set('acct_000917', 'crm+pipedrive', REVOKED);
		const second = await changes(first.staticData, parameters, { items });
		expect(second.findings.map(line)).toEqual(['new acct_000917 crm+pipedrive revoked']);
		expect(messages(second)).toEqual([expect.stringContaining('Execute Once')]);
	});

	it('are separate for the consumer of each input item, in whatever order they come', async () => {
		const parameters = { consumerScope: 'one', consumer: byId('={{ $json.id }}') };
		const items = [{ id: 'redwood-signal' }, { id: 'zephyr-couriers' }, { id: 'test-consumer' }];
		const first = await changes(undefined, parameters, { items });
		expect(first.findings).toHaveLength(3);
		set('zephyr-couriers', 'file-storage+box', WORKS);
		const second = await changes(first.staticData, parameters, { items: items.slice().reverse() });
		expect(second.findings.map(line)).toEqual(['resolved zephyr-couriers file-storage+box healthy']);
		expect(messages(second)).toEqual([]);
		const third = await changes(second.staticData, parameters, { items: [{ id: 'velvet-anchor' }, { id: 'redwood-signal' }] });
		expect(third.findings.map(line)).toEqual(['new velvet-anchor crm+hubspot unknown_state']);
	});

	it('are separate for items that audit different services of the same consumer', async () => {
		const parameters = { consumerScope: 'one', consumer: byId('={{ $json.id }}'), filters: { services: '={{ $json.service }}' } };
		const items = [{ id: 'zephyr-couriers', service: 'box' }, { id: 'zephyr-couriers', service: 'bamboohr' }];
		const first = await changes(undefined, parameters, { items });
		const second = await changes(first.staticData, parameters, { items });
		expect([first.findings.length > 0, second.findings, messages(second)]).toEqual([true, [], []]);
		set('zephyr-couriers', 'file-storage+box', WORKS);
		const third = await changes(second.staticData, parameters, { items: items.slice().reverse() });
		expect(third.findings.map(line)).toEqual(['resolved zephyr-couriers file-storage+box healthy']);
	});

	it('are kept for 300 consumers that are audited one by one', async () => {
		const many = await startSandbox({ scenario: large({ consumers: 300, connectionsPerConsumer: 1, brokenShare: 1 }) });
		try {
			const parameters = { consumerScope: 'one', consumer: byId('={{ $json.id }}'), return: 'changes', options: { ...FAST, concurrency: 50 } };
			const items = many.vault.consumerIds().map((id) => ({ id }));
			const first = await runAudit(engine, many, parameters, { items });
			const found = first.findings.length;
			expect(found).toBeGreaterThan(280);
			const second = await runAudit(engine, many, parameters, { items, staticData: first.staticData });
			expect([second.findings, messages(second)]).toEqual([[], []]);
		} finally {
			await many.close();
		}
	}, 600_000);

	it('are written for a single consumer only with Changes Since Last Run', async () => {
		const one = { consumerScope: 'one', consumer: byId('redwood-signal') };
		expect((await runAudit(engine, sandbox, one)).staticData).toEqual({});
		expect((await changes(undefined, one)).staticData).not.toEqual({});
	});

	it('belong to the node of that name', async () => {
		const first = await changes();
		const other = await changes(first.staticData, {}, { node: { id: 'another' } });
		expect(other.findings).toEqual([]);
		expect(Object.keys(first.staticData)).toEqual(['node:Vault']);
	});
});

describe('an item that failed', () => {
	afterEach(() => jest.restoreAllMocks());

	it('stores nothing, although its audit was done: its findings were not returned', async () => {
		const report = { operation: 'getReport' };
		const { staticData } = await changes(undefined, report);
		set('acct_000917', 'crm+pipedrive', REVOKED);
		// Thrown by Node, because n8n does not recognize errors from jest's context.
		jest.spyOn(BinaryDataService.prototype, 'store').mockImplementationOnce(async () => (await stat('/no/such/folder')) as never);
		const failed = await changes(staticData, report, CONTINUE);
		expect(failed.json).toEqual([expect.objectContaining({ error: expect.objectContaining({ message: expect.stringContaining('does not exist') as string }) as object })]);
		expect(failed.staticData).toEqual(staticData);
		const { findings } = await changes(failed.staticData);
		expect(findings.map(line)).toEqual(['new acct_000917 crm+pipedrive revoked']);
	});
});

describe('a resolved finding', () => {
	it('is returned with the filter that returned the finding', async () => {
		set('acct_000917', 'crm+pipedrive', { ...WORKS, health: 'degraded', last_downstream_error_at: Date.now() - 60_000 });
		const first = await changes();
		set('acct_000917', 'crm+pipedrive', WORKS);
		set('redwood-signal', 'crm+salesforce', WORKS);
		const severity = (minimumSeverity: string) => changes(first.staticData, { filters: { minimumSeverity } });
		expect((await severity('critical')).findings.map(line)).toEqual(['resolved redwood-signal crm+salesforce healthy']);
		const all = await severity('info');
		expect(all.findings.map(({ consumer_id, previous_severity }) => [consumer_id, previous_severity]).sort()).toEqual([['acct_000917', 'info'], ['redwood-signal', 'critical']]);
	});

	it('is not reported for a connection that this run skips', async () => {
		const only = { filters: { onlyConfigured: true } };
		set('acct_000917', 'crm+pipedrive', { state: 'added', health: null, enabled: false, authorization: 'none' });
		const first = await changes(undefined, only);
		expect(first.findings.map(line)).toContain('new acct_000917 crm+pipedrive disabled');
		set('acct_000917', 'crm+pipedrive', { state: 'added', enabled: true });
		const second = await changes(first.staticData, only);
		expect([second.findings, messages(second)]).toEqual([[], []]);
	});

	it('is not counted for an unreadable consumer: the report compares what both runs read', async () => {
		const report = { operation: 'getReport', options: retries({ maxRetries: 0 }) };
		const first = await runAudit(engine, sandbox, report);
		sandbox.faults.add({ match: { path: '/vault/consumers/redwood-signal' }, times: Infinity, fault: { status: 500 } });
		const { json } = await runAudit(engine, sandbox, report, { staticData: first.staticData });
		const [before, now] = [json[0]!.previous_run as { severities: IDataObject }, json[0]!.severities];
		expect(json[0]).toMatchObject({ not_read: { consumers: 1 } });
		expect(before.severities).toEqual(now);
		expect(first.json[0]!.severities).not.toEqual(now);
	});
});

describe('a list of consumers with a pagination loop', () => {
	it('ends the audit, nothing disappears, and the stored results are kept', async () => {
		const many = await startSandbox({ scenario: large({ consumers: 450, connectionsPerConsumer: 1, brokenShare: 1 }) });
		try {
			const first = await runAudit(engine, many, { return: 'changes' });
			const cursor = { meta: { cursors: { next: 'again' } } };
			many.faults.add({ match: { path: '/vault/consumers' }, times: Infinity, fault: { body: { status_code: 200, status: 'OK', data: [], ...cursor } } });
			const second = await runAudit(engine, many, { return: 'changes' }, { staticData: first.staticData });
			expect([second.status, second.error?.message]).toEqual(['error', expect.stringContaining('Pagination loop')]);
			expect(second.staticData).toEqual(first.staticData);
		} finally {
			await many.close();
		}
	});
});

describe('damaged stored results', () => {
	const parameters = { filters: { consumerPrefix: 'redwood' } };
	const DAMAGED = expect.stringContaining('The stored results of this audit could not be read, so this run counts as the first one.') as string;
	const nodeData = (staticData: IDataObject) => staticData['node:Vault'] as IDataObject;
	const slotOf = (staticData: IDataObject) => Object.keys(nodeData(staticData)).find((key) => key.startsWith('all:')) ?? '';

	it.each<[string, (whole: string) => unknown]>([
		['garbage', () => 'garbage'],
		['a number', () => 1e300],
		['a list', () => ['x']],
		['an object', () => ({ v: 1, at: 1e300 })],
		['an object with prototype names', () => JSON.parse('{"__proto__": {"at": 1}, "constructor": 1}')],
		['nothing', () => null],
		['empty', () => ''],
		['cut short', (whole) => whole.slice(0, -1)],
		['of another version', (whole) => whole.replace(' 2:', ' 9:')],
		['with a forged entry', (whole) => whole.replace('|.', '|__proto__:AA|.')],
		['twice', (whole) => whole + whole],
		['huge', (whole) => whole + 'A'.repeat(2_000_000)],
	])('make the run a first run with a hint, and are replaced: %s', async (_name, spoil) => {
		const first = await changes(undefined, parameters);
		const slot = slotOf(first.staticData);
		const staticData = { 'node:Vault': { ...nodeData(first.staticData), [slot]: spoil(String(nodeData(first.staticData)[slot])) } } as IDataObject;
		const second = await changes(staticData, parameters);
		expect(second.findings.map(line)).toEqual(['new redwood-signal crm+salesforce revoked']);
		expect(messages(second)).toEqual([DAMAGED, FIRST_RUN]);
		const third = await changes(second.staticData, parameters);
		expect([third.findings, messages(third)]).toEqual([[], []]);
		const report = await runAudit(engine, sandbox, { operation: 'getReport', ...parameters }, { staticData });
		expect([report.status, messages(report)]).toEqual(['success', [DAMAGED]]);
	});

	it.each<[string, unknown]>([
		['garbage', 'garbage'],
		['a number', 7],
		['nothing', null],
		['a list', ['x']],
		['the form of another version', { audits: { 'all:0': '{"v":1}' } }],
		['prototype names', JSON.parse('{"__proto__": {"entries": "1 1 1"}, "constructor": {"prototype": 1}}')],
	])('never make the report fail: %s', async (_name, data) => {
		const { status, findings } = await changes({ 'node:Vault': data } as IDataObject, parameters);
		expect([status, findings.map(line)]).toEqual(['success', ['new redwood-signal crm+salesforce revoked']]);
		expect(({} as IDataObject)['entries']).toBeUndefined();
	});
});

describe('consumers with odd IDs', () => {
	const IDS = ['__proto__', 'constructor', 'toString', 'a|b:c,d!%', '<b>&', '🥨', '.hidden'];

	it.each(['all', 'one'])('are stored like any other, with the scope %s', async (consumerScope) => {
		for (const id of IDS) {
			await call(sandbox, 'POST', '/vault/consumers', { body: { consumer_id: id, metadata: { account_name: id } } });
			set(id, 'crm+odoo', { ...REVOKED, settings: { url: 'https://odoo.sandbox.example' } });
			set(id, 'crm+pipedrive', { ...WORKS });
		}
		const ours = ({ findings }: AuditRan) => findings.filter(({ consumer_id }) => IDS.includes(consumer_id)).map(line).sort();
		const parameters = { consumerScope, consumer: byId('={{ $json.id }}') };
		const items = consumerScope === 'one' ? IDS.map((id) => ({ id })) : [{}];

		const first = await changes(undefined, parameters, { items });
		expect(ours(first)).toEqual(IDS.map((id) => `new ${id} crm+odoo revoked`).sort());
		const second = await changes(first.staticData, parameters, { items });
		expect([second.status, second.findings, second.hints]).toEqual(['success', [], []]);
		for (const id of IDS) set(id, 'crm+odoo', WORKS);
		const third = await changes(second.staticData, parameters, { items });
		expect(ours(third)).toEqual(IDS.map((id) => `resolved ${id} crm+odoo healthy`).sort());
		expect(({} as IDataObject).audits).toBeUndefined();
	});
});
