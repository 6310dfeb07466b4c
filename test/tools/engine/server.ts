import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it arrived. */
export interface ReceivedRequest {
	path: string;
	headers: IncomingHttpHeaders;
}

type PlannedResponse = { status: number; body: unknown };

const responses: Record<string, PlannedResponse> = {
	'/me': { status: 200, body: { account: { state: 'open' } } },
	'/closed/me': { status: 200, body: { account: { state: 'closed' } } },
	'/refused/me': { status: 401, body: { message: 'no' } },
	'/broken/me': { status: 503, body: { message: 'later' } },
	'/ok': { status: 200, body: { fine: true } },
	'/missing': { status: 404, body: { message: 'no such thing' } },
	'/things': { status: 200, body: { results: [{ name: 'One', value: '1' }], paginationToken: 'next' } },
};

/** A server on the loopback interface that responds to fixed paths, records requests, and never responds to `/hang`. */
export async function startServer() {
	const seen: ReceivedRequest[] = [];
	let dropped = 0;
	const server = createServer((request, response) => {
		const url = request.url ?? '';
		seen.push({ path: url, headers: request.headers });
		const { pathname } = new URL(url, 'http://127.0.0.1');
		if (pathname === '/hang') {
			response.on('close', () => dropped++);
			return;
		}
		const { status, body } = responses[pathname] ?? { status: 404, body: {} };
		response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		seen,
		/** The number of hanging requests that the client has closed. */
		dropped: () => dropped,
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
