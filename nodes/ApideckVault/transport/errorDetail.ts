import { type ErrorMessage, findMessages, getOwn, getOwnText, nonEmptyText } from './errorMessages';
import { type HttpResponse, isObject } from './response';

/** Details of an error response that are safe and useful to show. */
export interface ErrorDetail {
	typeName?: string | undefined;
	message?: string | undefined;
	/** All other explanations in the body, as one text. Excludes Apideck's `debug.request` and `debug.response`, which can contain tokens. */
	detail?: string | undefined;
	ref?: string | undefined;
	requestId?: string | undefined;
}

/** Removes secrets from external texts and shortens them. Takes all texts at once, because the search can be expensive. */
export type Cleaner = (texts: string[]) => string[];

const MESSAGE_KEYS = ['message', 'error', 'title', 'error_description', 'errorMessage', 'error_message', 'msg', 'faultstring'];
/** Keys in display order. */
const DETAIL_KEYS = ['detail', 'details', 'error_description', 'errors', 'error', 'fault', 'issues', 'message', 'messages', 'violations', 'downstream_errors'];
/** Keys whose text is the message or the HTTP status, so only objects under them are details. */
const ONLY_OBJECTS = new Set(['error', 'message']);

/** The first explanation in an error response, for the title of the error. */
export interface Problem {
	/** The field that it is about. */
	place: string | undefined;
	text: string;
	/** The record that does not exist, as the response names it. Not cleaned: only for comparisons. */
	missing: ErrorMessage['missing'];
	/** Number of further explanations. */
	others: number;
}

/** Reads the details of an error response, and its first explanation. Accepts any body. */
export function readErrorDetail({ headers, body }: HttpResponse, clean: Cleaner = (texts) => texts): { shown: ErrorDetail; problem: Problem | undefined } {
	const fields = isObject(body) ? body : {};
	const { messages, omitted: left } = findMessages(...(isObject(body) ? findDetails(body) : [Array.isArray(body) ? body : undefined]));
	const message = typeof body === 'string' ? readMarkup(body) : getOwnText(fields, MESSAGE_KEYS);
	const typeName = nonEmptyText(fields['type_name']);
	const ref = nonEmptyText(fields['ref']);
	const requestId = nonEmptyText(headers['x-apideck-request-id']) ?? nonEmptyText(headers['request-id']);

	const texts: string[] = [];
	/** Queues a text for cleaning. The returned function reads the cleaned text. */
	const addText = (text: string | undefined): (() => string | undefined) => {
		if (text === undefined) return () => undefined;
		const index = texts.push(text) - 1;
		return () => cleaned[index];
	};
	const cleanedFields = [typeName, message, ref, requestId].map(addText);
	const details = messages
		.filter(({ text, place, more }) => place !== undefined || more !== undefined || text !== message)
		.map(({ place, text, more, code, missing }) => ({ place: addText(place), text: addText(text), more: addText(more), code: addText(code), missing }));
	const cleaned = clean(texts);
	const [cleanType, cleanMessage, cleanRef, cleanId] = cleanedFields.map((read) => read());
	const shown = details.map((one) => formatMessage({ place: one.place(), text: one.text() ?? '', more: one.more(), code: one.code() }, details.length > 1));
	const first = details.find(({ place }) => place() !== undefined) ?? details[0];
	const firstText = first ? first.text() : cleanMessage;
	const problem = firstText === undefined ? undefined : { place: first?.place(), text: firstText, missing: first?.missing, others: Math.max(0, details.length - 1) + left };
	const detail = shown.length === 0 ? undefined : `${shown.join('; ')}${left > 0 ? `; and ${left} more` : ''}`;
	return { shown: { typeName: cleanType, message: cleanMessage, detail, ref: cleanRef, requestId: cleanId }, problem };
}

function findDetails(body: object): unknown[] {
	return DETAIL_KEYS.map((key) => {
		const value = getOwn(body, [key]);
		return ONLY_OBJECTS.has(key) && typeof value !== 'object' ? undefined : value;
	});
}

/** Maximum length of each text when there are several. */
const MAX_OF_SEVERAL = 200;

function formatMessage({ place, text, more, code }: ErrorMessage, isOneOfSeveral: boolean): string {
	const limit = isOneOfSeveral ? MAX_OF_SEVERAL : Infinity;
	const before = place === undefined || text.includes(place) ? '' : `${shorten(place, MAX_OF_SEVERAL)}: `;
	const after = more === undefined || text.includes(more) ? '' : ` – ${shorten(more, limit)}`;
	return `${before}${shorten(text, limit)}${after}${code === undefined || text.includes(code) ? '' : ` (${shorten(code, MAX_OF_SEVERAL)})`}`;
}

/** Truncates a long text with an ellipsis, never inside a surrogate pair. */
export function shorten(text: string, limit: number): string {
	return text.length > limit ? `${text.slice(0, limit).replace(/[\ud800-\udbff]$/, '')}…` : text;
}

/** Number of characters of a page that are searched for its title. */
const MAX_SEARCHED = 16_384;
/** Elements that describe what happened: the title of a page, and the message elements of XML errors. */
const ELEMENTS = ['title', 'message', 'faultstring'];

/** The message of a body that is not JSON: the title of a page, the message of an XML document, or the text itself. */
export function readMarkup(body: string): string | undefined {
	const start = body.slice(0, MAX_SEARCHED).trim();
	if (start === '') return undefined;
	// Returned in full: it is truncated when its secrets are removed.
	if (!start.startsWith('<')) return body.trim();
	// Lowercases ASCII letters only: other letters can change the length of the text, and so every position.
	const small = start.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
	for (const element of ELEMENTS) {
		const text = elementText(start, small, element);
		if (text !== undefined) return text;
	}
	return undefined;
}

/** Avoids a pattern, which would search for the end of a tag from each opening bracket and take quadratic time. */
function elementText(text: string, small: string, name: string): string | undefined {
	for (let open = small.indexOf(`<${name}`); open >= 0; open = small.indexOf(`<${name}`, open + 1)) {
		const after = small.charAt(open + name.length + 1);
		if (after !== '>' && after.trim() !== '') continue;
		const start = text.indexOf('>', open);
		const end = start < 0 ? -1 : text.indexOf('<', start);
		if (end < 0) return undefined;
		const inside = text.slice(start + 1, end).trim();
		if (inside !== '') return inside;
	}
	return undefined;
}
