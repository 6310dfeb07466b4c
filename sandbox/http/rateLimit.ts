/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only: never runs inside n8n */
import { performance } from 'node:perf_hooks';

/**
 * A token bucket that holds one second's worth of requests. `take` returns 0 when the request may pass, otherwise the
 * whole seconds to wait, as Retry-After wants them.
 */
export class RateLimit {
	private tokens: number;

	private filledAt = performance.now();

	constructor(private readonly perSecond: number) {
		this.tokens = perSecond;
	}

	take(): number {
		const now = performance.now();
		this.tokens = Math.min(this.perSecond, this.tokens + ((now - this.filledAt) / 1000) * this.perSecond);
		this.filledAt = now;
		if (this.tokens >= 1) {
			this.tokens -= 1;
			return 0;
		}
		return Math.max(1, Math.ceil((1 - this.tokens) / this.perSecond));
	}
}
