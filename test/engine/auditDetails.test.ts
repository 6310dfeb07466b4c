import type { Engine } from '../../tools/engine';
import { large, startSandbox, type Fault, type Sandbox } from '../../tools/sandbox';
import { counted, line, plainLine, runAudit, type AuditRan } from './auditRun';
import { byId, loadEngine, retries } from './support';
import { summaryOf, VaultDouble, vaultOf } from './vaultDouble';

// Hundreds of requests: on a busy machine they take their time.
jest.setTimeout(180_000);

let sandbox: Sandbox;
let engine: Engine;
let undisturbed: string[];
beforeAll(async () => {
	[sandbox, engine] = await Promise.all([startSandbox(), loadEngine()]);
	undisturbed = (await runAudit(engine, sandbox)).findings.map(plainLine);
});
beforeEach(() => sandbox.reset());
afterAll(async () => await sandbox.close());

const once = retries({ maxRetries: 0 });
const hintsOf = ({ hints }: AuditRan) => hints.map(({ message }) => message).join('\n');
const failDetails = (fault: Fault, consumerId?: string) =>
	sandbox.faults.add({ match: { path: '/vault/connections', ...(consumerId === undefined ? {} : { consumerId }) }, times: Infinity, fault });

const UNPROCESSABLE: Fault = { status: 422, body: { status_code: 422, error: 'Unprocessable Entity', type_name: 'InvalidStateError', message: 'Invalid State' } };

describe('an audit without readable details', () => {
	it.each<[string, Fault]>([
		['a 422', UNPROCESSABLE],
		['a 404', { status: 404 }],
		['a server error', { status: 500 }],
		['a page of a proxy', { status: 200, body: '<html>maintenance</html>', contentType: 'text/html' }],
		['a response without data', { body: { status_code: 200 } }],
		['a list with entries that are not connections', { body: { status_code: 200, data: [null, 'x'] } }],
	])('keeps the verdicts of the summary and names the consumers in a hint after %s', async (_name, fault) => {
		failDetails(fault, 'granite-peak-gyms');
		failDetails(fault, 'zephyr-couriers');
		const ran = await runAudit(engine, sandbox, { options: once });
		expect(ran.status).toBe('success');
		expect(ran.findings.map(plainLine)).toEqual(undisturbed);
		expect(hintsOf(ran)).toContain('The details of the connections of 2 consumers could not be read');
		expect(hintsOf(ran)).toMatch(/granite-peak-gyms|zephyr-couriers/);
	});

	it('reports revoked connections as revoked and nothing as healthy if no details can be read', async () => {
		failDetails(UNPROCESSABLE);
		const { findings, ...ran } = await runAudit(engine, sandbox, { options: { ...once, includeHealthy: true } });
		const revoked = findings.filter(({ code }) => code === 'revoked').map(plainLine);
		expect(revoked).toEqual(['redwood-signal crm+salesforce revoked', 'zephyr-couriers file-storage+box revoked']);
		expect(findings.filter(({ code }) => code === 'unreadable')).toEqual([]);
		expect(hintsOf({ findings, ...ran } as AuditRan)).toContain('The state of your integrations could not be read');
		// Only of consumers whose ID no header carries: nobody could have asked for them.
		expect(findings.filter(({ code }) => code === 'healthy').every(({ consumer_id: id }) => /[^\x20-\x7e]/.test(id))).toBe(true);
		expect(findings.find(({ code }) => code === 'details_unreadable')).toMatchObject({ severity: 'warning', actor: 'you', reason: expect.stringContaining('cannot process the request for consumer') });
	});

	it('loads the integrations from the next consumer if only the first one fails', async () => {
		failDetails({ status: 500 }, 'test-consumer');
		const ran = await runAudit(engine, sandbox, { options: { ...once, concurrency: 1 } });
		expect(ran.findings.map(plainLine)).toEqual(undisturbed);
		expect(hintsOf(ran)).not.toContain('could not be read');
	});

	it("finds the disabled integration of the first consumer once another one's details can be read", async () => {
		const vault = await VaultDouble.start();
		try {
			const consumers = new Map(['first', 'second'].map((id) => [id, [summaryOf('hubspot')]] as const));
			vault.respond = vaultOf(consumers, ({ path, consumer }) => {
				if (path !== '/vault/connections') return undefined;
				return consumer === 'first' ? { status: 422, body: {} } : { data: [{ ...summaryOf('hubspot'), integration_state: 'disabled' }] };
			});
			const { findings, hints } = await runAudit(engine, vault, { options: { ...once, concurrency: 1 } });
			expect(findings.map(plainLine)).toEqual(['first crm+hubspot integration_disabled', 'second crm+hubspot integration_disabled']);
			expect(hints).toEqual([]);
		} finally {
			await vault.close();
		}
	});

	it('reports a warning if only one consumer is audited', async () => {
		const { findings } = await runAudit(engine, sandbox, { consumerScope: 'one', consumer: byId('over-plan-company') });
		expect(findings.map(({ code, reason }) => [code, reason])).toEqual(Array(2).fill(['details_unreadable', expect.stringContaining('plan limit')]));
	});

	it('keeps the stored verdicts that only details can improve', async () => {
		const settings = { return: 'changes', options: { ...once, thorough: true } };
		const first = await runAudit(engine, sandbox, settings);
		expect(first.findings.map(line)).toContain('new paper-crane-press ats+greenhouse required_mapping_missing');
		expect(first.findings.map(line)).toContain('new kite-and-kettle accounting+quickbooks degraded_for_long');
		const faults = ['paper-crane-press', 'kite-and-kettle'].map((consumer) => failDetails({ status: 500 }, consumer));
		const second = await runAudit(engine, sandbox, settings, { staticData: first.staticData });
		expect(second.findings.map(line)).toEqual(['new kite-and-kettle crm+pipedrive details_unreadable', 'new paper-crane-press ats+lever details_unreadable']);
		for (const fault of faults) sandbox.faults.remove(fault);
		const third = await runAudit(engine, sandbox, settings, { staticData: second.staticData });
		expect(third.findings.map(line)).toEqual(['resolved kite-and-kettle crm+pipedrive healthy', 'resolved paper-crane-press ats+lever healthy']);
	});

	it('mentions it in the report, whose headline does not say that all is well', async () => {
		failDetails(UNPROCESSABLE, 'granite-peak-gyms');
		const { json } = await runAudit(engine, sandbox, { operation: 'getReport', options: once });
		expect(json[0]).toMatchObject({ not_read: { consumers: 0, consumer_details: 1 } });
		expect(json[0]?.['markdown']).toContain('The details of 1 consumer could not be read');
	});

	it('stops requesting details when they fail for every consumer', async () => {
		const many = await startSandbox({ scenario: large({ consumers: 200, connectionsPerConsumer: 1, brokenShare: 0 }) });
		try {
			many.faults.add({ match: { path: '/vault/connections' }, times: Infinity, fault: { status: 503 } });
			const { findings } = await runAudit(engine, many, { options: retries({ maxRetries: 1 }) });
			expect(findings.map(({ code }) => code)).toEqual(Array(200).fill('details_unreadable'));
			expect(counted(many.requests)).toMatchObject({ list: 1, consumer: 200 });
			expect(counted(many.requests).connections).toBeLessThan(30 * 2 + 10);
		} finally {
			await many.close();
		}
	});
});
