import { effectiveStatus, isObject, isSuccessStatus, type Answer } from './answer';
import { findMessages, lookUp, lookUpText, textOf } from './errorMessages';
import { explainForeign } from './foreignRefusal';
import { BY_STATUS, BY_TYPE, DENIED, KEY_DENIED, KEY_REJECTED, NOT_SUPPORTED, REFRESH, SERVICE_FAILED, SERVICE_RATE_LIMIT, SERVICE_REFUSED, UNAVAILABLE } from './refusals';
import type { Refusal } from './remedies';

/**
 * Decides who refused a request and why: the only place that does. `type_name` and the rest of the body come first, the
 * status last: Apideck passes the status of the connected service on, and proxies, firewalls and sign-in pages use the same ones.
 */
export function explainRefusal(response: Answer): Refusal {
	const status = effectiveStatus(response);
	const { body } = response;
	const type = typeOf(body);
	if (!isObject(body) || type === undefined) return explainForeign(status, body);
	if (isRefresh(type, body)) return REFRESH;
	const known = BY_TYPE.get(type);
	if (known) return known;
	if (type === 'connectorexecutionerror' || type === 'oauthconnectorerror' || hasDownstreamErrors(body)) return ofService(status);
	if (type === 'unauthorizederror' && status < 500) return status === 403 ? KEY_DENIED : KEY_REJECTED;
	if (type.startsWith('connector')) return ofService(status);
	return byStatus(status, type);
}

/** Whether a response is an error as only Apideck sends it: with its `type_name`. */
export function isApideckError(body: unknown): boolean {
	return typeOf(body) !== undefined;
}

/** These say that something else does not exist: a thing that was to be deleted may still be there. */
const NOT_THE_TARGET = new Set(['connectornotfounderror', 'integrationnotfounderror']);

/** Whether the response proves that what the request names does not exist: Apideck's own 404, not a proxy's or the service's. */
export function provesNotFound(response: Answer): boolean {
	if (effectiveStatus(response) !== 404 || NOT_THE_TARGET.has(typeOf(response.body) ?? '')) return false;
	return explainRefusal(response).reason === 'not_found';
}

const MAX_TYPE = 100;

/** The `type_name` in one spelling. Later versions may write it in another case. */
function typeOf(body: unknown): string | undefined {
	const name = isObject(body) && Object.hasOwn(body, 'type_name') ? textOf(body['type_name']) : undefined;
	const letters = name?.slice(0, MAX_TYPE).replace(/[^a-z]/gi, '').toLowerCase();
	return letters === '' ? undefined : letters;
}

const REFRESH_TYPE = /refresh|oauth|grant/i;
const REFRESH_TEXT =
	/refresh[a-z]{0,4}[ _].{0,30}token|token.{0,40} refresh|refresh_token|invalid_grant|(access|refresh|oauth)[ _]token.{0,40}(expired|revoked|invalid)|re-?authori[sz]e the connection/i;
const MAX_READ = 500;
/** Entries of a list that are looked at. */
const MAX_ENTRIES = 20;

/** Whether a 401 is about the consumer's token at the service and not about our key: both have the type UnauthorizedError. */
function isRefresh(type: string, body: object): boolean {
	const [detail, errors] = [lookUp(body, ['detail']), lookUp(body, ['errors'])];
	const entries = [detail, errors].flatMap((value) => (Array.isArray(value) ? (value as unknown[]).slice(0, MAX_ENTRIES) : [value])).filter(isObject);
	if (entries.some((entry) => REFRESH_TYPE.test(lookUpText(entry, ['type'])?.slice(0, MAX_READ) ?? ''))) return !BY_TYPE.has(type);
	if (type !== 'unauthorizederror') return false;
	if (isObject(detail) && lookUpText(detail, ['type']) !== undefined) return true;
	if (entries.some((entry) => isObject(entry['debug']))) return true;
	const texts = [lookUpText(body, ['message']), ...findMessages(detail, errors).messages.map(({ text }) => text)];
	return texts.some((text) => text !== undefined && REFRESH_TEXT.test(text.slice(0, MAX_READ)));
}

/** Errors of the connected service, which Apideck hands on. */
function hasDownstreamErrors(body: object): boolean {
	const detail = lookUp(body, ['detail']);
	return [body, detail].some((holder) => {
		const errors = isObject(holder) ? lookUp(holder, ['downstream_errors']) : undefined;
		return Array.isArray(errors) && errors.length > 0;
	});
}

function ofService(status: number): Refusal {
	if (status === 429) return SERVICE_RATE_LIMIT;
	return status >= 500 || status === 408 ? SERVICE_FAILED : SERVICE_REFUSED;
}

/** For an error of Apideck whose type says nothing to this version. */
function byStatus(status: number, type: string): Refusal {
	if (status === 401 || status === 403) return type.startsWith('connection') ? REFRESH : DENIED;
	if (status === 408) return { ...UNAVAILABLE, reason: 'timeout', message: 'Apideck took too long to answer' };
	if (status === 501) return NOT_SUPPORTED;
	if (status >= 500) return UNAVAILABLE;
	const known = BY_STATUS.get(status);
	if (known) return known;
	return {
		refusedBy: 'apideck',
		reason: 'unexpected_answer',
		message: isSuccessStatus(status)
			? `Apideck reported a problem in a response with status ${status}`
			: `Apideck answered with the unexpected status ${status}`,
		remedy: 'Run again later. If it happens again, ask the support of Apideck.',
	};
}
