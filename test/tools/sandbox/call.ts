import axios, { type AxiosResponse } from 'axios';

import type { Sandbox } from '../../../tools/sandbox';

export interface CallOptions {
	/** Defaults to the credential's consumer. null sends no consumer header. */
	consumerId?: string | null;
	/** Merged over the credential's headers. undefined removes a header. */
	headers?: Record<string, string | undefined>;
	/** An object is sent as JSON, a string unchanged. */
	body?: unknown;
	timeout?: number;
}

/** Sends a request with the sandbox's credential. Resolves for any status, rejects without a complete response. */
export async function call(
	sandbox: Sandbox,
	method: string,
	path: string,
	options: CallOptions = {},
): Promise<AxiosResponse> {
	const { consumerId = sandbox.credentials.consumerId, headers, body, timeout = 5_000 } = options;
	return await axios.request({
		method,
		url: sandbox.url + path,
		headers: {
			authorization: `Bearer ${sandbox.credentials.apiKey}`,
			'x-apideck-app-id': sandbox.credentials.appId,
			'x-apideck-consumer-id': consumerId === null ? undefined : Buffer.from(consumerId, 'utf8').toString('latin1'),
			...(body !== undefined && { 'content-type': 'application/json' }),
			...headers,
		},
		data: typeof body === 'object' ? JSON.stringify(body) : body,
		// axios would convert text that is not JSON to a JSON string.
		transformRequest: [(data: unknown) => data],
		timeout,
		maxRedirects: 0,
		validateStatus: () => true,
	});
}
