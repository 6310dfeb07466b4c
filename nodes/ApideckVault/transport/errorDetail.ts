import { isObject, type Answer } from './answer';
import { findMessages, lookUp, lookUpText, textOf, type ErrorMessage } from './errorMessages';
import { readMarkup } from './markup';

/** What an error response says, reduced to what is safe and useful to show. */
export interface ErrorDetail {
	typeName?: string | undefined;
	message?: string | undefined;
	/** Everything else that the body explains, as one text; never Apideck's `debug.request` or `debug.response`, which can hold tokens. */
	detail?: string | undefined;
	ref?: string | undefined;
	requestId?: string | undefined;
}

/** Makes texts from outside fit to be shown: without secrets, and short. In one go, because that can be expensive. */
export type Cleaner = (texts: string[]) => string[];

const MESSAGE_KEYS = ['message', 'error', 'title', 'error_description', 'errorMessage', 'error_message', 'msg', 'faultstring'];
/** In the order in which they are shown. */
const DETAIL_KEYS = ['detail', 'details', 'error_description', 'errors', 'error', 'fault', 'issues', 'message', 'messages', 'violations', 'downstream_errors'];
/** As a text these are the message, or what HTTP calls the status. */
const ONLY_OBJECTS = new Set(['error', 'message']);

/** Reads what an error response says. Takes any body. */
export function readErrorDetail({ headers, body }: Answer, clean: Cleaner = (texts) => texts): ErrorDetail {
	const fields = isObject(body) ? body : {};
	const { messages, left } = findMessages(...(isObject(body) ? detailsOf(body) : [Array.isArray(body) ? body : undefined]));
	const message = typeof body === 'string' ? readMarkup(body) : lookUpText(fields, MESSAGE_KEYS);
	const typeName = textOf(fields['type_name']);
	const ref = textOf(fields['ref']);
	const requestId = textOf(headers['x-apideck-request-id']) ?? textOf(headers['request-id']);

	const pieces: string[] = [];
	/** Notes a text to be cleaned; what it returns gives the cleaned text. */
	const piece = (text: string | undefined): (() => string | undefined) => {
		if (text === undefined) return () => undefined;
		const index = pieces.push(text) - 1;
		return () => cleaned[index];
	};
	const said = [typeName, message, ref, requestId].map(piece);
	const details = messages
		.filter(({ text, place, more }) => place !== undefined || more !== undefined || text !== message)
		.map(({ place, text, more, code }) => ({ place: piece(place), text: piece(text), more: piece(more), code: piece(code) }));
	const cleaned = clean(pieces);
	const [cleanType, cleanMessage, cleanRef, cleanId] = said.map((read) => read());
	const shown = details.map((one) => formatMessage({ place: one.place(), text: one.text() ?? '', more: one.more(), code: one.code() }, details.length > 1));
	return {
		typeName: cleanType,
		message: cleanMessage,
		detail: shown.length === 0 ? undefined : `${shown.join('; ')}${left > 0 ? `; and ${left} more` : ''}`,
		ref: cleanRef,
		requestId: cleanId,
	};
}

function detailsOf(body: object): unknown[] {
	return DETAIL_KEYS.map((key) => {
		const value = lookUp(body, [key]);
		return ONLY_OBJECTS.has(key) && typeof value !== 'object' ? undefined : value;
	});
}

/** Characters of each text where there are several. */
const MAX_OF_SEVERAL = 200;

function formatMessage({ place, text, more, code }: ErrorMessage, isOneOfSeveral: boolean): string {
	const limit = isOneOfSeveral ? MAX_OF_SEVERAL : Infinity;
	const before = place === undefined || text.includes(place) ? '' : `${shorten(place, MAX_OF_SEVERAL)}: `;
	const after = more === undefined || text.includes(more) ? '' : ` – ${shorten(more, limit)}`;
	return `${before}${shorten(text, limit)}${after}${code === undefined || text.includes(code) ? '' : ` (${shorten(code, MAX_OF_SEVERAL)})`}`;
}

/** Ends a text that is too long with an ellipsis; never in the middle of a character. */
export function shorten(text: string, limit: number): string {
	return text.length > limit ? `${text.slice(0, limit).replace(/[\ud800-\udbff]$/, '')}…` : text;
}
