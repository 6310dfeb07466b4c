import type { IExecuteFunctions, IHookFunctions, IHttpRequestOptions, ILoadOptionsFunctions, INode, NodeApiError } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { effectiveStatus, isObject, type Answer, type Meta } from './answer';
import { parseBaseUrl } from './baseUrl';
import { endlessListError, foreignAnswerError, requestError } from './errors';
import { Gate } from './gate';
import { KeyedLock } from './keyedLock';
import { networkCode } from './networkCode';
import { pathSegment } from './pathSegment';
import { pause } from './pause';
import { mayHaveBeenApplied, planRetry, type Failure, type RetryPlan, type RetryPolicy } from './retry';
import { TimeLimit } from './timeLimit';

type QueryValue = string | number | boolean;

/** One call of the Vault API. */
export interface VaultCall {
	method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
	/** Unencoded segments after the base URL, such as ['vault', 'connections', 'crm', 'hubspot']. */
	path: string[];
	/** Undefined values are left out; a list repeats its key. Filters are keys like `filter[status_codes]` (`deepObject`). */
	query?: Record<string, QueryValue | QueryValue[] | undefined>;
	body?: object;
	/** Sent as `x-apideck-consumer-id`. */
	consumerId?: string;
	/** Whether the answer's data is a list. */
	list?: boolean;
	/** Whether sending it twice does no harm. Default: everything but POST. */
	repeatable?: boolean;
	/** A 404 after an attempt whose answer was lost means that this attempt did it. For DELETE. */
	goneIsDone?: boolean;
	/** What it changes, where the path does not tell: calls that change the same wait for each other. */
	changes?: string;
	/** Values of the body that must never appear in an error. */
	secrets?: string[];
}

/** Retry settings and the time-out of one attempt, all in milliseconds. */
export interface RequestSettings extends RetryPolicy {
	timeout: number;
}

export interface VaultAnswer<T> {
	data: T;
	meta?: Meta | undefined;
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

type Context = IExecuteFunctions | ILoadOptionsFunctions | IHookFunctions;

const CREDENTIAL = 'apideckApi';

/**
 * The Vault API for one run of the node: one gate, one lock, one set of statistics. The only place that sends a request.
 * Through n8n's own `httpRequestWithAuthentication`, so that the host's proxy, TLS, SSRF guard and cancel signal apply.
 */
export class VaultClient {
	readonly statistics: RunStatistics = { requests: 0, retries: 0, rateLimited: 0, waitedMs: 0 };

	private readonly gate = new Gate();

	private readonly lock = new KeyedLock();

	private readonly stopping = new AbortController();

	/** Fires for what was not sent yet: when the user stops the execution, and when this client is stopped. */
	private readonly halt: AbortSignal;

	private constructor(
		private readonly context: Context,
		private readonly node: INode,
		private readonly baseUrl: string,
		/** Whether the base URL is this machine itself, as a sandbox's is. */
		readonly isLocal: boolean,
		private readonly apiKey: string,
		/** Consumer of the credential, used when a node names none. */
		readonly defaultConsumerId: string,
		/** Fires when the user stops the execution. Absent where n8n offers none (the editor's lists). */
		readonly signal: AbortSignal | undefined,
	) {
		this.halt = signal ? AbortSignal.any([signal, this.stopping.signal]) : this.stopping.signal;
	}

	/** @throws NodeOperationError when the credential's base URL cannot be used. */
	static async open(context: Context): Promise<VaultClient> {
		const credentials = await context.getCredentials(CREDENTIAL);
		const node = context.getNode();
		let base;
		try {
			base = parseBaseUrl(credentials['baseUrl']);
		} catch (error) {
			throw credentialError(node, error);
		}
		const signal = 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
		return new VaultClient(
			context,
			node,
			base.href,
			base.loopback,
			// As the credential sends it: only then is it found in an answer that repeats it.
			String(credentials['apiKey'] ?? '').trim().replace(/^Bearer\s+/i, ''),
			String(credentials['consumerId'] ?? '').trim(),
			signal,
		);
	}

	/** The error of a list that `pages` cannot read to its end. */
	endlessList(): NodeApiError {
		return endlessListError(this.node);
	}

	/** From now on only requests that were sent before are sent again; others fail with `isNotSent`. */
	stop(): void {
		this.stopping.abort();
	}

	/**
	 * Sends one call, again when that is safe and useful, and returns the envelope's `data`.
	 * Calls that change the same connection or consumer wait for each other, so that items keep their order.
	 * @throws NodeApiError with `context.vault` (VaultErrorContext); never with the request in it.
	 */
	async request<T>(call: VaultCall, settings: RequestSettings): Promise<VaultAnswer<T>> {
		if (call.method === 'GET') return await this.send<T>(call, settings);
		const target = `${call.consumerId ?? ''} ${call.path.slice(0, 4).join(' ')} ${call.changes ?? ''}`;
		return await this.lock.run(target, async () => await this.send<T>(call, settings));
	}

