/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- development only: never runs inside n8n */
import { randomBytes } from 'node:crypto';
import { findInstallation, N8nApi } from '..';
import { startSandbox, type Sandbox } from '../../sandbox';
import { CONCURRENCY, startCluster, type Cluster } from './cluster';
import {
	allEnded,
	countBy,
	executionsAfter,
	lastExecutionId,
	ordersOf,
	patchesOf,
	repeated,
	send,
	throughput,
	untilExecutions,
	type Execution,
	type Order,
	type Patch,
} from './load';
import { auditWorkflow, updateWorkflow } from './workflows';

/** What Apideck takes for an answer, so that an execution waits as it would there. */
const LATENCY_MS = 800;
const EXECUTIONS = 200;
const MEASURED = 100;
const LOGIN = { email: 'owner@sandbox.example', password: `Sandbox1-${randomBytes(6).toString('hex')}` };

let sandbox: Sandbox;
let cluster: Cluster;
let api: N8nApi;
let consumers: string[];

const say = (text: string) => process.stderr.write(`    ${text}\n`);

beforeAll(async () => {
	const installation = findInstallation();
	const tarball = process.env.APIDECK_VAULT_TARBALL;
	if (!installation || !tarball) throw new Error('Run this by "npm run test:queue": it installs n8n and packs the package');
	sandbox = await startSandbox({ latencyMs: LATENCY_MS });
	// Those with this very connection, so that every update can be carried out.
	consumers = sandbox.vault
		.consumerIds()
		.filter((consumerId) => sandbox.vault.get({ consumerId, unifiedApi: 'crm', serviceId: 'pipedrive' })?.state === 'callable');
	cluster = await startCluster(installation, tarball);
	api = await N8nApi.signIn(cluster.main.url, LOGIN, installation);
	const credential = await api.saveCredential('Sandbox', 'apideckApi', sandbox.credentials);
	for (const workflow of [updateWorkflow, auditWorkflow]) await api.publish(await api.saveWorkflow(workflow, [credential]));
}, 600_000);

afterAll(async () => {
	await cluster?.stop();
	await sandbox?.close();
}, 120_000);

async function firstError(id?: string): Promise<string> {
	if (id === undefined) return 'nothing';
	const { status, data } = await api.execution(id);
	return `${status}: ${data.resultData.error?.message ?? 'no message'}`;
}

/** Sends the orders and waits until all their executions have ended. */
async function carryOut(orders: Order[]): Promise<Execution[]> {
	const after = await lastExecutionId(cluster.database);
	const accepted = await send(cluster.webhook.url, orders);
	expect(accepted).toHaveLength(orders.length);
	return await untilExecutions(cluster.database, after, allEnded(orders.length), 180_000);
}

describe('two workers and one', () => {
	it('carry out everything, and two are faster', async () => {
		const second = [await cluster.addWorker(), await cluster.addWorker()][1];
		await carryOut(ordersOf('warm-up', 20, consumers));
		const rate: number[] = [];
		for (const name of ['two', 'one']) {
			if (name === 'one') await second?.stop();
			const executions = await carryOut(ordersOf(name, MEASURED, consumers));
			expect(countBy(executions)).toEqual({ success: MEASURED });
			rate.push(throughput(executions));
		}
		const [two = 0, one = 0] = rate;
		say(`${MEASURED} executions, ${CONCURRENCY} at once per worker, ${LATENCY_MS} ms per answer of Apideck:`);
		say(`2 workers ${two.toFixed(1)} per second, 1 worker ${one.toFixed(1)} per second, ratio ${(two / one).toFixed(2)}`);
		expect(two / one).toBeGreaterThan(1);
	});
});

