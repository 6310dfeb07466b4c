import type { INode, JsonObject } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

import type { Answer } from './answer';
import { mask } from '../secrets/mask';
import { REDACTED } from '../secrets/names';
import { hideInText } from '../secrets/text';
import { boundText, dropPartialWord, MAX_FOREIGN_TEXT } from '../vault/boundedText';
import { readErrorDetail, shorten, type ErrorDetail } from './errorDetail';
import { explainRefusal, isApideckError } from './refusal';
import { explainContradiction, explainForeignAnswer, explainList, explainMissing, explainNetwork, explainTimeBudget, explainUnconfirmed, explainUnusableBody, type Explanation, type ListProblem, type Reason, type RefusedBy } from './remedies';
import { ITEM_LIMITS, type BudgetLimits, type RequestBudget } from './requestBudget';
import type { Doubt } from './responseCheck';
import type { Failure, RetryPlan } from './retry';

/** What a failed request tells beyond n8n's own error fields; kept in `error.context.vault`. */
export interface VaultErrorContext extends ErrorDetail {
	reason: Reason;
	/** Absent when nothing came back, or nothing that refuses. */
	refusedBy?: RefusedBy;
	attempts: number;
	/** A change may have reached Apideck although no usable answer came back. */
	mayHaveBeenApplied?: boolean;
}

interface Attempted {
	node: INode;
	attempts: number;
	timeout: number;
	plan: Extract<RetryPlan, { retry: false }>;
	/** Whether the request was meant to change something. */
	changes: boolean;
	mayHaveBeenApplied: boolean;
	/** Values that must not appear in any text. */
	secrets: string[];
}

/** The error of one request, built from the parts that are safe to store; it never carries the request or a header. */
export function requestError(failure: Failure, attempted: Attempted): NodeApiError {
	if (failure.kind === 'network') {
		const unusable = explainUnusableBody(failure.code, failure.sizeLimit ?? 0);
		return build(unusable ?? explainNetwork(failure.code, attempted.timeout), {}, unusable && failure.statusCode, attempted);
	}
	return build(explainRefusal(failure), readErrorDetail(failure, (texts) => cleanTexts(texts, attempted.secrets)), failure.statusCode, attempted, isApideckError(failure.body));
}

/** The error of a redirect, which is never followed. */
export function redirectError(response: Answer, attempted: Attempted): NodeApiError {
	return build(explainForeignAnswer(response), {}, response.statusCode, attempted);
}

/** The error of a response that reports success and does not support it. Nothing of it is repeated: it is not known whose it is. */
export function doubtfulResponseError(response: Answer, doubt: Doubt, attempted: Attempted): NodeApiError {
	return build(explainDoubt(response, doubt), {}, response.statusCode, attempted);
}

function explainDoubt(response: Answer, doubt: Doubt): Explanation {
	switch (doubt.kind) {
		case 'format':
			return explainForeignAnswer(response);
		case 'missing':
			return explainMissing(doubt.what);
		case 'contradiction':
			return explainContradiction(doubt.what);
		case 'unconfirmed':
			return explainUnconfirmed(response.statusCode);
	}
}

/** The error of a list that does not end, or that is longer than its budget allows. */
export function listError(node: INode, problem: ListProblem, limits: BudgetLimits = ITEM_LIMITS): NodeApiError {
	return build(explainList(problem, limits), {}, undefined, plainly(node, 1, false));
}

/** The error of a request for which no time is left in its budget. */
export function timeBudgetError(node: INode, budget: RequestBudget | undefined, attempts: number, mayHaveBeenApplied: boolean): NodeApiError {
	return build(explainTimeBudget(budget), {}, undefined, plainly(node, attempts, mayHaveBeenApplied));
}

/** For errors of our own limits: they hold no text of the server, and so no secret. */
function plainly(node: INode, attempts: number, mayHaveBeenApplied: boolean): Attempted {
	return { node, attempts, timeout: 0, plan: { retry: false, why: 'final' }, changes: mayHaveBeenApplied, mayHaveBeenApplied, secrets: [] };
}

