import http from 'node:http';
import type { Socket } from 'node:net';

import { SANDBOX_CREDENTIALS } from '../../../tools/sandbox';
import { head } from './head';
import type { ProxiedRequest } from './requestLog';

/** A complete response of the sandbox. */
export interface SandboxResponse {
	status: number;
	headers: Record<string, string>;
	body: Buffer;
}

/** How long a connection is held open. Longer than every timeout of a run. */
const MAX_HOLD_MS = 20_000;

/** One request, with the actions that faults consist of. */
export class Exchange {
	private clientLeft = false;

	private reportedByHead: ProxiedRequest['reportedOutcome'] = 'unclear';

	private readonly clientClosed: Promise<void>;

	constructor(
		private readonly request: http.IncomingMessage,
		private readonly response: http.ServerResponse,
		private readonly body: Buffer,
		private readonly agent: http.Agent,
		private readonly targetPort: number,
		readonly entry: ProxiedRequest,
		/** The key that the client sent, for faults that repeat it. */
		readonly key: string,
		readonly otherOrigin: string,
		/** Pending requests of the sandbox, of all exchanges. */
		private readonly pendingForwards: Set<Promise<unknown>>,
	) {
		this.clientClosed = new Promise((resolve) => {
			const over = () => {
				if (this.clientLeft) return;
				this.clientLeft = true;
				if (this.entry.endedAt === undefined) {
					this.entry.clientLeft = true;
					this.entry.reportedOutcome = this.reportedByHead;
					this.entry.endedAt = performance.timeOrigin + performance.now();
				}
				resolve();
			};
			this.socket.once('close', over);
			if (this.socket.destroyed) over();
		});
	}

	get socket(): Socket {
		return this.request.socket;
	}

	/** Waits until the time is over or the client leaves. Resolves with whether the client is still connected. */
	async wait(ms: number): Promise<boolean> {
		let timer: NodeJS.Timeout | undefined;
		await Promise.race([new Promise<void>((resolve) => (timer = setTimeout(resolve, ms))), this.clientClosed]);
		clearTimeout(timer);
		return !this.clientLeft;
	}

	/** Never responds. */
	async neverRespond(): Promise<void> {
		await this.wait(MAX_HOLD_MS);
		this.reset();
	}

	/** Forwards the request to the sandbox. Does nothing when the client has left already. */
	async forward(): Promise<SandboxResponse> {
		if (this.clientLeft) return { status: 0, headers: {}, body: Buffer.alloc(0) };
		const respond = this.send();
		this.pendingForwards.add(respond);
		try {
			return await respond;
		} finally {
			this.pendingForwards.delete(respond);
		}
	}

	private async send(): Promise<SandboxResponse> {
		const { authorization, host, connection, ...headers } = this.request.headers;
		void [authorization, host, connection];
		const respond = await new Promise<SandboxResponse>((resolve, reject) => {
			const options: http.RequestOptions = {
				host: '127.0.0.1',
				port: this.targetPort,
				agent: this.agent,
				method: this.request.method,
				path: this.request.url,
				headers: { ...headers, authorization: `Bearer ${SANDBOX_CREDENTIALS.apiKey}` },
			};
			const upstream = http.request(options, (incoming) => {
				const chunks: Buffer[] = [];
				incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
				incoming.on('end', () =>
					resolve({ status: incoming.statusCode ?? 0, headers: textHeaders(incoming.headers), body: Buffer.concat(chunks) }),
				);
				incoming.on('error', reject);
			});
			upstream.on('error', reject);
			upstream.end(this.body);
		});
		this.entry.upstreamStatus = respond.status;
		this.entry.applied = respond.status >= 200 && respond.status < 300;
		return respond;
	}

	/** Sends a well-formed response. `outcome` is what it tells the client. */
	respond(status: number, headers: Record<string, string>, body: Buffer | string, outcome: ProxiedRequest['reportedOutcome']): void {
		const bytes = Buffer.from(body as string);
		// n8n repeats a request after a 401 with a broken body, so the head alone reports the rejection.
		this.over(outcomeOf(status) === 'rejected' ? 'rejected' : outcome);
		this.response.writeHead(status, status === 204 ? headers : { 'content-length': String(bytes.length), ...headers });
		this.response.end(status === 204 ? undefined : bytes);
	}

	/** Sends the sandbox's response unchanged. */
	pass(respond: SandboxResponse, headers: Record<string, string> = respond.headers, body: Buffer = respond.body): void {
		if (respond.status === 0) return;
		this.respond(respond.status, headers, body, outcomeOf(respond.status));
	}

	/** Writes the head of a raw response. A 4xx reports the outcome even if the body is broken. */
	head(status: number, headers: Record<string, string>): void {
		this.raw(head(status, headers));
		if (outcomeOf(status) === 'rejected') this.reportedByHead = 'rejected';
	}

	/** Writes raw bytes that no HTTP library would send. */
	raw(bytes: Buffer | string): void {
		if (!this.clientLeft) this.socket.write(bytes);
	}

	/** Closes the connection properly. */
	end(outcome: ProxiedRequest['reportedOutcome'] = this.reportedByHead): void {
		this.over(outcome);
		this.socket.destroySoon();
	}

	/** Breaks the connection with a TCP reset. */
	reset(): void {
		this.over(this.reportedByHead);
		this.socket.resetAndDestroy();
	}

	private over(outcome: ProxiedRequest['reportedOutcome']): void {
		if (this.entry.endedAt !== undefined) return;
		this.entry.reportedOutcome = outcome;
		this.entry.endedAt = performance.timeOrigin + performance.now();
	}
}

export function outcomeOf(status: number): ProxiedRequest['reportedOutcome'] {
	if (status >= 200 && status < 300) return 'done';
	return status >= 300 && status < 500 && status !== 408 ? 'rejected' : 'unclear';
}

/** Headers without those that describe the connection. */
function textHeaders(headers: http.IncomingHttpHeaders): Record<string, string> {
	const own = Object.entries(headers).filter(([name]) => !['connection', 'keep-alive', 'transfer-encoding', 'date'].includes(name));
	return Object.fromEntries(own.map(([name, value]) => [name, String(value)]));
}
