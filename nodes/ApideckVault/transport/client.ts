import type { INode, NodeApiError } from 'n8n-workflow';

import { short } from '../api/text';
import { SecretMask } from '../secrets/mask';
import { namedSecretsOf } from '../secrets/redact';
import { effectiveStatus, isObject, type HttpResponse, type Meta } from './response';
import { callUrl, type RequestSettings, type RunStatistics, type ApiResponse, type VaultCall } from './call';
import { CREDENTIAL, type VaultCredential } from './credential';
import { unexpectedResponseError, listError, redirectError, requestError, timeBudgetError } from './errors';
import type { RateLimiter } from './rateLimiter';
import { type KeyedMutex, mutexKey, type Semaphore } from './concurrency';
import { canceledError, notSentError, delay } from './cancel';
import { explainRefusal, provesNotFound } from './refusal';
import type { ListProblem, RefusedBy } from './errorCatalog';
import type { RequestBudget } from './requestBudget';
import { findResponseProblem, isSuccess } from './responseCheck';
import { isSharedRateLimit, mayHaveBeenApplied, planRetry, type Failure, type RetryPlan } from './retry';
import { Sender, type VaultContext } from './sender';

/** What all clients of a run share. */
export interface VaultRun {
	context: VaultContext;
	node: INode;
	/** Fires when the user stops the execution. Absent where n8n offers none (the editor's lists). */
	signal: AbortSignal | undefined;
	/** Fires for requests that were not sent yet: when the user stops the execution, and when the run stops itself. */
	sendSignal: AbortSignal;
	statistics: RunStatistics;
}

/** What all clients with the same base URL, app ID and key share. */
export interface VaultAccount {
	rateLimiter: RateLimiter;
	mutex: KeyedMutex;
	/** Limits how many large responses are read at a time. */
	largeReads: Semaphore;
}

/** Maximum number of characters of the credential's name in an error. */
const MAX_CREDENTIAL_NAME = 60;

/**
 * Vault API client of one item, created by VaultSession. Retries a call until it succeeds, fails permanently, or reaches its time
 * limit.
 */
export class VaultClient {
	readonly statistics: RunStatistics;

	/** Whether the base URL is this machine itself, as a sandbox's is. */
	readonly isLocal: boolean;

	/** Consumer of the credential, used when the node does not specify one. */
	readonly defaultConsumerId: string;

	/** How an error refers to the default consumer. */
	readonly defaultConsumer: string;

	/** Short hash of base URL and app ID, for state that must not mix two applications. */
	readonly application: string;

	/** Fires when the user stops the execution. Absent where n8n offers none (the editor's lists). */
	readonly signal: AbortSignal | undefined;

	private readonly node: INode;

	private readonly sendSignal: AbortSignal;

	private readonly rateLimiter: RateLimiter;

	private readonly mutex: KeyedMutex;

	private readonly sender: Sender;

	private readonly baseUrl: string;

	private readonly apiKey: string;

	/** Removes the API key from every response: a gateway can repeat it, and later code must not show or store it. */
	private readonly keyMask: SecretMask;

	constructor(run: VaultRun, account: VaultAccount, credential: VaultCredential) {
		({ node: this.node, signal: this.signal, sendSignal: this.sendSignal, statistics: this.statistics } = run);
		({ rateLimiter: this.rateLimiter, mutex: this.mutex } = account);
		({ baseUrl: this.baseUrl, isLocal: this.isLocal, apiKey: this.apiKey, defaultConsumerId: this.defaultConsumerId, application: this.application } = credential);
		this.defaultConsumer = `the default consumer of the credential '${short(run.node.credentials?.[CREDENTIAL]?.name ?? '', MAX_CREDENTIAL_NAME)}'`;
		this.keyMask = new SecretMask([this.apiKey]);
		this.sender = new Sender(run.context, credential, run.signal, account.largeReads);
	}

	/** The error of a list that `paginate` cannot read to its end. */
	paginationError(problem: ListProblem, budget?: RequestBudget): NodeApiError {
		return listError(this.node, problem, budget?.limits);
	}

	/**
	 * Sends one call, retries it when that is safe and useful, and returns the envelope's `data`.
	 * Calls with the same `mutexKey` run one at a time.
	 * @throws NodeApiError with `context.vault` (VaultErrorContext). It never contains the request.
	 */
	async request<T>(call: VaultCall, settings: RequestSettings): Promise<ApiResponse<T>> {
		const key = mutexKey(call);
		const send = async () => await this.send<T>(call, settings);
		return key === undefined ? await send() : await this.mutex.run(key, send);
	}

