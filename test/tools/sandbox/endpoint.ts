import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call that the endpoint received. */
export interface Received {
	path: string;
	headers: IncomingHttpHeaders;
	raw: string;
	type: string;
	body: { message?: string; payload?: Record<string, unknown> & { entity: Record<string, unknown> } };
	/** Milliseconds since the process started. */
	at: number;
}

/** A local webhook endpoint that records calls and responds with the status of `statusFor` (default 200, 0 for no response). */
export async function startEndpoint() {
	const received: Received[] = [];
	const endpoint = {
		url: '',
		received,
		statusFor: (() => 200) as (call: Received) => number,
		/** The events so far, without the calls that validate the URL. */
		events: () => received.filter(({ body }) => body.payload !== undefined),
		types: () => endpoint.events().map(({ type }) => type.replace('vault.connection.', '')),
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const raw = Buffer.concat(chunks).toString('utf8');
			const call: Received = {
				path: request.url ?? '',
				headers: request.headers,
				raw,
				type: String(request.headers['x-apideck-event-type']),
				body: parsed(raw),
				at: performance.now(),
			};
			received.push(call);
			const status = endpoint.statusFor(call);
			if (status > 0) response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end(`response ${status}`);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	endpoint.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
	return endpoint;
}

function parsed(raw: string): Received['body'] {
	try {
		return JSON.parse(raw) as Received['body'];
	} catch {
		return {};
	}
}
