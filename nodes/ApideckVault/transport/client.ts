import type { INode, NodeApiError } from 'n8n-workflow';

import { SecretMask } from '../secrets/mask';
import { effectiveStatus, isObject, type Answer, type Meta } from './answer';
import { callUrl, type RequestSettings, type RunStatistics, type VaultAnswer, type VaultCall } from './call';
import type { VaultCredential } from './credential';
import { doubtfulResponseError, listError, redirectError, requestError, timeBudgetError } from './errors';
import type { Gate } from './gate';
import type { KeyedLock } from './keyedLock';
import { lockKey } from './lockKey';
import { pause } from './pause';
import { explainRefusal, provesNotFound } from './refusal';
import type { ListProblem, RefusedBy } from './remedies';
import type { RequestBudget } from './requestBudget';
import { findDoubt, isSuccess } from './responseCheck';
import { isSharedRateLimit, mayHaveBeenApplied, planRetry, type Failure, type RetryPlan } from './retry';
import { Sender, type VaultContext } from './sender';
import type { Slots } from './slots';
import { cancelled, notSent } from './stopped';

/** What all clients of a run share. */
export interface VaultRun {
	context: VaultContext;
	node: INode;
	/** Fires when the user stops the execution. Absent where n8n offers none (the editor's lists). */
	signal: AbortSignal | undefined;
	/** Fires for what was not sent yet: when the user stops the execution, and when the run stops itself. */
	halt: AbortSignal;
	statistics: RunStatistics;
}

/** What all clients with the same base URL, app ID and key share. */
export interface VaultAccount {
	gate: Gate;
	lock: KeyedLock;
	/** For responses that are larger than an ordinary one. */
	largeReads: Slots;
}

/**
 * The Vault API as one item may use it; VaultSession makes it. Retries a call until it succeeds, fails
 * permanently, or reaches its time limit.
 */
export class VaultClient {
	readonly statistics: RunStatistics;

	/** Whether the base URL is this machine itself, as a sandbox's is. */
	readonly isLocal: boolean;

	/** Consumer of the credential, used when a node names none. */
	readonly defaultConsumerId: string;

	/** Short name of base URL and app ID, for state that must not mix two applications. */
	readonly application: string;

	/** Fires when the user stops the execution. Absent where n8n offers none (the editor's lists). */
	readonly signal: AbortSignal | undefined;

	private readonly node: INode;

	private readonly halt: AbortSignal;

	private readonly gate: Gate;

	private readonly lock: KeyedLock;

	private readonly sender: Sender;

	private readonly baseUrl: string;

	private readonly apiKey: string;

	/** Takes the API key out of every response: a gateway can repeat it, and nothing that follows must show or store it. */
	private readonly keyMask: SecretMask;

	constructor(run: VaultRun, account: VaultAccount, credential: VaultCredential) {
		({ node: this.node, signal: this.signal, halt: this.halt, statistics: this.statistics } = run);
		({ gate: this.gate, lock: this.lock } = account);
		({ baseUrl: this.baseUrl, isLocal: this.isLocal, apiKey: this.apiKey, defaultConsumerId: this.defaultConsumerId, application: this.application } = credential);
		this.keyMask = new SecretMask([this.apiKey]);
		this.sender = new Sender(run.context, credential, run.signal, account.largeReads);
	}

	/** The error of a list that `pages` cannot read to its end. */
	unreadableList(problem: ListProblem, budget?: RequestBudget): NodeApiError {
		return listError(this.node, problem, budget?.limits);
	}

	/**
	 * Sends one call, again when that is safe and useful, and returns the envelope's `data`.
	 * Calls that need the same thing to themselves wait for each other (`lockKey`).
	 * @throws NodeApiError with `context.vault` (VaultErrorContext); never with the request in it.
	 */
	async request<T>(call: VaultCall, settings: RequestSettings): Promise<VaultAnswer<T>> {
		const key = lockKey(call);
		const send = async () => await this.send<T>(call, settings);
		return key === undefined ? await send() : await this.lock.run(key, send);
	}

