import { sleep } from 'n8n-workflow';

import type { RequestSettings } from './call';
import type { Reason } from './errorCatalog';

/** Counting semaphore. Waiting callers are served in the order of their calls. */
export class Semaphore {
	private readonly waiting: Array<() => void> = [];

	/** @param available number of slots */
	constructor(private available: number) {}

	/**
	 * Waits for a slot.
	 * @param signal ends the wait
	 * @returns whether a slot was acquired; the caller must then release it
	 */
	async acquire(signal: AbortSignal): Promise<boolean> {
		if (signal.aborted) return false;
		if (this.available > 0) {
			this.available--;
			return true;
		}
		return await new Promise<boolean>((resolve) => {
			const stop = () => {
				this.waiting.splice(this.waiting.indexOf(next), 1);
				resolve(false);
			};
			const next = () => {
				signal.removeEventListener('abort', stop);
				resolve(true);
			};
			this.waiting.push(next);
			signal.addEventListener('abort', stop, { once: true });
		});
	}

	/** Hands the slot to the caller that has waited longest. */
	release(): void {
		const next = this.waiting.shift();
		if (next) next();
		else this.available++;
	}
}

/** Runs tasks concurrently, up to a limit. */
export class Pool {
	private readonly running = new Set<Promise<void>>();

	/** Resolves when the last task has had one event-loop turn to send its request, or has ended without one. */
	private lastStart: Promise<void> | undefined;

	/** Resolves once fewer than `limit` tasks are running and the last one had its turn to send. */
	async waitForSlot(limit: number): Promise<void> {
		while (this.running.size >= limit) await Promise.race(this.running);
		// Yields one event-loop turn between starts. Otherwise requests leave in lockstep and wait for each other every time.
		await this.lastStart;
	}

	/** Starts a task, which must not reject. */
	run(task: () => Promise<void>): void {
		const running: Promise<void> = task().finally(() => this.running.delete(running));
		this.running.add(running);
		this.lastStart = Promise.race([running, sleep(0)]);
	}

	/** Resolves once no task is running. */
	async onIdle(): Promise<void> {
		await Promise.all(this.running);
	}
}

/** Runs tasks with the same key one at a time, in the order of their calls. Other tasks run concurrently. */
export class KeyedMutex {
	private readonly tails = new Map<string, Promise<unknown>>();

	async run<T>(key: string, task: () => Promise<T>): Promise<T> {
		const previous = this.tails.get(key);
		const turn = (async () => {
			if (previous) {
				// A failure of the previous task is handled by its own caller.
				await previous.then(noop, noop);
				// The previous caller learns the outcome first: after a failure it may stop further requests.
				await sleep(0);
			}
			return await task();
		})();
		this.tails.set(key, turn);
		try {
			return await turn;
		} finally {
			if (this.tails.get(key) === turn) this.tails.delete(key);
		}
	}
}

function noop(): void {}

/** The parts of a call that determine its key. */
interface LockedCall {
	method: string;
	/** Unencoded segments, so that each connection has one form. */
	path: readonly string[];
	consumerId?: string | undefined;
	lockKey?: string | undefined;
}

/** Segments that name a connection: vault, connections, unified API, service. */
const CONNECTION_PATH_LENGTH = 4;

/**
 * The mutex key of a call: calls with the same key run one at a time. Undefined for a call that may be sent at any time.
 *
 * Two kinds of calls have a key: changes, so that items keep their order, and calls that make Apideck call the connected
 * service, reading ones included. Apideck refreshes an OAuth token when such a call needs it, and two refreshes at once can
 * invalidate each other. Both kinds share the key of their connection: consumer, unified API and service.
 */
export function mutexKey({ method, path, consumerId, lockKey }: LockedCall): string | undefined {
	if (method === 'GET' && !reachesService(path)) return undefined;
	const target = [...path, ...(lockKey === undefined ? [] : [lockKey])].slice(0, CONNECTION_PATH_LENGTH);
	// Mappings of a connection have a separate path, but share its key.
	if (target[1] === 'custom-mappings') target[1] = 'connections';
	// JSON, because a consumer ID can contain any separator.
	return JSON.stringify([consumerId ?? null, ...target]);
}

/**
 * Whether Apideck calls the connected service to respond to a GET: for everything about one resource of a connection, such as its
 * example, schema, custom fields, mappings (with an example value) and settings (with options from the service).
 */
function reachesService(path: readonly string[]): boolean {
	return path[1] === 'connections' && path.length > CONNECTION_PATH_LENGTH + 1;
}

/** Consecutive failures that open the circuit. */
const FAILURE_THRESHOLD = 20;
/** While the circuit is open, one of this many consumers is requested as a half-open probe. */
const PROBE_INTERVAL = 20;
/** Timeout of a probe in milliseconds, or less if the user's timeout is shorter. */
const PROBE_TIMEOUT = 10_000;

const OUTAGE_REASONS = new Set<Reason>(['network', 'connection_lost', 'timeout', 'server_unavailable', 'unexpected_response']);

/**
 * Keeps an audit of thousands of consumers from retrying each of them for minutes while Apideck is down. After consecutive failures
 * the other consumers are reported as unreadable at once, and a short probe now and then detects the recovery.
 */
export class CircuitBreaker {
	private consecutiveFailures = 0;

	private skipped = 0;

	/** Settings for the next consumer's request, or undefined when it must be skipped. */
	next(settings: RequestSettings): RequestSettings | undefined {
		if (this.consecutiveFailures < FAILURE_THRESHOLD) return settings;
		if (this.skipped++ % PROBE_INTERVAL !== 0) return undefined;
		return { ...settings, maxRetries: 0, timeout: Math.min(settings.timeout, PROBE_TIMEOUT) };
	}

	onSuccess(): void {
		this.consecutiveFailures = 0;
		this.skipped = 0;
	}

	onFailure(reason: Reason | undefined): void {
		if (reason !== undefined && OUTAGE_REASONS.has(reason)) this.consecutiveFailures++;
		else this.onSuccess();
	}
}
