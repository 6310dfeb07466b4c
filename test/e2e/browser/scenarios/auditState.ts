import axios from 'axios';
import type { IDataObject } from 'n8n-workflow';
import type { WorkflowDefinition } from '../../../../tools/engine';
import { assert, assertEqual, eventually } from '../eventually';
import type { Scenario } from '../scenario';
import { CREDENTIAL, type TestEnvironment } from '../testEnvironment';

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

/** Whether n8n keeps an audit's state: after a restart, and with triggers that make n8n write an old state back. */
export const auditState: Scenario = {
	title: "Keep the audit's memory",
	async run({ environment, step }) {
		const { sandbox } = environment;
		sandbox.reset();
		let workflows: { everyDay: Scheduled; everyOtherDay: Scheduled };

		await step('the first run of a daily and a two-day schedule finds the broken connection', async () => {
			const later = nextMinute(10 * MINUTE);
			const [everyDay, everyOtherDay] = [await schedule(environment, 1, later), await schedule(environment, 2, later)];
			workflows = { everyDay, everyOtherDay };
			for (const one of Object.values(workflows)) assertEqual((await call(environment, one)).codes, ['redwood-signal crm+salesforce revoked'], 'the first run');
		});
		await step('both workflows compare with the previous run after a restart', async () => {
			await environment.restartN8n();
			sandbox.vault.set(SALESFORCE, WORKS);
			for (const one of Object.values(workflows)) assertEqual((await call(environment, one)).codes, ['resolved redwood-signal crm+salesforce healthy'], 'the run after the restart');
			for (const one of Object.values(workflows)) assertEqual((await call(environment, one)).codes, [], 'the run after that');
		});
		await step('the two-day schedule gets the state from its activation, and the daily one that of the last run', async () => {
			let startsAt = 0;
			// On a slow machine, the scheduled time may come too early. In that case, schedule, activate and run again.
			for (let margin = 40_000; Date.now() > startsAt - 5_000; margin *= 2) {
				startsAt = nextMinute(margin);
				sandbox.vault.set(SALESFORCE, REVOKED);
				for (const [days, one] of [workflows.everyDay, workflows.everyOtherDay].entries()) {
					await call(environment, one);
					await schedule(environment, days + 1, startsAt, one);
				}
				sandbox.vault.set(SALESFORCE, WORKS);
				for (const one of Object.values(workflows)) await call(environment, one);
			}
			const waiting = startsAt - Date.now() + 2 * MINUTE;
			const [dailyRun, twoDayRun] = await Promise.all([started(environment, workflows.everyDay, waiting), started(environment, workflows.everyOtherDay, waiting)]);
			assertEqual(dailyRun.codes, [], 'every day');
			assertEqual(twoDayRun.codes, ['resolved redwood-signal crm+salesforce healthy'], 'every 2 days');
			assert(twoDayRun.hints.includes('runs every 2 days'), `the hint: ${twoDayRun.hints}`);
			assertEqual(dailyRun.hints, '', 'hints of every day');
		});
		await step("'Only Changes' with the two-day schedule is rejected with an alternative", async () => {
			const refused = await schedule(environment, 2, nextMinute(10 * MINUTE), undefined, { return: 'changes' });
			const { error } = await call(environment, refused);
			assertEqual(error, `'Changes Since Last Run' does not work with the trigger '${PLAN}', which runs every 2 days`, 'the error');
		});
		await step("'Only Changes' after the package's trigger is rejected as well", async () => {
			sandbox.reset();
			const { id } = await behindTrigger(environment, { ...OF_EVENT, return: 'changes' });
			sandbox.transition(OF_TEST_CONSUMER, 'revoked');
			const [run = ''] = await eventually('the execution', async () => (await executions(environment, id)).length > 0 && (await executions(environment, id)));
			assertEqual((await readRun(environment, run)).error, `'Changes Since Last Run' does not work with the trigger '${EVENT}', which stores its events`, 'the error');
		});
		await step('an audit with state resets the state of the trigger, and an audit without state does not', async () => {
			sandbox.reset();
			const stateless = await behindTrigger(environment, { filters: { consumerPrefix: 'sofia' } });
			const fine = await behindTrigger(environment, OF_EVENT);
			sandbox.transition(OF_TEST_CONSUMER, 'revoked');
			const runs = async ({ id }: Scheduled) => (await executions(environment, id)).length;
			await eventually('an execution of each', async () => (await runs(stateless)) === 1 && (await runs(fine)) === 1);
			await sandbox.idle();
			await environment.restartN8n('SIGKILL');
			for (const { id } of sandbox.webhooks.deliveries.slice()) await sandbox.webhooks.redeliver(id);
			await eventually('the same event once more', async () => (await runs(stateless)) === 2);
			assertEqual(await runs(fine), 1, 'executions of the other workflow');
		});
	},
};

interface Scheduled {
	id: string;
	path: string;
}

interface AuditRun {
	/** `change consumer connection code` of each finding. */
	codes: string[];
	hints: string;
	error: string | undefined;
}

