import type { IExecuteFunctions, IHttpRequestOptions, ILoadOptionsFunctions, INode } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { effectiveStatus, isObject, type Answer, type Meta } from './answer';
import { parseBaseUrl } from './baseUrl';
import { foreignAnswerError, requestError } from './errors';
import { Gate } from './gate';
import { KeyedLock } from './keyedLock';
import { networkCode } from './networkCode';
import { pathSegment } from './pathSegment';
import { pause } from './pause';
import { mayHaveBeenApplied, planRetry, type Failure, type RetryPlan, type RetryPolicy } from './retry';

/** One call of the Vault API. */
export interface VaultCall {
	method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
	/** Unencoded segments after the base URL, such as ['vault', 'connections', 'crm', 'hubspot']. */
	path: string[];
	/** Undefined values are left out. */
	query?: Record<string, string | number | boolean | undefined>;
	body?: object;
	/** Sent as `x-apideck-consumer-id`. */
	consumerId?: string;
	/** Whether sending it twice does no harm. Default: everything but POST. */
	repeatable?: boolean;
	/** A 404 after an attempt whose answer was lost means that this attempt did it. For DELETE. */
	goneIsDone?: boolean;
	/** Values of the body that must never appear in an error. */
	secrets?: string[];
}

/** Retry settings and the time-out of one attempt, all in milliseconds. */
export interface RequestSettings extends RetryPolicy {
	timeout: number;
}

export interface VaultAnswer<T> {
	data: T;
	meta?: Meta;
	/** Times the request was sent. */
	attempts: number;
}

/** What a run did beyond its output: shown in one hint. */
export interface RunStatistics {
	requests: number;
	retries: number;
	rateLimited: number;
	waitedMs: number;
}

type Context = IExecuteFunctions | ILoadOptionsFunctions;

const CREDENTIAL = 'apideckApi';

/**
 * The Vault API for one run of the node: one gate, one lock, one set of statistics. The only place that sends a request.
 * Through n8n's own `httpRequestWithAuthentication`, so that the host's proxy, TLS, SSRF guard and cancel signal apply.
 */
export class VaultClient {
	readonly statistics: RunStatistics = { requests: 0, retries: 0, rateLimited: 0, waitedMs: 0 };

	private readonly gate = new Gate();

	private readonly lock = new KeyedLock();

	private constructor(
		private readonly context: Context,
		private readonly node: INode,
		private readonly baseUrl: string,
		private readonly apiKey: string,
		/** Consumer of the credential, used when a node names none. */
		readonly defaultConsumerId: string,
		/** Fires when the user stops the execution. Absent where n8n offers none (the editor's lists). */
		readonly signal: AbortSignal | undefined,
	) {}

	/** @throws NodeOperationError when the credential's base URL cannot be used. */
	static async open(context: Context): Promise<VaultClient> {
		const credentials = await context.getCredentials(CREDENTIAL);
		const node = context.getNode();
		let base;
		try {
			base = parseBaseUrl(credentials.baseUrl);
		} catch (error) {
			throw credentialError(node, error);
		}
		const signal = 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
		return new VaultClient(
			context,
			node,
			base.href,
			String(credentials.apiKey ?? '').trim(),
			String(credentials.consumerId ?? '').trim(),
			signal,
		);
	}

	/**
	 * Sends one call, again when that is safe and useful, and returns the envelope's `data`.
	 * Calls that change the same connection or consumer wait for each other, so that items keep their order.
	 * @throws NodeApiError with `context.vault` (VaultErrorContext); never with the request in it.
	 */
	async request<T>(call: VaultCall, settings: RequestSettings): Promise<VaultAnswer<T>> {
		if (call.method === 'GET') return await this.send<T>(call, settings);
		const target = `${call.consumerId ?? ''} ${call.path.slice(0, 4).join(' ')}`;
		return await this.lock.run(target, async () => await this.send<T>(call, settings));
	}

