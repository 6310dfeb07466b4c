import { monitorEventLoopDelay } from 'node:perf_hooks';

import type { Engine } from '../../../tools/engine';
import type { Sandbox } from '../../../tools/sandbox';
import { Random } from '../random';
import { MutatingProxy, type Exchange } from './mutatingProxy';
import { brokenRules } from './rules';
import { TARGETS, type Ended, type Target } from './targets';

/** Longer than the node's own limits for the lists of these runs. */
const RUN_TIMEOUT_MS = 180_000;

/** The probability that a list never ends. */
const ENDLESS_PROBABILITY = 0.04;

export interface MutationRun {
	number: number;
	target: string;
	exchanges: readonly Exchange[];
	/** A description of each violation. */
	found: string[];
	/** Milliseconds. */
	elapsedMs: number;
	block: number;
}

/** Runs sequentially, so that only the node can block the event loop. */
export class MutationRuns {
	private readonly references = new Map<string, Ended>();

	constructor(
		private readonly engine: Engine,
		private readonly sandbox: Sandbox,
		private readonly seed: string,
	) {}

	/** Run `number` uses target `number` modulo the number of targets. */
	async run(number: number): Promise<MutationRun> {
		const target = TARGETS[number % TARGETS.length]!;
		const random = new Random(`${this.seed}/mutations/${number}`);
		const apiKey = `fake-key-of-run-${number}-not-a-secret`;
		const references = await this.referenceOf(target);
		await this.prepare(target);
		const proxy = await MutatingProxy.start(this.sandbox.url, `${this.seed}/mutations/${number}`, target.paged && random.chance(ENDLESS_PROBABILITY));
		const delay = monitorEventLoopDelay({ resolution: 5 });
		const began = Date.now();
		let timer: NodeJS.Timeout | undefined;
		delay.enable();
		try {
			const timeout = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), RUN_TIMEOUT_MS)));
			const ended = await Promise.race([target.call(this.engine, proxy.url, apiKey), timeout]);
			delay.disable();
			const block = delay.max / 1e6;
			const { exchanges } = proxy;
			return { number, target: target.name, exchanges, found: brokenRules({ target, ended, references, exchanges, apiKey, block }), elapsedMs: Date.now() - began, block };
		} finally {
			delay.disable();
			clearTimeout(timer);
			await proxy.close();
		}
	}

	private async prepare(target: Target): Promise<void> {
		this.sandbox.reset();
		await target.prepare?.(this.sandbox);
	}

	private async referenceOf(target: Target): Promise<Ended> {
		let known = this.references.get(target.name);
		if (!known) {
			await this.prepare(target);
			known = await target.call(this.engine, this.sandbox.url, this.sandbox.credentials.apiKey);
			if (known.failure) throw new Error(`${target.name} fails without faults: ${known.failure.message}`);
			this.references.set(target.name, known);
		}
		return known;
	}
}

/** A readable description of a run. */
export function describeMutationRun({ number, target, exchanges, elapsedMs, block }: MutationRun): string {
	const lines = exchanges.slice(0, 12).map(({ method, url, status, mutations }) => {
		const words = mutations.map(({ path, kind }) => `${path.join('.') || 'the whole document'}: ${kind}`).join('; ');
		return `  ${method} ${url} ${status}${words === '' ? '' : ` — ${words}`}`;
	});
	return [`run ${number}: ${target}, ${exchanges.length} requests, ${elapsedMs} ms, longest block ${Math.round(block)} ms`, ...lines].join('\n');
}
