/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- development only: never runs inside n8n */
import http from 'node:http';
import type { Socket } from 'node:net';

import { SANDBOX_CREDENTIALS } from '../../../sandbox';
import { head } from './head';
import type { LedgerEntry } from './ledger';

/** A whole answer as the sandbox gave it. */
export interface Answer {
	status: number;
	headers: Record<string, string>;
	body: Buffer;
}

/** Longest that a connection is held for a client that does not leave by itself; far beyond every time-out of a run. */
const HOLD_LIMIT = 20_000;

/** One request and everything that can be done to it: what a fault is written with. */
export class Exchange {
	private gone = false;

	private toldByHead: LedgerEntry['said'] = 'unclear';

	private readonly left: Promise<void>;

	constructor(
		private readonly request: http.IncomingMessage,
		private readonly response: http.ServerResponse,
		private readonly body: Buffer,
		private readonly agent: http.Agent,
		private readonly targetPort: number,
		readonly entry: LedgerEntry,
		/** The key that the client sent, for servers that repeat it. */
		readonly key: string,
		readonly otherOrigin: string,
		/** What the sandbox is at work on, of all exchanges. */
		private readonly underWay: Set<Promise<unknown>>,
	) {
		this.left = new Promise((resolve) => {
			const over = () => {
				if (this.gone) return;
				this.gone = true;
				if (this.entry.over === undefined) {
					this.entry.clientLeft = true;
					this.entry.said = this.toldByHead;
					this.entry.over = performance.timeOrigin + performance.now();
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

	/** Waits, or less when the client leaves. Whether it is still there. */
	async wait(ms: number): Promise<boolean> {
		let timer: NodeJS.Timeout | undefined;
		await Promise.race([new Promise<void>((resolve) => (timer = setTimeout(resolve, ms))), this.left]);
		clearTimeout(timer);
		return !this.gone;
	}

	/** Never answers. */
	async hold(): Promise<void> {
		await this.wait(HOLD_LIMIT);
		this.reset();
	}

	/** Lets the sandbox carry it out. A client that is gone by now is one whose request never arrived. */
	async forward(): Promise<Answer> {
		if (this.gone) return { status: 0, headers: {}, body: Buffer.alloc(0) };
		const answer = this.send();
		this.underWay.add(answer);
		try {
			return await answer;
		} finally {
			this.underWay.delete(answer);
		}
	}

	private async send(): Promise<Answer> {
		const { authorization, host, connection, ...headers } = this.request.headers;
		void [authorization, host, connection];
		const answer = await new Promise<Answer>((resolve, reject) => {
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
		this.entry.upstreamStatus = answer.status;
		this.entry.applied = answer.status >= 200 && answer.status < 300;
		return answer;
	}

	/** A well-formed answer. `said` is what it tells; a 4xx of the sandbox's own is a refusal. */
	answer(status: number, headers: Record<string, string>, body: Buffer | string, said: LedgerEntry['said']): void {
		const bytes = Buffer.from(body as string);
		// n8n sends a request again after a 401 whose body is broken; a refusal is told by the head alone.
		this.over(saidBy(status) === 'refused' ? 'refused' : said);
		this.response.writeHead(status, status === 204 ? headers : { 'content-length': String(bytes.length), ...headers });
		this.response.end(status === 204 ? undefined : bytes);
	}

	/** The sandbox's answer as it is. */
	pass(answer: Answer, headers: Record<string, string> = answer.headers, body: Buffer = answer.body): void {
		if (answer.status === 0) return;
		this.answer(answer.status, headers, body, saidBy(answer.status));
	}

	/** The head of an answer put together by hand. One that says 4xx has told what there is to tell, whatever becomes of the body. */
	head(status: number, headers: Record<string, string>): void {
		this.raw(head(status, headers));
		if (saidBy(status) === 'refused') this.toldByHead = 'refused';
	}

	/** Bytes as they are, for what no HTTP library sends. */
	raw(bytes: Buffer | string): void {
		if (!this.gone) this.socket.write(bytes);
	}

	/** Ends the connection in an orderly way after what was written. */
	end(said: LedgerEntry['said'] = this.toldByHead): void {
		this.over(said);
		this.socket.destroySoon();
	}

	/** Breaks the connection: the client gets a TCP reset. */
	reset(): void {
		this.over(this.toldByHead);
		this.socket.resetAndDestroy();
	}

	private over(said: LedgerEntry['said']): void {
		if (this.entry.over !== undefined) return;
		this.entry.said = said;
		this.entry.over = performance.timeOrigin + performance.now();
	}
}

export function saidBy(status: number): LedgerEntry['said'] {
	if (status >= 200 && status < 300) return 'done';
	return status >= 300 && status < 500 && status !== 408 ? 'refused' : 'unclear';
}

/** Without those that describe the way and not the answer. */
function textHeaders(headers: http.IncomingHttpHeaders): Record<string, string> {
	const own = Object.entries(headers).filter(([name]) => !['connection', 'keep-alive', 'transfer-encoding', 'date'].includes(name));
	return Object.fromEntries(own.map(([name, value]) => [name, String(value)]));
}
