/** Process of one measured case. Only the engine and the node run in it. */
import { performance } from 'node:perf_hooks';

import type { INodeParameters } from 'n8n-workflow';

import { Engine } from '../../engine';
import { SANDBOX_CREDENTIALS } from '../../sandbox';
import { root } from '../fixtures/built';
import { singleNode } from '../singleNode';
import { serve } from '../worker';

export interface LimitsRun {
	/** Parameters of the node; a search in the editor; or the activation of the trigger. */
	does: INodeParameters | 'editor' | 'activation';
	/** The same response read by the bare node. */
	bare?: string;
	baseUrl: string;
}

export interface LimitsMeasure {
	/** The error, or the number of items. */
	ended: string;
	wallMs: number;
	/** The longest gap between two ticks of a timer. */
	blockMs: number;
	/** The peak of the resident memory above its initial value. */
	growthBytes: number;
}

const CREDENTIALS = { apideckApi: { id: 'bench', name: 'Sandbox' } };
const TICK_MS = 1;

process.setSourceMapsEnabled(false);

async function measured(work: () => Promise<string>): Promise<LimitsMeasure> {
	const before = process.memoryUsage.rss();
	let [last, blockMs, peak] = [performance.now(), 0, before];
	const look = () => {
		const now = performance.now();
		blockMs = Math.max(blockMs, now - last);
		last = now;
	};
	const timer = setInterval(look, TICK_MS);
	const sampler = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 100);
	const started = performance.now();
	const ended = await work();
	look();
	clearInterval(timer);
	clearInterval(sampler);
	return { ended, wallMs: performance.now() - started, blockMs, growthBytes: peak - before };
}

async function work({ does, bare, baseUrl }: LimitsRun): Promise<string> {
	const credentials = { apideckApi: { ...SANDBOX_CREDENTIALS, baseUrl } };
	if (bare !== undefined) {
		const peer = await Engine.load(`${root}/tools/bench/fixtures/peers`);
		const { status } = await peer.execute(singleNode(peer.type('bare'), {}), { credentials, items: [{ json: { baseUrl, consumer: 'c0', path: bare, discard: true } }] });
		return status;
	}
	const engine = await Engine.load(root);
	if (does === 'editor') {
		const node = { type: engine.type('apideckVault'), credentials: CREDENTIALS };
		return await engine.loadMethod('listSearch', 'searchConnectors', node, credentials, ['no such'], { resource: 'connection', operation: 'get' }).then(() => 'a list', messageOf);
	}
	if (does === 'activation') {
		const node = { type: engine.type('apideckVaultTrigger'), credentials: CREDENTIALS, parameters: { events: ['*'] }, webhookId: 'bench' };
		const { error } = await engine.webhookMethod('checkExists', node, credentials);
		return error === undefined ? 'registered' : messageOf(error);
	}
	const { status, error, run } = await engine.execute(singleNode(engine.type('apideckVault'), does), { credentials, items: [{ json: {} }] });
	const items = run.data.resultData.runData['Node']?.[0]?.data?.main?.[0]?.length ?? 0;
	return error === undefined ? `${status}, ${items} items` : messageOf(error);
}

function messageOf(error: unknown): string {
	// The engine returns the error of a run as n8n stores it.
	return String((error as { message?: unknown }).message ?? error);
}

/** Only the second run counts, because the first one loads the engine and compiles the code. */
serve<LimitsRun & { warm: boolean }>(async ({ warm, ...question }) => {
	if (warm) await work(question);
	return await measured(async () => await work(question));
});