	private async send<T>(call: VaultCall, settings: RequestSettings): Promise<VaultAnswer<T>> {
		const url = callUrl(this.baseUrl, call);
		const budgetEnd = settings.budget?.deadline ?? Infinity;
		const timeUsedUp = (attempts: number, applied: boolean) =>
			timeBudgetError(this.node, settings.budget, attempts, call.method !== 'GET' && applied);
		let start = 0;
		let appliedBefore = false;
		let tooLate: (() => NodeApiError) | undefined;
		for (let attempt = 1; ; attempt++) {
			const latest = Math.min(budgetEnd, tooLate ? start + settings.maxElapsedTime : Infinity);
			const inTime = await this.gate.pass(tooLate ? this.signal : this.halt, latest);
			if (this.signal?.aborted) throw cancelled(this.node);
			if (attempt === 1 && this.halt.aborted) throw notSent(this.node);
			if (!inTime || settings.budget?.isUp) throw tooLate?.() ?? timeUsedUp(attempt - 1, false);
			// From the first attempt: what the gate held back before it was no attempt.
			if (attempt === 1) start = Date.now();
			this.statistics.requests++;
			const outcome = await this.sender.send(url, call, Math.min(settings.timeout, Math.max(1, budgetEnd - Date.now())));
			if (this.signal?.aborted) throw cancelled(this.node);
			if (outcome.kind === 'network' && outcome.code === 'ETIMEDOUT' && settings.budget?.isUp) throw timeUsedUp(attempt, true);
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
				const doubt = findDoubt(outcome, call);
				if (doubt) throw doubtfulResponseError(outcome, doubt, attempted({ retry: false, why: 'final' }, true));
				const body = (outcome.body || {}) as { data?: T; meta?: Meta };
				const { data, unusable } = recordsOf(call, body.data ?? ({} as T));
				return { data: this.keyMask.value(data), unusable, meta: body.meta, bytes: outcome.bytes, attempts: attempt };
			}
			if (outcome.kind === 'answer' && outcome.statusCode >= 300 && outcome.statusCode < 400) {
				throw redirectError(outcome, attempted({ retry: false, why: 'final' }, false));
			}

			const failure: Failure =
				outcome.kind === 'answer' ? { ...outcome, statusCode: effectiveStatus(outcome), refusedBy: refusedBy(outcome, call) } : outcome;
			const plan = planRetry(
				failure,
				{ repeatable: call.repeatable ?? call.method !== 'POST', retriesDone: attempt - 1, elapsed: Date.now() - start },
				{ ...settings, maxElapsedTime: Math.min(settings.maxElapsedTime, budgetEnd - start) },
				Date.now(),
				Math.random,
			);
			const rateLimited = failure.kind === 'answer' && failure.statusCode === 429;
			const slowsDown = rateLimited && isSharedRateLimit(failure, call.path);
			const applied = mayHaveBeenApplied(failure);
			if (call.goneIsDone && appliedBefore && failure.kind === 'answer' && provesNotFound(failure)) {
				return { data: {} as T, unusable: 0, bytes: 0, attempts: attempt };
			}
			if (!plan.retry) {
				// Not sent again, and still a reason for the others to be slower.
				if (slowsDown) this.gate.slowDown(shortWait(plan, settings), attempt > 1);
				throw requestError(failure, attempted(plan, applied));
			}

			appliedBefore ||= applied;
			this.statistics.retries++;
			this.statistics.waitedMs += plan.delay;
			if (rateLimited) this.statistics.rateLimited++;
			if (slowsDown) this.gate.slowDown(plan.delay, attempt > 1);
			// The gate can hold a retry back for longer than it was planned for.
			tooLate = () => {
				this.statistics.retries--;
				if (rateLimited) this.statistics.rateLimited--;
				return requestError(failure, attempted({ retry: false, why: 'time-used-up' }, applied));
			};
			await pause(plan.delay, this.signal);
		}
	}

}

/** One entry that is no record must not end the reading of a list. */
function recordsOf<T>({ list }: VaultCall, data: T): { data: T; unusable: number } {
	if (list !== true || !Array.isArray(data)) return { data, unusable: 0 };
	const records = (data as unknown[]).filter(isObject);
	return records.length === data.length ? { data, unusable: 0 } : { data: records as T, unusable: data.length - records.length };
}

/** What the server asked for, unless it is so long that an item would not wait for it either. */
function shortWait(plan: Extract<RetryPlan, { retry: false }>, { maxInterval }: RequestSettings): number {
	const asked = plan.askedToWait ?? 0;
	return asked <= maxInterval ? asked : 0;
}

/** Only a call that names a service can meet the rate limit of one. For the others the limit is Apideck's, whatever its type. */
function refusedBy(response: Answer, { path }: VaultCall): RefusedBy {
	const refused = explainRefusal(response).refusedBy;
	return refused === 'service' && path.length < 4 ? 'apideck' : refused;
}
