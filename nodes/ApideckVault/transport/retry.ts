import { readRetryAfter } from './retryAfter';

/** Retry settings of one item, in milliseconds; the names and the factor are those of Apideck's own client. */
export interface RetryPolicy {
	maxRetries: number;
	initialInterval: number;
	maxInterval: number;
	/** From the first attempt to the start of the last one. */
	maxElapsedTime: number;
}

const BACKOFF_FACTOR = 1.5;

/** What went wrong with one attempt. */
export type Failure =
	| { kind: 'answer'; statusCode: number; headers: Record<string, unknown>; body: unknown }
	| { kind: 'network'; code: string };

export type RetryPlan =
	| { retry: true; delay: number; slowDown: boolean }
	| {
			retry: false;
			why: 'final' | 'retries-used-up' | 'time-used-up' | 'may-have-been-applied';
			askedToWait?: number | undefined;
	  };

const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL']);
/** Never sent either, and never will be. */
const BLOCKED = 'BLOCKED_BY_N8N';
const MAYBE_SENT = new Set(['ECONNRESET', 'ECONNABORTED', 'ETIMEDOUT', 'EPIPE', 'ESOCKETTIMEDOUT', 'ERR_SOCKET_CLOSED', 'BODY_ABORTED']);

/** Codes of Node and OpenSSL for a connection that was not agreed upon: certificates, protocol, a header it refuses to send. */
const NO_SECURE_CONNECTION = /^(CERT_|ERR_TLS_|ERR_SSL_|ERR_INVALID_|EPROTO$|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_|HOSTNAME_MISMATCH$)/;

/** Whether the server may have carried out the request although no usable answer came back. */
export function mayHaveBeenApplied(failure: Failure): boolean {
	if (failure.kind === 'network') return !NEVER_SENT.has(failure.code) && failure.code !== BLOCKED && !NO_SECURE_CONNECTION.test(failure.code);
	return failure.statusCode === 408 || (failure.statusCode >= 500 && failure.statusCode !== 501);
}

/**
 * Whether and when to send a failed request again. Pure: the clock and the dice come in as arguments.
 * Retried: 429 always (it was not carried out); 408, 5xx except 501 and broken connections when the request is repeatable;
 * connections that never came about always; a 401 that carries a cool-down once.
 * The wait is what the server asks for, else exponential with full jitter.
 */
export function planRetry(
	failure: Failure,
	request: { repeatable: boolean; retriesDone: number; elapsed: number },
	policy: RetryPolicy,
	now: number,
	random: () => number,
): RetryPlan {
	const asked = failure.kind === 'answer' ? readRetryAfter(failure.headers, failure.body, now) : undefined;
	const verdict = judge(failure, asked, request.retriesDone);
	if (verdict === 'final') return { retry: false, why: 'final' };
	if (verdict === 'if-repeatable' && !request.repeatable) {
		return { retry: false, why: 'may-have-been-applied' };
	}
	if (request.retriesDone >= policy.maxRetries) return { retry: false, why: 'retries-used-up', askedToWait: asked };

	const ceiling = Math.min(policy.maxInterval, policy.initialInterval * BACKOFF_FACTOR ** request.retriesDone);
	const delay = asked ?? Math.round(random() * ceiling);
	if (request.elapsed + delay > policy.maxElapsedTime) {
		return { retry: false, why: 'time-used-up', askedToWait: asked };
	}
	return { retry: true, delay, slowDown: failure.kind === 'answer' && failure.statusCode === 429 };
}

function judge(
	failure: Failure,
	askedToWait: number | undefined,
	retriesDone: number,
): 'final' | 'always' | 'if-repeatable' {
	if (failure.kind === 'network') {
		if (NEVER_SENT.has(failure.code)) return 'always';
		return MAYBE_SENT.has(failure.code) ? 'if-repeatable' : 'final';
	}
	const { statusCode } = failure;
	if (statusCode === 429) return 'always';
	// A token refresh in its cool-down was refused, not carried out. One more try is enough: a second refusal starts a new one.
	if (statusCode === 401) return askedToWait !== undefined && retriesDone === 0 ? 'always' : 'final';
	if (statusCode === 408 || (statusCode >= 500 && statusCode !== 501)) return 'if-repeatable';
	return 'final';
}
