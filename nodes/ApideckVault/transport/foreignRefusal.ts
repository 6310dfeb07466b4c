import { isObject, isSuccessStatus } from './answer';
import type { Reason, Refusal } from './remedies';
import { INVALID_REQUEST, UNAVAILABLE } from './refusals';

const LOOK_BETWEEN =
	'A firewall, proxy, sign-in page or gateway between n8n and Apideck may have sent it. Check the network of the n8n host and the Base URL of the credential';

/** Statuses that reject the request itself, so any server may send them. The others are about permissions or existence, which only Apideck knows. */
const REJECTED = new Map<number, Reason>([
	[400, 'invalid_request'],
	[409, 'conflict'],
	[422, 'invalid_state'],
]);

/**
 * Explains a refusal that is not in Apideck's format: no JSON object, or one without a `type_name`. It may come from a
 * server in between, so it says nothing about the key, the plan, or what exists at Apideck.
 */
export function explainForeign(status: number, body: unknown): Refusal {
	if (status === 429) {
		return {
			refusedBy: 'not_apideck',
			reason: 'rate_limited',
			message: 'Too many requests: the response asked to slow down',
			remedy: "Lower 'Concurrency' or raise 'Max Retries' and 'Max Elapsed Time' under Options.",
		};
	}
	if (status === 408) return { ...unavailable(), reason: 'timeout', message: 'Apideck, or something in front of it, took too long to answer' };
	if (status >= 500) return unavailable();
	if (isSuccessStatus(status)) {
		return {
			refusedBy: 'not_apideck',
			reason: 'unexpected_answer',
			message: `A response with status ${status} reports that the request did not succeed`,
			remedy: `It is not in the format of the Vault API. ${LOOK_BETWEEN}.`,
		};
	}
	const reason = isObject(body) ? REJECTED.get(status) : undefined;
	if (reason !== undefined) {
		return {
			refusedBy: 'not_apideck',
			reason,
			message: `The request was not accepted (status ${status})`,
			remedy: `${INVALID_REQUEST.remedy} The response is not in Apideck's usual format, so something in between may have sent it.`,
		};
	}
	if (status === 407) {
		return {
			refusedBy: 'not_apideck',
			reason: 'unexpected_answer',
			message: 'A proxy between n8n and Apideck asked for a password',
			remedy: 'Enter its user name and password in the proxy settings of the n8n host.',
		};
	}
	return {
		refusedBy: 'not_apideck',
		reason: 'unexpected_answer',
		message: `${nameOf(body)} with status ${status} came back in place of a response from Apideck`,
		remedy: `${LOOK_BETWEEN}. It does not say whether Apideck accepts the API key.`,
	};
}

function unavailable(): Refusal {
	return { ...UNAVAILABLE, refusedBy: 'not_apideck', message: 'Apideck, or something in front of it, is not available at the moment' };
}

function nameOf(body: unknown): string {
	if (typeof body === 'string' && body.trimStart().startsWith('<')) return 'A web page';
	if (typeof body === 'string' && body.trim() !== '') return 'A text';
	if (typeof body !== 'object' || body === null) return 'An empty response';
	return 'JSON in another format';
}
