import { performance } from 'node:perf_hooks';

/** A limit of requests per clock second. `acquire` works like the sandbox's token bucket: it returns 0 or the seconds to wait. */
export class FixedWindow {
	private window = -1;

	private count = 0;

	constructor(private readonly perSecond: number) {}

	acquire(): number {
		const window = Math.floor(performance.now() / 1000);
		if (window !== this.window) {
			this.window = window;
			this.count = 0;
		}
		return ++this.count <= this.perSecond ? 0 : 1;
	}
}
