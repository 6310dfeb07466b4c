import { once } from 'node:events';

/** The result of the work, or a rejection with the signal's reason as soon as it is aborted. The work itself continues. */
export async function orStopped<Result>(work: Promise<Result>, stop: AbortSignal): Promise<Result> {
	stop.throwIfAborted();
	const settled = new AbortController();
	const stopped = once(stop, 'abort', { signal: settled.signal }).then(() => stop.throwIfAborted());
	try {
		return (await Promise.race([work, stopped])) as Result;
	} finally {
		// After the stop, nobody is left to handle a failure.
		work.catch(() => undefined);
		stopped.catch(() => undefined);
		settled.abort();
	}
}
