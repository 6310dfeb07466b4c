import type { IDataObject } from 'n8n-workflow';

/** One HTTP answer, whatever its status. Header names are lower case. */
export interface Answer {
	statusCode: number;
	headers: Record<string, unknown>;
	body: unknown;
}

/** Paging of the list endpoints; `cursors.next` null or absent means the end. */
export interface Meta {
	items_on_page?: number;
	cursors?: { previous?: string | null; current?: string | null; next?: string | null };
	total_count?: number;
}

/** What an error body of Apideck says, reduced to what is safe and useful to show. */
export interface ErrorDetail {
	typeName?: string | undefined;
	message?: string | undefined;
	/** Apideck's `detail`, flattened to text; never its `debug.request` or `debug.response`, which can hold tokens. */
	detail?: string | undefined;
	detailType?: string | undefined;
	ref?: string | undefined;
	requestId?: string | undefined;
}

/** Whether a body is a JSON object, as every answer of the Vault API but an empty one is. */
export function isObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Status that counts: the one in the body wins over a 2xx in the header when it says error. */
export function effectiveStatus(answer: Answer): number {
	const inside = isObject(answer.body) ? answer.body['status_code'] : undefined;
	const ok = answer.statusCode >= 200 && answer.statusCode < 300;
	return ok && typeof inside === 'number' && inside >= 400 ? inside : answer.statusCode;
}

/** Reads the error fields of an answer. Tolerates any body. */
export function readErrorDetail(answer: Answer): ErrorDetail {
	const { headers } = answer;
	const body = isObject(answer.body) ? answer.body : {};
	return {
		typeName: text(body['type_name']),
		message: text(body['message']) ?? text(body['error']),
		detail: flatten(body['detail']) ?? downstream(body['downstream_errors']),
		detailType: isObject(body['detail']) ? text(body['detail']['type']) : undefined,
		ref: text(body['ref']),
		requestId: text(headers['x-apideck-request-id']) ?? text(headers['request-id']),
	};
}

/** `detail` is a string, or an object such as `{ type, message, debug }` or `{ not_found: { entity, id } }`. */
function flatten(detail: unknown): string | undefined {
	if (!isObject(detail)) return text(detail);
	const missing = detail['not_found'];
	if (isObject(missing)) return text(`${name(missing['entity'])} ${name(missing['id'])} was not found`);
	const debug = isObject(detail['debug']) ? text(detail['debug']['message']) : undefined;
	return text(detail['message']) ?? text(detail['error']) ?? debug ?? text(detail['type']);
}

function name(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value) : 'something';
}

function downstream(errors: unknown): string | undefined {
	if (!Array.isArray(errors)) return undefined;
	const first = errors.find(isObject);
	return first && (text(first['detail']) ?? text(first['message']));
}

function text(value: unknown): string | undefined {
	return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
