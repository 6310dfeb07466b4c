import { randomBytes } from 'node:crypto';
import { findInstallation, N8nApi } from '../../../tools/n8n';
import { startSandbox, type Sandbox } from '../../../tools/sandbox';
import { CONCURRENCY, startCluster, type Cluster } from './cluster';
import {
	allEnded,
	countBy,
	executionsAfter,
	getLastExecutionId,
	createCalls,
	findPatches,
	repeated,
	send,
	throughput,
	waitForExecutions,
	type Execution,
	type WebhookCall,
	type Patch,
} from './load';
import { auditWorkflow, updateWorkflow } from './workflows';

/** Simulated latency of Apideck. */
const LATENCY_MS = 800;
const EXECUTIONS = 200;
const MEASURED = 100;
const LOGIN = { email: 'owner@sandbox.example', password: `Sandbox1-${randomBytes(6).toString('hex')}` };

let sandbox: Sandbox;
let cluster: Cluster;
let api: N8nApi;
let consumers: string[];

const log = (text: string) => process.stderr.write(`    ${text}\n`);

beforeAll(async () => {
	const installation = findInstallation();
	const tarball = process.env.APIDECK_VAULT_TARBALL;
	if (!installation || !tarball) throw new Error('Run this with "npm test -- queue", which installs n8n and packs the package');
	sandbox = await startSandbox({ latencyMs: LATENCY_MS });
	// Only consumers with this connection, so that every update can succeed.
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

/** Sends the calls and waits until all their executions have ended. */
async function runCalls(calls: WebhookCall[]): Promise<Execution[]> {
	const after = await getLastExecutionId(cluster.database);
	const accepted = await send(cluster.webhook.url, calls);
	expect(accepted).toHaveLength(calls.length);
	return await waitForExecutions(cluster.database, after, allEnded(calls.length), 180_000);
}

describe('two workers compared with one', () => {
	it('two workers finish every execution faster than one', async () => {
		const second = [await cluster.addWorker(), await cluster.addWorker()][1];
		await runCalls(createCalls('warm-up', 20, consumers));
		const rate: number[] = [];
		for (const name of ['two', 'one']) {
			if (name === 'one') await second?.stop();
			const executions = await runCalls(createCalls(name, MEASURED, consumers));
			expect(countBy(executions)).toEqual({ success: MEASURED });
			rate.push(throughput(executions));
		}
		const [two = 0, one = 0] = rate;
		log(`${MEASURED} executions, ${CONCURRENCY} at once per worker, ${LATENCY_MS} ms per response of Apideck:`);
		log(`2 workers ${two.toFixed(1)} per second, 1 worker ${one.toFixed(1)} per second, ratio ${(two / one).toFixed(2)}`);
		expect(two / one).toBeGreaterThan(1);
	});
});

describe(`${EXECUTIONS} executions with a worker that is killed`, () => {
	let accepted: WebhookCall[];
	let executions: Execution[];
	let patches: Patch[];
	let startedTwice: string[];
	const idsOf = (condition: (execution: Execution) => boolean) => executions.filter(condition).map(({ id }) => id);
	const reported = () => idsOf(({ status }) => status !== 'success');

	beforeAll(async () => {
		const victim = await cluster.addWorker();
		sandbox.clearRequests();
		// Some requests are rejected without effect, so that the node retries them.
		sandbox.faults.add({ match: { method: 'PATCH' }, after: 10, times: 5, fault: { status: 429, headers: { 'retry-after': '1' } } });
		const after = await getLastExecutionId(cluster.database);
		const sending = send(cluster.webhook.url, createCalls('killed', EXECUTIONS, consumers));
		const succeeded = (list: Execution[]) => list.filter(({ status }) => status === 'success').length;
		await waitForExecutions(cluster.database, after, (list) => succeeded(list) >= EXECUTIONS / 3, 120_000);
		process.kill(victim.pid, 'SIGKILL');
		await victim.ended;
		const before = countBy(await executionsAfter(cluster.database, after));
		accepted = await sending;
		executions = await waitForExecutions(cluster.database, after, allEnded(accepted.length), 240_000);
		patches = findPatches(sandbox.requests);
		const started = [...cluster.workerLogs().matchAll(/Worker started execution (\d+) /g)].map(([, id = '']) => id);
		startedTwice = repeated(started);
		// This proves that the log line still has the expected wording. Otherwise "started twice" would never be detected.
		expect(started.length).toBeGreaterThanOrEqual(EXECUTIONS - CONCURRENCY);

		const applied = patches.filter((patch) => patch.applied);
		log(`Executions when the worker was killed: ${JSON.stringify(before)}; at the end: ${JSON.stringify(countBy(executions))}`);
		log(`${patches.length} PATCH requests: ${applied.length} applied, ${patches.length - applied.length} rejected and retried by the node`);
		const reached = applied.filter(({ execution }) => reported().includes(execution)).length;
		log(`Did not succeed: ${reported().length}, of which ${reached} updates were applied anyway. ${await firstError(reported()[0])}`);
		log(`Started twice by n8n: ${startedTwice.length}`);
	}, 600_000);

	it('all executions are accepted and stored in the database', () => {
		expect(accepted).toHaveLength(EXECUTIONS);
		expect(executions).toHaveLength(EXECUTIONS);
	});

	it('every execution succeeds, or n8n reports that it crashed or failed', () => {
		const statuses = Object.keys(countBy(executions));
		expect(statuses.filter((status) => !['success', 'crashed', 'error'].includes(status))).toEqual([]);
	});

	it('the kill affects only executions that the worker was processing', () => {
		// Compares only the number. A worker that is killed between saving and logging, or before it starts a job, leaves no log line.
		expect(reported().length).toBeGreaterThan(0);
		expect(reported().length).toBeLessThanOrEqual(CONCURRENCY);
	});

	it('every successful update was applied by its own execution', () => {
		const applied = patches.filter((patch) => patch.applied).map(({ execution }) => execution);
		expect(idsOf(({ status, workflow }) => status === 'success' && workflow === 'update').filter((id) => !applied.includes(id))).toEqual([]);
	});

	it('no update was applied twice, except by an execution that n8n started twice', () => {
		const twice = repeated(patches.filter(({ applied }) => applied).map(({ execution }) => execution));
		expect(twice.filter((id) => !startedTwice.includes(id))).toEqual([]);
		const markers = new Map(patches.map(({ marker, execution }) => [marker, execution]));
		expect(patches.filter(({ marker, execution }) => markers.get(marker) !== execution)).toEqual([]);
	});

	it('the node retried rejected requests', () => {
		const refused = patches.filter(({ applied }) => !applied).map(({ execution }) => execution);
		expect(refused.length).toBeGreaterThan(0);
		const applied = patches.filter((patch) => patch.applied).map(({ execution }) => execution);
		const successful = idsOf(({ status }) => status === 'success');
		expect(refused.filter((id) => successful.includes(id) && !applied.includes(id))).toEqual([]);
	});
});
