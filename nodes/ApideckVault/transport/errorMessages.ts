import { isObject } from './answer';

/** One message of an error body, in the pieces that it is shown in. */
export interface ErrorMessage {
	/** What it is about, such as `/credentials/access_token`. */
	place?: string | undefined;
	text: string;
	/** A second sentence about the same. */
	more?: string | undefined;
	code?: string | undefined;
}

export interface FoundMessages {
	messages: ErrorMessage[];
	/** How many there are beyond these. */
	left: number;
}

/** Messages that are shown; the others are counted. */
const MAX_MESSAGES = 5;
const MAX_DEPTH = 6;
/** Entries of one list, and values altogether, that are looked at. */
const MAX_ENTRIES = 50;
const MAX_VISITS = 400;
/** Longest text that is read as JSON. */
const MAX_JSON = 20_000;

/** Keys of a message, the most telling first. Each is also found with a capital letter and in capitals. */
const TEXT_KEYS = ['message', 'errorMessage', 'error_message', 'msg', 'faultstring', 'error', 'error_description', 'title', 'reason', 'summary', 'description', 'text'];
const MORE_KEYS = ['detail', 'error_description', 'errorDescription', 'additionalDetails', 'error_info', 'description'];
const CODE_KEYS = ['code', 'errorCode', 'error_code'];
/** ajv, zod, JSON:API, Intuit, pydantic and others name the field that a message is about in these. */
const PLACE_KEYS = ['instancePath', 'dataPath', 'pointer', 'path', 'field', 'param', 'parameter', 'property', 'attribute', 'element', 'loc'];
/** Keys that hold further messages. Never `request`, `response` or `headers`: these can hold tokens. */
const CONTAINER_KEYS = ['errors', 'error', 'detail', 'details', 'issues', 'messages', 'message', 'fault', 'violations', 'fields', 'fieldErrors', 'formErrors', '_errors', 'downstream_errors'];
const CONTAINERS = new Set(CONTAINER_KEYS.map((key) => key.toLowerCase()));
/** Names of lists and objects that tell the cause beside a general message. Not `params`: ajv gives its own arguments there. */
const CAUSES = /error|valid|detail|issue|problem|cause|^inner|modelstate/i;
/** Those whose unknown keys are fields. Others can hold a date and IDs, as the `innerError` of Microsoft does. */
const CAUSES_BY_FIELD = /^(?!inner).*(error|validation|issue|problem|modelstate)/i;
/** Those whose texts are messages. A list of valid values has none. */
const CAUSES_AS_TEXTS = /(errors|issues|problems|causes?)$/i;
/** Of a record or of a whole answer only these are looked at: the rest is data, and can hold tokens. */
const KEYS_IN_DATA: ReadonlyArray<[string, readonly string[]]> = [
	['data', ['errors', 'error', 'message']],
	['response', ['errors', 'error']],
	['elements', ['validationErrors', 'errors', 'error']],
];
/** Values of a body without a known key are taken for messages by field, except these. */
const NO_FIELDS = /^(request|response|headers|body|debug|config|stack|trace|url|ref|context|type_?name|status.*|.*token|.*secret|.*password|authorization|api_?key)$/i;

/** Finds the messages of an error body, or of a part of one, in the shapes that APIs use. Takes any value. */
export function findMessages(...parts: unknown[]): FoundMessages {
	const search = new Search();
	for (const part of parts) search.visit(part, undefined, 0);
	return { messages: search.messages, left: search.left };
}

/** The value of the first of these keys that the object has itself, whichever way its letters are written. */
export function lookUp(object: object, keys: readonly string[]): unknown {
	for (const key of keys) {
		for (const name of [key, key.charAt(0).toUpperCase() + key.slice(1), key.toUpperCase()]) {
			if (Object.hasOwn(object, name)) return (object as Record<string, unknown>)[name];
		}
	}
	return undefined;
}

/** The first of these keys whose value is a text. */
export function lookUpText(object: object, keys: readonly string[]): string | undefined {
	for (const key of keys) {
		const value = textOf(lookUp(object, [key]));
		if (value !== undefined) return value;
	}
	return undefined;
}

