/**
 * Apideck's error envelope (OpenAPI 10.34.0, components.schemas BadRequest, Unauthorized, PaymentRequired, NotFound,
 * Unprocessable, TooManyRequests).
 */

const REASONS: Record<number, string> = {
	400: 'Bad Request',
	401: 'Unauthorized',
	402: 'Payment Required',
	404: 'Not Found',
	409: 'Conflict',
	413: 'Payload Too Large',
	415: 'Unsupported Media Type',
	422: 'Unprocessable Entity',
	429: 'Too Many Requests',
	500: 'Internal Server Error',
	502: 'Bad Gateway',
	503: 'Service Unavailable',
	504: 'Gateway Timeout',
};

export type ErrorDetail = string | Record<string, unknown>;

export interface ErrorBody {
	status_code: number;
	error: string;
	type_name: string;
	message: string;
	detail: ErrorDetail;
	ref: string;
}

/** The body Apideck sends for an error. `ref` points at the documentation heading of the type name. */
export function errorBody(status: number, typeName: string, message: string, detail: ErrorDetail): ErrorBody {
	return {
		status_code: status,
		error: REASONS[status] ?? 'Error',
		type_name: typeName,
		message,
		detail,
		ref: `https://developers.apideck.com/errors#${typeName.toLowerCase()}`,
	};
}

/** Thrown by a route; the server's error handler turns it into the envelope. */
export class ApideckError extends Error {
	constructor(
		readonly statusCode: number,
		readonly typeName: string,
		message: string,
		readonly detail: ErrorDetail,
	) {
		super(message);
	}

	get body(): ErrorBody {
		return errorBody(this.statusCode, this.typeName, this.message, this.detail);
	}
}

/** 400: the request does not match the operation's schema. */
export const invalidParams = (detail: ErrorDetail) =>
	new ApideckError(400, 'RequestValidationError', 'Invalid Params', detail);

/** 400: a header is missing, in the wording of the specification's own example. */
export const missingHeader = (name: string) =>
	new ApideckError(400, 'RequestHeadersValidationError', 'Invalid Headers', `Missing Header: ${name}`);

/** 400: the cursor was not made by this server. */
export const invalidCursor = () =>
	new ApideckError(400, 'InvalidCursorError', 'Invalid Cursor', 'The cursor could not be decoded');

/** 401 for a wrong or missing key or application id, as recorded in Apideck's own vault-core tests. */
export const unauthorized = (detail: ErrorDetail = 'Invalid Authorization Token') =>
	new ApideckError(401, 'UnauthorizedError', 'Unauthorized Request', detail);

/** 402: the plan's limit is reached. */
export const overPlan = () =>
	new ApideckError(402, 'RequestLimitError', 'Request Limit Reached', 'You have reached your limit of 2000');

/** 404 with the object form of `detail`. */
export const notFound = (entity: string, id: string, typeName = 'EntityNotFoundError') =>
	new ApideckError(404, typeName, `Unknown ${entity}`, { not_found: { entity: entity.toLowerCase(), id } });

/** 422: the call is well formed, the connection's state does not allow it. */
export const invalidState = (detail: ErrorDetail, typeName = 'InvalidStateError') =>
	new ApideckError(422, typeName, 'Invalid State', detail);

/** 409: the target is taken. */
export const conflict = (detail: ErrorDetail) => new ApideckError(409, 'ConflictError', 'Conflict', detail);
