/* eslint-disable @n8n/community-nodes/no-restricted-globals -- development only: never runs inside n8n */
const EVERY = 20;
const KEPT = 3_000;

/** How late this process is: what a busy machine adds to every time must not count against the node. */
export class Lag {
	private readonly samples: Array<{ at: number; late: number }> = [];

	private expected = Date.now() + EVERY;

	private readonly timer = setInterval(() => {
		const now = Date.now();
		this.samples.push({ at: now, late: Math.max(0, now - this.expected) });
		if (this.samples.length > KEPT) this.samples.splice(0, KEPT / 2);
		this.expected = now + EVERY;
	}, EVERY);

	/** All lateness since a moment, in milliseconds. */
	since(moment: number): number {
		return this.samples.filter(({ at }) => at >= moment).reduce((sum, { late }) => sum + late, 0);
	}

	stop(): void {
		clearInterval(this.timer);
	}
}
