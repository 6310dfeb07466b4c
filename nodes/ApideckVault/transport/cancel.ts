import type { INode } from 'n8n-workflow';
import { NodeOperationError, sleep } from 'n8n-workflow';

/** The error of a run that the user stopped. n8n recognizes it by this spelling of "canceled" in the message. */
export function canceledError(node: INode): NodeOperationError {
	return new NodeOperationError(node, 'The execution was canceled', { level: 'info' });
}

/** The error of a request that was not sent because the run is stopping. */
export function notSentError(node: INode): NodeOperationError {
	const error = new NodeOperationError(node, 'Not sent, because another item failed', { level: 'info' });
	error.context['notSent'] = true;
	return error;
}

/** Whether an error only says that the run was stopped before the request was sent. */
export function isNotSent(error: unknown): boolean {
	return error instanceof NodeOperationError && error.context['notSent'] === true;
}

/** The callbacks of each signal, and the single listener that calls them. */
const listeners = new WeakMap<AbortSignal, { callbacks: Set<() => void>; fire: () => void }>();

/**
 * Calls `callback` when the signal fires. All callbacks of a signal share one listener: concurrent requests wait for the same cancel signal
 * of n8n, and Node warns of a memory leak from the eleventh listener on.
 * @param signal a signal that has not fired yet
 * @returns a function that removes the callback
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
	let shared = listeners.get(signal);
	if (!shared) {
		const callbacks = new Set<() => void>();
		const fire = () => {
			listeners.delete(signal);
			for (const one of callbacks) one();
		};
		shared = { callbacks, fire };
		listeners.set(signal, shared);
		signal.addEventListener('abort', fire, { once: true });
	}
	const { callbacks, fire } = shared;
	callbacks.add(callback);
	return () => {
		callbacks.delete(callback);
		if (callbacks.size > 0 || listeners.get(signal)?.callbacks !== callbacks) return;
		listeners.delete(signal);
		signal.removeEventListener('abort', fire);
	};
}

/** Long enough to cost nothing, short enough that Stop takes effect at once. */
const DELAY_SLICE = 200;

/** Waits `ms` milliseconds, or less when the signal fires. Waits in slices, because `sleep` of older n8n versions takes no signal. */
export async function delay(ms: number, signal?: AbortSignal): Promise<void> {
	const end = Date.now() + ms;
	for (let left = ms; left > 0 && !signal?.aborted; left = end - Date.now()) {
		await sleep(Math.min(left, DELAY_SLICE));
	}
}

/** Milliseconds of work between two turns of the event loop. */
const WORK_SLICE = 50;

/** Makes a long loop yield to the event loop regularly, so that Stop, timers and other executions are handled. */
export class TimeSlice {
	private started = Date.now();

	/** @param ms how long the loop may run before it yields */
	constructor(private readonly ms = WORK_SLICE) {}

	/** Yields one turn of the event loop if `ms` have passed since the last yield. Otherwise it only reads the clock. */
	async yieldIfDue(): Promise<void> {
		if (Date.now() - this.started < this.ms) return;
		await sleep(0);
		this.started = Date.now();
	}
}
