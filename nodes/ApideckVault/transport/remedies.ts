import { isObject, type Answer } from './answer';
import { duration, megabytes, type BudgetLimits, type RequestBudget } from './requestBudget';

/** Why a request did not succeed, for code that must decide (the audit, delete) and for workflows that branch on it. */
export type Reason =
	| 'invalid_request'
	/** Apideck itself rejected our key or app ID. */
	| 'credential_rejected'
	/** Apideck denied access without saying that the key is the cause. */
	| 'access_denied'
	| 'connection_unauthorized'
	/** The connected service said no, through Apideck. */
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
	| 'timeout'
	| 'unexpected_answer'
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

/** What happened (message) and how to get on (remedy), in words of the node's own fields. */
export interface Explanation {
	reason: Reason;
	message: string;
	remedy: string;
}

/** Who refused a request. Only `api_key` means that Apideck itself rejected the key or app ID. */
export type RefusedBy = 'api_key' | 'plan' | 'connection' | 'service' | 'request' | 'apideck' | 'not_apideck';

/** Whose refusal it was, why, and what to do. */
export interface Refusal extends Explanation {
	refusedBy: RefusedBy;
}

/** Names come from the server: "constructor" is none of ours. */
function own<T>(table: Record<string, T>, name: string | undefined): T | undefined {
	return name !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
}

/** Explains a list that does not end, or that is longer than its budget allows. */
export function explainList(problem: ListProblem, { work, pages, listBytes }: BudgetLimits): Explanation {
	const long = (what: string): Explanation => ({
		reason: 'list_too_long',
		message: `The list is longer than ${what}, the limit for ${work}`,
		remedy: "The partial list was discarded. Narrow the list with filters, or set 'Limit'.",
	});
	const broken = (message: string): Explanation => ({
		reason: 'unexpected_answer',
		message,
		remedy: 'The partial list was discarded. Run again later; if this persists, contact Apideck support.',
	});
	switch (problem) {
		case 'repeated_cursor':
			return broken('Pagination loop: Apideck returned a cursor that was already used');
		case 'empty_pages':
			return broken('Apideck returned several empty pages in a row and still named a next page');
		case 'unusable_cursor':
			return broken('Apideck named a next page with a cursor that cannot be used');
		case 'too_many_pages':
		case 'too_many_records':
			return long(`${pages.toLocaleString('en-US')} full pages`);
		case 'too_many_bytes':
			return long(megabytes(listBytes));
	}
}

/** Explains a request for which its budget has no time left. */
export function explainTimeBudget(budget: RequestBudget | undefined): Explanation {
	return {
		reason: 'time_limit',
		message: `The time limit for ${budget?.limits.work ?? 'this request'} was reached${budget ? ` (${duration(budget.time)})` : ''}`,
		remedy: 'What was read until then was discarded. Apideck responds too slowly or returns too many pages: narrow the list with filters, or run again later.',
	};
}

/** Explains a body that was not read to its end, or not parsed. Undefined for any other code. */
export function explainUnusableBody(code: string, sizeLimit: number): Explanation | undefined {
	const remedy =
		"The response was discarded. Set a lower 'Limit' or narrow the list with filters. If you asked for a single record, check the Base URL of the credential: something other than Apideck may have responded.";
	switch (code) {
		case 'RESPONSE_TOO_LARGE':
			return { reason: 'response_too_large', message: `The response is larger than ${megabytes(sizeLimit)}`, remedy };
		case 'RESPONSE_TOO_COMPLEX':
			return { reason: 'response_too_large', message: 'The response is nested too deeply or has too many values', remedy };
		case 'RESPONSE_BROKEN_ENCODING':
			return {
				reason: 'unexpected_answer',
				message: 'The response could not be decompressed',
				remedy: 'Check the Base URL of the credential, and whether a proxy between n8n and Apideck changes responses.',
			};
		default:
			return undefined;
	}
}

/** Explains an answer that is no Vault answer at all: a redirect, or a body that is not JSON. */
export function explainForeignAnswer(answer: Answer): Explanation {
	if (answer.statusCode >= 300 && answer.statusCode < 400) {
		return {
			reason: 'unexpected_answer',
			message: 'Apideck redirected the request, and the redirect was not followed',
			remedy:
				'The API key is never carried to another address. Check the Base URL of the credential (default https://unify.apideck.com).',
		};
	}
	return {
		reason: 'unexpected_answer',
		message: isObject(answer.body)
			? 'The answer holds no data, so it cannot be from the Vault API'
			: 'The answer is not JSON, so it cannot be from the Vault API',
		remedy: 'Check the Base URL of the credential, and whether a proxy or firewall responds instead of Apideck.',
	};
}

/** Explains a response that says something else than the request asked for. */
export function explainContradiction(what: string): Explanation {
	return {
		reason: 'unexpected_answer',
		message: what === 'consumer_id' ? 'Unexpected response: it is about another consumer' : `Unexpected response: its '${what}' is not what was asked for`,
		remedy: 'Its content was not used. Check whether a proxy or cache between n8n and Apideck mixes up responses; otherwise ask the support of Apideck.',
	};
}

/** Explains a response that lacks what the request was for. */
export function explainMissing(what: string): Explanation {
	return {
		reason: 'unexpected_answer',
		message: `Unexpected response: it has no '${what}'`,
		remedy: 'Run again later. If it happens again, ask the support of Apideck.',
	};
}

/** Explains a response that does not say that the change was made. */
export function explainUnconfirmed(statusCode: number): Explanation {
	return {
		reason: 'unexpected_answer',
		message: `Unexpected response: status ${statusCode} does not confirm the change`,
		remedy: 'Check the Base URL of the credential, and whether a proxy or firewall responds instead of Apideck.',
	};
}

const NETWORK: Record<string, string> = {
	ECONNREFUSED: 'The connection was refused: nothing listens at the Base URL',
	ENOTFOUND: 'The host of the Base URL was not found',
	EAI_AGAIN: 'The host of the Base URL could not be looked up',
	ECONNRESET: 'The connection was closed before the answer was complete',
	EPIPE: 'The connection was closed before the answer was complete',
	BODY_ABORTED: 'The answer broke off before it was complete',
	HPE_HEADER_OVERFLOW: 'The headers of the response are too large',
};

/** Explains a request that got no answer. `code` is one of `networkCode`. */
export function explainNetwork(code: string, timeoutMs: number): Explanation {
	if (code === 'ECONNABORTED' || code === 'ETIMEDOUT') {
		return {
			reason: 'timeout',
			message: `No answer within ${timeoutMs / 1000} s`,
			remedy: "Raise 'Timeout' under Options, or run again later.",
		};
	}
	if (code === 'BLOCKED_BY_N8N') {
		return {
			reason: 'network',
			message: "n8n blocked the request: the Base URL leads to an address that this n8n's SSRF protection forbids",
			remedy: "Check the Base URL of the credential, or let n8n's administrator allow its host (N8N_SSRF_ALLOWED_HOSTNAMES).",
		};
	}
	return {
		reason: 'network',
		message: own(NETWORK, code) ?? 'Apideck could not be reached',
		remedy: `Check the Base URL of the credential, and the network, proxy, DNS and certificates of the n8n host (${code}).`,
	};
}
