import type { Failure } from 'n8n-workflow';

import { isObject, type HttpResponse } from './response';
import type { SubjectKind } from './subject';
import { formatDuration, formatMegabytes, type BudgetLimits, type RequestBudget } from './requestBudget';

/** Why a request failed, for code that depends on it (audit, delete) and for workflows that branch on it. */
export type Reason =
	| 'invalid_request'
	/** Apideck itself rejected our key or app ID. */
	| 'credential_rejected'
	/** Apideck denied access without saying that the key is the cause. */
	| 'access_denied'
	| 'connection_unauthorized'
	/** The connected service rejected the request, through Apideck. */
	| 'service_refused'
	| 'service_unavailable'
	| 'plan_limit'
	| 'not_found'
	| 'conflict'
	| 'invalid_state'
	| 'not_supported'
	| 'rate_limited'
	| 'server_unavailable'
	| 'network'
	/** The connection was closed before the response was complete. */
	| 'connection_lost'
	| 'timeout'
	| 'unexpected_response'
	| 'response_too_large'
	| 'list_too_long'
	| 'time_limit';

/** Why a list cannot be read to its end. */
export type ListProblem =
	| 'repeated_cursor'
	| 'empty_pages'
	| 'too_many_pages'
	| 'too_many_records'
	| 'too_many_bytes'
	| 'unusable_cursor';

/** What happened (message) and what to do (resolution), in terms of the node's fields. */
export interface ErrorInfo {
	reason: Reason;
	message: string;
	resolution: string;
}

/** Who rejected a request. Only `api_key` means that Apideck itself rejected the key or app ID. */
export type RefusedBy = 'api_key' | 'plan' | 'connection' | 'service' | 'request' | 'apideck' | 'not_apideck';

/** Who rejected the request, why, and what to do. */
export interface Refusal extends ErrorInfo {
	refusedBy: RefusedBy;
	/** What it is about. By default, the innermost record that the request names. */
	about?: SubjectKind;
	/** The message for a request that names a record, such as `connection 'crm+hubspot'`. */
	title?(name: string): string;
}

/** Looks up own properties only: names come from the server, and "constructor" must not match. */
function lookup<T>(table: Record<string, T>, name: string | undefined): T | undefined {
	return name !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
}

/** Explains a list that does not end, or that is longer than its budget allows. */
export function explainList(problem: ListProblem, { work, pages, listBytes }: BudgetLimits): ErrorInfo {
	const tooLong = (what: string): ErrorInfo => ({
		reason: 'list_too_long',
		message: `The list is longer than ${what}, the limit for ${work}`,
		resolution: "The partial list was discarded. Narrow the list with filters, or set 'Limit'.",
	});
	const broken = (message: string): ErrorInfo => ({
		reason: 'unexpected_response',
		message,
		resolution: 'The partial list was discarded. Try again later. If this persists, contact Apideck support.',
	});
	switch (problem) {
		case 'repeated_cursor':
			return broken('Pagination loop: Apideck returned a cursor that was already used');
		case 'empty_pages':
			return broken('Apideck returned several empty pages in a row, each with a cursor for the next page');
		case 'unusable_cursor':
			return broken('Apideck returned an unusable cursor for the next page');
		case 'too_many_pages':
		case 'too_many_records':
			return tooLong(`${pages.toLocaleString('en-US')} full pages`);
		case 'too_many_bytes':
			return tooLong(formatMegabytes(listBytes));
	}
}

/** Explains a request whose time budget is used up. */
export function explainTimeBudget(budget: RequestBudget | undefined): ErrorInfo {
	return {
		reason: 'time_limit',
		message: `The time limit for ${budget?.limits.work ?? 'this request'} was reached${budget ? ` (${formatDuration(budget.time)})` : ''}`,
		resolution: 'The data read so far was discarded. Apideck responded too slowly or returned too many pages. Narrow the list with filters, or try again later.',
	};
}

