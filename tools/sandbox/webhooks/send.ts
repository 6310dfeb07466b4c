import axios from 'axios';

/** The result of one call of an endpoint. */
export interface SendResult {
	/** 0 without a complete response in time, as in Apideck's event log. */
	status: number;
	/** The body of the response. */
	body: string;
	/** The error when there is no status. */
	error?: string;
}

/** The sandbox only delivers to this machine. */
function isLoopback(url: string): boolean {
	if (!URL.canParse(url)) return false;
	const { hostname } = new URL(url);
	return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/**
 * One POST. The body goes out byte by byte as given; redirects are not followed and no proxy is used, so that a loopback
 * address stays one. Never rejects, because the result contains the error.
 */
export async function send(
	url: string,
	body: string | Buffer,
	headers: Record<string, string>,
	timeoutMs: number,
	signal?: AbortSignal,
): Promise<SendResult> {
	if (!isLoopback(url)) return { status: 0, body: '', error: 'The sandbox delivers to this machine only' };
	// axios' timeout does not cover the connection setup.
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
		const reason = timeout.aborted ? `No response within ${timeoutMs} ms` : (error as Error).message;
		return { status: 0, body: '', error: reason };
	}
}

/** Only these statuses count as delivered. */
export const isDelivered = ({ status }: Pick<SendResult, 'status'>) => status >= 200 && status < 300;
