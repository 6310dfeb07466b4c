/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- development only: never runs inside n8n */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';

import { errorBody } from '../errors';
import type { Fault, Faults } from '../faults/faults';
import { applyFault, closedByFault } from './faultAnswer';
import type { RateLimit } from './rateLimit';
import type { LoggedRequest, RequestLog } from './requestLog';

/** Where the sandbox's own control routes live: never logged, limited, delayed or faulted. */
export const CONTROL_PREFIX = '/_sandbox';

const CONSUMER_PATH = /^\/vault\/consumers\/([^/]+)/;

export interface GateOptions {
	log: RequestLog;
	faults: Faults;
	latencyMs: number;
	rateLimit?: RateLimit;
}

const logged = new WeakMap<IncomingMessage, LoggedRequest>();

/** Keeps the body the application read beside the request's log entry. */
export function recordBody(request: IncomingMessage, body: string): void {
	const entry = logged.get(request);
	if (entry) entry.body = body;
}

function decoded(segment: string): string {
	try {
		return decodeURIComponent(segment);
	} catch {
		return segment;
	}
}

/** A consumer header as the caller meant it: Node reads headers as Latin-1, raw UTF-8 bytes are put together again. */
export function consumerHeader(request: IncomingMessage): string | undefined {
	const value = request.headers['x-apideck-consumer-id'];
	if (typeof value !== 'string' || value === '') return undefined;
	// eslint-disable-next-line no-control-regex -- the range is the point: plain ASCII needs no decoding
	if (/^[\x00-\x7f]*$/.test(value)) return value;
	const bytes = Buffer.from(value, 'latin1');
	const text = bytes.toString('utf8');
	return Buffer.from(text, 'utf8').equals(bytes) ? text : value;
}

/** Reads a body that no route will read, so that the log has it. */
function drain(request: IncomingMessage): void {
	const chunks: Buffer[] = [];
	request.on('data', (chunk: Buffer) => chunks.push(chunk));
	request.on('end', () => recordBody(request, Buffer.concat(chunks).toString('utf8')));
	request.on('error', () => undefined);
}

/** Waits, unless the connection closes first: a closed request holds no timer. */
function later(response: ServerResponse, waitMs: number, then: () => void): void {
	if (waitMs <= 0) {
		then();
		return;
	}
	const timer = setTimeout(then, waitMs);
	response.once('close', () => clearTimeout(timer));
}

/**
 * What a request passes before the application sees it: the log, the rate limit, latency and faults. It sits below the
 * framework so that a fault sees exactly what came over the wire.
 */
export function gate(options: GateOptions, application: RequestListener): RequestListener {
	const { log, faults, rateLimit } = options;

	const dispatch = (fault: Fault | undefined, request: IncomingMessage, response: ServerResponse) => {
		if (fault === undefined || applyFault(fault, request, response)) application(request, response);
		else drain(request);
	};

	return (request, response) => {
		const url = request.url ?? '/';
		const mark = url.indexOf('?');
		const path = mark < 0 ? url : url.slice(0, mark);
		if (path === CONTROL_PREFIX || path.startsWith(`${CONTROL_PREFIX}/`)) {
			application(request, response);
			return;
		}
		const entry: LoggedRequest = {
			method: request.method ?? 'GET',
			path,
			query: mark < 0 ? '' : url.slice(mark + 1),
			headers: request.headers,
			body: '',
			at: performance.timeOrigin + performance.now(),
			aborted: false,
			status: 0,
		};
		logged.set(request, entry);
		log.add(entry);
		response.once('finish', () => {
			entry.status = response.statusCode;
		});
		response.once('close', () => {
			if (response.writableFinished) return;
			const cut = closedByFault.get(response);
			entry.aborted = cut === undefined;
			entry.status = cut ?? 0;
		});

		const wait = rateLimit?.take() ?? 0;
		if (wait > 0) {
			const body = JSON.stringify(
				errorBody(429, 'TooManyRequestsError', 'Rate Limit Error', {
					context: 'The sandbox accepts no more requests this second',
					error: {},
				}),
			);
			response.writeHead(429, {
				'content-type': 'application/json; charset=utf-8',
				'retry-after': String(wait),
				'content-length': Buffer.byteLength(body),
			});
			response.end(body);
			drain(request);
			return;
		}
		const pathConsumer = CONSUMER_PATH.exec(path)?.[1];
		const fault = faults.take({
			method: entry.method,
			path,
			consumerId: consumerHeader(request) ?? (pathConsumer === undefined ? undefined : decoded(pathConsumer)),
		});
		const faultLatency = fault !== undefined && 'latencyMs' in fault ? (fault.latencyMs ?? 0) : 0;
		later(response, options.latencyMs + faultLatency, () => dispatch(fault, request, response));
	};
}
