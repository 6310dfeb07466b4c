import { performance } from 'node:perf_hooks';

/**
 * A token bucket for one second's worth of requests. `acquire` returns 0 when the request is accepted, otherwise the whole seconds to wait, for Retry-After.
 */
export class TokenBucket {
	private tokens: number;

	private filledAt = performance.now();

	constructor(private readonly perSecond: number) {
		this.tokens = perSecond;
	}

	acquire(): number {
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
