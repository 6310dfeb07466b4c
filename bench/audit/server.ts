/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only: never runs inside n8n */
/** Process of the API: a sandbox with many consumers, and before it a limit that counts what passes. */
import { Agent, createServer, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { large, startSandbox } from '../../sandbox';
import { RateLimit } from '../../sandbox/http/rateLimit';
import type { LimiterName } from '../flags';
import { serve } from '../worker';
import { expectedFindings } from './expected';
import { FixedWindow } from './fixedWindow';

export interface AuditServerSetup {
	consumers: number;
	connectionsPerConsumer: number;
	brokenShare: number;
	latencyMs: number;
	/** No limit when it is left out. */
	perSecond?: number;
	limiter: LimiterName;
}

export interface AuditServerStart {
	baseUrl: string;
	/** Keys of the connections that are broken, see keyOf. */
	expected: string[];
}

export type AuditServerQuestion = { start: AuditServerSetup } | { takeTraffic: true };

/** What was answered by one kind of request. Bytes are those of the bodies. */
export interface RouteTraffic {
	requests: number;
	bytes: number;
}

export interface Traffic {
	/** By what was asked for: `consumers` (a page), `consumer`, `connections` (of one consumer), `other`. */
	routes: Record<string, RouteTraffic>;
	/** Answers 429. */
	refused: number;
	/** Answers that were neither 2xx nor 429. */
	failed: number;
	/** Different consumers read. */
	consumersRead: number;
}

const ROUTES: Array<[string, RegExp]> = [
	['consumers', /^\/vault\/consumers(\?|$)/],
	['consumer', /^\/vault\/consumers\/([^/?]+)/],
	['connections', /^\/vault\/connections(\?|$)/],
];

const fresh = () => ({ routes: {} as Traffic['routes'], refused: 0, failed: 0, seen: new Set<string>() });
let traffic = fresh();

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

/** Each of the two connections is kept or closed on its own. */
function withoutConnection(headers: IncomingHttpHeaders): IncomingHttpHeaders {
	const copy = { ...headers };
	delete copy.connection;
	return copy;
}

function passOn(agent: Agent, origin: string, request: IncomingMessage, response: ServerResponse): void {
	const address = request.url ?? '/';
	const headers = withoutConnection(request.headers);
	const inner = httpRequest(origin + address, { agent, method: request.method, headers }, (answer) => {
		let bytes = 0;
		answer.on('data', (chunk: Buffer) => (bytes += chunk.length));
		answer.on('end', () => record(address, answer.statusCode ?? 0, bytes));
		response.writeHead(answer.statusCode ?? 502, withoutConnection(answer.headers));
		answer.pipe(response);
	});
	inner.on('error', () => response.destroy());
	request.pipe(inner);
}

async function start({ consumers, connectionsPerConsumer, brokenShare, latencyMs, perSecond, limiter }: AuditServerSetup): Promise<AuditServerStart> {
	const scenario = large({ consumers, connectionsPerConsumer, brokenShare });
	const sandbox = await startSandbox({ scenario, latencyMs, recordRequests: false });
	const agent = new Agent({ keepAlive: true });
	const limit = perSecond === undefined ? undefined : limiter === 'bucket' ? new RateLimit(perSecond) : new FixedWindow(perSecond);
	const server = createServer((request, response) => {
		const seconds = limit?.take() ?? 0;
		if (seconds > 0) refuse(response, seconds);
		else passOn(agent, sandbox.url, request, response);
	});
	await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
	return {
		baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		expected: expectedFindings(scenario(Date.now()), consumers),
	};
}

serve<AuditServerQuestion>(async (question) => {
	if ('start' in question) return await start(question.start);
	const { seen, ...rest } = traffic;
	traffic = fresh();
	return { ...rest, consumersRead: seen.size } satisfies Traffic;
});
