/** What the answer told the client about the fate of its request. */
export type Said =
	/** The whole answer of the server got through. */
	| 'done'
	/** An answer that says: not carried out. */
	| 'refused'
	/** Nothing, or nothing that can be relied on. */
	| 'unclear';

/** One request that reached the proxy. Times are Unix milliseconds with fractions. */
export interface LedgerEntry {
	/** Method, address, consumer and body: what tells one call of a run from another. */
	signature: string;
	method: string;
	url: string;
	/** 1 for the first request of this signature. */
	attempt: number;
	fault: string;
	at: number;
	/** When the answer was complete, or the client gone. */
	over?: number;
	/** The client closed the connection while it was owed an answer. */
	clientLeft: boolean;
	/** The sandbox answered it with a 2xx. */
	applied: boolean;
	/** Status of the sandbox's own answer. */
	upstreamStatus?: number;
	said: Said;
	/** The Authorization header was exactly the run's key. */
	rightKey: boolean;
}

/** One line of a run's story, for a person to read. */
export function describeEntry(entry: LedgerEntry, start: number): string {
	const { method, url, attempt, fault, at, over, applied, upstreamStatus, said, clientLeft } = entry;
	const time = (moment: number | undefined) => (moment === undefined ? 'open' : `${Math.round(moment - start)} ms`);
	const fate = upstreamStatus === undefined ? 'not forwarded' : `forwarded: ${upstreamStatus}${applied ? ', applied' : ''}`;
	return `${time(at)} to ${time(over)}  ${method} ${url} #${attempt}  [${fault}]  ${fate}; told: ${said}${clientLeft ? '; client left' : ''}`;
}
