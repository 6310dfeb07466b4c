const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const MB = 1024 * 1024;

/** Most records that one page of the API holds. */
export const PAGE_SIZE = 200;

/** What one piece of work may use in all: its requests, retries, waits and pages together. */
export interface BudgetLimits {
	/** Names the piece of work in an error. */
	work: string;
	/** Milliseconds from the start of the work. */
	time: number;
	/** Pages of lists. */
	pages: number;
	/** Decoded bytes of those pages: what is kept of a list grows with it. */
	listBytes: number;
}

/**
 * One input item. Longer than any list that n8n can hold: 5,000 pages are a million records, and 256 MB of JSON become about a
 * gigabyte of objects. An hour is enough for 5,000 pages of 0.7 seconds each.
 */
export const ITEM_LIMITS: BudgetLimits = { work: 'one item', time: HOUR, pages: 5_000, listBytes: 256 * MB };

/** One audit: half a day, so that a daily run ends before the next one starts. At 3 requests a second it reads 130,000 consumers. */
export const AUDIT_LIMITS: BudgetLimits = { work: 'one audit', time: 12 * HOUR, pages: 5_000, listBytes: 256 * MB };

/** A list in the editor: somebody is waiting, n8n offers no way to stop it, and a browser has to show the result. */
export const EDITOR_LIMITS: BudgetLimits = { work: 'a list in the editor', time: 30 * SECOND, pages: 50, listBytes: 16 * MB };

/**
 * Publishing or unpublishing a workflow: n8n offers no way to stop it either. The slowest single request (30 s of retries, then
 * 90 s for Apideck's own call to n8n) fits, and a minute is left for the others.
 */
export const ACTIVATION_LIMITS: BudgetLimits = { work: 'registering the webhook', time: 3 * MINUTE, pages: 100, listBytes: 32 * MB };

/** Largest decoded response, in bytes. Real responses are a few KB; a page of 200 consumers is about 200 KB. */
export const RESPONSE_LIMIT = 4 * MB;
/** Largest response whose size depends on how much a consumer has connected or done: 10,000 connections are about 30 MB. */
const LARGE_RESPONSE_LIMIT = 32 * MB;
/** Responses over 4 MB that one client reads at a time, so that 50 items at once cannot fill the memory with 32 MB each. */
export const LARGE_READS = 4;
/** One consumer, the connections of one consumer, and logs; `*` is any one segment. */
const LARGE_RESPONSES = ['vault/consumers/*', 'vault/connections', 'vault/logs'].map((path) => path.split('/'));

/** Most decoded bytes that a response to this call may have. */
export function responseLimit({ method, path }: { method: string; path: string[] }): number {
	const large =
		method === 'GET' &&
		LARGE_RESPONSES.some((known) => known.length === path.length && known.every((segment, index) => segment === '*' || segment === path[index]));
	return large ? LARGE_RESPONSE_LIMIT : RESPONSE_LIMIT;
}

/** Keeps count of what one piece of work has used. It starts when it is made. */
export class RequestBudget {
	/** Milliseconds that the work may take. */
	readonly time: number;

	/** Unix milliseconds after which no request is sent or waited for. */
	readonly deadline: number;

	private pages = 0;

	private records = 0;

	private listBytes = 0;

	/** @param atLeast milliseconds that the work may take even where the limits give less: retry settings can ask for more */
	constructor(
		readonly limits: BudgetLimits,
		atLeast = 0,
	) {
		this.time = Math.max(limits.time, atLeast);
		this.deadline = Date.now() + this.time;
	}

	get isUp(): boolean {
		return Date.now() >= this.deadline;
	}

	/** Counts a page that was read. Tells what there is too much of, if anything. */
	addPage(records: number, bytes: number): 'too_many_pages' | 'too_many_records' | 'too_many_bytes' | undefined {
		this.pages++;
		this.records += records;
		this.listBytes += bytes;
		if (this.pages > this.limits.pages) return 'too_many_pages';
		if (this.records > this.limits.pages * PAGE_SIZE) return 'too_many_records';
		return this.listBytes > this.limits.listBytes ? 'too_many_bytes' : undefined;
	}
}

/** A number of milliseconds as people say it. */
export function duration(ms: number): string {
	if (ms >= 2 * HOUR) return `${Math.round(ms / HOUR)} hours`;
	if (ms >= 2 * MINUTE) return `${Math.round(ms / MINUTE)} minutes`;
	return `${Math.round(ms / SECOND)} seconds`;
}

/** A number of bytes as people say it. */
export function megabytes(bytes: number): string {
	return `${Math.round(bytes / MB)} MB`;
}
