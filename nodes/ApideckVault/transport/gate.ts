import { pause } from './pause';

/** Share of the rate seen before a 429 that the run goes on with. */
const BACK_OFF = 0.9;
/** Requests per second that the rate grows by for each second without a 429. */
const GROWTH = 0.02;
const WINDOW = 1000;

/**
 * The one gate that every request of a run passes. A 429 closes it for the time the server asked for, and from then on
 * requests leave evenly spaced at nine tenths of the rate that was reached, growing slowly until the next 429.
 */
export class Gate {
	private closedUntil = 0;

	/** Milliseconds between two requests; 0 until a 429 was met. */
	private spacing = 0;

	private nextSlot = 0;

	private readonly passed: number[] = [];

	private lastSlowDown = -Infinity;

	/** Resolves when one request may be sent, or when the signal fires. */
	async pass(signal?: AbortSignal): Promise<void> {
		for (;;) {
			const now = Date.now();
			const wait = this.reserve(now);
			if (wait <= 0 || signal?.aborted) return;
			await pause(wait, signal);
			// Closed again while waiting: ask for a new place.
			if (Date.now() >= this.closedUntil) {
				this.record(Date.now());
				return;
			}
		}
	}

	/** Tells the gate of a 429: nothing is sent for `delay` milliseconds, then at a lower rate. */
	slowDown(delay: number): void {
		const now = Date.now();
		this.closedUntil = Math.max(this.closedUntil, now + delay);
		this.nextSlot = Math.max(this.nextSlot, this.closedUntil);
		// The requests in flight together meet the same limit together: count that once.
		if (now - this.lastSlowDown < WINDOW) return;
		this.lastSlowDown = now;
		const rate = this.passed.filter((at) => at > now - WINDOW).length;
		this.spacing = WINDOW / Math.max(1, rate * BACK_OFF);
	}

	private reserve(now: number): number {
		if (this.spacing === 0 && now >= this.closedUntil) {
			this.record(now);
			return 0;
		}
		const slot = Math.max(now, this.nextSlot, this.closedUntil);
		this.nextSlot = slot + this.spacing;
		if (slot <= now) this.record(now);
		return slot - now;
	}

	private record(now: number): void {
		this.passed.push(now);
		while ((this.passed[0] ?? now) <= now - WINDOW) this.passed.shift();
		if (this.spacing > 0 && now - this.lastSlowDown > WINDOW) {
			const rate = WINDOW / this.spacing;
			this.spacing = WINDOW / (rate * (1 + GROWTH / Math.max(1, this.passed.length)));
		}
	}
}
