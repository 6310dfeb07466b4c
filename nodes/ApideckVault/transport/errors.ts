import type { INode, JsonObject } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

import { boundText, dropPartialWord, MAX_FOREIGN_TEXT } from '../api/records';
import { MAX_FORM } from '../secrets/encodedForms';
import { mask } from '../secrets/mask';
import { REDACTED } from '../secrets/names';
import { hideInText } from '../secrets/text';
import { declaredFailure, type ErrorInfo, explainContradiction, explainList, explainMissing, explainNetwork, explainTimeBudget, explainUnconfirmed, explainUnexpectedResponse, explainUnusableBody, type ListProblem, type Reason, type RefusedBy } from './errorCatalog';
import type { VaultCall } from './call';
import { type ErrorDetail, readErrorDetail, shorten } from './errorDetail';
import { explainWithNames } from './errorTitle';
import { explainRefusal, isApideckError } from './refusal';
import { type BudgetLimits, ITEM_LIMITS, type RequestBudget } from './requestBudget';
import type { HttpResponse } from './response';
import type { ResponseProblem } from './responseCheck';
import type { Failure, RetryPlan } from './retry';
import { subjectsOf } from './subject';

/** Details of a failed request beyond n8n's own error fields, kept in `error.context.vault`. */
export interface VaultErrorContext extends ErrorDetail {
	reason: Reason;
	/** Absent when there was no response, or the response did not reject the request. */
	refusedBy?: RefusedBy;
	attempts: number;
	/** Apideck may have applied a change although there was no usable response. */
	mayHaveBeenApplied?: boolean;
}

interface AttemptInfo {
	node: INode;
	attempts: number;
	timeout: number;
	plan: Extract<RetryPlan, { retry: false }>;
	/** Whether the request was to change something. */
	isChange: boolean;
	mayHaveBeenApplied: boolean;
	/** Values that must not appear in any text. */
	secrets: string[];
}

/** The error of one request, built from parts that are safe to store. It never contains the request or a header. */
export function requestError(failure: Failure, call: VaultCall, attemptInfo: AttemptInfo): NodeApiError {
	if (failure.kind === 'network') {
		const unusable = explainUnusableBody(failure.code, failure.sizeLimit ?? 0);
		return buildError(unusable ?? explainNetwork(failure.code, attemptInfo.timeout), {}, unusable && failure.statusCode, attemptInfo);
	}
	const clean = (texts: string[]) => cleanTexts(texts, attemptInfo.secrets);
	const refusal = explainRefusal(failure);
	const { shown, problem } = readErrorDetail(failure, clean);
	const sent = subjectsOf(call);
	const ids = clean(sent.map(({ id }) => id));
	const subjects = sent.map((subject, index) => ({ ...subject, id: ids[index] ?? REDACTED }));
	const explanation = { ...explainWithNames({ refusal, subjects, sent, problem, origins: call.origins }), refusedBy: refusal.refusedBy };
	return buildError(explanation, shown, failure.statusCode, attemptInfo, isApideckError(failure.body));
}

/** The error of a redirect, which is never followed. */
export function redirectError(response: HttpResponse, attemptInfo: AttemptInfo): NodeApiError {
	return buildError(explainUnexpectedResponse(response), {}, response.statusCode, attemptInfo);
}

/** The error for a response that reports success but does not prove it. Its content is not shown, because its origin is unknown. */
export function unexpectedResponseError(response: HttpResponse, problem: ResponseProblem, attemptInfo: AttemptInfo): NodeApiError {
	return buildError(explainResponseProblem(response, problem), {}, response.statusCode, attemptInfo);
}

function explainResponseProblem(response: HttpResponse, problem: ResponseProblem): ErrorInfo {
	switch (problem.kind) {
		case 'format':
			return explainUnexpectedResponse(response);
		case 'missing':
			return explainMissing(problem.what);
		case 'contradiction':
			return explainContradiction(problem.what);
		case 'unconfirmed':
			return explainUnconfirmed(response.statusCode);
	}
}

/** The error of a list that does not end, or that is longer than its budget allows. */
export function listError(node: INode, problem: ListProblem, limits: BudgetLimits = ITEM_LIMITS): NodeApiError {
	return buildError(explainList(problem, limits), {}, undefined, ownLimitAttempt(node, 1, false));
}

/** The error of a request for which no time is left in its budget. */
export function timeBudgetError(node: INode, budget: RequestBudget | undefined, attempts: number, mayHaveBeenApplied: boolean): NodeApiError {
	return buildError(explainTimeBudget(budget), {}, undefined, ownLimitAttempt(node, attempts, mayHaveBeenApplied));
}

/** Attempt details for errors of the node's own limits. They contain no server text and therefore no secret. */
function ownLimitAttempt(node: INode, attempts: number, mayHaveBeenApplied: boolean): AttemptInfo {
	return { node, attempts, timeout: 0, plan: { retry: false, why: 'final' }, isChange: mayHaveBeenApplied, mayHaveBeenApplied, secrets: [] };
}

