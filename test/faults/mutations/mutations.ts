/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- development only: never runs inside n8n */
import { monitorEventLoopDelay } from 'node:perf_hooks';

import type { Engine } from '../../../embedded';
import type { Sandbox } from '../../../sandbox';
import { Random } from '../random';
import { MutatingProxy, type Exchange } from './mutatingProxy';
import { brokenRules } from './rules';
import { TARGETS, type Ended, type Target } from './targets';

/** Beyond the limits of the node for the lists that these runs ask for, in milliseconds. */
const PATIENCE = 180_000;

/** How often a list has no end. */
const ENDLESS = 0.04;

export interface MutationRun {
	number: number;
	target: string;
	exchanges: readonly Exchange[];
	/** What it has broken, in words. */
	found: string[];
	/** Milliseconds. */
	took: number;
	block: number;
}

/** Carries out runs one after the other, so that a blocked event loop is the node's own. */
export class MutationRuns {
	private readonly undisturbed = new Map<string, Ended>();

	constructor(
		private readonly engine: Engine,
		private readonly sandbox: Sandbox,
		private readonly seed: string,
	) {}

	/** Run `number` looks at target `number` modulo their count. */
	async run(number: number): Promise<MutationRun> {
		const target = TARGETS[number % TARGETS.length]!;
		const random = new Random(`${this.seed}/mutations/${number}`);
		const apiKey = `fake-key-of-run-${number}-not-a-secret`;
		const undisturbed = await this.referenceOf(target);
		await this.prepare(target);
		const proxy = await MutatingProxy.start(this.sandbox.url, `${this.seed}/mutations/${number}`, target.paged && random.chance(ENDLESS));
		const delay = monitorEventLoopDelay({ resolution: 5 });
		const began = Date.now();
		let timer: NodeJS.Timeout | undefined;
		delay.enable();
		try {
			const patience = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), PATIENCE)));
			const ended = await Promise.race([target.call(this.engine, proxy.url, apiKey), patience]);
			delay.disable();
			const block = delay.max / 1e6;
			const { exchanges } = proxy;
			return { number, target: target.name, exchanges, found: brokenRules({ target, ended, undisturbed, exchanges, apiKey, block }), took: Date.now() - began, block };
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
		let known = this.undisturbed.get(target.name);
		if (!known) {
			await this.prepare(target);
			known = await target.call(this.engine, this.sandbox.url, this.sandbox.credentials.apiKey);
			if (known.failure) throw new Error(`${target.name} does not work undisturbed: ${known.failure.message}`);
			this.undisturbed.set(target.name, known);
		}
		return known;
	}
}

/** A run as a person would look at it. */
export function describeMutationRun({ number, target, exchanges, took, block }: MutationRun): string {
	const lines = exchanges.slice(0, 12).map(({ method, url, status, mutations }) => {
		const words = mutations.map(({ path, kind }) => `${path.join('.') || 'all of it'}: ${kind}`).join('; ');
		return `  ${method} ${url} ${status}${words === '' ? '' : ` — ${words}`}`;
	});
	return [`run ${number}: ${target}, ${exchanges.length} requests, ${took} ms, longest block ${Math.round(block)} ms`, ...lines].join('\n');
}
