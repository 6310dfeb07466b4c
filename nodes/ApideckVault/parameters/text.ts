import { consumerIdProblem, pathIdProblem } from '../api/ids';
import { isSafeNumber, quoted } from './jsonSafety';
import { type Param, type ValueErrors } from './param';

/** Maximum length of text in a query. Servers and proxies reject URLs that are much longer. */
const MAX_QUERY = 1000;

/** Whether an optional parameter is empty and therefore not sent. Spaces and invisible characters count as empty, because spreadsheet cells may contain some. */
export function isEmpty(value: unknown): boolean {
	return value === undefined || value === null || (typeof value === 'string' && /^[\s\p{Cc}\p{Cf}]*$/u.test(value));
}

/**
 * An optional text parameter, unchanged; undefined when it is empty. A number is converted to its digits.
 * @throws NodeOperationError naming the field, for values that are not text (an object would be sent as "[object Object]"), numbers that
 * are not finite or may have been rounded, and unpaired surrogates
 */
export function readText(errors: ValueErrors, label: string, value: unknown): string | undefined {
	if (isEmpty(value)) return undefined;
	if (typeof value === 'number' && Number.isFinite(value)) {
		if (isSafeNumber(value)) return String(value);
		throw errors.invalid(`The number in '${label}' is too long to be represented exactly`, `Make the expression in '${label}' return it as text.`);
	}
	if (typeof value !== 'string') {
		throw errors.invalid(`'${label}' must be text, but is ${quoted(value)}`, `Make the expression in '${label}' return text.`);
	}
	if (/\p{Cs}/u.test(value)) {
		throw errors.invalid(`'${label}' contains an invalid Unicode character`, `Correct the value of '${label}'.`);
	}
	return value;
}

/** Text that becomes part of a URL. @throws NodeOperationError also when it is too long */
function readQueryText(errors: ValueErrors, label: string, value: unknown): string | undefined {
	const text = readText(errors, label, value);
	if (text !== undefined && text.length > MAX_QUERY) {
		throw errors.invalid(`'${label}' is longer than ${MAX_QUERY} characters`, `Shorten '${label}'.`);
	}
	return text;
}

/**
 * A consumer's ID, or other free text that is sent as an ID: no surrounding white space, no control characters, valid Unicode, no path
 * traversal.
 * @throws NodeOperationError naming the field.
 */
export function checkIdentifier(errors: ValueErrors, label: string, id: string): string {
	return check(errors, label, id, consumerIdProblem(id));
}

/**
 * One of Apideck's own IDs, such as a service ID, which becomes part of the path.
 * @throws NodeOperationError naming the field, also for characters with a meaning in paths.
 */
export function checkPathId(errors: ValueErrors, label: string, id: string): string {
	return check(errors, label, id, pathIdProblem(id));
}

function check(errors: ValueErrors, label: string, id: string, problem: string | undefined): string {
	if (problem === undefined) return id;
	throw errors.invalid(`'${label}' ${problem}`, `Correct the value of '${label}'.`);
}

/** Schemes that run code, open local data or show browser pages. */
const DANGEROUS = new Set(['about', 'blob', 'chrome', 'data', 'file', 'filesystem', 'intent', 'jar', 'javascript', 'resource', 'vbscript', 'view-source', 'ws', 'wss', 'ftp']);

/** A scheme and at least one slash: consumers cannot be redirected to `mailto:` or `tel:`. */
const URL_FORM = /^([a-z][a-z0-9+.-]*):\/[^\s\p{C}\p{Z}\\]+$/iu;

/**
 * A URL that a consumer is redirected to; undefined when it is empty. A web address, or a URL that an app has registered, such as
 * `myapp://callback`.
 * @throws NodeOperationError when it is neither, or when it would run code in the browser.
 */
export function readWebAddress(errors: ValueErrors, label: string, value: unknown): string | undefined {
	const url = readText(errors, label, value)?.trim();
	if (url === undefined) return undefined;
	// Browsers ignore some characters in a scheme, so "java\tscript:" is recognized as well.
	const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url.slice(0, 200).replace(/[\s\p{C}\p{Z}]+/gu, ''))?.[1]?.toLowerCase();
	if (scheme !== undefined && DANGEROUS.has(scheme)) {
		throw errors.invalid(`'${label}' must not be a ${quoted(`${scheme}:`)} URL`, `Enter the URL of a page, such as https://app.example.com/done, or of an app, such as myapp://done.`);
	}
	const isWeb = scheme === 'http' || scheme === 'https';
	if (!URL_FORM.test(url) || (isWeb && !/^https?:\/\/[^/?#]/i.test(url)) || !URL.canParse(url)) {
		throw errors.invalid(`'${label}' is not a full URL`, `Enter a URL such as https://app.example.com/done or myapp://done.`);
	}
	return url;
}

interface TextSettings {
	description?: string;
	/** Shown as "e.g. …". */
	example?: string;
	/** Whether the input is masked. */
	isSecret?: boolean;
}

function textParam<T>(label: string, { description, example, isSecret }: TextSettings, read: Param<T>['read']): Param<T> {
	return {
		property: {
			displayName: label,
			type: 'string',
			...(isSecret ? { typeOptions: { password: true } } : {}),
			default: '',
			...(example === undefined ? {} : { placeholder: `e.g. ${example}` }),
			...(description === undefined ? {} : { description }),
		},
		read,
	};
}

/** Text, unchanged; undefined when it is empty. */
export function text(label: string, settings: TextSettings = {}): Param<string | undefined> {
	return textParam(label, settings, (value, context) => readText(context, context.label, value));
}

/**
 * Required text.
 * @param resolution what to enter, for the error about an empty value
 */
export function requiredText(label: string, resolution: string, settings: TextSettings = {}): Param<string> {
	return required(text(label, settings), resolution);
}

/**
 * The same parameter, which must have a value.
 * @param resolution what to enter, for the error about an empty value
 */
export function required(param: Param<string | undefined>, resolution: string): Param<string> {
	return {
		...param,
		property: { ...param.property, required: true },
		read(value, context) {
			const given = param.read(value, context);
			if (given === undefined) throw context.invalid(`'${context.label}' is empty`, resolution);
			return given;
		},
	};
}

/** Text that becomes part of a URL, which limits its length. */
export function queryText(label: string, settings: TextSettings = {}): Param<string | undefined> {
	return textParam(label, settings, (value, context) => readQueryText(context, context.label, value));
}

/** A URL that a consumer is redirected to. */
export function webAddress(label: string, settings: TextSettings = {}): Param<string | undefined> {
	return textParam(label, settings, (value, context) => readWebAddress(context, context.label, value));
}
