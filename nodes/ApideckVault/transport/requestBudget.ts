import { onAbort } from './cancel';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const MB = 1024 * 1024;

/** Maximum number of records on a page of the API. */
export const PAGE_SIZE = 200;

/** Total limits of one unit of work: its requests, retries, waits and pages together. */
export interface BudgetLimits {
	/** Name of the work in an error. */
	work: string;
	/** Milliseconds from the start of the work. */
	time: number;
	/** Pages of lists. */
	pages: number;
	/** Decoded bytes of those pages: memory use of a list grows with it. */
	listBytes: number;
}

/**
 * Limits of one input item. They exceed any list that n8n can hold: 5,000 pages are a million records, and 256 MB of JSON become about a
 * gigabyte of objects. An hour is enough for 5,000 pages of 0.7 seconds each.
 */
export const ITEM_LIMITS: BudgetLimits = { work: 'one item', time: HOUR, pages: 5_000, listBytes: 256 * MB };

/** Limits of one audit: half a day, so that a daily run ends before the next one starts. At 3 requests per second it reads 130,000 consumers. */
export const AUDIT_LIMITS: BudgetLimits = { work: 'one audit', time: 12 * HOUR, pages: 5_000, listBytes: 256 * MB };

/** Limits of a list in the editor: a user is waiting, n8n cannot cancel it, and a browser must show the result. */
export const EDITOR_LIMITS: BudgetLimits = { work: 'a list in the editor', time: 30 * SECOND, pages: 50, listBytes: 16 * MB };

/**
 * Limits of publishing or unpublishing a workflow, which n8n cannot cancel either. The slowest single request (30 s of retries, then
 * 90 s for Apideck's own call to n8n) fits, and leaves one minute for the others.
 */
export const ACTIVATION_LIMITS: BudgetLimits = { work: 'registering the webhook', time: 3 * MINUTE, pages: 100, listBytes: 32 * MB };

/** Maximum size of a decoded response, in bytes. Real responses are a few KB; a page of 200 consumers is about 200 KB. */
export const RESPONSE_LIMIT = 4 * MB;
/** Maximum size of a response that grows with a consumer's connections or requests: 10,000 connections are about 30 MB. */
const LARGE_RESPONSE_LIMIT = 32 * MB;
/** Number of responses over 4 MB that one client reads at a time, so that 50 concurrent items cannot use 32 MB each. */
export const LARGE_READS = 4;
/** Paths of one consumer, the connections of one consumer, and logs; `*` matches any segment. */
const LARGE_RESPONSES = ['vault/consumers/*', 'vault/connections', 'vault/logs'].map((path) => path.split('/'));

/** Maximum number of decoded bytes of a response to this call. */
export function responseLimit({ method, path }: { method: string; path: string[] }): number {
	const large =
		method === 'GET' &&
		LARGE_RESPONSES.some((known) => known.length === path.length && known.every((segment, index) => segment === '*' || segment === path[index]));
	return large ? LARGE_RESPONSE_LIMIT : RESPONSE_LIMIT;
}

/** Tracks what one unit of work has used. Its time starts with its construction. */
export class RequestBudget {
	/** Milliseconds that the work may take. */
	readonly time: number;

	/** Unix milliseconds after which no request is sent or waited for. */
	readonly deadline: number;

	private pages = 0;

	private records = 0;

	private listBytes = 0;

	/** @param atLeast minimum time in milliseconds, whatever the limits: retry settings can require more */
	constructor(
		readonly limits: BudgetLimits,
		atLeast = 0,
	) {
		this.time = Math.max(limits.time, atLeast);
		this.deadline = Date.now() + this.time;
	}

	get expired(): boolean {
		return Date.now() >= this.deadline;
	}

	/** Counts a page. Returns the limit that is exceeded, if any. */
	addPage(records: number, bytes: number): 'too_many_pages' | 'too_many_records' | 'too_many_bytes' | undefined {
		this.pages++;
		this.records += records;
		this.listBytes += bytes;
		if (this.pages > this.limits.pages) return 'too_many_pages';
		if (this.records > this.limits.pages * PAGE_SIZE) return 'too_many_records';
		return this.listBytes > this.limits.listBytes ? 'too_many_bytes' : undefined;
	}
}

/** Formats milliseconds for people. */
export function formatDuration(ms: number): string {
	if (ms >= 2 * HOUR) return `${Math.round(ms / HOUR)} hours`;
	if (ms >= 2 * MINUTE) return `${Math.round(ms / MINUTE)} minutes`;
	return `${Math.round(ms / SECOND)} seconds`;
}

/** Formats bytes for people. */
export function formatMegabytes(bytes: number): string {
	return `${Math.round(bytes / MB)} MB`;
}

/**
 * Timeout of one request, from its start to the last byte of its response. The HTTP library's own timeout restarts with every byte,
 * so a response that trickles in would never time out.
 */
export class RequestTimeout {
	private readonly controller = new AbortController();

	private readonly timer: AbortSignal;

	private readonly releases: Array<() => void>;

	/**
	 * @param ms milliseconds
	 * @param cancel aborts the request too
	 */
	constructor(ms: number, cancel?: AbortSignal) {
		this.timer = AbortSignal.timeout(ms);
		const stop = () => this.controller.abort();
		if (cancel?.aborted) stop();
		// AbortSignal.any is avoided: its signal would stay in memory until the execution ends.
		this.releases = [this.timer, ...(cancel ? [cancel] : [])].map((source) => onAbort(source, stop));
	}

	/** Fires on timeout, and with `cancel`. */
	get signal(): AbortSignal {
		return this.controller.signal;
	}

	get expired(): boolean {
		return this.timer.aborted;
	}

	/** Must be called when the request has ended. */
	release(): void {
		for (const release of this.releases) release();
	}
}
