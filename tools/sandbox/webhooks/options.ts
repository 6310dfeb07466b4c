import type { SignatureForm } from './signature';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Delays between Apideck's attempts, in milliseconds (help.apideck.com/en/articles/4231682). The ninth attempt is the last. */
export const RETRY_WAITS = [3 * MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR];

export interface WebhookOptions {
	/** Multiplies the delays between attempts: 1 is Apideck's, 1/6000 turns 3 minutes into 30 ms. Default 1/60. */
	retryScale: number;
	/** The timeout of an endpoint in milliseconds of real time. Default 60,000, which is Apideck's. */
	timeoutMs: number;
	/** Concurrent deliveries per subscription. Default 1, which keeps the order. */
	concurrency: number;
	/** Call a new delivery URL and disable the subscription when that fails. Default true. */
	validation: boolean;
	/** Default `recursive`. */
	signature: SignatureForm;
}

export const DEFAULT_OPTIONS: WebhookOptions = {
	retryScale: 1 / 60,
	timeoutMs: 60_000,
	concurrency: 1,
	validation: true,
	signature: 'recursive',
};
