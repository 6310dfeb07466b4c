import type { IAdditionalCredentialOptions, IExecuteFunctions, IHookFunctions, IHttpRequestOptions, ILoadOptionsFunctions } from 'n8n-workflow';

import type { VaultCall } from './call';
import { Semaphore } from './concurrency';
import { CREDENTIAL, type VaultCredential } from './credential';
import { networkCode } from './errors';
import { RequestTimeout, responseLimit } from './requestBudget';
import type { HttpResponse } from './response';
import { BodyError, readBody } from './responseBody';
import type { Failure } from './retry';

export type VaultContext = IExecuteFunctions | ILoadOptionsFunctions | IHookFunctions;

/** How one attempt ended. */
export type Outcome = ({ kind: 'response'; bytes: number } & HttpResponse) | Extract<Failure, { kind: 'network' }>;

/**
 * Sends one request once. All requests are sent here, through n8n's own `httpRequestWithAuthentication`, so that the host's proxy,
 * TLS, SSRF protection and cancel signal apply.
 */
export class Sender {
	/** Passes the credential, so that n8n does not read and decrypt it again for each request. */
	private readonly additionalOptions: IAdditionalCredentialOptions;

	/**
	 * @param signal fires when the user stops the execution
	 * @param largeReads limits how many large responses are read at a time
	 */
	constructor(
		private readonly context: VaultContext,
		credential: VaultCredential,
		private readonly signal: AbortSignal | undefined,
		private readonly largeReads: Semaphore,
	) {
		const { id, name } = context.getNode().credentials?.[CREDENTIAL] ?? {};
		this.additionalOptions = { credentialsDecrypted: { id: id ?? '', name: name ?? '', type: CREDENTIAL, data: credential.data } };
	}

	/**
	 * @param timeout in milliseconds, for everything up to the last byte of the response
	 * @returns a response of any status, or the reason why there is none; never throws
	 */
	async send(url: string, call: VaultCall, timeout: number): Promise<Outcome> {
		const options: IHttpRequestOptions = {
			method: call.method,
			url,
			headers: {
				Accept: 'application/json',
				...(call.consumerId === undefined ? {} : { 'x-apideck-consumer-id': call.consumerId }),
				...(call.body === undefined ? {} : { 'Content-Type': 'application/json' }),
			},
			// Serialized here, because n8n omits an empty object. The body is sent exactly as written here.
			body: call.body === undefined ? undefined : JSON.stringify(call.body),
			timeout,
			// A stream, so that the size can be limited while reading.
			encoding: 'stream',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		};
		const limit = new RequestTimeout(timeout, this.signal);
		// n8n replaces any signal in the options with the context's cancel signal.
		const context = Object.create(this.context, { getExecutionCancelSignal: { value: () => limit.signal } }) as IExecuteFunctions;
		const sizeLimit = responseLimit(call);
		let statusCode: number | undefined;
		try {
			const response = (await this.context.helpers.httpRequestWithAuthentication.call(context, CREDENTIAL, options, this.additionalOptions)) as HttpResponse;
			statusCode = response.statusCode;
			const { body, bytes } = await readBody(response.body, sizeLimit, this.largeReads, limit.signal);
			return { kind: 'response', statusCode, headers: response.headers, body, bytes };
		} catch (error) {
			if (limit.expired) return { kind: 'network', code: 'ETIMEDOUT' };
			if (error instanceof BodyError) return { kind: 'network', code: error.code, statusCode, sizeLimit };
			return { kind: 'network', code: networkCode(error) };
		} finally {
			limit.release();
		}
	}
}