/** The first full minute that is at least `marginMs` away, in Unix milliseconds. */
function nextMinute(marginMs: number): number {
	return Math.ceil((Date.now() + marginMs) / MINUTE) * MINUTE;
}

const node = (name: string, type: string, parameters: object, more: object = {}) => ({ id: name, name, type, typeVersion: 1, position: [0, 0], parameters, ...more });

async function publish(environment: TestEnvironment, definition: object, id?: string): Promise<string> {
	const credential = await environment.credential(CREDENTIAL);
	const saved = await environment.api.saveWorkflow(definition as WorkflowDefinition, [credential], id);
	await environment.api.publish(saved);
	return saved.id;
}

const vault = (parameters: object) =>
	node(VAULT, 'n8n-nodes-apideck-vault.apideckVault', { resource: 'audit', operation: 'getFindings', ...parameters }, { credentials: { apideckApi: { id: '', name: '' } } });
const to = (name: string) => ({ main: [[{ node: name, type: 'main', index: 0 }]] });

/** Publishes a workflow that audits when its webhook is called, and every `days` days at a given minute. */
async function schedule(environment: TestEnvironment, days: number, at: number, workflow?: Scheduled, parameters: object = {}): Promise<Scheduled> {
	const path = workflow?.path ?? `audit-${days}-${at}`;
	const time = new Date(at);
	const interval = [{ field: 'days', daysInterval: days, triggerAtHour: time.getUTCHours(), triggerAtMinute: time.getUTCMinutes() }];
	const definition = {
		name: path,
		settings: { timezone: 'UTC' },
		nodes: [
			node(PLAN, 'n8n-nodes-base.scheduleTrigger', { rule: { interval } }, { typeVersion: 1.3 }),
			node(BY_CALL, 'n8n-nodes-base.webhook', { path }, { typeVersion: 2, webhookId: path }),
			vault({ filters: { consumerPrefix: 'redwood' }, ...parameters }),
		],
		connections: { [PLAN]: to(VAULT), [BY_CALL]: to(VAULT) },
	};
	return { id: await publish(environment, definition, workflow?.id), path };
}

/** Publishes a workflow that audits after each event. */
async function behindTrigger(environment: TestEnvironment, parameters: object): Promise<Scheduled> {
	const path = `after-event-${JSON.stringify(parameters).length}`;
	const definition = {
		name: path,
		nodes: [
			node(EVENT, 'n8n-nodes-apideck-vault.apideckVaultTrigger', { events: ['vault.connection.revoked'] }, { credentials: { apideckApi: { id: '', name: '' } }, webhookId: path }),
			vault(parameters),
		],
		connections: { [EVENT]: to(VAULT) },
	};
	const id = await publish(environment, definition);
	const subscriptions = () => environment.sandbox.webhooks.subscriptions.list();
	await eventually('the subscription', () => subscriptions().some(({ description, status }) => description?.includes(id) && status === 'enabled'));
	return { id, path };
}

/** Calls the workflow's webhook and waits for the end of the audit. */
async function call(environment: TestEnvironment, { id, path }: Scheduled): Promise<AuditRun> {
	const before = (await executions(environment, id)).length;
	await eventually(`the webhook ${path}`, async () => (await axios.get(`${environment.url}/webhook/${path}`, { proxy: false })).status === 200);
	const [newest = ''] = await eventually('the execution', async () => {
		const all = await executions(environment, id);
		return all.length > before && all;
	});
	return await readRun(environment, newest);
}

/** Waits for the execution that the schedule starts. */
async function started(environment: TestEnvironment, { id }: Scheduled, withinMs: number): Promise<AuditRun> {
	const newest = await eventually(
		'the schedule',
		async () => {
			const [first = ''] = await executions(environment, id);
			return (await environment.api.execution(first)).mode === 'trigger' && first;
		},
		withinMs,
	);
	return await readRun(environment, newest);
}

async function readRun({ api }: TestEnvironment, executionId: string): Promise<AuditRun> {
	const { data } = await api.execution(executionId);
	const run = data.resultData.runData[VAULT]?.[0];
	const findings = (run?.data?.main?.[0] ?? []).map(({ json }): IDataObject => json);
	return {
		codes: findings.map((finding) => ['change', 'consumer_id', 'connection', 'code'].map((key) => finding[key]).filter(Boolean).join(' ')),
		hints: (run?.hints ?? []).map(({ message }) => message).join(' '),
		error: data.resultData.error?.message,
	};
}

/** Ids of a workflow's finished executions, newest first. */
async function executions({ api }: TestEnvironment, workflowId: string): Promise<string[]> {
	const filter = encodeURIComponent(JSON.stringify({ workflowId }));
	const { results } = await api.call<{ results: Array<{ id: string; status: string }> }>('GET', `/executions?filter=${filter}&limit=50`);
	return results.filter(({ status }) => status === 'success' || status === 'error').map(({ id }) => id);
}
