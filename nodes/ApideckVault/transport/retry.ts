import type { RefusedBy } from './remedies';
import { longest, namesDownstreamLimit, readDownstreamReset, readRateLimitReset, readRetryAfter } from './retryAfter';

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
	| { kind: 'answer'; statusCode: number; headers: Record<string, unknown>; body: unknown; refusedBy?: RefusedBy }
	/** @param statusCode known when only the body could not be used; `sizeLimit` in bytes */
	| { kind: 'network'; code: string; statusCode?: number | undefined; sizeLimit?: number | undefined };

export type RetryPlan =
	| { retry: true; delay: number }
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
	if (failure.kind === 'network') {
		const { code, statusCode } = failure;
		// A refusal stays one, also when its body cannot be used.
		if (statusCode !== undefined && statusCode >= 300 && statusCode < 500) return statusCode === 408;
		return !NEVER_SENT.has(code) && code !== BLOCKED && !NO_SECURE_CONNECTION.test(code);
	}
	const { statusCode, refusedBy } = failure;
	if (statusCode < 300 || statusCode === 408 || (statusCode >= 500 && statusCode !== 501)) return true;
	// What something in between sends says nothing about what Apideck did with the request; 407 and 429 come before it.
	return refusedBy === 'not_apideck' && statusCode !== 407 && statusCode !== 429;
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
	const asked = failure.kind === 'answer' ? askedToWait(failure, now) : undefined;
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
	return { retry: true, delay };
}

/**
 * Only a 429 says that the limit is reached: other responses tell when it starts anew, too. Retry-After comes before what gateways
 * say, as their standard wants it; but a connected service that is limited for longer would refuse the next attempt again.
 */
function askedToWait({ statusCode, headers, body }: Extract<Failure, { kind: 'answer' }>, now: number): number | undefined {
	const retryAfter = readRetryAfter(headers, body, now);
	if (statusCode !== 429) return retryAfter;
	return retryAfter === undefined ? readRateLimitReset(headers, now) : longest([retryAfter, readDownstreamReset(headers, now)]);
}

/** Last path segments of the calls in which Apideck asks the connected service. */
const DOWNSTREAM_CALLS = new Set(['validate', 'token', 'custom-fields', 'example', 'custom-mappings']);

/**
 * Whether a 429 may concern requests to other connections too. The rate limit of a connected service does not: one that is always
 * limited must not slow down a run of thousands. Apideck also uses the type of that refusal for its own limit, so the type alone
 * does not tell.
 */
export function isSharedRateLimit(failure: Failure, path: string[]): boolean {
	if (failure.kind !== 'answer' || failure.statusCode !== 429) return false;
	if (namesDownstreamLimit(failure.headers)) return false;
	const reachesService = path[1] === 'connections' && path.length > 4 && DOWNSTREAM_CALLS.has(path.at(-1) ?? '');
	return !(reachesService && failure.refusedBy === 'service');
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
