import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

import { Exchange } from './exchange';
import type { ProxiedRequest } from './requestLog';

/** The action of a fault. It must end the exchange. */
export type FaultAction = (exchange: Exchange) => Promise<void>;

export interface ProxyOptions {
	/** Port of the sandbox. */
	targetPort: number;
	/** The key that every request must carry. The proxy replaces it with the sandbox's key. */
	apiKey: string;
	/** The target of redirects. */
	otherOrigin: string;
	/** The fault of a request, by its signature and attempt (from 1). */
	faultOf(signature: string, attempt: number): { name: string; action: FaultAction };
	/** Whether connection `ordinal` (from 1) is reset before anything is read. */
	resetsConnection(ordinal: number): boolean;
}

/** A proxy between the node and the sandbox that applies a fault to each request, on real sockets. */
export class FaultProxy {
	readonly requestLog: ProxiedRequest[] = [];

	/** The number of connections that were reset before anything was read. */
	resetConnections = 0;

	/** Errors of the proxy itself, which must not be blamed on the node. */
	readonly errors: string[] = [];

	private readonly sockets = new Set<Socket>();

	private readonly attempts = new Map<string, number>();

	private readonly agent = new http.Agent({ keepAlive: true });

	private readonly server: http.Server;

	private connections = 0;

	private readonly pendingForwards = new Set<Promise<unknown>>();

	private constructor(private readonly options: ProxyOptions) {
		this.server = http.createServer({ keepAliveTimeout: 30_000 }, (request, response) => this.receive(request, response));
		this.server.on('connection', (socket: Socket) => this.connected(socket));
		this.server.on('clientError', (_error, socket) => socket.destroy());
	}

	static async start(options: ProxyOptions): Promise<FaultProxy> {
		const proxy = new FaultProxy(options);
		await new Promise<void>((resolve, reject) => {
			proxy.server.once('error', reject);
			proxy.server.listen(0, '127.0.0.1', resolve);
		});
		return proxy;
	}

	get port(): number {
		return (this.server.address() as AddressInfo).port;
	}

	get url(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	/** Ends all connections and waits for forwarded requests, which the sandbox applies even when the client has left. */
	async close(): Promise<void> {
		const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
		for (const socket of this.sockets) socket.destroy();
		await closed;
		while (this.pendingForwards.size > 0) await Promise.allSettled(this.pendingForwards);
		this.agent.destroy();
	}

	private connected(socket: Socket): void {
		this.sockets.add(socket);
		socket.once('close', () => this.sockets.delete(socket));
		socket.on('error', () => undefined);
		// A kept connection has one listener per request.
		socket.setMaxListeners(0);
		if (!this.options.resetsConnection(++this.connections)) return;
		this.resetConnections++;
		socket.resetAndDestroy();
	}

	private receive(request: http.IncomingMessage, response: http.ServerResponse): void {
		const at = performance.timeOrigin + performance.now();
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('error', () => undefined);
		response.on('error', () => undefined);
		request.on('end', () => {
			const body = Buffer.concat(chunks);
			const signature = signatureOf(request, body);
			const attempt = (this.attempts.get(signature) ?? 0) + 1;
			this.attempts.set(signature, attempt);
			const { name, action } = this.options.faultOf(signature, attempt);
			const { authorization = '' } = request.headers;
			const entry: ProxiedRequest = {
				signature,
				method: request.method ?? '',
				url: request.url ?? '',
				attempt,
				fault: name,
				receivedAt: at,
				clientLeft: false,
				applied: false,
				reportedOutcome: 'unclear',
				hasRightKey: authorization === `Bearer ${this.options.apiKey}`,
			};
			this.requestLog.push(entry);
			const key = authorization.replace('Bearer ', '');
			const { targetPort, otherOrigin } = this.options;
			const exchange = new Exchange(request, response, body, this.agent, targetPort, entry, key, otherOrigin, this.pendingForwards);
			action(exchange).catch((error: unknown) => {
				this.errors.push(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
				exchange.reset();
			});
		});
	}
}

/** Method, URL, consumer and body. */
function signatureOf({ method, url, headers }: http.IncomingMessage, body: Buffer): string {
	return [method, url, String(headers['x-apideck-consumer-id'] ?? ''), body.toString('utf8')].join(' ');
}
