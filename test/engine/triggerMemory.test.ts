import type { INode, INodeParameters } from 'n8n-workflow';

import { WebhookServer, type Engine, type WorkflowDefinition } from '../../tools/engine';
import { startSandbox, type Delivery, type Sandbox } from '../../tools/sandbox';
import { CREDENTIAL, loadEngine, until } from './support';
import { credentialFor, Opened, storedBy, triggerWorkflow } from './triggerSupport';

let sandbox: Sandbox;
let engine: Engine;
const opened = new Opened();
beforeAll(async () => {
	[sandbox, engine] = await Promise.all([startSandbox({ webhooks: { retryScale: 1 / 18_000 } }), loadEngine()]);
});
beforeEach(() => sandbox.reset());
afterEach(async () => {
	jest.restoreAllMocks();
	await opened.close();
});
afterAll(async () => await sandbox.close());

let count = 0;
const MINUTE = 60_000;
const XERO = { consumerId: 'blue-fjord-bakery', unifiedApi: 'accounting', serviceId: 'xero' };
const HUBSPOT = { ...XERO, unifiedApi: 'crm', serviceId: 'hubspot' };

const start = async (definition: WorkflowDefinition, options: { port?: number; staticData?: WebhookServer['staticData']; startingMs?: number } = {}) =>
	opened.add(await WebhookServer.start(engine, definition, { credentials: credentialFor(sandbox), ...options }));

const newWorkflow = () => triggerWorkflow(engine, { events: ['*'] }, `memory-${++count}`);

/** Trigger → an audit that stores its results: it overwrites the static data with the state from the start of its run. */
function auditWorkflow(): WorkflowDefinition {
	const { id, nodes, connections } = newWorkflow();
	const audit: INode = {
		...(nodes[1] as INode),
		type: engine.type('apideckVault'),
		credentials: CREDENTIAL,
		parameters: {
			resource: 'audit',
			operation: 'getReport',
		} as INodeParameters,
	};
	return { id, nodes: [nodes[0] as INode, audit], connections };
}

type Deduplication = typeof import('../../nodes/ApideckVault/trigger/deduplication');

/** Whether another process knows the event from n8n's static data alone. */
function isKnownElsewhere({ id }: WorkflowDefinition, { staticData }: WebhookServer, { event }: Delivery): boolean {
	let elsewhere: Deduplication | undefined;
	jest.isolateModules(() => {
		elsewhere = jest.requireActual<Deduplication>('../../nodes/ApideckVault/trigger/deduplication');
	});
	const stored = storedBy(staticData).seenEvents;
	return elsewhere?.rememberEvent(`${id} trigger-node webhook`, [`event ${event.event_id}`], stored, Date.now()).duplicate === true;
}

async function deliver(change: () => void): Promise<Delivery> {
	change();
	await sandbox.idle();
	return sandbox.deliveries.at(-1) as Delivery;
}

const later = (minutes: number) => {
	const now = Date.now();
	jest.spyOn(Date, 'now').mockImplementation(() => now + minutes * MINUTE);
};

describe('deduplication', () => {
	it('is stored although Apideck closed the connection before n8n responded', async () => {
		const definition = newWorkflow();
		const server = await start(definition, { startingMs: 600 });
		await server.activate();
		const { timeoutMs } = sandbox.webhooks.options;
		sandbox.webhooks.options.timeoutMs = 100;
		try {
			const first = await deliver(() => sandbox.transition(XERO, 'revoked'));
			expect(first.attempts[0]).toMatchObject({ status_code: 0 });
			await until(() => isKnownElsewhere(definition, server, first));
		} finally {
			sandbox.webhooks.options.timeoutMs = timeoutMs;
		}
		expect(server.runs).toHaveLength(1);
	});

	it('survives a restart of n8n', async () => {
		const definition = newWorkflow();
		const before = await start(definition);
		await before.activate();
		const first = await deliver(() => sandbox.transition(XERO, 'revoked'));
		await before.finished();
		await before.close();
		expect(isKnownElsewhere(definition, before, first)).toBe(true);

		// On the same port. Like n8n, the server does not check the subscription when it starts.
		const after = await start(definition, { port: Number(new URL(before.url).port), staticData: before.staticData });
		await after.activate();
		later(10);
		expect([before.runs.length, await sandbox.webhooks.redeliver(first.id)]).toMatchObject([1, { status_code: 200, attempt: 2 }]);
		expect(after.runs).toHaveLength(0);
		await deliver(() => sandbox.transition(XERO, 'callable'));
		expect(after.runs.length).toBeGreaterThan(0);
	});

	it('stores an event even if n8n takes long to start the run', async () => {
		const definition = newWorkflow();
		const server = await start(definition, { startingMs: 150 });
		await server.activate();
		const first = await deliver(() => sandbox.transition(XERO, 'revoked'));
		expect(server.runs).toHaveLength(1);
		expect(isKnownElsewhere(definition, server, first)).toBe(true);
	});

	it('runs a delivery once when n8n is available again', async () => {
		const definition = newWorkflow();
		const before = await start(definition);
		await before.activate();
		await before.close();
		sandbox.transition(XERO, 'revoked');
		await until(() => (sandbox.deliveries[0]?.attempts.length ?? 0) > 1);
		const after = await start(definition, { port: Number(new URL(before.url).port), staticData: before.staticData });
		await after.activate();
		await sandbox.idle();
		expect(sandbox.deliveries).toMatchObject([{ status: 'delivered' }]);
		expect(sandbox.deliveries[0]?.attempts.slice(0, 2)).toMatchObject([{ status_code: 0 }, { status_code: 0 }]);
		expect(after.runs).toHaveLength(1);
	});

	it('works in a workflow that writes static data itself', async () => {
		const server = await start(auditWorkflow());
		await server.activate();
		const first = await deliver(() => sandbox.transition(XERO, 'revoked'));
		const [run] = await server.finished();
		// The run has overwritten the event with the previous state.
		expect([run?.status, storedBy(server.staticData).seenEvents]).toEqual(['success', undefined]);

		later(10);
		expect(await sandbox.webhooks.redeliver(first.id)).toMatchObject({ status_code: 200 });
		expect(server.runs).toHaveLength(1);
		await deliver(() => sandbox.transition(HUBSPOT, 'disabled'));
		expect(await sandbox.webhooks.redeliver(first.id)).toMatchObject({ status_code: 200 });
		expect(server.runs).toHaveLength(2);
	});

	it('detects duplicates of many simultaneous events ten minutes later', async () => {
		sandbox.webhooks.options.concurrency = 10;
		const server = await start(newWorkflow());
		await server.activate();
		for (const id of sandbox.vault.consumerIds().slice(0, 10)) {
			const records = [XERO, HUBSPOT].map((key) => ({ ...key, consumerId: id })).filter((key) => sandbox.vault.get(key));
			for (const key of records) sandbox.transition(key, 'disabled');
		}
		await sandbox.idle();
		sandbox.webhooks.options.concurrency = 1;
		const runs = server.runs.length;
		expect(runs).toBeGreaterThan(3);
		later(10);
		for (const { id } of [...sandbox.deliveries]) await sandbox.webhooks.redeliver(id);
		expect(server.runs).toHaveLength(runs);
	});
});
