import axios, { type AxiosResponse } from 'axios';

import type { Sandbox } from '../../sandbox';

export interface CallOptions {
	/** Default: the credential's consumer; null = no consumer header. */
	consumerId?: string | null;
	/** Merged over the credential's headers; undefined leaves one out. */
	headers?: Record<string, string | undefined>;
	/** An object is sent as JSON, a string as it is. */
	body?: unknown;
	timeout?: number;
}

/** One request with the sandbox's credential. Any status resolves; rejects when there is no whole answer. */
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
		// axios would turn a text that is not JSON into a JSON string.
		transformRequest: [(data: unknown) => data],
		timeout,
		maxRedirects: 0,
		validateStatus: () => true,
	});
}
