import type { IncomingMessage, ServerResponse } from 'node:http';

import { errorBody } from '../errors';
import type { Fault } from '../faults/faults';

/** Responses that a fault cut off, with the status sent (0 = none). The client did not abort them. */
export const closedByFault = new WeakMap<ServerResponse, number>();

type EndArguments = Parameters<ServerResponse['end']>;

/** Sends the fault's response. */
function sendResponse(response: ServerResponse, status: number, headers: Record<string, string>, body: string): void {
	response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers });
	response.end(body);
}

function faultBody(fault: { status?: number; body?: unknown; contentType?: string }) {
	if (typeof fault.body === 'string')
		return { body: fault.body, type: fault.contentType ?? 'text/plain; charset=utf-8' };
	const status = fault.status ?? 200;
	const json =
		fault.body ??
		errorBody(status, TYPE_NAMES[status] ?? 'UnexpectedError', 'Injected fault', 'The sandbox was configured to send this response');
	return { body: JSON.stringify(json), type: fault.contentType ?? 'application/json; charset=utf-8' };
}

const TYPE_NAMES: Record<number, string> = {
	400: 'RequestValidationError',
	401: 'UnauthorizedError',
	402: 'RequestLimitError',
	404: 'EntityNotFoundError',
	409: 'ConflictError',
	422: 'InvalidStateError',
	// Apideck documents a type for the rate limit of a connected service, but not for its own rate limit.
	429: 'TooManyRequestsError',
};

/** Discards the application's response and resets the connection. The request has been applied. */
function resetAtEnd(request: IncomingMessage, response: ServerResponse): void {
	response.end = (() => {
		closedByFault.set(response, 0);
		request.socket.resetAndDestroy();
		return response;
	}) as ServerResponse['end'];
}

/** Sends the headers and the first half of the body, then closes the connection. */
function truncateAtEnd(request: IncomingMessage, response: ServerResponse): void {
	const end = response.end.bind(response);
	response.end = ((...args: EndArguments) => {
		const [chunk] = args as unknown[];
		const whole = typeof chunk === 'string' || Buffer.isBuffer(chunk) ? Buffer.from(chunk as string) : Buffer.alloc(0);
		if (whole.length < 2) return end(...args);
		closedByFault.set(response, response.statusCode);
		response.write(whole.subarray(0, Math.floor(whole.length / 2)), () => request.socket.destroySoon());
		return response;
	}) as ServerResponse['end'];
}

/**
 * Applies a fault. Returns true when the application must still handle the request, false when the fault has handled it.
 */
export function applyFault(fault: Fault, request: IncomingMessage, response: ServerResponse): boolean {
	if ('reset' in fault) {
		if (fault.reset === 'after') {
			resetAtEnd(request, response);
			return true;
		}
		closedByFault.set(response, 0);
		request.once('end', () => request.socket.resetAndDestroy());
		return false;
	}
	if ('truncate' in fault) {
		truncateAtEnd(request, response);
		return true;
	}
	if ('hang' in fault) return false;
	if ('redirect' in fault) {
		sendResponse(response, 302, { location: fault.redirect }, '');
		return false;
	}
	if ('status' in fault || 'body' in fault) {
		const { body, type } = faultBody(fault);
		sendResponse(response, fault.status ?? 200, { 'content-type': type, ...fault.headers }, body);
		return false;
	}
	return true;
}
