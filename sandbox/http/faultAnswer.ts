/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only: never runs inside n8n */
import type { IncomingMessage, ServerResponse } from 'node:http';

import { errorBody } from '../errors';
import type { Fault } from '../faults/faults';

/** Answers cut by a fault, with the status that got through (0 = none): not the client's doing. */
export const closedByFault = new WeakMap<ServerResponse, number>();

type EndArguments = Parameters<ServerResponse['end']>;

/** Sends a whole answer of the fault's own making. */
function answer(response: ServerResponse, status: number, headers: Record<string, string>, body: string): void {
	response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers });
	response.end(body);
}

function faultBody(fault: { status?: number; body?: unknown; contentType?: string }) {
	if (typeof fault.body === 'string')
		return { body: fault.body, type: fault.contentType ?? 'text/plain; charset=utf-8' };
	const status = fault.status ?? 200;
	const json =
		fault.body ??
		errorBody(status, TYPE_NAMES[status] ?? 'UnexpectedError', 'Injected fault', 'The sandbox was told to answer this');
	return { body: JSON.stringify(json), type: fault.contentType ?? 'application/json; charset=utf-8' };
}

const TYPE_NAMES: Record<number, string> = {
	400: 'RequestValidationError',
	401: 'UnauthorizedError',
	402: 'RequestLimitError',
	404: 'EntityNotFoundError',
	409: 'ConflictError',
	422: 'InvalidStateError',
	// Apideck documents a type for the rate limit of a connected service, and none for one of its own.
	429: 'TooManyRequestsError',
};

/** Swallows what the application sends: it has done its work, the client learns nothing. */
function resetAtEnd(request: IncomingMessage, response: ServerResponse): void {
	response.end = (() => {
		closedByFault.set(response, 0);
		request.socket.resetAndDestroy();
		return response;
	}) as ServerResponse['end'];
}

/** Sends the first half under the headers of the whole, then closes. */
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
 * Applies a fault. Returns true when the request must still go to the application (its effect is on the way back),
 * false when the fault has answered, closed or left it hanging.
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
		answer(response, 302, { location: fault.redirect }, '');
		return false;
	}
	if ('status' in fault || 'body' in fault) {
		const { body, type } = faultBody(fault);
		answer(response, fault.status ?? 200, { 'content-type': type, ...fault.headers }, body);
		return false;
	}
	return true;
}
