import type { SignatureForm } from './signature';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Waits between Apideck's attempts, in milliseconds (help.apideck.com/en/articles/4231682); the ninth attempt is the last. */
export const RETRY_WAITS = [3 * MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR];

export interface WebhookOptions {
	/** Multiplies the waits between attempts: 1 is Apideck's, 1/6000 makes 3 minutes 30 ms. Default 1/60: 3 minutes are 3 s. */
	retryScale: number;
	/** An endpoint that takes longer has failed; milliseconds, real time. Default 60,000, which is Apideck's. */
	timeoutMs: number;
	/** Events under way to one subscription at once. Default 1: they arrive in the order they happened. */
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