describe(`${EXECUTIONS} executions, and a worker that is killed in the middle`, () => {
	let accepted: Order[];
	let executions: Execution[];
	let patches: Patch[];
	let startedTwice: string[];
	const idsOf = (holds: (execution: Execution) => boolean) => executions.filter(holds).map(({ id }) => id);
	const reported = () => idsOf(({ status }) => status !== 'success');

	beforeAll(async () => {
		const victim = await cluster.addWorker();
		sandbox.clearRequests();
		// Some answers make the node try again by itself: requests that were refused, not carried out.
		sandbox.faults.add({ match: { method: 'PATCH' }, after: 10, times: 5, fault: { status: 429, headers: { 'retry-after': '1' } } });
		const after = await lastExecutionId(cluster.database);
		const sending = send(cluster.webhook.url, ordersOf('killed', EXECUTIONS, consumers));
		const succeeded = (list: Execution[]) => list.filter(({ status }) => status === 'success').length;
		await untilExecutions(cluster.database, after, (list) => succeeded(list) >= EXECUTIONS / 3, 120_000);
		process.kill(victim.pid, 'SIGKILL');
		await victim.ended;
		const before = countBy(await executionsAfter(cluster.database, after));
		accepted = await sending;
		executions = await untilExecutions(cluster.database, after, allEnded(accepted.length), 240_000);
		patches = patchesOf(sandbox.requests);
		const started = [...cluster.workerLogs().matchAll(/Worker started execution (\d+) /g)].map(([, id = '']) => id);
		startedTwice = repeated(started);
		// Were n8n to word it otherwise, "started twice" would never be seen.
		expect(started.length).toBeGreaterThanOrEqual(EXECUTIONS - CONCURRENCY);

		const applied = patches.filter((patch) => patch.applied);
		say(`When the worker was killed: ${JSON.stringify(before)}; at the end: ${JSON.stringify(countBy(executions))}`);
		say(`${patches.length} PATCH requests: ${applied.length} applied, ${patches.length - applied.length} refused and sent again by the node`);
		const reached = applied.filter(({ execution }) => reported().includes(execution)).length;
		say(`Did not succeed: ${reported().length}, of which ${reached} updates had reached Apideck all the same. ${await firstError(reported()[0])}`);
		say(`Started twice by n8n: ${startedTwice.length}`);
	}, 600_000);

	it('are all accepted and all in the database: none is lost without a trace', () => {
		expect(accepted).toHaveLength(EXECUTIONS);
		expect(executions).toHaveLength(EXECUTIONS);
	});

	it('end as success, or n8n says that they crashed or failed', () => {
		const statuses = Object.keys(countBy(executions));
		expect(statuses.filter((status) => !['success', 'crashed', 'error'].includes(status))).toEqual([]);
	});

	it('the kill was felt, by no more executions than the worker had in hand', () => {
		// Not compared one by one: a worker killed between saving and logging, or between taking and beginning, leaves no line for it.
		expect(reported().length).toBeGreaterThan(0);
		expect(reported().length).toBeLessThanOrEqual(CONCURRENCY);
	});

	it('every successful update was applied, and by its own execution', () => {
		const applied = patches.filter((patch) => patch.applied).map(({ execution }) => execution);
		expect(idsOf(({ status, workflow }) => status === 'success' && workflow === 'update').filter((id) => !applied.includes(id))).toEqual([]);
	});

	it('no update was applied twice, except by an execution that n8n itself started twice', () => {
		const twice = repeated(patches.filter(({ applied }) => applied).map(({ execution }) => execution));
		expect(twice.filter((id) => !startedTwice.includes(id))).toEqual([]);
		const markers = new Map(patches.map(({ marker, execution }) => [marker, execution]));
		expect(patches.filter(({ marker, execution }) => markers.get(marker) !== execution)).toEqual([]);
	});

	it('the node did try again where the request had been refused', () => {
		const refused = patches.filter(({ applied }) => !applied).map(({ execution }) => execution);
		expect(refused.length).toBeGreaterThan(0);
		const applied = patches.filter((patch) => patch.applied).map(({ execution }) => execution);
		const successful = idsOf(({ status }) => status === 'success');
		expect(refused.filter((id) => successful.includes(id) && !applied.includes(id))).toEqual([]);
	});
});
