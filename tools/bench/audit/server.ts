/** Process of the API: a sandbox with many consumers behind a rate limit that counts requests. */
import { Agent, createServer, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { large, startSandbox } from '../../sandbox';
import { TokenBucket } from '../../sandbox/http/rateLimit';
import type { LimiterName } from '../flags';
import { serve } from '../worker';
import { expectedFindings } from './expected';
import { FixedWindow } from './fixedWindow';

export interface AuditServerSetup {
	consumers: number;
	connectionsPerConsumer: number;
	brokenShare: number;
	latencyMs: number;
	/** No limit if undefined. */
	perSecond?: number;
	limiter: LimiterName;
}

export interface AuditServerStart {
	baseUrl: string;
	/** Keys of the broken connections, see keyOf. */
	expected: string[];
}

export type AuditServerMessage = { start: AuditServerSetup } | { takeTraffic: true };

/** The requests of one kind and the size of their response bodies. */
export interface RouteTraffic {
	requests: number;
	bytes: number;
}

export interface Traffic {
	/** By kind of request: `consumers` (a page), `consumer`, `connections` (of one consumer), `other`. */
	routes: Record<string, RouteTraffic>;
	/** 429 responses. */
	refused: number;
	/** Responses that were neither 2xx nor 429. */
	failed: number;
	/** The number of distinct consumers read. */
	consumersRead: number;
}

const ROUTES: Array<[string, RegExp]> = [
	['consumers', /^\/vault\/consumers(\?|$)/],
	['consumer', /^\/vault\/consumers\/([^/?]+)/],
	['connections', /^\/vault\/connections(\?|$)/],
];

const emptyTraffic = () => ({ routes: {} as Traffic['routes'], refused: 0, failed: 0, seen: new Set<string>() });
let traffic = emptyTraffic();

function record(address: string, status: number, bytes: number): void {
	if (status < 200 || status > 299) {
		traffic.failed++;
		return;
	}
	const [route, pattern] = ROUTES.find(([, candidate]) => candidate.test(address)) ?? ['other', undefined];
	const entry = (traffic.routes[route] ??= { requests: 0, bytes: 0 });
	entry.requests++;
	entry.bytes += bytes;
	if (route === 'consumer') traffic.seen.add(pattern?.exec(address)?.[1] ?? '');
}

function refuse(response: ServerResponse, seconds: number): void {
	traffic.refused++;
	const body = JSON.stringify({ status_code: 429, type_name: 'ConnectorRateLimitError', error: 'Too Many Requests', message: 'Rate limit' });
	response.writeHead(429, { 'content-type': 'application/json', 'content-length': body.length, 'retry-after': String(seconds) });
	response.end(body);
}

/** The two connections are kept or closed independently. */
function withoutConnection(headers: IncomingHttpHeaders): IncomingHttpHeaders {
	const copy = { ...headers };
	delete copy.connection;
	return copy;
}

function forward(agent: Agent, origin: string, request: IncomingMessage, response: ServerResponse): void {
	const address = request.url ?? '/';
	const headers = withoutConnection(request.headers);
	const upstream = httpRequest(origin + address, { agent, method: request.method, headers }, (upstreamResponse) => {
		let bytes = 0;
		upstreamResponse.on('data', (chunk: Buffer) => (bytes += chunk.length));
		upstreamResponse.on('end', () => record(address, upstreamResponse.statusCode ?? 0, bytes));
		response.writeHead(upstreamResponse.statusCode ?? 502, withoutConnection(upstreamResponse.headers));
		upstreamResponse.pipe(response);
	});
	upstream.on('error', () => response.destroy());
	request.pipe(upstream);
}

async function start({ consumers, connectionsPerConsumer, brokenShare, latencyMs, perSecond, limiter }: AuditServerSetup): Promise<AuditServerStart> {
	const scenario = large({ consumers, connectionsPerConsumer, brokenShare });
	const sandbox = await startSandbox({ scenario, latencyMs, recordRequests: false });
	const agent = new Agent({ keepAlive: true });
	const limit = perSecond === undefined ? undefined : limiter === 'bucket' ? new TokenBucket(perSecond) : new FixedWindow(perSecond);
	const server = createServer((request, response) => {
		const seconds = limit?.acquire() ?? 0;
		if (seconds > 0) refuse(response, seconds);
		else forward(agent, sandbox.url, request, response);
	});
	await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
	return {
		baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		expected: expectedFindings(scenario(Date.now()), consumers),
	};
}

serve<AuditServerMessage>(async (question) => {
	if ('start' in question) return await start(question.start);
	const { seen, ...rest } = traffic;
	traffic = emptyTraffic();
	return { ...rest, consumersRead: seen.size } satisfies Traffic;
});