function buildError(
	explanation: ErrorInfo & { refusedBy?: RefusedBy },
	apiDetails: ErrorDetail,
	statusCode: number | undefined,
	attemptInfo: AttemptInfo,
	isApideck = false,
): NodeApiError {
	const description = [
		explanation.resolution,
		...formatOutcome(attemptInfo),
		...formatApiDetails(apiDetails, isApideck ? 'Apideck' : 'The response'),
	].join(' ');
	const context: VaultErrorContext = {
		reason: explanation.reason,
		...(explanation.refusedBy && { refusedBy: explanation.refusedBy }),
		attempts: attemptInfo.attempts,
		...(attemptInfo.isChange && attemptInfo.mayHaveBeenApplied ? { mayHaveBeenApplied: true } : {}),
		...(JSON.parse(JSON.stringify(apiDetails)) as ErrorDetail),
	};
	const declared = declaredFailure(explanation.reason, statusCode, attemptInfo.plan.requestedDelay);
	// Built from a plain object: an n8n error made from the HTTP library's error keeps the request, with key and body, in memory.
	const error = new NodeApiError(attemptInfo.node, { message: explanation.message } as JsonObject, {
		message: explanation.message,
		description,
		...(statusCode !== undefined && { httpCode: String(statusCode) }),
		...(declared && { failure: declared }),
	});
	// n8n replaces a message that contains a word such as EPERM, even inside a consumer's ID.
	error.message = explanation.message;
	error.context['vault'] = context;
	return error;
}

function formatOutcome({ plan, attempts, isChange, mayHaveBeenApplied }: AttemptInfo): string[] {
	const sentences: string[] = [];
	if (plan.why === 'time-used-up' && plan.requestedDelay !== undefined) {
		sentences.push(`Apideck asked to wait ${Math.ceil(plan.requestedDelay / 1000)} s, which is longer than 'Time Limit' allows.`);
	}
	if (attempts > 1) sentences.push(`The request was sent ${attempts} times.`);
	if (isChange && mayHaveBeenApplied) {
		sentences.push(
			plan.why === 'may-have-been-applied'
				? 'It was not retried, because Apideck may have applied it already. Check the current state before running it again.'
				: 'Apideck may have applied it anyway. Check the current state before running it again.',
		);
	}
	return sentences;
}

function formatApiDetails({ typeName, message, detail, ref, requestId }: ErrorDetail, source: string): string[] {
	const text = [...new Set([message, detail].filter((part) => part !== undefined))].join(' – ');
	return [
		...(text === '' ? [] : [`${source} says: ${text}${typeName === undefined ? '' : ` (${typeName})`}.`]),
		...(ref === undefined ? [] : [`See ${ref}`]),
		...(requestId === undefined ? [] : [`Request ID: ${requestId}`]),
	];
}

/** Characters of each text that are shown. */
const MAX_TEXT = 600;
/** Maximum growth of an encoded secret: one character that is percent-encoded twice becomes fifteen. */
const LONGEST_SPELLING = 16;

/**
 * Removes secrets from external texts and shortens them. A text is truncated before it is searched, because a server can send megabytes.
 * It keeps an extra margin as long as the longest form of a secret, which is dropped afterward: a form that was truncated is not
 * recognized.
 */
export function cleanTexts(texts: string[], secrets: string[]): string[] {
	const longest = secrets.reduce((length, secret) => Math.max(length, secret.length), 0);
	const margin = Math.min(LONGEST_SPELLING * longest, MAX_FORM);
	const limit = MAX_FOREIGN_TEXT + margin;
	const masked = mask(texts.map((text) => withoutNull(text.slice(0, limit))), secrets.map(withoutNull));
	return texts.map((text, index) => {
		const clean = masked[index]!;
		// Also after a redacted secret, which can be a part of a longer one that was truncated.
		const safe = text.length > limit ? dropPartialWord(clean.slice(0, Math.max(0, clean.length - margin))) || REDACTED : clean;
		const bounded = boundText(safe);
		// The ellipsis is added last: patterns are slower on text with characters beyond Latin-1.
		const shown = shorten(hideInText(bounded), MAX_TEXT);
		return text.length > limit || bounded.length < safe.length ? `${shown.replace(/…$/, '')}…` : shown;
	});
}

/** Not every database can store a null character. */
function withoutNull(text: string): string {
	return text.replaceAll('\u0000', ' ');
}

const ERROR_CODE = /^[A-Z][A-Z0-9_]+$/;

/**
 * Node's error code of a request without a response, extracted from n8n's wrappers. BODY_ABORTED when the response ended early
 * (n8n reports that with the HTTP status as its code). BLOCKED_BY_N8N when n8n's SSRF protection blocked the request.
 * UNKNOWN when there is no code.
 */
export function networkCode(error: unknown): string {
	for (let current = error, depth = 0; isRecord(current) && depth < 5; current = current['cause'], depth++) {
		const { code, message, name } = current;
		if (typeof name === 'string' && name.startsWith('SsrfBlocked')) return 'BLOCKED_BY_N8N';
		if (typeof message === 'string' && isBodyAbortedMessage(message.toLowerCase())) return 'BODY_ABORTED';
		if (typeof message === 'string' && /socket hang up/i.test(message)) return 'ECONNRESET';
		if (typeof code === 'string' && ERROR_CODE.test(code) && code !== 'ERR_BAD_RESPONSE') return code;
	}
	const httpCode = isRecord(error) ? error['httpCode'] : undefined;
	return typeof httpCode === 'string' && ERROR_CODE.test(httpCode) ? httpCode : 'UNKNOWN';
}

/** Checks the message, because n8n replaces the code. Avoids the pattern `aborted.*body`, which takes quadratic time. */
function isBodyAbortedMessage(message: string): boolean {
	const aborted = message.indexOf('aborted');
	return message.includes('stream has been aborted') || message.includes('premature close') || (aborted >= 0 && message.includes('body', aborted));
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null;
}
