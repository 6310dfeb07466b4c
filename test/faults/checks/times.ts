import { calls } from './sent';
import { planned, wasCancelled, type Check, type Context } from './context';

/** What a timer, a few turns of the event loop and n8n itself may take on top, in milliseconds. */
const MARGIN = 350;

/** A cancelled run ends within this, in milliseconds. */
const STOPS_WITHIN = 1_000;

const ms = (value: number) => `${Math.round(value)} ms`;

/** No request waits longer for its answer than the time-out. */
export const timeoutsKept: Check = ({ run }) => {
	const most = run.plan.options.timeout * 1000 + MARGIN + run.late;
	return run.ledger
		.filter(({ at, over = run.endedAt }) => over - at > most)
		.map(({ at, over = run.endedAt, fault, method, url }) => `${method} ${url} was waited for ${ms(over - at)}, ${ms(most)} allowed ("${fault}")`);
};

/** No call is tried again later than the longest elapsed time. */
export const elapsedTimeKept: Check = (context) => {
	const { run } = context;
	const most = run.plan.options.maxElapsedTime * 1000 + MARGIN + run.late;
	return [...calls(context)].flatMap(([signature, entries]) => {
		const took = entries.at(-1)!.at - entries[0]!.at;
		if (planned(context, signature) > 1 || took <= most) return [];
		return [`the last try came ${ms(took)} after the first, ${ms(most)} allowed: ${signature.slice(0, 200)}`];
	});
};

/**
 * The whole run keeps within the limits of its calls: each ends with the elapsed time and one time-out after its start, a change
 * waits for those before it to the same thing, and after a 429 requests leave one after the other.
 */
function boundOf({ run, expected }: Context): number {
	const { concurrency, timeout, maxElapsedTime } = run.plan.options;
	const each = (timeout + maxElapsedTime) * 1000;
	const callsOf = expected.map(({ requests }) => [...requests.values()].reduce((sum, times) => sum + times, 0));
	const limited = run.ledger.some(({ fault }) => /429|Retry-After|error inside/.test(fault));
	const sideBySide = run.plan.test.shared || limited ? 1 : concurrency;
	const longest = Math.max(...callsOf);
	return Math.ceil(expected.length / sideBySide) * longest * each + MARGIN + run.late;
}

export const runKeepsItsBound: Check = (context) => {
	const { run } = context;
	const took = run.endedAt - run.startedAt;
	const bound = boundOf(context);
	return took > bound ? [`the run took ${ms(took)}, ${ms(bound)} allowed`] : [];
};

/** A cancelled run ends at once and sends nothing more. `departures` may hold requests that left after its end. */
export const cancelled: Check = (context) => {
	const { run } = context;
	const { cancelledAt, endedAt, result, departures } = run;
	if (cancelledAt === undefined || !wasCancelled(context)) return [];
	const found: string[] = [];
	const took = endedAt - cancelledAt;
	const open = run.ledger.some(({ at, over = Infinity }) => at < cancelledAt && over > cancelledAt);
	if (took > STOPS_WITHIN + run.lateAfterCancel) found.push(`it took ${ms(took)} to stop`);
	if (result && result.status !== 'canceled' && open) found.push(`it was stopped and ended as ${result.status}`);
	const late = departures.filter(({ at }) => at > cancelledAt);
	if (result?.status === 'canceled' && late.length > 0) {
		found.push(`${late.length} requests left after it was stopped, the first ${ms(late[0]!.at - cancelledAt)} later: ${late[0]!.line}`);
	}
	return found;
};

/** Nothing leaves after the end of a run. Looked at once all runs are over. */
export function afterTheEnd({ departures, endedAt }: Context['run']): string[] {
	const late = departures.filter(({ at }) => at > endedAt + 1);
	return late.length === 0 ? [] : [`${late.length} requests left after the run had ended, the first ${ms(late[0]!.at - endedAt)} later: ${late[0]!.line}`];
}