	private async send<T>(call: VaultCall, settings: RequestSettings): Promise<ApiResponse<T>> {
		const url = callUrl(this.baseUrl, call);
		const budgetEnd = settings.budget?.deadline ?? Infinity;
		const budgetError = (attempts: number, applied: boolean) =>
			timeBudgetError(this.node, settings.budget, attempts, call.method !== 'GET' && applied);
		let start = 0;
		let mayBeAppliedBefore = false;
		let retryDeadlineError: (() => NodeApiError) | undefined;
		for (let attempt = 1; ; attempt++) {
			const deadline = Math.min(budgetEnd, retryDeadlineError ? start + settings.maxElapsedTime : Infinity);
			const beforeDeadline = await this.rateLimiter.acquire(retryDeadlineError ? this.signal : this.sendSignal, deadline);
			if (this.signal?.aborted) throw canceledError(this.node);
			if (attempt === 1 && this.sendSignal.aborted) throw notSentError(this.node);
			if (!beforeDeadline || settings.budget?.expired) throw retryDeadlineError?.() ?? budgetError(attempt - 1, false);
			// Elapsed time starts with the first attempt. Time spent in the rate limiter before it does not count.
			if (attempt === 1) start = Date.now();
			this.statistics.requests++;
			const outcome = await this.sender.send(url, call, Math.min(settings.timeout, Math.max(1, budgetEnd - Date.now())));
			if (this.signal?.aborted) throw canceledError(this.node);
			if (outcome.kind === 'network' && outcome.code === 'ETIMEDOUT' && settings.budget?.expired) throw budgetError(attempt, true);
			const isChange = call.method !== 'GET';
			const attemptInfo = (plan: Extract<RetryPlan, { retry: false }>, applied: boolean) => ({
				node: this.node,
				attempts: attempt,
				timeout: settings.timeout,
				plan,
				isChange,
				mayHaveBeenApplied: applied || mayBeAppliedBefore,
				secrets: [this.apiKey, ...(call.secrets ?? []), ...namedSecretsOf(call.body ?? {})],
			});

			if (outcome.kind === 'response' && isSuccess(outcome)) {
				const problem = findResponseProblem(outcome, call);
				if (problem) throw unexpectedResponseError(outcome, problem, attemptInfo({ retry: false, why: 'final' }, true));
				const body = (outcome.body || {}) as { data?: T; meta?: Meta };
				const { data, unusable } = keepRecords(call, body.data ?? ({} as T));
				return { data: this.keyMask.value(data), unusable, meta: body.meta, bytes: outcome.bytes, attempts: attempt };
			}
			if (outcome.kind === 'response' && outcome.statusCode >= 300 && outcome.statusCode < 400) {
				throw redirectError(outcome, attemptInfo({ retry: false, why: 'final' }, false));
			}

			const failure: Failure =
				outcome.kind === 'response' ? { ...outcome, statusCode: effectiveStatus(outcome), refusedBy: refusedBy(outcome, call) } : outcome;
			const plan = planRetry(
				failure,
				{ idempotent: call.idempotent ?? call.method !== 'POST', retriesDone: attempt - 1, elapsed: Date.now() - start },
				{ ...settings, maxElapsedTime: Math.min(settings.maxElapsedTime, budgetEnd - start) },
				Date.now(),
				Math.random,
			);
			const rateLimited = failure.kind === 'response' && failure.statusCode === 429;
			const isShared429 = rateLimited && isSharedRateLimit(failure, call.path);
			const mayBeApplied = mayHaveBeenApplied(failure);
			if (call.notFoundAfterRetryIsSuccess && mayBeAppliedBefore && failure.kind === 'response' && provesNotFound(failure)) {
				return { data: {} as T, unusable: 0, bytes: 0, attempts: attempt };
			}
			if (!plan.retry) {
				// This call is not retried, but other calls must slow down.
				if (isShared429) this.rateLimiter.onRateLimited(sharedPause(plan, settings), attempt > 1);
				throw requestError(failure, call, attemptInfo(plan, mayBeApplied));
			}

			mayBeAppliedBefore ||= mayBeApplied;
			this.statistics.retries++;
			this.statistics.waitedMs += plan.delay;
			if (rateLimited) this.statistics.rateLimited++;
			if (isShared429) this.rateLimiter.onRateLimited(plan.delay, attempt > 1);
			// The rate limiter can delay a retry beyond its deadline.
			retryDeadlineError = () => {
				this.statistics.retries--;
				if (rateLimited) this.statistics.rateLimited--;
				return requestError(failure, call, attemptInfo({ retry: false, why: 'time-used-up' }, mayBeApplied));
			};
			await delay(plan.delay, this.signal);
		}
	}

}

/** Drops list entries that are not records: one of them must not make the whole list unreadable. */
function keepRecords<T>({ list }: VaultCall, data: T): { data: T; unusable: number } {
	if (list !== true || !Array.isArray(data)) return { data, unusable: 0 };
	const records = (data as unknown[]).filter(isObject);
	return records.length === data.length ? { data, unusable: 0 } : { data: records as T, unusable: data.length - records.length };
}

/** The delay that the server requested, unless it is longer than a retry would wait. */
function sharedPause(plan: Extract<RetryPlan, { retry: false }>, { maxInterval }: RequestSettings): number {
	const requestedDelay = plan.requestedDelay ?? 0;
	return requestedDelay <= maxInterval ? requestedDelay : 0;
}

/** Only a call that names a service can reach that service's rate limit. For other calls the limit is Apideck's, whatever its type. */
function refusedBy(response: HttpResponse, { path }: VaultCall): RefusedBy {
	const refusedBy = explainRefusal(response).refusedBy;
	return refusedBy === 'service' && path.length < 4 ? 'apideck' : refusedBy;
}
