/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only: never runs inside n8n */
import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

import { Exchange } from './exchange';
import type { LedgerEntry } from './ledger';

/** What is done to one request. It must end the exchange: answer, end, reset or hold. */
export type Act = (exchange: Exchange) => Promise<void>;

export interface ProxyOptions {
	/** Port of the sandbox. */
	targetPort: number;
	/** The key that every request must carry; the sandbox's own is put in its place. */
	apiKey: string;
	/** Where redirects lead. */
	otherOrigin: string;
	/** What befalls a request: by its signature, and the how many-th of that signature it is (from 1). */
	faultOf(signature: string, attempt: number): { name: string; act: Act };
	/** Whether the how many-th connection (from 1) is reset before anything is read. */
	refusesConnection(ordinal: number): boolean;
}

/** A server between the node and the sandbox, on real sockets, that does to each request what it is told. */
export class FaultProxy {
	readonly ledger: LedgerEntry[] = [];

	/** Connections that were reset before anything was read. */
	resets = 0;

	/** What went wrong in the proxy itself: never empty-handed, or a run would blame the node. */
	readonly troubles: string[] = [];

	private readonly sockets = new Set<Socket>();

	private readonly attempts = new Map<string, number>();

	private readonly agent = new http.Agent({ keepAlive: true });

	private readonly server: http.Server;

	private connections = 0;

	private readonly underWay = new Set<Promise<unknown>>();

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

	/** Ends all connections. A request that was forwarded by then is carried out even when its client has left: that is waited for. */
	async close(): Promise<void> {
		const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
		for (const socket of this.sockets) socket.destroy();
		await closed;
		while (this.underWay.size > 0) await Promise.allSettled(this.underWay);
		this.agent.destroy();
	}

	private connected(socket: Socket): void {
		this.sockets.add(socket);
		socket.once('close', () => this.sockets.delete(socket));
		socket.on('error', () => undefined);
		// One listener for every request of a connection that is kept.
		socket.setMaxListeners(0);
		if (!this.options.refusesConnection(++this.connections)) return;
		this.resets++;
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
			const { name, act } = this.options.faultOf(signature, attempt);
			const { authorization = '' } = request.headers;
			const entry: LedgerEntry = {
				signature,
				method: request.method ?? '',
				url: request.url ?? '',
				attempt,
				fault: name,
				at,
				clientLeft: false,
				applied: false,
				said: 'unclear',
				rightKey: authorization === `Bearer ${this.options.apiKey}`,
			};
			this.ledger.push(entry);
			const key = authorization.replace('Bearer ', '');
			const { targetPort, otherOrigin } = this.options;
			const exchange = new Exchange(request, response, body, this.agent, targetPort, entry, key, otherOrigin, this.underWay);
			act(exchange).catch((error: unknown) => {
				this.troubles.push(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
				exchange.reset();
			});
		});
	}
}

/** Method, address, consumer and body. */
function signatureOf({ method, url, headers }: http.IncomingMessage, body: Buffer): string {
	return [method, url, String(headers['x-apideck-consumer-id'] ?? ''), body.toString('utf8')].join(' ');
}
