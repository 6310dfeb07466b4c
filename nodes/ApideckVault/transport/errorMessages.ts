import { isObject } from './response';

/** One message of an error body. */
export interface ErrorMessage {
	/** The field that the message is about, such as `/credentials/access_token`. */
	place?: string | undefined;
	text: string;
	/** A second sentence on the same subject. */
	more?: string | undefined;
	code?: string | undefined;
	/** The record that does not exist. */
	missing?: { entity: string; id: string } | undefined;
}

export interface FoundMessages {
	messages: ErrorMessage[];
	/** Number of further messages. */
	omitted: number;
}

/** Number of messages that are shown. Further messages are counted. */
const MAX_MESSAGES = 5;
const MAX_DEPTH = 6;
/** Limits on visited entries per list, and on visited values in total. */
const MAX_ENTRIES = 50;
const MAX_VISITS = 400;
/** Maximum length of a text that is parsed as JSON. */
const MAX_JSON = 20_000;

/** Keys of a message, the most specific first. Each also matches capitalized and in uppercase. */
const TEXT_KEYS = ['message', 'errorMessage', 'error_message', 'msg', 'faultstring', 'error', 'error_description', 'title', 'reason', 'summary', 'description', 'text'];
const MORE_KEYS = ['detail', 'error_description', 'errorDescription', 'additionalDetails', 'error_info', 'description'];
const CODE_KEYS = ['code', 'errorCode', 'error_code'];
/** ajv, zod, JSON:API, Intuit, pydantic and others name the field that a message is about in these. */
const PLACE_KEYS = ['instancePath', 'dataPath', 'pointer', 'path', 'field', 'param', 'parameter', 'property', 'attribute', 'element', 'loc'];
/** Keys that contain further messages. Never `request`, `response` or `headers`, which can contain tokens. */
const CONTAINER_KEYS = ['errors', 'error', 'detail', 'details', 'issues', 'messages', 'message', 'fault', 'violations', 'fields', 'fieldErrors', 'formErrors', '_errors', 'downstream_errors'];
const CONTAINERS = new Set(CONTAINER_KEYS.map((key) => key.toLowerCase()));
/** Names of lists and objects that give the cause besides a general message. Excludes `params`, which holds ajv's own arguments. */
const CAUSE_NAMES = /error|valid|detail|issue|problem|cause|^inner|modelstate/i;
/** Causes whose unknown keys are field names. Others can contain a date and IDs, such as Microsoft's `innerError`. */
const CAUSES_BY_FIELD = /^(?!inner).*(error|validation|issue|problem|modelstate)/i;
/** Causes whose texts are messages. A list of valid values contains none. */
const CAUSES_AS_TEXTS = /(errors|issues|problems|causes?)$/i;
/** The only keys that are read from a record or a whole response. The rest is data, and can contain tokens. */
const KEYS_IN_DATA: ReadonlyArray<[string, readonly string[]]> = [
	['data', ['errors', 'error', 'message']],
	['response', ['errors', 'error']],
	['elements', ['validationErrors', 'errors', 'error']],
];
/** Values of a body without a known key count as messages by field, except under these names. */
const NOT_FIELD_NAMES = /^(request|response|headers|body|debug|config|stack|trace|url|ref|context|type_?name|status.*|.*token|.*secret|.*password|authorization|api_?key)$/i;

/** Finds the messages of an error body, or of a part of one, in the formats that APIs use. Accepts any value. */
export function findMessages(...parts: unknown[]): FoundMessages {
	const search = new Search();
	for (const part of parts) search.visit(part, undefined, 0);
	return { messages: search.messages, omitted: search.omitted };
}

/** The value of the first of these own keys, in lowercase, capitalized or in uppercase. */
export function getOwn(object: object, keys: readonly string[]): unknown {
	for (const key of keys) {
		for (const name of [key, key.charAt(0).toUpperCase() + key.slice(1), key.toUpperCase()]) {
			if (Object.hasOwn(object, name)) return (object as Record<string, unknown>)[name];
		}
	}
	return undefined;
}

/** The first value of these keys that is a non-empty text. */
export function getOwnText(object: object, keys: readonly string[]): string | undefined {
	for (const key of keys) {
		const value = nonEmptyText(getOwn(object, [key]));
		if (value !== undefined) return value;
	}
	return undefined;
}

