/* eslint-disable @n8n/community-nodes/no-restricted-globals -- development only: never runs inside n8n */
import type { Engine, ExecutionResult } from '../../embedded';
import { outputOf } from '../../embedded';
import type { Sandbox } from '../../sandbox';
import { start, type RunOptions } from '../engine/support';
import type { Lag } from './lag';
import { faultOf, refusesConnection, type Mode, type Plan } from './plan';
import { FaultProxy } from './proxy/faultProxy';
import type { LedgerEntry } from './proxy/ledger';
import type { OtherOrigin } from './proxy/otherOrigin';
import type { Departure, RequestWatch } from './requestWatch';
import { readState, type State } from './state';

/** Everything that a run left behind, for the checks. Times are Unix milliseconds. */
export interface Finished {
	plan: Plan;
	apiKey: string;
	/** Undefined when it had not ended by the end of all patience. */
	result?: ExecutionResult;
	items: ReturnType<typeof outputOf>;
	errorItems: ReturnType<typeof outputOf>;
	ledger: readonly LedgerEntry[];
	/** Requests that left for this run's proxy, those after its end included. */
	departures: readonly Departure[];
	troubles: readonly string[];
	unread: number;
	after: State;
	startedAt: number;
	endedAt: number;
	/** When it was cancelled; undefined when it was not, or had ended before. */
	cancelledAt?: number;
	/** Milliseconds by which the whole process was late during the run, and from its cancellation on. */
	late: number;
	lateAfterCancel: number;
}

/** What the runs share. */
export interface World {
	engine: Engine;
	other: OtherOrigin;
	watch: RequestWatch;
	lag: Lag;
}

const ON_ERROR: Record<Mode, RunOptions> = {
	stop: {},
	continue: { node: { onError: 'continueRegularOutput' } },
	'error output': { node: { onError: 'continueErrorOutput' } },
};

/** Beyond any bound that a run is measured against. */
const PATIENCE = 90_000;

const now = () => performance.timeOrigin + performance.now();

/** Carries out one plan against a fresh state. */
export async function execute({ engine, other, watch, lag }: World, sandbox: Sandbox, plan: Plan): Promise<Finished> {
	const { test, mode, options, cancelAfter } = plan;
	sandbox.reset();
	await test.prepare?.(sandbox);
	const apiKey = `fake-key-of-run-${plan.run}-not-a-secret`;
	const proxy = await FaultProxy.start({
		targetPort: sandbox.port,
		apiKey,
		otherOrigin: `${other.url}/run-${plan.run}`,
		faultOf: (signature, attempt) => faultOf(plan, signature, attempt),
		refusesConnection: (ordinal) => refusesConnection(plan, ordinal),
	});
	const departures = watch.follow(proxy.port);
	const startedAt = now();
	let cancelledAt: number | undefined;
	let patience: NodeJS.Timeout | undefined;
	let stop: NodeJS.Timeout | undefined;
	try {
		const { resource, operation, parameters, items } = test;
		const execution = start(engine, proxy, { resource, operation, ...parameters, options }, {
			...ON_ERROR[mode],
			items: plan.items.map((index) => items[index]!),
			credential: { apiKey },
		});
		if (cancelAfter !== undefined) {
			stop = setTimeout(() => {
				cancelledAt = now();
				execution.cancel();
			}, cancelAfter);
		}
		const giveUp = new Promise<undefined>((resolve) => (patience = setTimeout(() => resolve(undefined), PATIENCE)));
		const result = await Promise.race([execution, giveUp]);
		const endedAt = now();
		clearTimeout(stop);
		if (!result) execution.cancel();
		// From here on nothing reaches the sandbox any more.
		await proxy.close();
		return {
			plan,
			apiKey,
			result,
			items: result ? outputOf(result.run, 'Vault') : [],
			errorItems: result ? outputOf(result.run, 'Vault', 1) : [],
			ledger: proxy.ledger,
			departures,
			troubles: proxy.troubles,
			unread: proxy.resets,
			after: await readState(sandbox),
			startedAt,
			endedAt,
			cancelledAt,
			late: lag.since(startedAt),
			lateAfterCancel: cancelledAt === undefined ? 0 : lag.since(cancelledAt),
		};
	} finally {
		clearTimeout(patience);
		clearTimeout(stop);
		await proxy.close();
	}
}
