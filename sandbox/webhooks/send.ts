import axios from 'axios';

/** What one call of an endpoint came to. */
export interface SendResult {
	/** 0 when there was no whole answer in time, as Apideck's event log has it. */
	status: number;
	/** The answer's body as it came. */
	body: string;
	/** Why there is no status. */
	error?: string;
}

/** Deliveries go nowhere else: the sandbox never sends anything off this machine. */
function isLoopback(url: string): boolean {
	if (!URL.canParse(url)) return false;
	const { hostname } = new URL(url);
	return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/**
 * One POST. The body goes out byte by byte as given; redirects are not followed and no proxy is used, so that a loopback
 * address stays one. Never rejects: what went wrong is in the result.
 */
export async function send(
	url: string,
	body: string | Buffer,
	headers: Record<string, string>,
	timeoutMs: number,
	signal?: AbortSignal,
): Promise<SendResult> {
	if (!isLoopback(url)) return { status: 0, body: '', error: 'The sandbox delivers to this machine only' };
	// axios' own timeout does not cover the time until the connection stands.
	const timeout = AbortSignal.timeout(timeoutMs);
	try {
		const { status, data } = await axios.post<string>(url, body, {
			headers,
			signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
			maxRedirects: 0,
			proxy: false,
			responseType: 'text',
			transformRequest: [(given: unknown) => given],
			transformResponse: [(text: unknown) => text],
			validateStatus: () => true,
		});
		return { status, body: data };
	} catch (error) {
		const reason = timeout.aborted ? `No answer within ${timeoutMs} ms` : (error as Error).message;
		return { status: 0, body: '', error: reason };
	}
}

/** Only these count as delivered. */
export const isDelivered = ({ status }: Pick<SendResult, 'status'>) => status >= 200 && status < 300;
