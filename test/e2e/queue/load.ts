import axios from 'axios';
import { sleep, UserError } from 'n8n-workflow';
import type { LoggedRequest } from '../../../tools/sandbox';
import type { Database } from './services';

/** An execution as stored in n8n's database. */
export interface Execution {
	id: string;
	status: string;
	workflow: string;
	startedAt: Date | null;
	stoppedAt: Date | null;
}

/** What the caller of a webhook sends. */
export interface WebhookCall {
	path: 'audit' | 'update';
	marker: string;
	consumer: string;
}

const UNFINISHED = ['new', 'running', 'waiting', 'unknown'];
const CONCURRENT_CALLERS = 10;

/** `count` webhook calls, alternating updates and audits, each with a unique marker. */
export function createCalls(name: string, count: number, consumers: string[]): WebhookCall[] {
	return Array.from({ length: count }, (_, index) => ({
		path: index % 2 === 0 ? 'update' : 'audit',
		marker: `${name}-${index}`,
		consumer: consumers[index % consumers.length] ?? '',
	}));
}

/** Calls the webhooks, ten at a time. Resolves with the calls that n8n accepted (200). */
export async function send(url: string, calls: WebhookCall[]): Promise<WebhookCall[]> {
	const waiting = [...calls];
	const accepted: WebhookCall[] = [];
	const caller = async () => {
		for (let call = waiting.shift(); call; call = waiting.shift()) {
			const { path, ...body } = call;
			const response = await axios.post(`${url}/webhook/${path}`, body, { proxy: false, timeout: 60_000, validateStatus: () => true });
			if (response.status === 200) accepted.push(call);
		}
	};
	await Promise.all(Array.from({ length: CONCURRENT_CALLERS }, caller));
	return accepted;
}

/** All executions with an ID above `after`, oldest first. */
export async function executionsAfter(database: Database, after: number): Promise<Execution[]> {
	return await database.query<Execution>(
		`select e.id::text as id, e.status, w.name as workflow, e."startedAt", e."stoppedAt"
		from execution_entity e join workflow_entity w on w.id = e."workflowId" where e.id > ${after} order by e.id`,
	);
}

/** The highest execution ID so far, or 0. */
export async function getLastExecutionId(database: Database): Promise<number> {
	const [row] = await database.query<{ id: number | null }>('select max(id)::int as id from execution_entity');
	return row?.id ?? 0;
}

/** Waits until `condition` is true for the executions above `after`. Throws with their statuses after `timeoutMs`. */
export async function waitForExecutions(
	database: Database,
	after: number,
	condition: (executions: Execution[]) => boolean,
	timeoutMs: number,
): Promise<Execution[]> {
	const deadline = Date.now() + timeoutMs;
	for (;;) {
		const executions = await executionsAfter(database, after);
		if (condition(executions)) return executions;
		if (Date.now() > deadline) throw new UserError(`The executions did not reach the expected state in ${timeoutMs / 1000} s: ${JSON.stringify(countBy(executions))}`);
		await sleep(200);
	}
}

/** Whether there are `count` executions and all of them have ended. */
export const allEnded = (count: number) => (executions: Execution[]) =>
	executions.length >= count && executions.every(({ status }) => !UNFINISHED.includes(status));

/** The number of executions per status. */
export function countBy(executions: Execution[]): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const { status } of executions) counts[status] = (counts[status] ?? 0) + 1;
	return counts;
}

/** Executions per second, from the first start to the last end. */
export function throughput(executions: Execution[]): number {
	const starts = executions.map(({ startedAt }) => Number(startedAt));
	const ends = executions.map(({ stoppedAt }) => Number(stoppedAt));
	return executions.length / ((Math.max(...ends) - Math.min(...starts)) / 1000);
}

/** One PATCH of an update, as the sandbox saw it. */
export interface Patch {
	marker: string;
	execution: string;
	/** Whether the sandbox applied it. The client may have left before the response. */
	applied: boolean;
}

/** The PATCH requests of updates in a request log, oldest first. */
export function findPatches(requests: readonly LoggedRequest[]): Patch[] {
	return requests
		.filter(({ method, body }) => method === 'PATCH' && body !== '')
		.map(({ body, status, aborted }) => {
			const { metadata } = JSON.parse(body) as { metadata: { marker: string; execution: string } };
			return { marker: metadata.marker, execution: metadata.execution, applied: status < 300 && (status >= 200 || aborted) };
		});
}

/** The values that occur more than once. */
export function repeated(values: string[]): string[] {
	return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}
