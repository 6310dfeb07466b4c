/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only: never runs inside n8n */
import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** What somebody sent to the origin that nothing must ever be sent to. */
export interface Visit {
	line: string;
	headers: string;
	body: string;
}

/** A real server at another origin. It answers everything as a Vault would, so that whoever comes believes it. */
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
