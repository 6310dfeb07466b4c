import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it arrived. */
export interface Recorded {
	method: string;
	/** Path and query, as sent. */
	url: string;
	headers: IncomingHttpHeaders;
	body: string;
	/** Unix milliseconds. */
	at: number;
	/** Number of pending requests when it arrived, itself included. */
	inFlight: number;
	/** Whether the client closed the connection before a response. */
	aborted: boolean;
}

/** `body`: text as it is, anything else as JSON; without it, the response is empty. */
export type Scripted =
	| { status?: number; headers?: Record<string, string>; body?: unknown; afterMs?: number }
	| 'reset'
	| 'half a response'
	/** One byte every 20 ms, without end. */
	| 'drip'
	| 'hang';

/** Data in Apideck's envelope. */
export const envelope = (data: unknown, more: object = {}) => ({ body: { status_code: 200, status: 'OK', data, ...more } });

/** Asks for a wait of so many milliseconds. */
export const busy = (status: number, waitMs: number) => ({ status, headers: { 'retry-after-ms': String(waitMs) } });

/** A server on the loopback interface that sends scripted responses, one per request, and records the requests. */
export class RecordingServer {
	readonly requests: Recorded[] = [];

	/** The next responses; when there are none left, `otherwise`. */
	script: Scripted[] = [];

	otherwise: Scripted = envelope({ fine: true });

	private inFlight = 0;

	private readonly server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const { method = '', url = '', headers } = request;
			const recorded: Recorded = { method, url, headers, body: Buffer.concat(chunks).toString(), at: Date.now(), inFlight: ++this.inFlight, aborted: false };
			this.requests.push(recorded);
			response.on('close', () => {
				this.inFlight--;
				recorded.aborted = !response.writableFinished;
			});
			respond(response, this.script.shift() ?? this.otherwise);
		});
	});

	static async start(): Promise<RecordingServer> {
		const recording = new RecordingServer();
		await new Promise<void>((resolve) => recording.server.listen(0, '127.0.0.1', resolve));
		return recording;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	/** Milliseconds from the first request to each. */
	get times(): number[] {
		return this.requests.map(({ at }) => at - this.requests[0]!.at);
	}

	reset(): void {
		this.requests.length = 0;
		this.script = [];
		this.otherwise = envelope({ fine: true });
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}
}

function respond(response: ServerResponse, scripted: Scripted): void {
	if (scripted === 'hang') return;
	if (scripted === 'reset') return void response.destroy();
	if (scripted === 'half a response') {
		response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 });
		response.write('{"data":');
		setTimeout(() => response.destroy(), 5);
		return;
	}
	if (scripted === 'drip') {
		response.writeHead(200, { 'content-type': 'application/json', 'content-length': 10_000 });
		const timer = setInterval(() => response.write(' '), 20);
		response.on('close', () => clearInterval(timer));
		return;
	}
	const { status = 200, headers = {}, body, afterMs = 0 } = scripted;
	const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
	setTimeout(() => {
		const type = text === undefined ? {} : { 'content-type': typeof body === 'string' ? 'text/plain' : 'application/json' };
		response.writeHead(status, { ...type, ...headers }).end(text);
	}, afterMs);
}
