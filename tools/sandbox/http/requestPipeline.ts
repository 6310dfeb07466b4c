import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';

import { errorBody } from '../errors';
import type { Fault, Faults } from '../faults/faults';
import { applyFault, closedByFault } from './faultResponse';
import type { TokenBucket } from './rateLimit';
import type { LoggedRequest, RequestLog } from './requestLog';

/** The prefix of the control routes, which are never logged, limited, delayed or faulted. */
export const CONTROL_PREFIX = '/_sandbox';

const CONSUMER_PATH = /^\/vault\/consumers\/([^/]+)/;

export interface PipelineOptions {
	log: RequestLog;
	faults: Faults;
	latencyMs: number;
	rateLimit?: TokenBucket;
}

const logged = new WeakMap<IncomingMessage, LoggedRequest>();

/** Stores the body that the application read in the request's log entry. */
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

/** Decodes a consumer header as UTF-8, because Node reads headers as Latin-1. */
export function consumerHeader(request: IncomingMessage): string | undefined {
	const value = request.headers['x-apideck-consumer-id'];
	if (typeof value !== 'string' || value === '') return undefined;
	// eslint-disable-next-line no-control-regex -- the range is intended: plain ASCII needs no decoding
	if (/^[\x00-\x7f]*$/.test(value)) return value;
	const bytes = Buffer.from(value, 'latin1');
	const text = bytes.toString('utf8');
	return Buffer.from(text, 'utf8').equals(bytes) ? text : value;
}

/** Reads a body that no route reads, so that the log contains it. */
function drain(request: IncomingMessage): void {
	const chunks: Buffer[] = [];
	request.on('data', (chunk: Buffer) => chunks.push(chunk));
	request.on('end', () => recordBody(request, Buffer.concat(chunks).toString('utf8')));
	request.on('error', () => undefined);
}

/** Waits until the time is over or the connection closes. */
function delay(response: ServerResponse, waitMs: number, then: () => void): void {
	if (waitMs <= 0) {
		then();
		return;
	}
	const timer = setTimeout(then, waitMs);
	response.once('close', () => clearTimeout(timer));
}

/**
 * Handles every request before the application: log, rate limit, latency and faults. It runs below the framework, so that faults apply to the raw request.
 */
export function requestPipeline(options: PipelineOptions, application: RequestListener): RequestListener {
	const { log, faults, rateLimit } = options;

	const dispatch = (fault: Fault | undefined, request: IncomingMessage, response: ServerResponse) => {
		if (fault === undefined || applyFault(fault, request, response)) application(request, response);
		else drain(request);
	};

	return (request, response) => {
		const url = request.url ?? '/';
		const queryStart = url.indexOf('?');
		const path = queryStart < 0 ? url : url.slice(0, queryStart);
		if (path === CONTROL_PREFIX || path.startsWith(`${CONTROL_PREFIX}/`)) {
			application(request, response);
			return;
		}
		const entry: LoggedRequest = {
			method: request.method ?? 'GET',
			path,
			query: queryStart < 0 ? '' : url.slice(queryStart + 1),
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
			const sentStatus = closedByFault.get(response);
			entry.aborted = sentStatus === undefined;
			entry.status = sentStatus ?? 0;
		});

		const wait = rateLimit?.acquire() ?? 0;
		if (wait > 0) {
			const body = JSON.stringify(
				errorBody(429, 'TooManyRequestsError', 'Rate Limit Error', {
					context: 'The rate limit of the sandbox was exceeded',
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
		const fault = faults.next({
			method: entry.method,
			path,
			consumerId: consumerHeader(request) ?? (pathConsumer === undefined ? undefined : decoded(pathConsumer)),
		});
		const faultLatency = fault !== undefined && 'latencyMs' in fault ? (fault.latencyMs ?? 0) : 0;
		delay(response, options.latencyMs + faultLatency, () => dispatch(fault, request, response));
	};
}
