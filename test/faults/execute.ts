import { type Engine, type ExecutionResult, outputOf } from '../../tools/engine';
import type { Sandbox } from '../../tools/sandbox';
import { start, type RunOptions } from '../engine/support';
import type { LagMonitor } from './lag';
import { faultOf, resetsConnection, type Mode, type Plan } from './plan';
import { FaultProxy } from './proxy/faultProxy';
import type { ProxiedRequest } from './proxy/requestLog';
import type { OtherOrigin } from './proxy/otherOrigin';
import type { RequestWatcher, SentRequest } from './requestWatcher';
import { readState, type State } from './state';

/** The data of a run for the checks. Times are Unix milliseconds. */
export interface FinishedRun {
	plan: Plan;
	apiKey: string;
	/** Undefined when the run did not end before the timeout. */
	result?: ExecutionResult;
	items: ReturnType<typeof outputOf>;
	errorItems: ReturnType<typeof outputOf>;
	requestLog: readonly ProxiedRequest[];
	/** Requests that were sent to this run's proxy, including those after its end. */
	sentRequests: readonly SentRequest[];
	proxyErrors: readonly string[];
	unreadConnections: number;
	after: State;
	startedAt: number;
	endedAt: number;
	/** When the run was cancelled. Undefined when it was not, or had ended before. */
	cancelledAt?: number;
	/** Event loop lag during the run, and since its cancellation, in milliseconds. */
	lag: number;
	lagAfterCancel: number;
}

/** Resources that the runs share. */
export interface TestEnvironment {
	engine: Engine;
	other: OtherOrigin;
	watcher: RequestWatcher;
	lag: LagMonitor;
}

const ON_ERROR: Record<Mode, RunOptions> = {
	stop: {},
	continue: { node: { onError: 'continueRegularOutput' } },
	'error output': { node: { onError: 'continueErrorOutput' } },
};

/** Longer than every limit that a run is checked against. */
const RUN_TIMEOUT_MS = 90_000;

const now = () => performance.timeOrigin + performance.now();

/** Executes one plan against a fresh state. */
export async function execute({ engine, other, watcher, lag }: TestEnvironment, sandbox: Sandbox, plan: Plan): Promise<FinishedRun> {
	const { test, mode, options: { concurrency, timeout: seconds, ...policy }, cancelAfter } = plan;
	sandbox.reset();
	await test.prepare?.(sandbox);
	const apiKey = `fake-key-of-run-${plan.run}-not-a-secret`;
	const proxy = await FaultProxy.start({
		targetPort: sandbox.port,
		apiKey,
		otherOrigin: `${other.url}/run-${plan.run}`,
		faultOf: (signature, attempt) => faultOf(plan, signature, attempt),
		resetsConnection: (ordinal) => resetsConnection(plan, ordinal),
	});
	const sentRequests = watcher.follow(proxy.port);
	const startedAt = now();
	let cancelledAt: number | undefined;
	let timeout: NodeJS.Timeout | undefined;
	let stop: NodeJS.Timeout | undefined;
	try {
		const { resource, operation, parameters, items } = test;
		const execution = start(engine, proxy, { resource, operation, ...parameters, options: { ...parameters.options, concurrency, timeout: seconds, retries: { policy } } }, {
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
		const onTimeout = new Promise<undefined>((resolve) => (timeout = setTimeout(() => resolve(undefined), RUN_TIMEOUT_MS)));
		const result = await Promise.race([execution, onTimeout]);
		const endedAt = now();
		clearTimeout(stop);
		if (!result) execution.cancel();
		// No request reaches the sandbox after this point.
		await proxy.close();
		return {
			plan,
			apiKey,
			result,
			items: result ? outputOf(result.run, 'Vault') : [],
			errorItems: result ? outputOf(result.run, 'Vault', 1) : [],
			requestLog: proxy.requestLog,
			sentRequests,
			proxyErrors: proxy.errors,
			unreadConnections: proxy.resetConnections,
			after: await readState(sandbox),
			startedAt,
			endedAt,
			cancelledAt,
			lag: lag.since(startedAt),
			lagAfterCancel: cancelledAt === undefined ? 0 : lag.since(cancelledAt),
		};
	} finally {
		clearTimeout(timeout);
		clearTimeout(stop);
		await proxy.close();
	}
}