/** The value if it is a text that is not blank. */
export function nonEmptyText(value: unknown): string | undefined {
	return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

class Search {
	readonly messages: ErrorMessage[] = [];

	omitted = 0;

	private visits = 0;

	/** Number of messages found, duplicates included. */
	private seen = 0;

	/** @param byField whether unknown keys are field names */
	visit(value: unknown, place: string | undefined, depth: number, byField = true): void {
		if (depth > MAX_DEPTH || ++this.visits > MAX_VISITS) return;
		if (Array.isArray(value)) {
			for (const entry of value.slice(0, MAX_ENTRIES) as unknown[]) this.visit(entry, place, depth + 1, byField);
			this.omitted += Math.max(0, value.length - MAX_ENTRIES);
		} else if (isObject(value)) {
			this.visitObject(value, place, depth, byField);
		} else if (typeof value === 'string') {
			this.addOrExpand({ place, text: value }, depth);
		}
	}

	/** Adds a message. For a JSON text, adds the messages in it. */
	private addOrExpand(message: ErrorMessage, depth: number): void {
		const { place, text, more } = message;
		if (this.visitJson(text, place, depth)) {
			if (more !== undefined) this.addOrExpand({ place, text: more }, depth);
			return;
		}
		const before = this.seen;
		const hasJson = more !== undefined && parseJson(more) !== undefined;
		this.add(hasJson ? { ...message, more: undefined } : message);
		if (hasJson && this.seen > before) this.visitJson(more, place, depth);
	}

	/** Adds the messages of a JSON text. Returns whether it has any. */
	private visitJson(text: string, place: string | undefined, depth: number): boolean {
		const value = parseJson(text);
		if (value === undefined) return false;
		const before = this.seen;
		this.visit(value, place, depth + 1);
		return this.seen > before;
	}

	private visitObject(object: object, above: string | undefined, depth: number, byField: boolean): void {
		const before = this.seen;
		const missing = getOwn(object, ['not_found']);
		if (isObject(missing)) {
			const [entity, id] = [formatId(missing['entity']), formatId(missing['id'])];
			this.add({ text: `${entity} ${id} was not found`, missing: { entity, id } });
			return;
		}
		const place = findPlace(object) ?? above;
		const text = getOwnText(object, TEXT_KEYS);
		const more = getOwnText(object, MORE_KEYS);
		if (text !== undefined || more !== undefined) {
			this.addOrExpand({ place, text: text ?? more ?? '', more: text === undefined || text === more ? undefined : more, code: findCode(object) }, depth);
		}
		for (const key of CONTAINER_KEYS) {
			const inside = getOwn(object, [key]);
			if (typeof inside === 'object') this.visit(inside, place, depth + 1);
		}
		this.visitCauses(object, place, depth);
		if (byField && this.seen === before) this.visitRest(object, depth);
	}

	/** Visits the causes that APIs add to a general message. */
	private visitCauses(object: object, place: string | undefined, depth: number): void {
		for (const [name, value] of Object.entries(object).filter(([key, inside]) => isCause(key, inside)).slice(0, MAX_ENTRIES)) {
			this.visit(value, place, depth + 1, CAUSES_BY_FIELD.test(name));
		}
		for (const [key, children] of KEYS_IN_DATA) {
			const inside = getOwn(object, [key]);
			const records: unknown[] = Array.isArray(inside) ? inside.slice(0, MAX_ENTRIES) : [inside];
			for (const record of records.filter(isObject)) {
				for (const child of children) this.visit(getOwn(record, [child]), place, depth + 1);
			}
		}
	}

	/** An object without a known key: Apideck's debug message, its type, or messages by field. */
	private visitRest(object: object, depth: number): void {
		const debug = getOwn(object, ['debug']);
		const fallback = (isObject(debug) ? nonEmptyText(debug['message']) : undefined) ?? nonEmptyText(getOwn(object, ['type']));
		if (fallback !== undefined) {
			this.add({ text: fallback });
			return;
		}
		const fields = Object.entries(object).filter(([name, value]) => isFieldMessage(name, value));
		for (const [name, value] of fields.slice(0, MAX_ENTRIES)) this.visit(value, name, depth + 1);
		this.omitted += Math.max(0, fields.length - MAX_ENTRIES);
	}

	private add(message: ErrorMessage): void {
		if (message.text.trim() === '') return;
		this.seen++;
		const isKnown = this.messages.some(({ place, text, more }) => place === message.place && (text === message.text || more === message.text));
		if (isKnown) return;
		if (this.messages.length < MAX_MESSAGES) this.messages.push(message);
		else this.omitted++;
	}
}

/** Whether a key names an object or a list of causes that was not visited yet. */
function isCause(name: string, value: unknown): boolean {
	if (typeof value !== 'object' || value === null || name.length > MAX_NAME) return false;
	if (!CAUSE_NAMES.test(name) || NOT_FIELD_NAMES.test(name) || CONTAINERS.has(name.toLowerCase())) return false;
	return !Array.isArray(value) || value.some((entry) => isObject(entry) || (typeof entry === 'string' && CAUSES_AS_TEXTS.test(name)));
}

/** The object or list in a JSON text. */
function parseJson(text: string): object | undefined {
	if (text.length > MAX_JSON || !/^\s*[[{]/.test(text)) return undefined;
	try {
		return JSON.parse(text) as object;
	} catch {
		return undefined;
	}
}

/** Whether a value under a field name is a text, or a list of texts or messages. */
function isFieldMessage(name: string, value: unknown): boolean {
	if (name.length > MAX_NAME || NOT_FIELD_NAMES.test(name)) return false;
	return nonEmptyText(value) !== undefined || (Array.isArray(value) && value.some((entry) => nonEmptyText(entry) !== undefined || isObject(entry)));
}

const MAX_NAME = 100;

function findPlace(object: object): string | undefined {
	const source = getOwn(object, ['source']);
	// RFC 7807 gives the field as `name` next to a `reason`. Elsewhere `name` is the name of an exception.
	const name = getOwnText(object, ['message', 'title']) === undefined && getOwnText(object, ['reason']) !== undefined ? getOwn(object, ['name']) : undefined;
	const place = getOwn(object, PLACE_KEYS) ?? (isObject(source) ? getOwn(source, PLACE_KEYS) : undefined) ?? name;
	if (!Array.isArray(place)) return nonEmptyText(place);
	return nonEmptyText(
		place
			.slice(0, MAX_DEPTH)
			.filter((part) => typeof part === 'string' || typeof part === 'number')
			.join('.'),
	);
}

function findCode(object: object): string | undefined {
	const code = getOwn(object, CODE_KEYS);
	return typeof code === 'number' ? String(code) : nonEmptyText(code);
}

function formatId(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value) : 'something';
}
