import type { RequestSettings } from '../../transport/call';
import type { Reason } from '../../transport/remedies';

/** Consumers in a row that Apideck did not answer for before the audit stops asking for each of them. */
const LIMIT = 20;
/** Every so many consumers it asks again all the same, once and briefly. */
const TRY_EVERY = 20;
/** Milliseconds for such a try, or less where the user gives less. */
const QUICK = 10_000;

const SILENCE = new Set<Reason>(['network', 'timeout', 'server_unavailable', 'unexpected_answer']);

/**
 * Keeps an audit of thousands of consumers from trying each of them for minutes while Apideck is down: after some
 * failures in a row the rest is reported as unreadable at once, with a quick try now and then to notice the end of it.
 */
export class Outage {
	private inARow = 0;

	private skipped = 0;

	/** Settings to ask with, or undefined when this consumer is not to be asked for. */
	settings(usual: RequestSettings): RequestSettings | undefined {
		if (this.inARow < LIMIT) return usual;
		if (this.skipped++ % TRY_EVERY !== 0) return undefined;
		return { ...usual, maxRetries: 0, timeout: Math.min(usual.timeout, QUICK) };
	}

	answered(): void {
		this.inARow = 0;
		this.skipped = 0;
	}

	failed(reason: Reason | undefined): void {
		if (reason !== undefined && SILENCE.has(reason)) this.inARow++;
		else this.answered();
	}
}
