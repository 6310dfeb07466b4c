import type { IAdditionalCredentialOptions, IExecuteFunctions, IHookFunctions, IHttpRequestOptions, ILoadOptionsFunctions } from 'n8n-workflow';

import type { Answer } from './answer';
import type { VaultCall } from './call';
import { CREDENTIAL, type VaultCredential } from './credential';
import { networkCode } from './networkCode';
import { responseLimit } from './requestBudget';
import { BodyError, readBody } from './responseBody';
import type { Failure } from './retry';
import type { Slots } from './slots';
import { TimeLimit } from './timeLimit';

export type VaultContext = IExecuteFunctions | ILoadOptionsFunctions | IHookFunctions;

/** How one attempt ended. */
export type Outcome = ({ kind: 'answer'; bytes: number } & Answer) | Extract<Failure, { kind: 'network' }>;

/**
 * Sends one request once. The only place that does, and through n8n's own `httpRequestWithAuthentication`, so that the host's
 * proxy, TLS, SSRF guard and cancel signal apply.
 */
export class Sender {
	/** With it n8n neither reads nor decrypts the credential again for each request. */
	private readonly additionalOptions: IAdditionalCredentialOptions;

	/**
	 * @param signal fires when the user stops the execution
	 * @param largeReads for responses that are larger than an ordinary one
	 */
	constructor(
		private readonly context: VaultContext,
		credential: VaultCredential,
		private readonly signal: AbortSignal | undefined,
		private readonly largeReads: Slots,
	) {
		const { id, name } = context.getNode().credentials?.[CREDENTIAL] ?? {};
		this.additionalOptions = { credentialsDecrypted: { id: id ?? '', name: name ?? '', type: CREDENTIAL, data: credential.data } };
	}

	/**
	 * @param timeout in milliseconds, for everything up to the last byte of the response
	 * @returns a response of any status, or why there is none; never throws
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
			// As text: n8n leaves an empty object out, and what is sent is then exactly what was written here.
			body: call.body === undefined ? undefined : JSON.stringify(call.body),
			timeout,
			// Read here, so that its size can be limited while it is read.
			encoding: 'stream',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		};
		const limit = new TimeLimit(timeout, this.signal);
		// n8n puts the context's cancel signal in place of any that the options hold.
		const context = Object.create(this.context, { getExecutionCancelSignal: { value: () => limit.signal } }) as IExecuteFunctions;
		const sizeLimit = responseLimit(call);
		let statusCode: number | undefined;
		try {
			const response = (await this.context.helpers.httpRequestWithAuthentication.call(context, CREDENTIAL, options, this.additionalOptions)) as Answer;
			statusCode = response.statusCode;
			const { body, bytes } = await readBody(response.body, sizeLimit, this.largeReads, limit.signal);
			return { kind: 'answer', statusCode, headers: response.headers, body, bytes };
		} catch (error) {
			if (limit.isUp) return { kind: 'network', code: 'ETIMEDOUT' };
			if (error instanceof BodyError) return { kind: 'network', code: error.code, statusCode, sizeLimit };
			return { kind: 'network', code: networkCode(error) };
		} finally {
			limit.release();
		}
	}
}
