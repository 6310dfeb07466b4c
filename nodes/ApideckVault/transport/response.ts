import type { IDataObject } from 'n8n-workflow';

/** One HTTP response of any status. Header names are lowercase. */
export interface HttpResponse {
	statusCode: number;
	headers: Record<string, unknown>;
	body: unknown;
}

/** Pagination of the list endpoints. A `cursors.next` that is null or absent means the end. */
export interface Meta {
	items_on_page?: number;
	cursors?: { previous?: string | null; current?: string | null; next?: string | null };
	total_count?: number;
}

/** Whether a body is a JSON object, as every response of the Vault API is unless it is empty. */
export function isObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The effective status: an error status in the body takes precedence over a 2xx of the response. */
export function effectiveStatus({ statusCode, body }: HttpResponse): number {
	const inside = isObject(body) ? readBodyStatus(body) : undefined;
	return isSuccessStatus(statusCode) && inside !== undefined && inside >= 400 && inside < 600 ? inside : statusCode;
}

export function isSuccessStatus(status: number): boolean {
	return status >= 200 && status < 300;
}

/** Whether a body says that the request failed, whatever the status of the response is. */
export function reportsFailure(body: unknown): boolean {
	if (!isObject(body)) return false;
	const status = readBodyStatus(body);
	if (status !== undefined && !isSuccessStatus(status)) return true;
	if (isFilled(body['type_name']) || isFilled(body['error']) || isFilled(body['errors'])) return true;
	if ([body['success'], body['ok']].some((flag) => flag === false || flag === 0 || (typeof flag === 'string' && /^(false|0)$/i.test(flag.trim())))) return true;
	return [body['status'], body['status_code']].some((text) => typeof text === 'string' && FAILURE_STATUS.test(text.slice(0, MAX_STATUS_LENGTH).replace(/[_-]/g, ' ').trim()));
}

/** Whether a body says that the request succeeded: `status_code` 200 or another 2xx, or `status` OK. */
export function reportsSuccess(body: unknown): boolean {
	if (!isObject(body) || reportsFailure(body)) return false;
	const status = readBodyStatus(body);
	return status !== undefined || [body['status'], body['status_code']].some((text) => typeof text === 'string' && /^ok$/i.test(text.trim()));
}

/** Names that HTTP and APIs use for a failed request. */
const FAILURE_STATUS =
	/^(err(or)?|fail(ed|ure)?|invalid|bad request|unauthori[sz]ed|payment required|forbidden|(route )?not found|conflict|gone|unprocessable.*|too many requests|internal.*|not implemented|bad gateway|service unavailable|gateway time ?out|rejected|denied)$/i;
const MAX_STATUS_LENGTH = 40;

/** The status in a body, as a number or as text, at its top level or in its `error`. */
function readBodyStatus(body: object): number | undefined {
	const { status_code, statusCode, status, code, error } = body as Record<string, unknown>;
	const inError = isObject(error) ? [error['status_code'], error['statusCode'], error['status'], error['code']] : [];
	const stated = [status_code, statusCode, status].map(readStatus).find((one) => one !== undefined);
	// `code` has many meanings, so only an error status counts.
	return stated ?? [code, ...inError].map(readStatus).find((one) => one !== undefined && one >= 400 && one < 600);
}

/** Reads 404, "404" and "404 Not Found". */
function readStatus(value: unknown): number | undefined {
	if (typeof value === 'number') return value;
	const digits = typeof value === 'string' ? /^\s*(\d{3})(?!\d)/.exec(value.slice(0, MAX_STATUS_LENGTH))?.[1] : undefined;
	return digits === undefined ? undefined : Number(digits);
}

/** Whether a field that only errors have is not empty. */
function isFilled(value: unknown): boolean {
	if (typeof value === 'string') return value.trim() !== '';
	if (Array.isArray(value)) return value.length > 0;
	return value === true || (isObject(value) && Object.keys(value).length > 0);
}
