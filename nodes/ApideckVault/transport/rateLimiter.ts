import { delay } from './cancel';

/** Milliseconds over which the rate before the first 429 is measured, and within which further 429s belong to the same event. */
const WINDOW_MS = 1000;
/** Fraction of the measured rate that the run continues with after the first 429. */
const INITIAL_RATE_FACTOR = 0.9;
/** Minimum time in milliseconds over which the first requests are measured. */
const MIN_SAMPLE_MS = 20;
/** Position of the next rate between the average accepted rate (0) and the rejected rate (1). */
const REJECTED_RATE_WEIGHT = 0.6;
/** Fraction of the distance to the rejected rate that is added per second. */
const APPROACH_PER_SECOND = 0.03;
/** Growth of the rejected rate per second, for every second without a 429: limits can also be raised. */
const LIMIT_GROWTH_PER_SECOND = 0.00005;
/** Milliseconds of delay that faster requests may make up for. */
const MAX_CATCH_UP_MS = 100;

/**
 * Rate limiter that every request of a run passes. It does not limit until the first 429. A 429 blocks requests for the time that
 * the server requested. From then on requests leave one at a time, evenly spaced.
 *
 * The rate converges between two bounds that each 429 brings closer together: the rejected rate, and the average accepted rate since
 * the previous 429, pause included. This works for a token bucket (empty at both ends, so the average is its exact rate) and for a
 * fixed window (where a pause costs the rest of the window, so 429s must be rare).
 * docs/figures.md has the figures.
 */
export class RateLimiter {
	private blockedUntil = 0;

	/** Requests per second; undefined until the first 429. */
	private rate: number | undefined;

	/** Requests per second at the last 429. */
	private rejectedRate = 0;

	/** Earliest time of the next request. */
	private nextSendAt = 0;

	/** Waiting callers are served in the order of their calls: each waits for the previous one. */
	private queueTail: Promise<void> = Promise.resolve();

	private firstSentAt: number | undefined;

	/** Send times of the last second. Unused once there is a rate. */
	private readonly recentSends: number[] = [];

	private lastSentAt = 0;

	private lastRateLimitedAt = -Infinity;

	/** Requests that the server accepted since the last 429. */
	private accepted = 0;

	/**
	 * Resolves when one request may be sent, or soon after the signal fires. Resolves to false when that is not possible by `deadline`
	 * (Unix milliseconds): then the request must not be sent.
	 */
	async acquire(signal?: AbortSignal, deadline = Infinity): Promise<boolean> {
		if (this.rate === undefined) {
			this.recordUnlimitedSend(Date.now());
			return true;
		}
		const previous = this.queueTail;
		let done = () => {};
		this.queueTail = new Promise((resolve) => (done = resolve));
		if (!(await beforeDeadline(previous, deadline))) {
			void previous.then(done);
			return false;
		}
		// Checked again after each delay: another 429 may have blocked requests in the meantime.
		for (let wait = this.remainingWait(); wait > 0 && !signal?.aborted; wait = this.remainingWait()) {
			if (Date.now() + wait > deadline) {
				done();
				return false;
			}
			await delay(wait, signal);
		}
		this.recordSend(this.rate, Date.now());
		done();
		return true;
	}

	/**
	 * Records a 429: nothing is sent for `pauseMs` milliseconds, then at a lower rate.
	 * @param isRetry whether the same request was rejected before. A retry says nothing about other requests: one item whose service is
	 * always limited must not slow down a run of thousands. First attempts reach a shared limit too.
	 */
	onRateLimited(pauseMs: number, isRetry = false): void {
		if (isRetry) {
			this.accepted--;
			return;
		}
		const now = Date.now();
		// Requests that are in flight together reach the same limit together. They count as one event.
		const isSameEvent = now < this.blockedUntil || now - this.lastRateLimitedAt < WINDOW_MS;
		this.blockedUntil = Math.max(this.blockedUntil, now + pauseMs);
		this.accepted--;
		if (isSameEvent) return;

		if (this.rate === undefined) {
			this.dropSendsUntil(now - WINDOW_MS);
			const count = Math.max(1, this.recentSends.length);
			const elapsed = Math.min(WINDOW_MS, Math.max(MIN_SAMPLE_MS, now - (this.firstSentAt ?? now)));
			this.rejectedRate = (count * 1000) / elapsed;
			this.rate = count * INITIAL_RATE_FACTOR;
			this.recentSends.length = 0;
		} else {
			const average = (Math.max(1, this.accepted) * 1000) / (now - this.lastRateLimitedAt);
			this.rejectedRate = this.rate;
			this.rate = Math.min(average, this.rejectedRate) * (1 - REJECTED_RATE_WEIGHT) + this.rejectedRate * REJECTED_RATE_WEIGHT;
		}
		this.lastRateLimitedAt = now;
		this.accepted = 0;
		this.nextSendAt = this.lastSentAt = this.blockedUntil;
	}

	private remainingWait(): number {
		return Math.max(this.blockedUntil, this.nextSendAt) - Date.now();
	}

	private recordUnlimitedSend(now: number): void {
		this.firstSentAt ??= now;
		this.recentSends.push(now);
		this.dropSendsUntil(now - WINDOW_MS);
	}

	/** Drops send times up to and including `time`. */
	private dropSendsUntil(time: number): void {
		while ((this.recentSends[0] ?? Infinity) <= time) this.recentSends.shift();
	}

	private recordSend(rate: number, now: number): void {
		this.accepted++;
		// Idle time gives no information about the limit.
		const seconds = Math.min(WINDOW_MS, Math.max(0, now - this.lastSentAt)) / 1000;
		this.lastSentAt = now;
		this.rejectedRate *= 1 + (LIMIT_GROWTH_PER_SECOND * seconds * (now - this.lastRateLimitedAt)) / 1000;
		this.rate = rate + (this.rejectedRate - rate) * Math.min(1, APPROACH_PER_SECOND * seconds);
		this.nextSendAt = Math.max(this.nextSendAt, now - MAX_CATCH_UP_MS) + 1000 / this.rate;
	}
}

/** Polling interval in milliseconds for queued callers with a deadline. */
const DEADLINE_POLL_INTERVAL = 200;

/** Whether a promise resolves before the deadline. No signal is needed: when the first caller stops, the others are released too. */
async function beforeDeadline(promise: Promise<void>, deadline: number): Promise<boolean> {
	let isDone = false;
	const end = promise.then(() => (isDone = true));
	if (deadline === Infinity) return await end;
	while (!isDone && Date.now() < deadline) await Promise.race([end, delay(Math.min(DEADLINE_POLL_INTERVAL, deadline - Date.now()))]);
	return isDone;
}
