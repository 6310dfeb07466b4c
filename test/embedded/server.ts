/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only: never runs inside n8n */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it arrived. */
export interface Seen {
	path: string;
	headers: IncomingHttpHeaders;
}

type Answer = { status: number; body: unknown };

const answers: Record<string, Answer> = {
	'/me': { status: 200, body: { account: { state: 'open' } } },
	'/closed/me': { status: 200, body: { account: { state: 'closed' } } },
	'/refused/me': { status: 401, body: { message: 'no' } },
	'/broken/me': { status: 503, body: { message: 'later' } },
	'/ok': { status: 200, body: { fine: true } },
	'/missing': { status: 404, body: { message: 'no such thing' } },
	'/things': { status: 200, body: { results: [{ name: 'One', value: '1' }], paginationToken: 'next' } },
};

/** A server on the loopback interface that answers fixed paths, keeps what it saw, and never answers `/hang`. */
export async function startServer() {
	const seen: Seen[] = [];
	let dropped = 0;
	const server = createServer((request, response) => {
		const url = request.url ?? '';
		seen.push({ path: url, headers: request.headers });
		const { pathname } = new URL(url, 'http://127.0.0.1');
		if (pathname === '/hang') {
			response.on('close', () => dropped++);
			return;
		}
		const { status, body } = answers[pathname] ?? { status: 404, body: {} };
		response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		seen,
		/** How many hanging requests the client has let go of. */
		dropped: () => dropped,
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
