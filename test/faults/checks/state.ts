import type { ProxiedRequest } from '../proxy/requestLog';
import type { ExpectedItem } from '../reference';
import { wasCancelled, type Check, type CheckContext } from './context';
import { calls } from './requests';

/** Compares the state with an item's states before and after. 'both' stands for an item that changes nothing. */
function itemState({ run, reference }: CheckContext, { effect }: ExpectedItem): 'both' | 'before' | 'after' | 'neither' {
	if (effect.size === 0) return 'both';
	const keys = [...effect.keys()];
	if (keys.every((key) => run.after.get(key) === effect.get(key))) return 'after';
	return keys.every((key) => run.after.get(key) === reference.before.get(key)) ? 'before' : 'neither';
}

/** Whether the proxy saw that one of the item's write requests was applied. */
function wasApplied(context: CheckContext, { requests }: ExpectedItem): boolean {
	const all = calls(context);
	return [...requests.keys()].some(
		(signature) => !signature.startsWith('GET ') && (all.get(signature) ?? []).some(({ applied }) => applied),
	);
}

/** Only the targets of the run's items change. */
export const onlyItemsChanged: Check = ({ run, reference, expected }) => {
	const own = new Set(expected.flatMap(({ effect }) => [...effect.keys()]));
	const keys = new Set([...run.after.keys(), ...reference.before.keys()]);
	return [...keys]
		.filter((key) => !own.has(key) && run.after.get(key) !== reference.before.get(key))
		.map((key) => `${key} was changed, but is not a target of any item`);
};

/** Each item is either applied or not, and the node reports it correctly. */
export const statesMatch: Check = (context) => {
	const { run, expected, ended } = context;
	const { test } = run.plan;
	if (test.shared) return [];
	const found: string[] = [];
	expected.forEach((item, index) => {
		const state = itemState(context, item);
		if (state === 'neither') {
			if (!test.bestEffort || !eachKnown(context, item)) found.push(`item ${index} left a state that is neither the old nor the new one`);
			return;
		}
		if (test.bestEffort || wasCancelled(context)) return;
		const { records, errors } = ended[index]!;
		const changes = item.effect.size > 0 || [...item.requests.keys()].some((signature) => !signature.startsWith('GET '));
		if (!changes || item.output === undefined) return;
		if (records.length > 0 && (state === 'before' || !wasApplied(context, item))) found.push(`item ${index} was reported as success, but not applied`);
		const denials = errors[0] ?? stopError(context, index);
		if (denials && denials.mayHaveBeenApplied !== true && (state === 'after' || wasApplied(context, item))) {
			found.push(`item ${index} was reported as failed without effect, but applied: ${JSON.stringify(denials).slice(0, 400)}`);
		}
	});
	return found;
};

/** If an item changes several records, some may be old and some new. */
function eachKnown({ run, reference }: CheckContext, { effect }: ExpectedItem): boolean {
	return [...effect].every(([key, value]) => [value, reference.before.get(key)].includes(run.after.get(key)));
}

/** The error that stopped the run, if it names this item. */
function stopError({ run }: CheckContext, index: number): { mayHaveBeenApplied?: unknown } | undefined {
	const error = run.result?.error;
	if (run.plan.mode !== 'stop' || run.result?.status !== 'error' || error?.context?.itemIndex !== index) return undefined;
	return (error.context.vault ?? {}) as { mayHaveBeenApplied?: unknown };
}

/** Items that change the same record are applied in order, and the last applied change remains. */
export const orderOfChanges: Check = (context) => {
	const { run, expected, ended, reference } = context;
	if (!run.plan.test.shared) return [];
	const position = (signature: string) => expected.findIndex(({ requests }) => requests.has(signature));
	const order = run.requestLog.filter(({ applied }) => applied).map(({ signature }) => position(signature));
	const found = order.every((value, place) => place === 0 || value >= order[place - 1]!) ? [] : [`applied in the order ${order.join(' ')}`];
	const [key] = [...expected[0]!.effect.keys()];
	const last = order.at(-1);
	const due = last === undefined ? reference.before.get(key!) : expected[last]!.effect.get(key!);
	if (run.after.get(key!) !== due) found.push('the final state is not that of the last change');
	if (wasCancelled(context)) return found;
	ended.forEach(({ records }, index) => {
		if (records.length > 0 && !order.includes(index)) found.push(`item ${index} was reported as success, but not applied`);
	});
	return found;
};

/** The error that stops a run does not claim more applied items than there were. */
export const countIsTrue: Check = (context) => {
	const { run, expected } = context;
	const { error, status } = run.result ?? {};
	const claimed = /(\d+) of (\d+) items were processed/.exec(error?.description ?? '');
	if (status !== 'error' || run.plan.mode !== 'stop' || run.plan.test.bestEffort) return [];
	if (!claimed || Number(claimed[2]) !== expected.length) return [`the error does not say how many items were processed: ${error?.description}`];
	const all = calls(context);
	// For a delete, a 404 after a lost response counts as success (docs/architecture.md).
	const isDone = ({ applied, method, upstreamStatus }: ProxiedRequest) => applied || (method === 'DELETE' && upstreamStatus === 404);
	const applied = expected.filter(({ requests }) => [...requests.keys()].some((signature) => (all.get(signature) ?? []).some(isDone)));
	return Number(claimed[1]) > applied.length ? [`${claimed[1]} items were reported as applied, but at most ${applied.length} were`] : [];
};