	private async send<T>(call: VaultCall, settings: RequestSettings): Promise<VaultAnswer<T>> {
		const url = `${this.baseUrl}/${call.path.map(pathSegment).join('/')}${queryString(call.query)}`;
		const start = Date.now();
		let appliedBefore = false;
		for (let attempt = 1; ; attempt++) {
			await this.gate.pass(this.signal);
			if (this.signal?.aborted) throw cancelled(this.node);
			const outcome = await this.attempt(url, call, settings.timeout);
			if (this.signal?.aborted) throw cancelled(this.node);
			const changes = call.method !== 'GET';
			const attempted = (plan: Extract<RetryPlan, { retry: false }>, applied: boolean) => ({
				node: this.node,
				attempts: attempt,
				timeout: settings.timeout,
				plan,
				changes,
				mayHaveBeenApplied: applied || appliedBefore,
				secrets: [this.apiKey, ...(call.secrets ?? [])],
			});

			if (outcome.kind === 'answer' && isSuccess(outcome)) {
				if (!isEnvelope(outcome)) throw foreignAnswerError(outcome, attempted({ retry: false, why: 'final' }, true));
				const body = outcome.body as { data?: T; meta?: Meta } | '';
				return body === ''
					? { data: {} as T, attempts: attempt }
					: { data: body.data as T, meta: body.meta, attempts: attempt };
			}
			if (outcome.kind === 'answer' && outcome.statusCode >= 300 && outcome.statusCode < 400) {
				throw foreignAnswerError(outcome, attempted({ retry: false, why: 'final' }, false));
			}

			const failure: Failure =
				outcome.kind === 'answer' ? { ...outcome, statusCode: effectiveStatus(outcome) } : outcome;
			const plan = planRetry(
				failure,
				{ repeatable: call.repeatable ?? call.method !== 'POST', retriesDone: attempt - 1, elapsed: Date.now() - start },
				settings,
				Date.now(),
				Math.random,
			);
			const applied = mayHaveBeenApplied(failure);
			if (call.goneIsDone && appliedBefore && failure.kind === 'answer' && failure.statusCode === 404) {
				return { data: {} as T, attempts: attempt };
			}
			if (!plan.retry) throw requestError(failure, attempted(plan, applied));

			appliedBefore ||= applied;
			this.statistics.retries++;
			this.statistics.waitedMs += plan.delay;
			if (plan.slowDown) {
				this.statistics.rateLimited++;
				this.gate.slowDown(plan.delay);
			}
			await pause(plan.delay, this.signal);
		}
	}

	private async attempt(
		url: string,
		call: VaultCall,
		timeout: number,
	): Promise<({ kind: 'answer' } & Answer) | { kind: 'network'; code: string }> {
		this.statistics.requests++;
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
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		};
		try {
			const answer = (await this.context.helpers.httpRequestWithAuthentication.call(
				this.context,
				CREDENTIAL,
				options,
			)) as Answer;
			return { kind: 'answer', statusCode: answer.statusCode, headers: answer.headers, body: answer.body };
		} catch (error) {
			return { kind: 'network', code: networkCode(error) };
		}
	}
}

function isSuccess(answer: Answer): boolean {
	const status = effectiveStatus(answer);
	return status >= 200 && status < 300;
}

/** An object with `data`, or nothing at all (204). */
function isEnvelope({ statusCode, body }: Answer): boolean {
	if (body === '' || body === undefined || body === null) return statusCode === 204;
	return isObject(body) && body.data !== undefined && body.data !== null;
}

function queryString(query: VaultCall['query']): string {
	const pairs = Object.entries(query ?? {}).flatMap(([key, value]) =>
		value === undefined ? [] : [`${encodeURIComponent(key)}=${encodeURIComponent(value)}`],
	);
	return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function credentialError(node: INode, error: unknown): NodeOperationError {
	return new NodeOperationError(node, error instanceof Error ? error.message : 'The credential cannot be used', {
		description: "Open the node's Apideck credential and correct 'Base URL'. No request was sent.",
	});
}

function cancelled(node: INode): NodeOperationError {
	return new NodeOperationError(node, 'The execution was cancelled', { level: 'info' });
}
