/** Process of the API: sends a recorded response of the sandbox after a fixed latency, and counts requests. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import axios from 'axios';

import { SANDBOX_CREDENTIALS, startSandbox } from '../../sandbox';
import { serve } from '../worker';
import { PATH } from './cases';

export type ServerMessage = { start: { latencyMs: number } } | { takeCounts: true };

export interface ServerCounts {
	requests: number;
	/** Requests with an unexpected method, path or header. */
	wrong: number;
	connections: number;
	/** The maximum number of concurrent requests. */
	mostOpen: number;
}

const emptyCounts = (): ServerCounts => ({ requests: 0, wrong: 0, connections: 0, mostOpen: 0 });

/** Records the sandbox's response to Get Connection, byte by byte. */
async function recordResponse(): Promise<Buffer> {
	const sandbox = await startSandbox();
	try {
		const { apiKey, appId, consumerId } = sandbox.credentials;
		const headers = { Authorization: `Bearer ${apiKey}`, 'x-apideck-app-id': appId, 'x-apideck-consumer-id': consumerId };
		const { data } = await axios.get<Buffer>(sandbox.url + PATH, { headers, responseType: 'arraybuffer', proxy: false });
		return data;
	} finally {
		await sandbox.close();
	}
}

let counts = emptyCounts();

async function start(latencyMs: number): Promise<string> {
	const body = await recordResponse();
	const head = { 'content-type': 'application/json; charset=utf-8', 'content-length': body.length };
	let open = 0;
	const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
		counts.requests++;
		counts.mostOpen = Math.max(counts.mostOpen, ++open);
		const { authorization, 'x-apideck-app-id': app, 'x-apideck-consumer-id': consumer } = request.headers;
		const right =
			request.method === 'GET' &&
			request.url === PATH &&
			authorization === `Bearer ${SANDBOX_CREDENTIALS.apiKey}` &&
			app === SANDBOX_CREDENTIALS.appId &&
			consumer?.toString().startsWith('consumer-');
		if (!right) counts.wrong++;
		setTimeout(() => {
			open--;
			response.writeHead(200, head);
			response.end(body);
		}, latencyMs);
	});
	server.on('connection', () => counts.connections++);
	await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0, backlog: 2048 }, resolve));
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

serve<ServerMessage>(async (question) => {
	if ('start' in question) return await start(question.start.latencyMs);
	const taken = counts;
	counts = emptyCounts();
	return taken;
});
