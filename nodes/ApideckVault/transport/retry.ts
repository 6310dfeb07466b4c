import type { RefusedBy } from './errorCatalog';
import { longest, hasDownstreamLimit, readDownstreamReset, readRateLimitReset, readRetryAfter } from './retryAfter';

/** Retry settings of one item, in milliseconds. Names and backoff factor follow Apideck's own client. */
export interface RetryPolicy {
	maxRetries: number;
	initialInterval: number;
	maxInterval: number;
	/** Time from the first attempt to the start of the last one. */
	maxElapsedTime: number;
}

const BACKOFF_FACTOR = 1.5;

/** Why one attempt failed. */
export type Failure =
	| { kind: 'response'; statusCode: number; headers: Record<string, unknown>; body: unknown; refusedBy?: RefusedBy }
	/** `statusCode` is known when only the body was unusable; `sizeLimit` is in bytes. */
	| { kind: 'network'; code: string; statusCode?: number | undefined; sizeLimit?: number | undefined };

export type RetryPlan =
	| { retry: true; delay: number }
	| {
			retry: false;
			why: 'final' | 'retries-used-up' | 'time-used-up' | 'may-have-been-applied';
			requestedDelay?: number | undefined;
	  };

const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL']);
/** The code of a request that was not sent, and that a retry would not send either. */
const BLOCKED = 'BLOCKED_BY_N8N';
const MAY_HAVE_BEEN_SENT = new Set(['ECONNRESET', 'ECONNABORTED', 'ETIMEDOUT', 'EPIPE', 'ESOCKETTIMEDOUT', 'ERR_SOCKET_CLOSED', 'BODY_ABORTED']);

/** Codes of Node and OpenSSL for a connection that was not established: certificates, protocol, an invalid header. */
const NO_SECURE_CONNECTION = /^(CERT_|ERR_TLS_|ERR_SSL_|ERR_INVALID_|EPROTO$|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_|HOSTNAME_MISMATCH$)/;

/** Whether the server may have applied the request although there was no usable response. */
export function mayHaveBeenApplied(failure: Failure): boolean {
	if (failure.kind === 'network') {
		const { code, statusCode } = failure;
		// A refusal with an unusable body is still a refusal.
		if (statusCode !== undefined && statusCode >= 300 && statusCode < 500) return statusCode === 408;
		return !NEVER_SENT.has(code) && code !== BLOCKED && !NO_SECURE_CONNECTION.test(code);
	}
	const { statusCode, refusedBy } = failure;
	if (statusCode < 300 || statusCode === 408 || (statusCode >= 500 && statusCode !== 501)) return true;
	// A response from a server in between does not show what Apideck did. A 407 or 429 is sent before the request reaches Apideck.
	return refusedBy === 'not_apideck' && statusCode !== 407 && statusCode !== 429;
}

/**
 * Whether and when to retry a failed request. A pure function: clock and random numbers are arguments.
 * Retries a 429 always (it was not processed); 408, 5xx except 501 and lost connections when the request is idempotent;
 * failed connection attempts always; a 401 with a cool-down once.
 * The delay is the one that the server requests, else exponential backoff with full jitter.
 */
export function planRetry(
	failure: Failure,
	request: { idempotent: boolean; retriesDone: number; elapsed: number },
	policy: RetryPolicy,
	now: number,
	random: () => number,
): RetryPlan {
	const requestedDelay = failure.kind === 'response' ? readRequestedDelay(failure, now) : undefined;
	const retryability = classifyFailure(failure, requestedDelay, request.retriesDone);
	if (retryability === 'final') return { retry: false, why: 'final' };
	if (retryability === 'if-idempotent' && !request.idempotent) {
		return { retry: false, why: 'may-have-been-applied', requestedDelay };
	}
	if (request.retriesDone >= policy.maxRetries) return { retry: false, why: 'retries-used-up', requestedDelay };

	const ceiling = Math.min(policy.maxInterval, policy.initialInterval * BACKOFF_FACTOR ** request.retriesDone);
	const delay = requestedDelay ?? Math.round(random() * ceiling);
	if (request.elapsed + delay > policy.maxElapsedTime) {
		return { retry: false, why: 'time-used-up', requestedDelay };
	}
	return { retry: true, delay };
}

/**
 * Reset headers only count on a 429: other responses have them too. Retry-After takes precedence over the headers of gateways, as
 * their standard requires. A connected service that is limited for longer would reject the next attempt again.
 */
function readRequestedDelay({ statusCode, headers, body }: Extract<Failure, { kind: 'response' }>, now: number): number | undefined {
	const retryAfter = readRetryAfter(headers, body, now);
	if (statusCode !== 429) return retryAfter;
	return retryAfter === undefined ? readRateLimitReset(headers, now) : longest([retryAfter, readDownstreamReset(headers, now)]);
}

/** Last path segments of the calls in which Apideck calls the connected service. */
const DOWNSTREAM_CALLS = new Set(['validate', 'token', 'custom-fields', 'example', 'custom-mappings']);

/**
 * Whether a 429 may apply to requests for other connections too. The rate limit of a connected service does not: a service that is
 * always limited must not slow down a run of thousands. Apideck also uses the type of that refusal for its own limit, so the type
 * alone is ambiguous.
 */
export function isSharedRateLimit(failure: Failure, path: string[]): boolean {
	if (failure.kind !== 'response' || failure.statusCode !== 429) return false;
	if (hasDownstreamLimit(failure.headers)) return false;
	const reachesService = path[1] === 'connections' && path.length > 4 && DOWNSTREAM_CALLS.has(path.at(-1) ?? '');
	return !(reachesService && failure.refusedBy === 'service');
}

function classifyFailure(
	failure: Failure,
	requestedDelay: number | undefined,
	retriesDone: number,
): 'final' | 'always' | 'if-idempotent' {
	if (failure.kind === 'network') {
		if (NEVER_SENT.has(failure.code)) return 'always';
		return MAY_HAVE_BEEN_SENT.has(failure.code) ? 'if-idempotent' : 'final';
	}
	const { statusCode } = failure;
	if (statusCode === 429) return 'always';
	// A token refresh in its cool-down was rejected, not applied. One retry is enough: a second refusal starts a new cool-down.
	if (statusCode === 401) return requestedDelay !== undefined && retriesDone === 0 ? 'always' : 'final';
	if (statusCode === 408 || (statusCode >= 500 && statusCode !== 501)) return 'if-idempotent';
	return 'final';
}
