import type { Reason, Refusal } from './errorCatalog';
import { findMessages, getOwn, getOwnText, nonEmptyText } from './errorMessages';
import { BY_STATUS, BY_TYPE, DENIED, INVALID_REQUEST, KEY_DENIED, KEY_REJECTED, NOT_SUPPORTED, REFRESH, SERVICE_FAILED, SERVICE_RATE_LIMIT, SERVICE_REFUSED, UNAVAILABLE } from './refusals';
import { type HttpResponse, effectiveStatus, isObject, isSuccessStatus } from './response';

/**
 * Decides who rejected a request and why. No other code decides that. `type_name` and the rest of the body come first, the status
 * last: Apideck passes on the status of the connected service, and proxies, firewalls and sign-in pages use the same statuses.
 */
export function explainRefusal(response: HttpResponse): Refusal {
	const status = effectiveStatus(response);
	const { body } = response;
	const type = normalizeType(body);
	if (!isObject(body) || type === undefined) return explainUnknownSource(status, body);
	if (isRefresh(type, body)) return REFRESH;
	const known = BY_TYPE.get(type);
	if (known) return known;
	if (type === 'connectorexecutionerror' || type === 'oauthconnectorerror' || hasDownstreamErrors(body)) return serviceRefusal(status);
	if (type === 'unauthorizederror' && status < 500) return status === 403 ? KEY_DENIED : KEY_REJECTED;
	if (type.startsWith('connector')) return serviceRefusal(status);
	return refusalByStatus(status, type);
}

/** Whether a response is an Apideck error. Only Apideck sends a `type_name`. */
export function isApideckError(body: unknown): boolean {
	return normalizeType(body) !== undefined;
}

/** Types that say that another resource does not exist: the resource to be deleted may still exist. */
const NOT_FOUND_OF_OTHER_RESOURCES = new Set(['connectornotfounderror', 'integrationnotfounderror']);

/** Whether the response proves that the requested resource does not exist: Apideck's own 404, not a proxy's or the service's. */
export function provesNotFound(response: HttpResponse): boolean {
	if (effectiveStatus(response) !== 404 || NOT_FOUND_OF_OTHER_RESOURCES.has(normalizeType(response.body) ?? '')) return false;
	return explainRefusal(response).reason === 'not_found';
}

const MAX_TYPE = 100;

/** The `type_name`, normalized. Later API versions may use another case. */
function normalizeType(body: unknown): string | undefined {
	const name = isObject(body) && Object.hasOwn(body, 'type_name') ? nonEmptyText(body['type_name']) : undefined;
	const letters = name?.slice(0, MAX_TYPE).replace(/[^a-z]/gi, '').toLowerCase();
	return letters === '' ? undefined : letters;
}

const REFRESH_TYPE = /refresh|oauth|grant/i;
const REFRESH_TEXT = /invalid_grant|re-?authori[sz]e the connection/i;
/** Pairs of words that together describe a failed token refresh. A single pattern for both would take polynomial time. */
const REFRESH_WORDS: Array<[first: RegExp, second: RegExp]> = [
	[/refresh[a-z]{0,4}[ _]/gi, /token/i],
	[/token/gi, / refresh/i],
	[/(?:access|refresh|oauth)[ _]token/gi, /expired|revoked|invalid/i],
];
/** Maximum distance between the two words, in characters. */
const NEARBY = 45;
const MAX_READ = 500;
/** Number of list entries that are read. */
const MAX_ENTRIES = 20;

/** Whether a 401 is about the consumer's token at the service and not about the API key: both have the type UnauthorizedError. */
function isRefresh(type: string, body: object): boolean {
	const [detail, errors] = [getOwn(body, ['detail']), getOwn(body, ['errors'])];
	const entries = [detail, errors].flatMap((value) => (Array.isArray(value) ? (value as unknown[]).slice(0, MAX_ENTRIES) : [value])).filter(isObject);
	if (entries.some((entry) => REFRESH_TYPE.test(getOwnText(entry, ['type'])?.slice(0, MAX_READ) ?? ''))) return !BY_TYPE.has(type);
	if (type !== 'unauthorizederror') return false;
	if (isObject(detail) && getOwnText(detail, ['type']) !== undefined) return true;
	if (entries.some((entry) => isObject(entry['debug']))) return true;
	const texts = [getOwnText(body, ['message']), ...findMessages(detail, errors).messages.map(({ text }) => text)];
	return texts.some((text) => text !== undefined && mentionsRefresh(text.slice(0, MAX_READ)));
}

