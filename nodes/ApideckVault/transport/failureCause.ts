import type { Failure } from 'n8n-workflow';

import type { Reason } from './errorCatalog';

/**
 * The cause that n8n knows for each reason, from n8n-workflow's `errors/failure.ts`. n8n reads it to decide when to try again. A reason
 * that proves none of n8n's causes is absent: a refusal by the connected service or by a server in between says nothing about the key
 * or the plan, and an unreachable host may have a wrong address.
 */
const CAUSES: Partial<Record<Reason, Failure['cause']>> = {
	connection_lost: 'temporarily-unavailable',
	credential_rejected: 'credential-invalid',
	plan_limit: 'quota-exhausted',
	rate_limited: 'rate-limited',
	server_unavailable: 'temporarily-unavailable',
	timeout: 'temporarily-unavailable',
};

/**
 * What an error declares to n8n about its cause; undefined when nothing is proven. n8n before 2.39 ignores it.
 * @param requestedDelay that the response asked for, in milliseconds. Kept only for causes that pass with time.
 */
export function declaredFailure(reason: Reason, statusCode: number | undefined, requestedDelay: number | undefined): Failure | undefined {
	const cause = CAUSES[reason];
	// With a 403, the key is valid but not allowed to do this.
	if (cause === undefined || (cause === 'credential-invalid' && statusCode === 403)) return undefined;
	if (cause === 'rate-limited' || cause === 'quota-exhausted' || cause === 'temporarily-unavailable') {
		return { cause, ...(requestedDelay !== undefined && { retryAfterMs: requestedDelay }) };
	}
	return { cause };
}
