import { onAbort } from './onAbort';

/**
 * The time that one request may take, from its start to the last byte of its answer. The HTTP library's own time-out starts
 * again with every byte, so an answer that drips would be waited for without end.
 */
export class TimeLimit {
	private readonly controller = new AbortController();

	private readonly timer: AbortSignal;

	private readonly releases: Array<() => void>;

	/**
	 * @param ms milliseconds
	 * @param cancel ends the request too
	 */
	constructor(ms: number, cancel?: AbortSignal) {
		this.timer = AbortSignal.timeout(ms);
		const stop = () => this.controller.abort();
		if (cancel?.aborted) stop();
		// Not AbortSignal.any: what it makes would be kept for as long as the execution lasts.
		this.releases = [this.timer, ...(cancel ? [cancel] : [])].map((source) => onAbort(source, stop));
	}

	/** Fires when the time is up, and with `cancel`. */
	get signal(): AbortSignal {
		return this.controller.signal;
	}

	get isUp(): boolean {
		return this.timer.aborted;
	}

	/** To be called when the request is over. */
	release(): void {
		for (const release of this.releases) release();
	}
}
