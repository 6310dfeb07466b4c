import Table from 'cli-table3';

import { writeFigures } from '../figures';
import type { Flags } from '../flags';
import { machine, versions } from '../machine';
import { Worker } from '../worker';
import type { LimitsMeasure, LimitsRun } from './limitsProcess';
import type { Content, LimitsMessage } from './server';

interface Case {
	title: string;
	content: Content;
	does: LimitsRun['does'];
	/** The path that the bare node reads for comparison. */
	bare?: string;
}

const PUBLISHED = ['s', 'longest block, ms', 'bare node, ms'];

const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const AUDIT = { resource: 'audit', operation: 'getFindings' };

const CASES: Case[] = [
	{ title: 'audit of one consumer with 10,000 connections', content: 'connections', does: { ...AUDIT, consumerScope: 'one', consumer: byId('c0') }, bare: '/vault/connections' },
	{ title: 'error with texts of 256 KB', content: 'error', does: { resource: 'connection', operation: 'get', consumer: byId('c0'), connection: byId('crm+hubspot') }, bare: '/vault/connections/crm/hubspot' },
	{ title: 'log record with a text of 256 KB', content: 'logs', does: { resource: 'log', operation: 'getAll', consumer: byId('c0'), limit: 1, output: 'raw' }, bare: '/vault/logs' },
	{ title: 'endless list: Get Many', content: 'endless', does: { resource: 'consumer', operation: 'getAll', returnAll: true } },
	{ title: 'endless list: audit', content: 'endless', does: AUDIT },
	{ title: 'endless list: editor', content: 'endless', does: 'editor' },
	{ title: 'endless list: activation', content: 'endless', does: 'activation' },
];

/** Measures responses at the limits: result, duration and how long the event loop is blocked. Each case has its own process. */
export async function limits(flags: Pick<Flags, 'write'>): Promise<void> {
	console.log(`${machine()}\n`);
	const table = new Table({ head: ['', 'requests', 's', 'longest block, ms', 'bare node, ms', 'memory, MB', 'result'], style: { head: [], border: [] }, colWidths: [null, null, null, null, null, null, 60], wordWrap: true });
	for (const { title, content, does, bare } of CASES) {
		console.log(`${title} …`);
		const { worker: server, ready: baseUrl } = await Worker.start<string>('limits/server.ts', { start: content } satisfies LimitsMessage);
		const run = async (more: object) => {
			const before = await server.request<number>({ count: true } satisfies LimitsMessage);
			const { worker, ready } = await Worker.start<LimitsMeasure>('limits/limitsProcess.ts', { does, baseUrl, warm: content !== 'endless', ...more });
			await worker.stop();
			return { ...ready, requests: (await server.request<number>({ count: true } satisfies LimitsMessage)) - before };
		};
		const ours = await run({});
		const theirs = bare === undefined ? undefined : await run({ bare });
		await server.stop();
		const { requests, wallMs, blockMs, growthBytes, ended } = ours;
		// Cases that are not endless run twice.
		table.push([title, requests / (content === 'endless' ? 1 : 2), (wallMs / 1000).toFixed(2), blockMs.toFixed(0), theirs?.blockMs.toFixed(0) ?? '', (growthBytes / 1e6).toFixed(0), ended]);
	}
	console.log(table.toString());
	if (flags.write) writeFigures('limits', table, { columns: PUBLISHED }, versions());
}
