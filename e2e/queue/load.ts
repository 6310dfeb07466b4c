/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only: never runs inside n8n */
import axios from 'axios';
import { sleep, UserError } from 'n8n-workflow';
import type { LoggedRequest } from '../../sandbox';
import type { Database } from './stores';

/** An execution as the database of n8n has it. */
export interface Execution {
	id: string;
	status: string;
	workflow: string;
	startedAt: Date | null;
	stoppedAt: Date | null;
}

/** What the caller of a webhook sends. */
export interface Order {
	path: 'audit' | 'update';
	marker: string;
	consumer: string;
}

const UNFINISHED = ['new', 'running', 'waiting', 'unknown'];
const CALLERS = 10;

/** `count` orders, updates and audits in turn, each with a marker of its own. */
export function ordersOf(name: string, count: number, consumers: string[]): Order[] {
	return Array.from({ length: count }, (_, index) => ({
		path: index % 2 === 0 ? 'update' : 'audit',
		marker: `${name}-${index}`,
		consumer: consumers[index % consumers.length] ?? '',
	}));
}

/** Calls the webhooks, ten at a time. Resolves with the orders that n8n accepted (200). */
export async function send(url: string, orders: Order[]): Promise<Order[]> {
	const waiting = [...orders];
	const accepted: Order[] = [];
	const caller = async () => {
		for (let order = waiting.shift(); order; order = waiting.shift()) {
			const { path, ...body } = order;
			const answer = await axios.post(`${url}/webhook/${path}`, body, { proxy: false, timeout: 60_000, validateStatus: () => true });
			if (answer.status === 200) accepted.push(order);
		}
	};
	await Promise.all(Array.from({ length: CALLERS }, caller));
	return accepted;
}

/** All executions with an ID above `after`, oldest first. */
export async function executionsAfter(database: Database, after: number): Promise<Execution[]> {
	return await database.query<Execution>(
		`select e.id::text as id, e.status, w.name as workflow, e."startedAt", e."stoppedAt"
		from execution_entity e join workflow_entity w on w.id = e."workflowId" where e.id > ${after} order by e.id`,
	);
}

/** The highest execution ID so far, 0 when there is none. */
export async function lastExecutionId(database: Database): Promise<number> {
	const [row] = await database.query<{ id: number | null }>('select max(id)::int as id from execution_entity');
	return row?.id ?? 0;
}

/** Waits until `holds` says so of the executions above `after`. Throws with their states when it takes longer than `timeoutMs`. */
export async function untilExecutions(
	database: Database,
	after: number,
	holds: (executions: Execution[]) => boolean,
	timeoutMs: number,
): Promise<Execution[]> {
	const deadline = Date.now() + timeoutMs;
	for (;;) {
		const executions = await executionsAfter(database, after);
		if (holds(executions)) return executions;
		if (Date.now() > deadline) throw new UserError(`It did not come about in ${timeoutMs / 1000} s: ${JSON.stringify(countBy(executions))}`);
		await sleep(200);
	}
}

/** Whether so many executions are there and every one of them has ended. */
export const allEnded = (count: number) => (executions: Execution[]) =>
	executions.length >= count && executions.every(({ status }) => !UNFINISHED.includes(status));

/** How many executions there are of each status. */
export function countBy(executions: Execution[]): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const { status } of executions) counts[status] = (counts[status] ?? 0) + 1;
	return counts;
}

/** From the first start to the last end, in executions per second. */
export function throughput(executions: Execution[]): number {
	const starts = executions.map(({ startedAt }) => Number(startedAt));
	const ends = executions.map(({ stoppedAt }) => Number(stoppedAt));
	return executions.length / ((Math.max(...ends) - Math.min(...starts)) / 1000);
}

/** One PATCH of an update, as the sandbox saw it. */
export interface Patch {
	marker: string;
	execution: string;
	/** Whether the sandbox carried it out: it was read whole and answered with success, even if nobody was there to hear it. */
	applied: boolean;
}

/** The PATCH requests of updates in a request log, oldest first. */
export function patchesOf(requests: readonly LoggedRequest[]): Patch[] {
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