	private async send<T>(call: VaultCall, settings: RequestSettings): Promise<VaultAnswer<T>> {
		const url = `${this.baseUrl}/${call.path.map(pathSegment).join('/')}${queryString(call.query)}`;
		let start = 0;
		let appliedBefore = false;
		let tooLate: (() => NodeApiError) | undefined;
		for (let attempt = 1; ; attempt++) {
			const inTime = await (tooLate ? this.gate.pass(this.signal, start + settings.maxElapsedTime) : this.gate.pass(this.halt));
			if (this.signal?.aborted) throw cancelled(this.node);
			if (attempt === 1 && this.halt.aborted) throw notSent(this.node);
			if (tooLate && !inTime) throw tooLate();
			// From the first attempt: what the gate held back before it was no attempt.
			if (attempt === 1) start = Date.now();
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
				if (!isEnvelope(outcome, call)) throw foreignAnswerError(outcome, attempted({ retry: false, why: 'final' }, true));
				const body = (outcome.body || {}) as { data?: T; meta?: Meta };
				return { data: body.data ?? ({} as T), meta: body.meta, attempts: attempt };
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
			if (!plan.retry) {
				// Not sent again, and still a reason for the others to be slower.
				if (failure.kind === 'answer' && failure.statusCode === 429) this.gate.slowDown(shortWait(plan, settings), attempt > 1);
				throw requestError(failure, attempted(plan, applied));
			}

			appliedBefore ||= applied;
			this.statistics.retries++;
			this.statistics.waitedMs += plan.delay;
			if (plan.slowDown) {
				this.statistics.rateLimited++;
				this.gate.slowDown(plan.delay, attempt > 1);
			}
			// The gate can hold a retry back for longer than it was planned for.
			tooLate = () => {
				this.statistics.retries--;
				if (plan.slowDown) this.statistics.rateLimited--;
				return requestError(failure, attempted({ retry: false, why: 'time-used-up' }, applied));
			};
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
		const limit = new TimeLimit(timeout, this.signal);
		// n8n puts the context's cancel signal in place of any that the options hold.
		const context = Object.create(this.context, { getExecutionCancelSignal: { value: () => limit.signal } }) as IExecuteFunctions;
		try {
			const answer = (await this.context.helpers.httpRequestWithAuthentication.call(context, CREDENTIAL, options)) as Answer;
			return { kind: 'answer', statusCode: answer.statusCode, headers: answer.headers, body: answer.body };
		} catch (error) {
			return { kind: 'network', code: limit.isUp ? 'ETIMEDOUT' : networkCode(error) };
		} finally {
			limit.release();
		}
	}
}

/** What the server asked for, unless it is so long that an item would not wait for it either. */
function shortWait(plan: Extract<RetryPlan, { retry: false }>, { maxInterval }: RequestSettings): number {
	const asked = plan.askedToWait ?? 0;
	return asked <= maxInterval ? asked : 0;
}

function isSuccess(answer: Answer): boolean {
	const status = effectiveStatus(answer);
	return status >= 200 && status < 300;
}

/** An object with `data` of the expected kind, a list with nothing but objects in it; after a delete also nothing at all. */
function isEnvelope({ body }: Answer, { method, list }: VaultCall): boolean {
	if (method === 'DELETE') {
		return body === '' || body === undefined || body === null || (isObject(body) && ('data' in body || 'status_code' in body));
	}
	if (!isObject(body)) return false;
	const { data } = body;
	return list === true ? Array.isArray(data) && data.every(isObject) : isObject(data);
}

function queryString(query: VaultCall['query']): string {
	const pairs = Object.entries(query ?? {}).flatMap(([key, value]) =>
		[value ?? []].flat().map((one) => `${encodeURIComponent(key)}=${encodeURIComponent(one)}`),
	);
	return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function credentialError(node: INode, error: unknown): NodeOperationError {
	return new NodeOperationError(node, (error as Error).message, {
		description: "Open the node's Apideck credential and correct 'Base URL'. No request was sent.",
	});
}

/** The error of a run that the user stopped. n8n tells it from a failed run by this spelling of "canceled" in the message. */
export function cancelled(node: INode): NodeOperationError {
	return new NodeOperationError(node, 'The execution was canceled', { level: 'info' });
}

function notSent(node: INode): NodeOperationError {
	const error = new NodeOperationError(node, 'Not sent, because another item failed', { level: 'info' });
	error.context['notSent'] = true;
	return error;
}

/** Whether an error only says that the run was stopped before a request went out. */
export function isNotSent(error: unknown): boolean {
	return error instanceof NodeOperationError && error.context['notSent'] === true;
}
