import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { SANDBOX_CREDENTIALS } from '../../../tools/sandbox';
import { Random } from '../random';
import { mutate, type Mutation } from './mutate';

/** One request and its changed response. */
export interface Exchange {
	method: string;
	url: string;
	apiKey: string;
	status: number;
	/** The response text that was sent to the node. */
	body: string;
	mutations: Mutation[];
}

/** The probability that a response is changed. */
const CHANGE_PROBABILITY = 0.6;

/** Forwards requests to a server and changes its responses, with random numbers from a seed. */
export class MutatingProxy {
	readonly exchanges: Exchange[] = [];

	private ordinal = 0;

	private readonly server = createServer((request, response) => void this.handle(request, response));

	private constructor(
		private readonly target: string,
		private readonly seed: string,
		/** Whether lists never end. */
		private readonly endless: boolean,
	) {}

	static async start(target: string, seed: string, endless: boolean): Promise<MutatingProxy> {
		const proxy = new MutatingProxy(target, seed, endless);
		await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
		return proxy;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}

	private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const { method = '', url = '', headers } = request;
		const random = new Random(`${this.seed}/${this.ordinal++}`);
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const passed = Object.entries(headers).filter(([name]) => /^(content-type|x-apideck-)/.test(name)) as Array<[string, string]>;
		const sent = [...passed, ['authorization', `Bearer ${SANDBOX_CREDENTIALS.apiKey}`] as [string, string]];
		// The proxy does not forward cursors that it made up.
		const address = new URL(url, this.target);
		if (address.searchParams.get('cursor')?.startsWith('page-')) address.searchParams.delete('cursor');
		const received = await fetch(address, { method, headers: sent, body: chunks.length === 0 ? undefined : Buffer.concat(chunks) });
		const text = await received.text();
		const { body, mutations } = this.change(text, random);
		this.exchanges.push({ method, url, apiKey: headers['authorization'] ?? '', status: received.status, body, mutations });
		response.writeHead(received.status, { 'content-type': received.headers.get('content-type') ?? 'application/json' });
		response.end(body);
	}

	private change(text: string, random: Random): { body: string; mutations: Mutation[] } {
		if (text === '') return { body: text, mutations: [] };
		const document = JSON.parse(text) as { data?: unknown; meta?: object };
		if (this.endless && Array.isArray(document.data)) {
			const meta = { ...document.meta, cursors: { next: `page-${this.ordinal}` } };
			return { body: JSON.stringify({ ...document, meta }), mutations: [{ path: ['meta', 'cursors', 'next'], kind: 'a new cursor on every page' }] };
		}
		if (!random.chance(CHANGE_PROBABILITY)) return { body: text, mutations: [] };
		const changed = mutate(document, random);
		return { body: JSON.stringify(changed.document) ?? '', mutations: changed.mutations };
	}
}
