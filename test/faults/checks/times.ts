import { calls } from './requests';
import { planned, wasCancelled, type Check, type CheckContext } from './context';

/** Tolerance for timers, the event loop and n8n. */
const MARGIN_MS = 350;

/** A cancelled run ends within this time. */
const CANCEL_TIMEOUT_MS = 1_000;

const ms = (value: number) => `${Math.round(value)} ms`;

/** No request waits longer for its response than the timeout. */
export const timeoutsKept: Check = ({ run }) => {
	const maximum = run.plan.options.timeout * 1000 + MARGIN_MS + run.lag;
	return run.requestLog
		.filter(({ receivedAt, endedAt = run.endedAt }) => endedAt - receivedAt > maximum)
		.map(({ receivedAt, endedAt = run.endedAt, fault, method, url }) => `${method} ${url} took ${ms(endedAt - receivedAt)}, ${ms(maximum)} allowed ("${fault}")`);
};

/** No call is retried after the maximum elapsed time. */
export const elapsedTimeKept: Check = (context) => {
	const { run } = context;
	const maximum = run.plan.options.maxElapsedTime * 1000 + MARGIN_MS + run.lag;
	return [...calls(context)].flatMap(([signature, entries]) => {
		const elapsed = entries.at(-1)!.receivedAt - entries[0]!.receivedAt;
		if (planned(context, signature) > 1 || elapsed <= maximum) return [];
		return [`the last attempt came ${ms(elapsed)} after the first, ${ms(maximum)} allowed: ${signature.slice(0, 200)}`];
	});
};

/**
 * The whole run stays within the limits of its calls. Each call ends after the elapsed time plus one timeout, changes of the same record
 * run one at a time, and after a 429 so do all requests.
 */
function timeLimitOf({ run, expected }: CheckContext): number {
	const { concurrency, timeout, maxElapsedTime } = run.plan.options;
	const each = (timeout + maxElapsedTime) * 1000;
	const callsOf = expected.map(({ requests }) => [...requests.values()].reduce((sum, times) => sum + times, 0));
	const wasRateLimited = run.requestLog.some(({ fault }) => /429|Retry-After|error inside/.test(fault));
	const concurrent = run.plan.test.shared || wasRateLimited ? 1 : concurrency;
	const longest = Math.max(...callsOf);
	return Math.ceil(expected.length / concurrent) * longest * each + MARGIN_MS + run.lag;
}

export const runStaysWithinLimit: Check = (context) => {
	const { run } = context;
	const elapsed = run.endedAt - run.startedAt;
	const limit = timeLimitOf(context);
	return elapsed > limit ? [`the run took ${ms(elapsed)}, ${ms(limit)} allowed`] : [];
};

/** A cancelled run ends immediately and sends nothing more. `sentRequests` may contain requests sent after its end. */
export const cancelled: Check = (context) => {
	const { run } = context;
	const { cancelledAt, endedAt, result, sentRequests } = run;
	if (cancelledAt === undefined || !wasCancelled(context)) return [];
	const found: string[] = [];
	const elapsed = endedAt - cancelledAt;
	const open = run.requestLog.some(({ receivedAt, endedAt = Infinity }) => receivedAt < cancelledAt && endedAt > cancelledAt);
	if (elapsed > CANCEL_TIMEOUT_MS + run.lagAfterCancel) found.push(`the cancellation took ${ms(elapsed)}`);
	if (result && result.status !== 'canceled' && open) found.push(`the cancelled run ended as ${result.status}`);
	const late = sentRequests.filter(({ at }) => at > cancelledAt);
	if (result?.status === 'canceled' && late.length > 0) {
		found.push(`${late.length} requests were sent after the cancellation, the first ${ms(late[0]!.at - cancelledAt)} later: ${late[0]!.line}`);
	}
	return found;
};

/** No request is sent after the end of a run. Checked when all runs have ended. */
export function nothingAfterEnd({ sentRequests, endedAt }: CheckContext['run']): string[] {
	const late = sentRequests.filter(({ at }) => at > endedAt + 1);
	return late.length === 0 ? [] : [`${late.length} requests were sent after the end of the run, the first ${ms(late[0]!.at - endedAt)} later: ${late[0]!.line}`];
}