function build(
	explanation: Explanation & { refusedBy?: RefusedBy },
	said: ErrorDetail,
	statusCode: number | undefined,
	attempted: Attempted,
	isApideck = false,
): NodeApiError {
	const description = [
		explanation.remedy,
		...outcome(attempted),
		...quote(said, isApideck ? 'Apideck' : 'The response'),
	].join(' ');
	const context: VaultErrorContext = {
		reason: explanation.reason,
		...(explanation.refusedBy && { refusedBy: explanation.refusedBy }),
		attempts: attempted.attempts,
		...(attempted.changes && attempted.mayHaveBeenApplied ? { mayHaveBeenApplied: true } : {}),
		...(JSON.parse(JSON.stringify(said)) as ErrorDetail),
	};
	// From a plain object: an n8n error made from the HTTP library's error keeps the request, key and body included, in memory.
	const error = new NodeApiError(attempted.node, { message: explanation.message } as JsonObject, {
		message: explanation.message,
		description,
		...(statusCode !== undefined && { httpCode: String(statusCode) }),
	});
	error.context['vault'] = context;
	return error;
}

function outcome({ plan, attempts, changes, mayHaveBeenApplied }: Attempted): string[] {
	const sentences: string[] = [];
	if (plan.why === 'time-used-up' && plan.askedToWait !== undefined) {
		sentences.push(`Apideck asked to wait ${Math.ceil(plan.askedToWait / 1000)} s, longer than 'Max Elapsed Time' allows.`);
	}
	if (attempts > 1) sentences.push(`The request was sent ${attempts} times.`);
	if (changes && mayHaveBeenApplied) {
		sentences.push(
			plan.why === 'may-have-been-applied'
				? 'It was not repeated, because Apideck may have carried it out already: look at the present state before running it again.'
				: 'Apideck may have carried it out all the same: look at the present state before running it again.',
		);
	}
	return sentences;
}

function quote({ typeName, message, detail, ref, requestId }: ErrorDetail, speaker: string): string[] {
	const words = [...new Set([message, detail].filter((part) => part !== undefined))].join(' – ');
	return [
		...(words === '' ? [] : [`${speaker} says: ${words}${typeName === undefined ? '' : ` (${typeName})`}.`]),
		...(ref === undefined ? [] : [`See ${ref}`]),
		...(requestId === undefined ? [] : [`Request ID: ${requestId}`]),
	];
}

/** Characters of each text that are shown. */
const MAX_TEXT = 600;
/** How many times longer than itself a secret can be spelled: percent-encoded twice, one character becomes fifteen. */
const LONGEST_SPELLING = 16;
/** Joins texts so that their secrets are looked for once. No secret reaches from one text into the next. */
const SEPARATOR = '\u0000';

/**
 * Texts from outside without secrets, each short. A text is cut before anything looks at it, since a server can send megabytes.
 * It is then longer than needed by the longest secret, and that much is dropped afterwards: a secret that the cut went through
 * is no longer recognized.
 */
export function cleanTexts(texts: string[], secrets: string[]): string[] {
	const margin = LONGEST_SPELLING * secrets.reduce((longest, secret) => Math.max(longest, secret.length), 0);
	const limit = MAX_FOREIGN_TEXT + margin;
	const beginnings = texts.map((text) => text.slice(0, limit).replaceAll(SEPARATOR, ' '));
	const masked = mask(beginnings.join(SEPARATOR), secrets.map((secret) => secret.replaceAll(SEPARATOR, ' '))).split(SEPARATOR);
	return texts.map((text, index) => {
		const clean = masked.length === texts.length ? masked[index]! : REDACTED;
		const safe = text.length > limit ? dropPartialWord(clean.slice(0, Math.max(0, clean.length - margin))) : clean;
		const bounded = boundText(safe);
		// The ellipsis comes last: patterns are slower over a text with characters beyond Latin-1.
		const shown = shorten(hideInText(bounded), MAX_TEXT);
		return text.length > limit || bounded.length < safe.length ? `${shown.replace(/…$/, '')}…` : shown;
	});
}
