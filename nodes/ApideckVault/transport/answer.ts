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

/** Whether a body is a JSON object, as every answer of the Vault API but an empty one is. */
export function isObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Status that counts: an error status in the body wins over a 2xx in the header. */
export function effectiveStatus({ statusCode, body }: Answer): number {
	const inside = isObject(body) ? statusInside(body) : undefined;
	return isSuccessStatus(statusCode) && inside !== undefined && inside >= 400 && inside < 600 ? inside : statusCode;
}

export function isSuccessStatus(status: number): boolean {
	return status >= 200 && status < 300;
}

/** Whether a body says that the request failed, whatever the status of the response is. */
export function reportsFailure(body: unknown): boolean {
	if (!isObject(body)) return false;
	const status = statusInside(body);
	if (status !== undefined && !isSuccessStatus(status)) return true;
	if (isFilled(body['type_name']) || isFilled(body['error']) || isFilled(body['errors'])) return true;
	if ([body['success'], body['ok']].some((flag) => flag === false || flag === 0 || (typeof flag === 'string' && /^(false|0)$/i.test(flag.trim())))) return true;
	return [body['status'], body['status_code']].some((text) => typeof text === 'string' && FAILED.test(text.slice(0, MAX_WORDS).replace(/[_-]/g, ' ').trim()));
}

/** Whether a body says that the request succeeded: `status_code` 200 or another 2xx, or `status` OK. */
export function reportsSuccess(body: unknown): boolean {
	if (!isObject(body) || reportsFailure(body)) return false;
	const status = statusInside(body);
	return status !== undefined || [body['status'], body['status_code']].some((text) => typeof text === 'string' && /^ok$/i.test(text.trim()));
}

/** What HTTP and APIs call the outcome of a request that failed. */
const FAILED =
	/^(err(or)?|fail(ed|ure)?|invalid|bad request|unauthori[sz]ed|payment required|forbidden|(route )?not found|conflict|gone|unprocessable.*|too many requests|internal.*|not implemented|bad gateway|service unavailable|gateway time ?out|rejected|denied)$/i;
const MAX_WORDS = 40;

/** The status that a body names, as a number or as text, at its top or in its `error`. */
function statusInside(body: object): number | undefined {
	const { status_code, statusCode, status, code, error } = body as Record<string, unknown>;
	const inError = isObject(error) ? [error['status_code'], error['statusCode'], error['status'], error['code']] : [];
	const stated = [status_code, statusCode, status].map(readStatus).find((one) => one !== undefined);
	// `code` has many meanings: only an error status is one.
	return stated ?? [code, ...inError].map(readStatus).find((one) => one !== undefined && one >= 400 && one < 600);
}

/** Reads 404, "404" and "404 Not Found". */
function readStatus(value: unknown): number | undefined {
	if (typeof value === 'number') return value;
	const digits = typeof value === 'string' ? /^\s*(\d{3})(?!\d)/.exec(value.slice(0, MAX_WORDS))?.[1] : undefined;
	return digits === undefined ? undefined : Number(digits);
}

/** Whether a field that only errors have says something. */
function isFilled(value: unknown): boolean {
	if (typeof value === 'string') return value.trim() !== '';
	if (Array.isArray(value)) return value.length > 0;
	return value === true || (isObject(value) && Object.keys(value).length > 0);
}
