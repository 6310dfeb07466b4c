import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request to the origin that must never receive one. */
export interface Visit {
	line: string;
	headers: string;
	body: string;
}

/** A server at another origin that responds like Vault. */
export class OtherOrigin {
	readonly visits: Visit[] = [];

	private readonly server = http.createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const body = Buffer.concat(chunks).toString('utf8');
			this.visits.push({ line: `${request.method} ${request.url}`, headers: request.rawHeaders.join(' '), body });
			response.writeHead(200, { 'content-type': 'application/json' });
			response.end('{"status_code":200,"status":"OK","data":[]}');
		});
	});

	static async start(): Promise<OtherOrigin> {
		const other = new OtherOrigin();
		await new Promise<void>((resolve) => other.server.listen(0, '127.0.0.1', resolve));
		return other;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise<void>((resolve) => this.server.close(() => resolve()));
	}
}
