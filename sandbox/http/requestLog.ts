/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only: never runs inside n8n */
import type { IncomingHttpHeaders } from 'node:http';

export interface LoggedRequest {
	method: string;
	/** The path exactly as sent, undecoded, without the query. */
	path: string;
	/** The raw query string without `?`; '' when there is none. */
	query: string;
	headers: IncomingHttpHeaders;
	/** The raw body; '' when there is none or the server did not read it. */
	body: string;
	/** When it arrived: Unix milliseconds of the real clock, with fractions. */
	at: number;
	/** The client closed the connection before the answer was complete. */
	aborted: boolean;
	/** The status answered; 0 while open or when nothing was answered. */
	status: number;
}

/** The last requests, oldest first; older ones are dropped in batches so that a long run stays bounded. */
export class RequestLog {
	readonly entries: LoggedRequest[] = [];

	constructor(
		private readonly limit: number,
		private readonly enabled: boolean,
	) {}

	add(entry: LoggedRequest): void {
		if (!this.enabled) return;
		this.entries.push(entry);
		if (this.entries.length > this.limit + this.limit / 10) this.entries.splice(0, this.entries.length - this.limit);
	}

	clear(): void {
		this.entries.length = 0;
	}
}
