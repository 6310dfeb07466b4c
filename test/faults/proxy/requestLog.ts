/** What the response told the client about the outcome of its request. */
export type ReportedOutcome =
	/** The complete response of the server was delivered. */
	| 'done'
	/** A response that says that the request was not applied. */
	| 'rejected'
	/** Nothing, or nothing that can be relied on. */
	| 'unclear';

/** One request that reached the proxy. Times are Unix milliseconds with fractions. */
export interface ProxiedRequest {
	/** Method, URL, consumer and body, which identify a call within a run. */
	signature: string;
	method: string;
	url: string;
	/** 1 for the first request of this signature. */
	attempt: number;
	fault: string;
	receivedAt: number;
	/** When the response was complete or the client left. */
	endedAt?: number;
	/** The client closed the connection before the response was complete. */
	clientLeft: boolean;
	/** The sandbox responded with a 2xx. */
	applied: boolean;
	/** Status of the sandbox's response. */
	upstreamStatus?: number;
	reportedOutcome: ReportedOutcome;
	/** The Authorization header contained exactly the run's key. */
	hasRightKey: boolean;
}

/** A readable line about one request. */
export function describeEntry(entry: ProxiedRequest, start: number): string {
	const { method, url, attempt, fault, receivedAt, endedAt, applied, upstreamStatus, reportedOutcome, clientLeft } = entry;
	const time = (moment: number | undefined) => (moment === undefined ? 'open' : `${Math.round(moment - start)} ms`);
	const outcome = upstreamStatus === undefined ? 'not forwarded' : `forwarded: ${upstreamStatus}${applied ? ', applied' : ''}`;
	return `${time(receivedAt)} to ${time(endedAt)}  ${method} ${url} #${attempt}  [${fault}]  ${outcome}; reported: ${reportedOutcome}${clientLeft ? '; client left' : ''}`;
}
