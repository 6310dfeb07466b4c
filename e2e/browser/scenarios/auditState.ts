/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only: never runs inside n8n */
import axios from 'axios';
import type { IDataObject } from 'n8n-workflow';
import type { WorkflowDefinition } from '../../../embedded';
import { assert, assertEqual, eventually } from '../eventually';
import type { Scenario } from '../scenario';
import { CREDENTIAL, type World } from '../world';

const VAULT = 'Vault';
const PLAN = 'Plan';
const BY_CALL = 'By call';
const EVENT = 'Event';
const MINUTE = 60_000;

const WORKS = { state: 'callable', health: 'ok', credentials_expire_at: 0, last_refresh_failed_at: 0 };
const REVOKED = { state: 'added', health: 'revoked' };
const SALESFORCE = { consumerId: 'redwood-signal', unifiedApi: 'crm', serviceId: 'salesforce' };
const OF_EVENT = { consumerScope: 'one', consumer: { __rl: true, mode: 'id', value: '={{ $json.consumer_id }}' } };
const OF_TEST_CONSUMER = { ...SALESFORCE, consumerId: 'test-consumer' };

/** Whether n8n keeps what an audit remembers: over a restart, and beside triggers that have n8n write an old state back. */
export const auditState: Scenario = {
	title: "Keep the audit's memory",
	async run({ world, step }) {
		const { sandbox } = world;
		sandbox.reset();
		let workflows: { everyDay: Scheduled; everyOtherDay: Scheduled };
		let startsAt = 0;

		await step('two schedules, every day and every 2 days: the first run of each finds the broken connection', async () => {
			startsAt = nextMinute(55_000);
			const [everyDay, everyOtherDay] = [await schedule(world, 1, startsAt), await schedule(world, 2, startsAt)];
			workflows = { everyDay, everyOtherDay };
			for (const one of Object.values(workflows)) assertEqual((await call(world, one)).codes, ['redwood-signal salesforce revoked'], 'the first run');
		});
		await step('after a restart both compare with the run before it', async () => {
			await world.restartN8n();
			sandbox.vault.set(SALESFORCE, WORKS);
			for (const one of Object.values(workflows)) assertEqual((await call(world, one)).codes, ['resolved redwood-signal salesforce healthy'], 'the run after the restart');
			for (const one of Object.values(workflows)) assertEqual((await call(world, one)).codes, [], 'the run after that');
		});
		await step('then the schedules start: every 2 days finds the state as it was when n8n activated it, every day finds the last run', async () => {
			// A slow machine may have missed the time: another one, and so another activation and another run after it.
			for (let margin = 90_000; Date.now() > startsAt - 5_000; margin *= 2) {
				startsAt = nextMinute(margin);
				sandbox.vault.set(SALESFORCE, REVOKED);
				for (const [days, one] of [workflows.everyDay, workflows.everyOtherDay].entries()) {
					await call(world, one);
					await schedule(world, days + 1, startsAt, one);
				}
				sandbox.vault.set(SALESFORCE, WORKS);
				for (const one of Object.values(workflows)) await call(world, one);
			}
			const waiting = startsAt - Date.now() + 2 * MINUTE;
			const [kept, overwritten] = await Promise.all([started(world, workflows.everyDay, waiting), started(world, workflows.everyOtherDay, waiting)]);
			assertEqual(kept.codes, [], 'every day');
			assertEqual(overwritten.codes, ['resolved redwood-signal salesforce healthy'], 'every 2 days');
			assert(overwritten.hints.includes('runs every 2 days'), `the hint: ${overwritten.hints}`);
			assertEqual(kept.hints, '', 'hints of every day');
		});
		await step("'Only Changes' beside it is refused, with what to use instead", async () => {
			const refused = await schedule(world, 2, nextMinute(10 * MINUTE), undefined, { changesOnly: true });
			const { error } = await call(world, refused);
			assertEqual(error, `'Only Changes Since Last Run' does not work together with the trigger '${PLAN}', which runs every 2 days`, 'the error');
		});
		await step("behind the package's own trigger it is refused too", async () => {
			sandbox.reset();
			const { id } = await behindTrigger(world, { ...OF_EVENT, changesOnly: true });
			sandbox.transition(OF_TEST_CONSUMER, 'revoked');
			const [run = ''] = await eventually('the execution', async () => (await executions(world, id)).length > 0 && (await executions(world, id)));
			assertEqual((await readRun(world, run)).error, `'Only Changes Since Last Run' does not work together with the trigger '${EVENT}', which remembers events`, 'the error');
		});
		await step('because an audit that remembers makes the trigger forget; one that does not leaves its memory alone', async () => {
			sandbox.reset();
			const forgetful = await behindTrigger(world, { auditFilters: { consumerPrefix: 'sofia' } });
			const fine = await behindTrigger(world, OF_EVENT);
			sandbox.transition(OF_TEST_CONSUMER, 'revoked');
			const runs = async ({ id }: Scheduled) => (await executions(world, id)).length;
			await eventually('an execution of each', async () => (await runs(forgetful)) === 1 && (await runs(fine)) === 1);
			await sandbox.idle();
			await world.restartN8n('SIGKILL');
			for (const { id } of sandbox.webhooks.deliveries.slice()) await sandbox.webhooks.redeliver(id);
			await eventually('the same event once more', async () => (await runs(forgetful)) === 2);
			assertEqual(await runs(fine), 1, 'executions of the other workflow');
		});
	},
};