function mentionsRefresh(text: string): boolean {
	if (REFRESH_TEXT.test(text)) return true;
	const follows = (end: number, second: RegExp) => second.test(text.slice(end, end + NEARBY));
	return REFRESH_WORDS.some(([first, second]) => [...text.matchAll(first)].some((match) => follows(match.index + match[0].length, second)));
}

/** Whether the body contains errors of the connected service that Apideck passed on. */
function hasDownstreamErrors(body: object): boolean {
	const detail = getOwn(body, ['detail']);
	return [body, detail].some((holder) => {
		const errors = isObject(holder) ? getOwn(holder, ['downstream_errors']) : undefined;
		return Array.isArray(errors) && errors.length > 0;
	});
}

function serviceRefusal(status: number): Refusal {
	if (status === 429) return SERVICE_RATE_LIMIT;
	return status >= 500 || status === 408 ? SERVICE_FAILED : SERVICE_REFUSED;
}

/** The refusal for an Apideck error of an unknown type. */
function refusalByStatus(status: number, type: string): Refusal {
	if (status === 401 || status === 403) return type.startsWith('connection') ? REFRESH : DENIED;
	if (status === 408) return { ...UNAVAILABLE, reason: 'timeout', message: 'Apideck took too long to respond' };
	if (status === 501) return NOT_SUPPORTED;
	if (status >= 500) return UNAVAILABLE;
	const known = BY_STATUS.get(status);
	if (known) return known;
	return {
		refusedBy: 'apideck',
		reason: 'unexpected_response',
		message: isSuccessStatus(status)
			? `Apideck reported a failed request in a response with status ${status}`
			: `Apideck returned the unexpected status ${status}`,
		resolution: 'Try again later. If this persists, contact Apideck support.',
	};
}

const CHECK_INTERMEDIARIES =
	"A firewall, proxy, sign-in page or gateway between n8n and Apideck may have sent it. Check the network of the n8n host and 'Base URL' in the Apideck credential";

/** Statuses that reject the request itself, so any server may send them. The others concern permissions or existence, which only Apideck knows. */
const REASON_BY_STATUS = new Map<number, Reason>([
	[400, 'invalid_request'],
	[409, 'conflict'],
	[422, 'invalid_state'],
]);

/**
 * Explains a refusal that is not in Apideck's format: not a JSON object, or one without a `type_name`. It may come from a
 * server in between, so it says nothing about the API key, the plan, or what exists at Apideck.
 */
export function explainUnknownSource(status: number, body: unknown): Refusal {
	if (status === 429) {
		return {
			refusedBy: 'not_apideck',
			reason: 'rate_limited',
			message: 'Too many requests: a rate limit was reached',
			resolution: "Lower 'Concurrency' or increase 'Max Retries' and 'Time Limit' in 'Retries' under 'Options'.",
		};
	}
	if (status === 408) return { ...unavailable(), reason: 'timeout', message: 'Apideck, or a server in front of it, took too long to respond' };
	if (status >= 500) return unavailable();
	if (isSuccessStatus(status)) {
		return {
			refusedBy: 'not_apideck',
			reason: 'unexpected_response',
			message: `A response with status ${status} reports a failed request`,
			resolution: `It is not in Apideck's format. ${CHECK_INTERMEDIARIES}.`,
		};
	}
	const reason = isObject(body) ? REASON_BY_STATUS.get(status) : undefined;
	if (reason !== undefined) {
		return {
			refusedBy: 'not_apideck',
			reason,
			message: `The request was not accepted (status ${status})`,
			resolution: `${INVALID_REQUEST.resolution} The response is not in Apideck's usual format, so a server in between may have sent it.`,
		};
	}
	if (status === 407) {
		return {
			refusedBy: 'not_apideck',
			reason: 'unexpected_response',
			message: 'A proxy between n8n and Apideck requires authentication',
			resolution: 'Enter its username and password in the proxy settings of the n8n host.',
		};
	}
	return {
		refusedBy: 'not_apideck',
		reason: 'unexpected_response',
		message: `${describeBody(body)} with status ${status} was returned instead of a response from Apideck`,
		resolution: `${CHECK_INTERMEDIARIES}. It does not say whether Apideck accepts the API key.`,
	};
}

function unavailable(): Refusal {
	return { ...UNAVAILABLE, refusedBy: 'not_apideck', message: 'Apideck, or a server in front of it, is temporarily unavailable' };
}

function describeBody(body: unknown): string {
	if (typeof body === 'string' && body.trimStart().startsWith('<')) return 'A web page';
	if (typeof body === 'string' && body.trim() !== '') return 'Plain text';
	if (typeof body !== 'object' || body === null) return 'An empty response';
	return 'JSON in another format';
}
