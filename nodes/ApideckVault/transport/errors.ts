import type { INode, JsonObject } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

import { readErrorDetail, type Answer, type ErrorDetail } from './answer';
import { hideInText } from '../vault/secretText';
import { explainAnswer, explainEndlessList, explainForeignAnswer, explainNetwork, type Explanation, type Reason } from './remedies';
import type { Failure, RetryPlan } from './retry';

/** What a failed request tells beyond n8n's own error fields; kept in `error.context.vault`. */
export interface VaultErrorContext extends ErrorDetail {
	reason: Reason;
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
		return build(explainNetwork(failure.code, attempted.timeout), {}, undefined, attempted);
	}
	const detail = readErrorDetail(failure);
	return build(explainAnswer(failure.statusCode, detail), detail, failure.statusCode, attempted);
}

/** The error of an answer that does not come from the Vault API: a redirect, HTML, an object without `data`. */
export function foreignAnswerError(answer: Answer, attempted: Attempted): NodeApiError {
	return build(explainForeignAnswer(answer), {}, answer.statusCode, attempted);
}

/** The error of a list whose pages go round in a circle. */
export function endlessListError(node: INode): NodeApiError {
	return build(explainEndlessList(), {}, undefined, { node, attempts: 1, timeout: 0, plan: { retry: false, why: 'final' }, changes: false, mayHaveBeenApplied: false, secrets: [] });
}

function build(
	explanation: Explanation,
	detail: ErrorDetail,
	statusCode: number | undefined,
	attempted: Attempted,
): NodeApiError {
	// In this order: a secret that is cut in two would no longer be found.
	const clean = (value: string | undefined) => value && shorten(hideInText(mask(value, attempted.secrets)));
	const said: ErrorDetail = {
		typeName: clean(detail.typeName),
		message: clean(detail.message),
		detail: clean(detail.detail),
		ref: clean(detail.ref),
		requestId: clean(detail.requestId),
	};
	const description = [
		explanation.remedy,
		...outcome(attempted),
		...quote(said),
	].join(' ');
	const context: VaultErrorContext = {
		reason: explanation.reason,
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

function quote({ typeName, message, detail, ref, requestId }: ErrorDetail): string[] {
	const words = [...new Set([message, detail].filter((part) => part !== undefined))].join(' – ');
	return [
		...(words === '' ? [] : [`Apideck says: ${words}${typeName === undefined ? '' : ` (${typeName})`}.`]),
		...(ref === undefined ? [] : [`See ${ref}`]),
		...(requestId === undefined ? [] : [`Request ID: ${requestId}`]),
	];
}

const MAX_TEXT = 600;

function shorten(text: string): string {
	return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

/** Shorter values are no secrets, and would hit ordinary words. */
const MIN_SECRET = 4;
/** From here on a value is replaced inside words too. */
const LONG_SECRET = 6;
const LETTER = '[\\p{L}\\p{N}]';

/** Replaces every occurrence of the given values, also as JSON, URLs, HTML and base64 spell them; the longest first, as one may hold another. */
export function mask(text: string, secrets: string[]): string {
	return [...new Set(secrets.flatMap(spellings))]
		.filter((secret) => secret.length >= MIN_SECRET)
		.sort((a, b) => b.length - a.length)
		.reduce((clean, secret) => {
			if (secret.length >= LONG_SECRET) return clean.split(secret).join('[redacted]');
			const word = secret.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
			return clean.replace(new RegExp(`(?<!${LETTER})${word}(?!${LETTER})`, 'gu'), '[redacted]');
		}, text);
}

function spellings(secret: string): string[] {
	const json = JSON.stringify(secret).slice(1, -1);
	const encoded = encodeURIComponent(secret.replace(/\p{Cs}/gu, ''));
	// A key file's lines can come back one by one, and any text without the white space around it.
	const lines = secret.split('\n').map((line) => line.trim());
	return [
		secret,
		json,
		JSON.stringify(json).slice(1, -1),
		encoded,
		encoded.replace(/%../g, (code) => code.toLowerCase()),
		encoded.replace(/%20/g, '+'),
		secret.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign),
		...lines,
		...[0, 1, 2].flatMap((before) => base64Core(secret, before)),
	];
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Base64 of fewer bytes than this would hit ordinary words. */
const MIN_ENCODED = 8;

/**
 * What base64 and base64url make of a secret whatever stands around it, as in `user:secret`.
 * @param before bytes before it, modulo 3
 */
function base64Core(secret: string, before: number): string[] {
	const bytes = Buffer.from(secret);
	if (bytes.length < MIN_ENCODED) return [];
	const end = Math.floor(((before + bytes.length) * 8) / 6);
	const core = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64').slice(before === 0 ? 0 : before + 1, end);
	return [core, core.replace(/\+/g, '-').replace(/\//g, '_')];
}
