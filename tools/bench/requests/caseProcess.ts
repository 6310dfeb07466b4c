/** Process of one measured case. Nothing else uses its CPU time. */
import { Agent } from 'node:http';
import path from 'node:path';
import { performance } from 'node:perf_hooks';

import axios from 'axios';
import type { INodeExecutionData } from 'n8n-workflow';

import { Engine, outputOf } from '../../engine';
import { SANDBOX_CREDENTIALS } from '../../sandbox';
import { startExpressionEngine } from '../expressionEngine';
import type { EngineName } from '../flags';
import { root } from '../fixtures/built';
import { singleNode } from '../singleNode';
import { serve } from '../worker';
import { casesAt, CONCURRENCY, itemsOf, PATH, type Case } from './cases';

export interface CaseSetup {
	name: string;
	baseUrl: string;
	engine: EngineName;
	latencyMs: number;
}

export type CaseMessage = { setup: CaseSetup } | { items: number };

/** One round. The CPU time includes user and system time of all threads. */
export interface Round {
	wallMs: number;
	cpuMs: number;
}

/** Does the work for these items and returns the number of connections received. */
type Work = (items: INodeExecutionData[]) => Promise<number>;

// Source maps would make every error slower.
process.setSourceMapsEnabled(false);

async function nodeWork(chosen: Extract<Case, { kind: 'node' }>, setup: CaseSetup): Promise<Work> {
	await startExpressionEngine(setup.engine);
	const engine = await Engine.load(path.join(root, chosen.packageDir));
	const workflow = singleNode(engine.type(chosen.node), chosen.parameters, chosen.typeVersion);
	const credentials = { apideckApi: { ...SANDBOX_CREDENTIALS, baseUrl: setup.baseUrl } };
	return async (items) => {
		const { run, status, error } = await engine.execute(workflow, { credentials, items });
		if (status !== 'success') throw error ?? new Error(`The run ended as ${status}`);
		// The HTTP Request node returns Apideck's envelope, all others the connection itself.
		const ids = outputOf(run, 'Node').map(({ json }) => (json as { data?: object }).data ?? json) as Array<{ service_id?: string }>;
		return ids.filter(({ service_id: service }) => service === 'hubspot').length;
	};
}

function axiosWork({ keepAlive }: { keepAlive: boolean }, { baseUrl }: CaseSetup): Work {
	const httpAgent = new Agent({ keepAlive });
	const { apiKey, appId } = SANDBOX_CREDENTIALS;
	const client = axios.create({ baseURL: baseUrl, httpAgent, proxy: false, timeout: 60_000 });
	return async (items) => {
		let next = 0;
		let received = 0;
		const work = async () => {
			for (let item = items[next++]; item !== undefined; item = items[next++]) {
				const headers = {
					Accept: 'application/json',
					Authorization: `Bearer ${apiKey}`,
					'x-apideck-app-id': appId,
					'x-apideck-consumer-id': String(item.json.consumer),
				};
				const { data } = await client.get<{ data: { service_id: string } }>(PATH, { headers });
				if (data.data.service_id === 'hubspot') received++;
			}
		};
		await Promise.all(Array.from({ length: CONCURRENCY }, work));
		return received;
	};
}

async function measure(work: Work, items: INodeExecutionData[]): Promise<Round> {
	globalThis.gc?.();
	const cpu = process.cpuUsage();
	const start = performance.now();
	const received = await work(items);
	const wallMs = performance.now() - start;
	const { user, system } = process.cpuUsage(cpu);
	if (received !== items.length) throw new Error(`${received} of ${items.length} connections were returned`);
	return { wallMs, cpuMs: (user + system) / 1000 };
}

let ready: { work: Work; setup: CaseSetup } | undefined;

async function prepare(setup: CaseSetup): Promise<void> {
	const chosen = casesAt(setup.latencyMs)[setup.name];
	if (!chosen) throw new Error(`Unknown case "${setup.name}"`);
	ready = { setup, work: chosen.kind === 'axios' ? axiosWork(chosen, setup) : await nodeWork(chosen, setup) };
}

serve<CaseMessage>(async (question) => {
	if ('setup' in question) return await prepare(question.setup);
	if (!ready) throw new Error('Not set up');
	const { work, setup } = ready;
	return await measure(work, itemsOf(question.items, setup.baseUrl));
});
