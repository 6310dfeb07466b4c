import { pause } from './pause';

/** Milliseconds over which the rate before the first 429 is counted, and within which further ones belong to the same event. */
const WINDOW = 1000;
/** Share of that rate that the run goes on with. */
const FIRST_STEP = 0.9;
/** Least time, in milliseconds, that the first requests are counted over. */
const SHORTEST = 20;
/** Where the next rate lies between the one that was let through on average (0) and the one that was refused (1). */
const STEP = 0.6;
/** Share of the way to the refused rate that is gone in each second. */
const APPROACH = 0.03;
/** Share that the refused rate is raised by in each second, for every second without a 429: limits are also lifted. */
const FORGET = 0.00005;
/** Milliseconds of lateness that are made up for by requests that follow each other faster. */
const CATCH_UP = 100;

/**
 * The one gate that every request of a run passes. Until a 429 is met it is open. A 429 closes it for the time the server asked
 * for; from then on requests leave one after the other, evenly spaced.
 *
 * Their rate is searched for between two bounds that each 429 brings closer together: the rate that was refused, and the rate
 * that was let through on average since the 429 before, its pause included. That suits a token bucket (empty at both ends, so
 * the average is its exact rate) as well as a fixed window (where a pause costs the rest of the window, so 429s must be few).
 * docs/benchmarks.md has the figures.
 */
export class Gate {
	private closedUntil = 0;

	/** Requests a second; undefined until a 429 was met. */
	private pace: number | undefined;

	/** Requests a second that were refused. */
	private refused = 0;

	/** When the next request may leave at the earliest. */
	private nextSlot = 0;

	/** Those that wait are served in the order of their calls: each waits for the one before. */
	private last: Promise<void> = Promise.resolve();

	private firstSent: number | undefined;

	/** Times of the requests of the last second; not kept any more once there is a pace. */
	private readonly sent: number[] = [];

	private lastSent = 0;

	private last429 = -Infinity;

	/** Requests let through by the server since the last 429. */
	private accepted = 0;

	/**
	 * Resolves when one request may be sent, or soon after the signal fires. With false when that cannot be by `latest` (Unix
	 * milliseconds): then it must not be sent.
	 */
	async pass(signal?: AbortSignal, latest = Infinity): Promise<boolean> {
		if (this.pace === undefined) {
			this.count(Date.now());
			return true;
		}
		const before = this.last;
		let done = () => {};
		this.last = new Promise((resolve) => (done = resolve));
		if (!(await inTime(before, latest))) {
			void before.then(done);
			return false;
		}
		// Asked again after each pause: it may have been closed in the meantime.
		for (let wait = this.wait(); wait > 0 && !signal?.aborted; wait = this.wait()) {
			if (Date.now() + wait > latest) {
				done();
				return false;
			}
			await pause(wait, signal);
		}
		this.take(this.pace, Date.now());
		done();
		return true;
	}

	/**
	 * Tells the gate of a 429: nothing is sent for `delay` milliseconds, then at a lower rate.
	 * @param again the same request was refused before. That says nothing of the others: one item whose service is always
	 * limited must not slow down a run of thousands. When the limit is everybody's, first attempts meet it too.
	 */
	slowDown(delay: number, again = false): void {
		if (again) {
			this.accepted--;
			return;
		}
		const now = Date.now();
		// The requests in flight together meet the same limit together: that is one event.
		const known = now < this.closedUntil || now - this.last429 < WINDOW;
		this.closedUntil = Math.max(this.closedUntil, now + delay);
		this.accepted--;
		if (known) return;

		if (this.pace === undefined) {
			this.forgetBefore(now - WINDOW);
			const count = Math.max(1, this.sent.length);
			const elapsed = Math.min(WINDOW, Math.max(SHORTEST, now - (this.firstSent ?? now)));
			this.refused = (count * 1000) / elapsed;
			this.pace = count * FIRST_STEP;
			this.sent.length = 0;
		} else {
			const average = (Math.max(1, this.accepted) * 1000) / (now - this.last429);
			this.refused = this.pace;
			this.pace = Math.min(average, this.refused) * (1 - STEP) + this.refused * STEP;
		}
		this.last429 = now;
		this.accepted = 0;
		this.nextSlot = this.lastSent = this.closedUntil;
	}

	private wait(): number {
		return Math.max(this.closedUntil, this.nextSlot) - Date.now();
	}

	private count(now: number): void {
		this.firstSent ??= now;
		this.sent.push(now);
		this.forgetBefore(now - WINDOW);
	}

	/** That moment included. */
	private forgetBefore(moment: number): void {
		while ((this.sent[0] ?? Infinity) <= moment) this.sent.shift();
	}

	private take(pace: number, now: number): void {
		this.accepted++;
		// Idle time says nothing about the limit.
		const seconds = Math.min(WINDOW, Math.max(0, now - this.lastSent)) / 1000;
		this.lastSent = now;
		this.refused *= 1 + (FORGET * seconds * (now - this.last429)) / 1000;
		this.pace = pace + (this.refused - pace) * Math.min(1, APPROACH * seconds);
		this.nextSlot = Math.max(this.nextSlot, now - CATCH_UP) + 1000 / this.pace;
	}
}

/** How often those whose time is limited look at the clock while others are in front of them. */
const LOOK_EVERY = 200;

/** Whether a promise is resolved by then. No need to watch a signal: when the one in front stops, the others are woken up too. */
async function inTime(before: Promise<void>, latest: number): Promise<boolean> {
	let over = false;
	const end = before.then(() => (over = true));
	if (latest === Infinity) return await end;
	while (!over && Date.now() < latest) await Promise.race([end, pause(Math.min(LOOK_EVERY, latest - Date.now()))]);
	return over;
}
