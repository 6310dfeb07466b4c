/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- development only: never runs inside n8n */
/** Process of the API: answers every request with one recorded answer of the sandbox after a fixed time, and counts. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import axios from 'axios';

import { SANDBOX_CREDENTIALS, startSandbox } from '../../sandbox';
import { serve } from '../worker';
import { PATH } from './cases';

export type ServerQuestion = { start: { latencyMs: number } } | { takeCounts: true };

export interface ServerCounts {
	requests: number;
	/** Requests whose method, path or headers are not those of the call. */
	wrong: number;
	connections: number;
	/** Most requests open at the same time. */
	mostOpen: number;
}

const fresh = (): ServerCounts => ({ requests: 0, wrong: 0, connections: 0, mostOpen: 0 });

/** The answer to Get Connection as the sandbox gives it, byte for byte. */
async function recordAnswer(): Promise<Buffer> {
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

let counts = fresh();

async function start(latencyMs: number): Promise<string> {
	const body = await recordAnswer();
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

serve<ServerQuestion>(async (question) => {
	if ('start' in question) return await start(question.start.latencyMs);
	const taken = counts;
	counts = fresh();
	return taken;
});
