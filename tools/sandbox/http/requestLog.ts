import type { IncomingHttpHeaders } from 'node:http';

export interface LoggedRequest {
	method: string;
	/** The path exactly as sent, undecoded, without the query. */
	path: string;
	/** The raw query string without `?`, or ''. */
	query: string;
	headers: IncomingHttpHeaders;
	/** The raw body. '' when it is empty or the server did not read it. */
	body: string;
	/** When it arrived: Unix milliseconds of the real clock, with fractions. */
	at: number;
	/** The client closed the connection before the response was complete. */
	aborted: boolean;
	/** The status of the response. 0 while open or without a response. */
	status: number;
}

/** The last requests, oldest first. Older ones are dropped in batches to limit memory. */
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
