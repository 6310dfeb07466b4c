/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only: never runs inside n8n */
import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';

/** A request that left this process. Unix milliseconds. */
export interface Departure {
	at: number;
	line: string;
}

/** Every request that this process has sent, by the port it went to: what no proxy can miss because a connection never came about. */
export class RequestWatch {
	private readonly byPort = new Map<number, Departure[]>();

	constructor() {
		subscribe('http.client.request.start', (message) => {
			const { request } = message as { request: ClientRequest };
			const port = Number(/:(\d+)$/.exec(String(request.getHeader('host')))?.[1] ?? 0);
			this.byPort.get(port)?.push({ at: performance.timeOrigin + performance.now(), line: `${request.method} ${request.path}` });
		});
	}

	/** From now on. The list grows as requests leave, also after the run. */
	follow(port: number): readonly Departure[] {
		const list: Departure[] = [];
		this.byPort.set(port, list);
		return list;
	}
}