/** A text that says something. */
export function textOf(value: unknown): string | undefined {
	return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

class Search {
	readonly messages: ErrorMessage[] = [];

	left = 0;

	private visits = 0;

	/** Messages met, also those that were known before. */
	private met = 0;

	/** @param byField whether unknown keys are names of fields */
	visit(value: unknown, place: string | undefined, depth: number, byField = true): void {
		if (depth > MAX_DEPTH || ++this.visits > MAX_VISITS) return;
		if (Array.isArray(value)) {
			for (const entry of value.slice(0, MAX_ENTRIES) as unknown[]) this.visit(entry, place, depth + 1, byField);
			this.left += Math.max(0, value.length - MAX_ENTRIES);
		} else if (isObject(value)) {
			this.visitObject(value, place, depth, byField);
		} else if (typeof value === 'string') {
			this.say({ place, text: value }, depth);
		}
	}

	/** Adds a message; of one that is JSON, the messages in it. */
	private say(message: ErrorMessage, depth: number): void {
		const { place, text, more } = message;
		if (this.visitJson(text, place, depth)) {
			if (more !== undefined) this.say({ place, text: more }, depth);
			return;
		}
		const before = this.met;
		const hasJson = more !== undefined && parseJson(more) !== undefined;
		this.add(hasJson ? { ...message, more: undefined } : message);
		if (hasJson && this.met > before) this.visitJson(more, place, depth);
	}

	/** Whether the text is JSON that has messages. */
	private visitJson(text: string, place: string | undefined, depth: number): boolean {
		const value = parseJson(text);
		if (value === undefined) return false;
		const before = this.met;
		this.visit(value, place, depth + 1);
		return this.met > before;
	}

	private visitObject(object: object, above: string | undefined, depth: number, byField: boolean): void {
		const before = this.met;
		const missing = lookUp(object, ['not_found']);
		if (isObject(missing)) {
			this.add({ text: `${nameOf(missing['entity'])} ${nameOf(missing['id'])} was not found` });
			return;
		}
		const place = placeOf(object) ?? above;
		const text = lookUpText(object, TEXT_KEYS);
		const more = lookUpText(object, MORE_KEYS);
		if (text !== undefined || more !== undefined) {
			this.say({ place, text: text ?? more ?? '', more: text === undefined || text === more ? undefined : more, code: codeOf(object) }, depth);
		}
		for (const key of CONTAINER_KEYS) {
			const inside = lookUp(object, [key]);
			if (typeof inside === 'object') this.visit(inside, place, depth + 1);
		}
		this.visitCauses(object, place, depth);
		if (byField && this.met === before) this.visitRest(object, depth);
	}

	/** What APIs put beside a general message. */
	private visitCauses(object: object, place: string | undefined, depth: number): void {
		for (const [name, value] of Object.entries(object).filter(([key, inside]) => isCause(key, inside)).slice(0, MAX_ENTRIES)) {
			this.visit(value, place, depth + 1, CAUSES_BY_FIELD.test(name));
		}
		for (const [key, children] of KEYS_IN_DATA) {
			const inside = lookUp(object, [key]);
			const records: unknown[] = Array.isArray(inside) ? inside.slice(0, MAX_ENTRIES) : [inside];
			for (const record of records.filter(isObject)) {
				for (const child of children) this.visit(lookUp(record, [child]), place, depth + 1);
			}
		}
	}

	/** An object without a known key: Apideck's debug message, its type, or messages by field. */
	private visitRest(object: object, depth: number): void {
		const debug = lookUp(object, ['debug']);
		const fallback = (isObject(debug) ? textOf(debug['message']) : undefined) ?? textOf(lookUp(object, ['type']));
		if (fallback !== undefined) {
			this.add({ text: fallback });
			return;
		}
		const fields = Object.entries(object).filter(([name, value]) => isFieldMessage(name, value));
		for (const [name, value] of fields.slice(0, MAX_ENTRIES)) this.visit(value, name, depth + 1);
		this.left += Math.max(0, fields.length - MAX_ENTRIES);
	}

	private add(message: ErrorMessage): void {
		if (message.text.trim() === '') return;
		this.met++;
		const isKnown = this.messages.some(({ place, text, more }) => place === message.place && (text === message.text || more === message.text));
		if (isKnown) return;
		if (this.messages.length < MAX_MESSAGES) this.messages.push(message);
		else this.left++;
	}
}

/** An object or a list whose name says that it tells a cause, unless it was looked at already. */
function isCause(name: string, value: unknown): boolean {
	if (typeof value !== 'object' || value === null || name.length > MAX_NAME) return false;
	if (!CAUSES.test(name) || NO_FIELDS.test(name) || CONTAINERS.has(name.toLowerCase())) return false;
	return !Array.isArray(value) || value.some((entry) => isObject(entry) || (typeof entry === 'string' && CAUSES_AS_TEXTS.test(name)));
}

/** An object or a list that a text holds as JSON. */
function parseJson(text: string): object | undefined {
	if (text.length > MAX_JSON || !/^\s*[[{]/.test(text)) return undefined;
	try {
		return JSON.parse(text) as object;
	} catch {
		return undefined;
	}
}

/** A text, or a list of texts or messages, under the name of a field. */
function isFieldMessage(name: string, value: unknown): boolean {
	if (name.length > MAX_NAME || NO_FIELDS.test(name)) return false;
	return textOf(value) !== undefined || (Array.isArray(value) && value.some((entry) => textOf(entry) !== undefined || isObject(entry)));
}

const MAX_NAME = 100;

function placeOf(object: object): string | undefined {
	const source = lookUp(object, ['source']);
	// RFC 7807 gives the field as `name` beside a `reason`; elsewhere a name is that of an exception.
	const name = lookUpText(object, ['message', 'title']) === undefined && lookUpText(object, ['reason']) !== undefined ? lookUp(object, ['name']) : undefined;
	const place = lookUp(object, PLACE_KEYS) ?? (isObject(source) ? lookUp(source, PLACE_KEYS) : undefined) ?? name;
	if (!Array.isArray(place)) return textOf(place);
	return textOf(
		place
			.slice(0, MAX_DEPTH)
			.filter((part) => typeof part === 'string' || typeof part === 'number')
			.join('.'),
	);
}

function codeOf(object: object): string | undefined {
	const code = lookUp(object, CODE_KEYS);
	return typeof code === 'number' ? String(code) : textOf(code);
}

function nameOf(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value) : 'something';
}
