/** A fault to inject into a request. */
export type Fault =
	/** Waits (milliseconds), then responds normally. */
	| { latencyMs: number }
	/**
	 * Sends this response without applying the request. `body` is sent unchanged if it is a string, and as JSON if it is an object. Defaults to
	 * Apideck's error envelope.
	 */
	| { status: number; headers?: Record<string, string>; body?: unknown; contentType?: string; latencyMs?: number }
	/** An unexpected body, by default with status 200. */
	| { body: unknown; contentType?: string; status?: number; headers?: Record<string, string> }
	/** Destroys the connection before the request is applied, or after it was applied but before the response. */
	| { reset: 'before' | 'after' }
	/** Applies the request and sends the first half of the response with the full content-length, then closes the connection. */
	| { truncate: true }
	/** 302 to this address; the request is not applied. */
	| { redirect: string }
	/** Never responds. The request is not applied. */
	| { hang: true };

export interface FaultMatch {
	/** Upper case, for example 'PATCH'; any when left out. */
	method?: string;
	/** On the raw path as sent, without the query: a prefix, a glob when it contains `*` (whole path; `*` stops at `/`, `**` does not), or a RegExp. */
	path?: string | RegExp;
	/** The consumer header, or the consumer in the path of /vault/consumers/{id}. */
	consumerId?: string;
}

export interface FaultRule {
	match?: FaultMatch;
	/** The number of matching requests it affects. Default 1, Infinity for all. */
	times?: number;
	/** The number of matching requests to skip first. Default 0. */
	after?: number;
	fault: Fault;
}

export interface FaultEntry extends FaultRule {
	id: number;
	/** The number of matching requests so far, including skipped ones. */
	seen: number;
	/** The number of affected requests so far. */
	hits: number;
}

export interface FaultTarget {
	method: string;
	path: string;
	consumerId?: string;
}

const escaped = (text: string) => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');

/** `*` is anything but a slash, `**` anything. */
function globToRegExp(glob: string): RegExp {
	const pattern = escaped(glob).replace(/\*\*|\*/g, (stars) => (stars === '**' ? '.*' : '[^/]*'));
	return new RegExp(`^${pattern}$`);
}

function pathTest(path: FaultMatch['path']): (candidate: string) => boolean {
	if (path === undefined) return () => true;
	if (path instanceof RegExp) return (candidate) => candidate.search(path) !== -1;
	if (!path.includes('*')) return (candidate) => candidate.startsWith(path);
	const pattern = globToRegExp(path);
	return (candidate) => pattern.test(candidate);
}

/** Faults in the order in which they were added. The first active match affects the request. */
export class Faults {
	private entries: Array<FaultEntry & { test: (path: string) => boolean }> = [];

	private nextId = 1;

	/** Returns an id for `remove`. */
	add(rule: FaultRule): number {
		const id = this.nextId++;
		this.entries.push({ ...rule, id, seen: 0, hits: 0, test: pathTest(rule.match?.path) });
		return id;
	}

	/** Returns false when there is no such fault. */
	remove(id: number): boolean {
		const before = this.entries.length;
		this.entries = this.entries.filter((entry) => entry.id !== id);
		return this.entries.length < before;
	}

	clear(): void {
		this.entries = [];
	}

	list(): FaultEntry[] {
		return this.entries.map(({ id, match, times, after, fault, seen, hits }) => ({
			id,
			match,
			times,
			after,
			fault,
			seen,
			hits,
		}));
	}

	/** Returns the fault for this request and counts it. Later rules do not count a request that an earlier rule affects. */
	next(target: FaultTarget): Fault | undefined {
		for (const entry of this.entries) {
			const { method, consumerId } = entry.match ?? {};
			if (method !== undefined && method.toUpperCase() !== target.method) continue;
			if (consumerId !== undefined && consumerId !== target.consumerId) continue;
			if (!entry.test(target.path)) continue;
			entry.seen++;
			if (entry.seen <= (entry.after ?? 0) || entry.hits >= (entry.times ?? 1)) continue;
			entry.hits++;
			return entry.fault;
		}
		return undefined;
	}
}