interface Scheduled {
	id: string;
	path: string;
}

interface AuditRun {
	/** `change consumer service code` of each finding. */
	codes: string[];
	hints: string;
	error: string | undefined;
}

/** The first full minute that is at least so far away, in Unix milliseconds. */
function nextMinute(marginMs: number): number {
	return Math.ceil((Date.now() + marginMs) / MINUTE) * MINUTE;
}

const node = (name: string, type: string, parameters: object, more: object = {}) => ({ id: name, name, type, typeVersion: 1, position: [0, 0], parameters, ...more });

async function publish(world: World, definition: object, id?: string): Promise<string> {
	const credential = await world.credential(CREDENTIAL);
	const saved = await world.api.saveWorkflow(definition as WorkflowDefinition, [credential], id);
	await world.api.publish(saved);
	return saved.id;
}

const vault = (parameters: object) =>
	node(VAULT, 'n8n-nodes-apideck-vault.apideckVault', { resource: 'audit', operation: 'getFindings', ...parameters }, { credentials: { apideckApi: { id: '', name: '' } } });
const to = (name: string) => ({ main: [[{ node: name, type: 'main', index: 0 }]] });

/** Publishes a workflow that audits when it is called, and every so many days at a certain minute. */
async function schedule(world: World, days: number, at: number, workflow?: Scheduled, parameters: object = {}): Promise<Scheduled> {
	const path = workflow?.path ?? `audit-${days}-${at}`;
	const time = new Date(at);
	const interval = [{ field: 'days', daysInterval: days, triggerAtHour: time.getUTCHours(), triggerAtMinute: time.getUTCMinutes() }];
	const definition = {
		name: path,
		settings: { timezone: 'UTC' },
		nodes: [
			node(PLAN, 'n8n-nodes-base.scheduleTrigger', { rule: { interval } }, { typeVersion: 1.3 }),
			node(BY_CALL, 'n8n-nodes-base.webhook', { path }, { typeVersion: 2, webhookId: path }),
			vault({ auditFilters: { consumerPrefix: 'redwood' }, ...parameters }),
		],
		connections: { [PLAN]: to(VAULT), [BY_CALL]: to(VAULT) },
	};
	return { id: await publish(world, definition, workflow?.id), path };
}

/** Publishes a workflow that audits after each event. */
async function behindTrigger(world: World, parameters: object): Promise<Scheduled> {
	const path = `after-event-${JSON.stringify(parameters).length}`;
	const definition = {
		name: path,
		nodes: [
			node(EVENT, 'n8n-nodes-apideck-vault.apideckVaultTrigger', { events: ['vault.connection.revoked'] }, { credentials: { apideckApi: { id: '', name: '' } }, webhookId: path }),
			vault(parameters),
		],
		connections: { [EVENT]: to(VAULT) },
	};
	const id = await publish(world, definition);
	const subscriptions = () => world.sandbox.webhooks.subscriptions.list();
	await eventually('the subscription', () => subscriptions().some(({ description, status }) => description?.includes(id) && status === 'enabled'));
	return { id, path };
}

/** Starts the workflow by its webhook and waits for the end of the audit. */
async function call(world: World, { id, path }: Scheduled): Promise<AuditRun> {
	const before = (await executions(world, id)).length;
	await eventually(`the webhook ${path}`, async () => (await axios.get(`${world.url}/webhook/${path}`, { proxy: false })).status === 200);
	const [newest = ''] = await eventually('the execution', async () => {
		const all = await executions(world, id);
		return all.length > before && all;
	});
	return await readRun(world, newest);
}

/** Waits for the execution that the schedule starts. */
async function started(world: World, { id }: Scheduled, withinMs: number): Promise<AuditRun> {
	const newest = await eventually(
		'the schedule',
		async () => {
			const [first = ''] = await executions(world, id);
			return (await world.api.execution(first)).mode === 'trigger' && first;
		},
		withinMs,
	);
	return await readRun(world, newest);
}

async function readRun({ api }: World, executionId: string): Promise<AuditRun> {
	const { data } = await api.execution(executionId);
	const run = data.resultData.runData[VAULT]?.[0];
	const findings = (run?.data?.main?.[0] ?? []).map(({ json }): IDataObject => json);
	return {
		codes: findings.map((finding) => ['change', 'consumer_id', 'service_id', 'code'].map((key) => finding[key]).filter(Boolean).join(' ')),
		hints: (run?.hints ?? []).map(({ message }) => message).join(' '),
		error: data.resultData.error?.message,
	};
}

/** Ids of a workflow's finished executions, newest first. */
async function executions({ api }: World, workflowId: string): Promise<string[]> {
	const filter = encodeURIComponent(JSON.stringify({ workflowId }));
	const { results } = await api.call<{ results: Array<{ id: string; status: string }> }>('GET', `/executions?filter=${filter}&limit=50`);
	return results.filter(({ status }) => status === 'success' || status === 'error').map(({ id }) => id);
}
