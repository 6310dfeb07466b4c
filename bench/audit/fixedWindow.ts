/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only: never runs inside n8n */
import { performance } from 'node:perf_hooks';

/** A limit of so many requests in each second of the clock. `take` as in the sandbox's token bucket: 0, or whole seconds to wait. */
export class FixedWindow {
	private window = -1;

	private count = 0;

	constructor(private readonly perSecond: number) {}

	take(): number {
		const window = Math.floor(performance.now() / 1000);
		if (window !== this.window) {
			this.window = window;
			this.count = 0;
		}
		return ++this.count <= this.perSecond ? 0 : 1;
	}
}