/** Explains a body that was not fully read, or not parsed. Undefined for any other code. */
export function explainUnusableBody(code: string, sizeLimit: number): ErrorInfo | undefined {
	const remedy =
		"The response was discarded. Set a lower 'Limit' or narrow the list with filters. If you requested a single record, check 'Base URL' in the Apideck credential: a server other than Apideck may have responded.";
	switch (code) {
		case 'RESPONSE_TOO_LARGE':
			return { reason: 'response_too_large', message: `The response is larger than ${formatMegabytes(sizeLimit)}`, resolution: remedy };
		case 'RESPONSE_TOO_COMPLEX':
			return { reason: 'response_too_large', message: 'The response is nested too deeply or has too many values', resolution: remedy };
		case 'RESPONSE_BROKEN_ENCODING':
			return {
				reason: 'unexpected_response',
				message: 'The response could not be decompressed',
				resolution: "Check 'Base URL' in the Apideck credential, and whether a proxy between n8n and Apideck modifies responses.",
			};
		default:
			return undefined;
	}
}

/** Explains a response that is not from the Vault API: a redirect, or a body that is not JSON. */
export function explainUnexpectedResponse(response: HttpResponse): ErrorInfo {
	if (response.statusCode >= 300 && response.statusCode < 400) {
		return {
			reason: 'unexpected_response',
			message: 'Apideck redirected the request, and the redirect was not followed',
			resolution:
				"The API key is never sent to another URL. Check 'Base URL' in the Apideck credential (default https://unify.apideck.com).",
		};
	}
	return {
		reason: 'unexpected_response',
		message: isObject(response.body)
			? 'The response has no data, so it is not from the Vault API'
			: 'The response is not JSON, so it is not from the Vault API',
		resolution: "Check 'Base URL' in the Apideck credential, and whether a proxy or firewall responds instead of Apideck.",
	};
}

/** Explains a response that contradicts the request. */
export function explainContradiction(what: string): ErrorInfo {
	return {
		reason: 'unexpected_response',
		message: what === 'consumer_id' ? 'Unexpected response: it is for a different consumer' : `Unexpected response: its '${what}' does not match the request`,
		resolution: 'The response was discarded. Check whether a proxy or cache between n8n and Apideck mixes up responses. If not, contact Apideck support.',
	};
}

/** Explains a response without the field that the request was for. */
export function explainMissing(what: string): ErrorInfo {
	return {
		reason: 'unexpected_response',
		message: `Unexpected response: it has no '${what}'`,
		resolution: 'Try again later. If this persists, contact Apideck support.',
	};
}

/** Explains a response that does not confirm the change. */
export function explainUnconfirmed(statusCode: number): ErrorInfo {
	return {
		reason: 'unexpected_response',
		message: `Unexpected response: status ${statusCode} does not confirm the change`,
		resolution: "Check 'Base URL' in the Apideck credential, and whether a proxy or firewall responds instead of Apideck.",
	};
}

const NETWORK: Record<string, string> = {
	ECONNREFUSED: "Connection refused: nothing is listening at 'Base URL'",
	ENOTFOUND: "The host in 'Base URL' was not found",
	EAI_AGAIN: "The host in 'Base URL' could not be resolved",
	ECONNRESET: 'The connection was closed before the response was complete',
	EPIPE: 'The connection was closed before the response was complete',
	BODY_ABORTED: 'The response ended before it was complete',
	HPE_HEADER_OVERFLOW: 'The headers of the response are too large',
};

/** Codes of a connection that was closed after it was established. */
const LOST = new Set(['BODY_ABORTED', 'ECONNRESET', 'EPIPE', 'ERR_SOCKET_CLOSED']);

/** Explains a request without a response. `code` is a result of `networkCode`. */
export function explainNetwork(code: string, timeoutMs: number): ErrorInfo {
	if (code === 'ECONNABORTED' || code === 'ETIMEDOUT') {
		return {
			reason: 'timeout',
			message: `No response within ${timeoutMs / 1000} s`,
			resolution: "Increase 'Timeout' under 'Options', or try again later.",
		};
	}
	if (code === 'BLOCKED_BY_N8N') {
		return {
			reason: 'network',
			message: "n8n's SSRF protection blocked the request to 'Base URL'",
			resolution: "Check 'Base URL' in the Apideck credential, or ask your n8n administrator to allow its host (N8N_SSRF_ALLOWED_HOSTNAMES).",
		};
	}
	return {
		reason: LOST.has(code) ? 'connection_lost' : 'network',
		message: lookup(NETWORK, code) ?? 'Apideck could not be reached',
		resolution: `Check 'Base URL' in the Apideck credential, and the network, proxy, DNS and certificates of the n8n host (${code}).`,
	};
}

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
 * @param requestedDelay in milliseconds, as the response requested. Only used for temporary causes.
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
