const SAMPLE_INTERVAL_MS = 20;
const MAX_SAMPLES = 3_000;

/** Measures event loop lag, so that a busy machine does not count against the node. */
export class LagMonitor {
	private readonly samples: Array<{ at: number; late: number }> = [];

	private expected = Date.now() + SAMPLE_INTERVAL_MS;

	private readonly timer = setInterval(() => {
		const now = Date.now();
		this.samples.push({ at: now, late: Math.max(0, now - this.expected) });
		if (this.samples.length > MAX_SAMPLES) this.samples.splice(0, MAX_SAMPLES / 2);
		this.expected = now + SAMPLE_INTERVAL_MS;
	}, SAMPLE_INTERVAL_MS);

	/** The total lag since a moment, in milliseconds. */
	since(moment: number): number {
		return this.samples.filter(({ at }) => at >= moment).reduce((sum, { late }) => sum + late, 0);
	}

	stop(): void {
		clearInterval(this.timer);
	}
}
