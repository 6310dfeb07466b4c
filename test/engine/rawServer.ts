import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

export type Respond = (response: ServerResponse, request: IncomingMessage, body: string) => void;

/** A server on the loopback interface whose responses a test writes byte by byte. */
export class RawServer {
	requests = 0;

	/** Bytes of bodies that were handed to the network. */
	written = 0;

	/** Connections that were closed before their response was complete. */
	cutOff = 0;

	respond: Respond = (response) => response.end();

	private readonly server = createServer((request, response) => {
		this.requests++;
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			response.on('close', () => {
				if (!response.writableFinished) this.cutOff++;
			});
			this.respond(response, request, Buffer.concat(chunks).toString());
		});
	});

	static async start(): Promise<RawServer> {
		const raw = new RawServer();
		await new Promise<void>((resolve) => raw.server.listen(0, '127.0.0.1', resolve));
		return raw;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	reset(): void {
		this.requests = this.written = this.cutOff = 0;
	}

	/** Sends the same bytes again and again, as fast as they are taken, `times` times or until the client closes the connection. */
	repeat(response: ServerResponse, chunk: Buffer, times = Infinity): void {
		let left = times;
		const go = () => {
			while (left > 0 && !response.destroyed) {
				left--;
				this.written += chunk.length;
				if (!response.write(chunk)) {
					response.once('drain', go);
					return;
				}
			}
			if (left <= 0) response.end();
		};
		go();
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}
}

const MB = 1024 * 1024;

/** 16 MB of blanks, compressed. Members of gzip may follow each other, so that a body of 1 MB becomes gigabytes. */
export const BLANKS = {
	gzip: gzipSync(Buffer.alloc(16 * MB, ' ')),
	deflate: deflateSync(Buffer.alloc(64 * MB, ' ')),
	br: brotliCompressSync(Buffer.alloc(64 * MB, ' ')),
};

/** The beginning of a gzip file; after it, EMPTY_BLOCK can be repeated without end and becomes nothing at all. */
export const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
export const EMPTY_BLOCK = Buffer.alloc(5_000, Buffer.from([0, 0, 0, 0xff, 0xff]));

/** Sends a value as JSON. */
export const sendJson = (response: ServerResponse, value: unknown, status = 200) =>
	response.writeHead(status, { 'content-type': 'application/json' }).end(typeof value === 'string' ? value : JSON.stringify(value));
