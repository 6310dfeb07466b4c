import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as it came in, nothing decoded. */
export interface Sent {
	method: string;
	/** Path and query as they stood in the request line. */
	url: string;
	/** Name in lower case and value, in the order of the request. */
	headers: Array<[string, string]>;
	body: string;
}

/** A server that responds like Apideck with scripted data, and records every request. */
export class HostileServer {
	readonly sent: Sent[] = [];

	/** The `data` of a response. */
	response: (sent: Sent) => unknown = harmless;

	private constructor(private readonly server: http.Server) {}

	static async start(): Promise<HostileServer> {
		const server = http.createServer({ maxHeaderSize: 65_536 });
		const it = new HostileServer(server);
		server.on('request', (request, response) => {
			const chunks: Buffer[] = [];
			request.on('data', (chunk: Buffer) => chunks.push(chunk));
			request.on('end', () => {
				const names = request.rawHeaders.filter((_one, index) => index % 2 === 0);
				const headers = names.map((name, index): [string, string] => [name.toLowerCase(), request.rawHeaders[2 * index + 1] ?? '']);
				const sent = { method: request.method ?? '', url: request.url ?? '', headers, body: Buffer.concat(chunks).toString('utf8') };
				it.sent.push(sent);
				const data = it.response(sent);
				const text = typeof data === 'string' ? data : JSON.stringify({ status_code: 200, status: 'OK', data });
				response.writeHead(200, { 'content-type': 'application/json' });
				response.end(text);
			});
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return it;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	reset(): void {
		this.sent.length = 0;
	}

	/** Returns and forgets the requests received since the last call. */
	take(): Sent[] {
		return this.sent.splice(0);
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}
}

/** Whether the response of an endpoint is a list. */
export function isList({ method, url }: Pick<Sent, 'method' | 'url'>): boolean {
	const path = url.split('?')[0] ?? '';
	return method === 'GET' && /\/vault\/(consumers|connections|logs)$|\/(consent|custom-fields|custom-mappings)$|\/vault\/custom-mappings\/[^/]+\/[^/]+$/.test(path);
}

const CONNECTION = { id: 'crm+one', service_id: 'one', unified_api: 'crm', consumer_id: 'c1', name: 'One', state: 'added', health: 'revoked', enabled: true };

/** One record of everything, about what the request is about: a response about something else is refused. */
export function harmless(sent: Sent): unknown {
	if (sent.url.startsWith('/vault/sessions')) return { session_uri: 'https://vault.example/session/fake', session_token: 'fake' };
	const [, collection, first, second, third] = (sent.url.split('?')[0] ?? '').split('/').slice(1).map(decoded);
	const body = bodyOf(sent);
	if (collection === 'consumers') {
		const id = first ?? body['consumer_id'] ?? 'c1';
		const consumer = { consumer_id: id, services: ['one'], connections: [{ ...CONNECTION, consumer_id: id }] };
		return isList(sent) ? [consumer] : consumer;
	}
	const consumer_id = sent.headers.find(([name]) => name === 'x-apideck-consumer-id')?.[1] ?? 'c1';
	const named = second === undefined ? {} : { id: collection === 'custom-mappings' ? third : `${first}+${second}`, unified_api: first, service_id: second };
	const switches = Object.fromEntries(Object.entries(body).filter(([name]) => name === 'enabled' || name === 'granted'));
	const record = { ...CONNECTION, ...named, ...switches, consumer_id };
	return isList(sent) ? [record] : record;
}

function decoded(segment: string): string {
	try {
		return decodeURIComponent(segment);
	} catch {
		return segment;
	}
}

function bodyOf({ body }: Sent): Record<string, unknown> {
	try {
		return (JSON.parse(body) ?? {}) as Record<string, unknown>;
	} catch {
		return {};
	}
}
