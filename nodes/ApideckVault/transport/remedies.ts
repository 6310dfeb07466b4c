import { isObject, type Answer, type ErrorDetail } from './answer';

/** Why a request did not succeed, for code that must decide (the audit, delete) and for workflows that branch on it. */
export type Reason =
	| 'invalid_request'
	| 'credential_rejected'
	| 'connection_unauthorized'
	| 'plan_limit'
	| 'not_found'
	| 'conflict'
	| 'invalid_state'
	| 'rate_limited'
	| 'server_unavailable'
	| 'network'
	| 'timeout'
	| 'unexpected_answer';

/** What happened (message) and how to get on (remedy), in words of the node's own fields. */
export interface Explanation {
	reason: Reason;
	message: string;
	remedy: string;
}

const BY_TYPE: Record<string, Explanation> = {
	ConnectorCredentialsError: {
		reason: 'connection_unauthorized',
		message: "The service no longer accepts this connection's credentials",
		remedy: 'Ask the consumer to authorize the connection again, for example with a Vault session link.',
	},
	ConnectionNotFoundError: {
		reason: 'not_found',
		message: 'This consumer has no such connection',
		remedy: "Check 'Consumer', 'Unified API' and 'Service', or let the consumer add the connection first.",
	},
	ConnectionSettingsError: {
		reason: 'invalid_state',
		message: 'The connection lacks settings that the service needs',
		remedy: "Fill in the missing settings with the operation 'Update'.",
	},
	ConnectorNotFoundError: {
		reason: 'not_found',
		message: 'Apideck has no such connector',
		remedy: "Check that 'Service' holds the service ID (for example hubspot) and that it belongs to 'Unified API'.",
	},
	IntegrationNotFoundError: {
		reason: 'not_found',
		message: 'This integration is not set up in the Apideck application',
		remedy: 'Enable it in the Apideck dashboard under Configuration, then run again.',
	},
	OAuthCredentialsNotFoundError: {
		reason: 'invalid_state',
		message: 'The OAuth client of this integration is missing',
		remedy: "Add the service's client ID and secret to the integration in the Apideck dashboard.",
	},
	OAuthRedirectUriError: {
		reason: 'invalid_request',
		message: 'Apideck does not accept the redirect URI',
		remedy: 'Register the redirect URI in the Apideck dashboard, or use one that is registered.',
	},
	ConnectorDisabledError: {
		reason: 'invalid_state',
		message: 'This connector is switched off at Apideck',
		remedy: 'Nothing to change in the workflow: look at the status page of Apideck, or ask its support.',
	},
	ConnectorRateLimitError: {
		reason: 'rate_limited',
		message: "The service's own rate limit was reached",
		remedy: "Run again later, or lower 'Concurrency' under Options.",
	},
};

const BY_STATUS: Record<number, Explanation> = {
	400: {
		reason: 'invalid_request',
		message: 'Apideck did not accept the request',
		remedy: 'Check the fields of this node against the detail below.',
	},
	401: {
		reason: 'credential_rejected',
		message: 'Apideck rejected the API key or app ID',
		remedy: "Open the node's Apideck credential and enter the API key and app ID of one application again.",
	},
	402: {
		reason: 'plan_limit',
		message: 'The plan limit of this Apideck application is reached',
		remedy: 'Upgrade the plan in the Apideck dashboard, or wait for the next billing period.',
	},
	403: {
		reason: 'credential_rejected',
		message: 'This API key may not do that',
		remedy: 'Use the key of the application that owns the consumer, or ask the owner of the Apideck account.',
	},
	404: {
		reason: 'not_found',
		message: 'Apideck could not find what the request names',
		remedy: "Check 'Consumer', 'Unified API' and 'Service' (or 'Consumer' alone); the IDs are case-sensitive.",
	},
	409: {
		reason: 'conflict',
		message: 'The request conflicts with what is already there',
		remedy: 'Look at the present state with Get, and decide whether it still needs a change.',
	},
	422: {
		reason: 'invalid_state',
		message: 'Apideck understood the request but cannot carry it out',
		remedy: 'Compare the values sent, and the state of the connection, with the detail below.',
	},
	429: {
		reason: 'rate_limited',
		message: 'Too many requests: Apideck asked to slow down',
		remedy: "Lower 'Concurrency' or raise 'Max Retries' and 'Max Elapsed Time' under Options.",
	},
};

const REFRESH: Explanation = {
	reason: 'connection_unauthorized',
	message: "Apideck could not refresh the consumer's access to the service",
	remedy:
		'The API key is fine. Wait for the cool-down and try once more; if it stays, ask the consumer to authorize the connection again.',
};

const UNAVAILABLE: Explanation = {
	reason: 'server_unavailable',
	message: 'Apideck is not available at the moment',
	remedy: "Run again later; 'Max Retries' and 'Max Elapsed Time' under Options decide how long the node keeps trying.",
};

/** Names come from the server: "constructor" is none of ours. */
function own<T>(table: Record<string, T>, name: string | undefined): T | undefined {
	return name !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
}

/** Explains an answer that is not a success. A 401 is two things: a rejected key, or a consumer's token that could not be refreshed. */
export function explainAnswer(statusCode: number, detail: ErrorDetail): Explanation {
	if (statusCode === 401 && detail.detailType !== undefined) return REFRESH;
	const known = own(BY_TYPE, detail.typeName);
	if (known) return known;
	const byStatus = BY_STATUS[statusCode];
	if (byStatus) return byStatus;
	if (statusCode === 408) return { ...UNAVAILABLE, reason: 'timeout', message: 'Apideck took too long to answer' };
	if (statusCode >= 500) return UNAVAILABLE;
	return {
		reason: 'unexpected_answer',
		message: `Apideck answered with the unexpected status ${statusCode}`,
		remedy: 'Check the Base URL of the credential: something other than Apideck may have answered.',
	};
}

/** Explains a list whose page names one as the next that was read before. */
export function explainEndlessList(): Explanation {
	return {
		reason: 'unexpected_answer',
		message: "Apideck's list goes round in a circle: a page names as the next one a page that was read before",
		remedy: 'What was read is not the whole list, so it was not used. Run again later; if it stays so, tell Apideck.',
	};
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
		remedy: 'Check the Base URL of the credential, and whether a proxy or firewall answers in place of Apideck.',
	};
}

const NETWORK: Record<string, string> = {
	ECONNREFUSED: 'The connection was refused: nothing listens at the Base URL',
	ENOTFOUND: 'The host of the Base URL was not found',
	EAI_AGAIN: 'The host of the Base URL could not be looked up',
	ECONNRESET: 'The connection was closed before the answer was complete',
	EPIPE: 'The connection was closed before the answer was complete',
	BODY_ABORTED: 'The answer broke off before it was complete',
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
