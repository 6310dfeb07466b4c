import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';

/** A request that this process sent. Times are Unix milliseconds. */
export interface SentRequest {
	at: number;
	line: string;
}

/** Records every request that this process sends, by port, even if the connection fails. */
export class RequestWatcher {
	private readonly byPort = new Map<number, SentRequest[]>();

	constructor() {
		subscribe('http.client.request.start', (message) => {
			const { request } = message as { request: ClientRequest };
			const port = Number(/:(\d+)$/.exec(String(request.getHeader('host')))?.[1] ?? 0);
			this.byPort.get(port)?.push({ at: performance.timeOrigin + performance.now(), line: `${request.method} ${request.path}` });
		});
	}

	/** Returns a list that grows with every request from now on, also after the run. */
	follow(port: number): readonly SentRequest[] {
		const list: SentRequest[] = [];
		this.byPort.set(port, list);
		return list;
	}
}
