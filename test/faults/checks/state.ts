import type { LedgerEntry } from '../proxy/ledger';
import type { ItemReference } from '../reference';
import { wasCancelled, type Check, type Context } from './context';
import { calls } from './sent';

/** Whether an item's things are as before it, as after it, or neither. Both for an item that changes nothing. */
function fate({ run, reference }: Context, { effect }: ItemReference): 'both' | 'before' | 'after' | 'neither' {
	if (effect.size === 0) return 'both';
	const keys = [...effect.keys()];
	if (keys.every((key) => run.after.get(key) === effect.get(key))) return 'after';
	return keys.every((key) => run.after.get(key) === reference.before.get(key)) ? 'before' : 'neither';
}

/** Whether one of the item's requests that change something was carried out, by the proxy's own account. */
function carriedOut(context: Context, { requests }: ItemReference): boolean {
	const all = calls(context);
	return [...requests.keys()].some(
		(signature) => !signature.startsWith('GET ') && (all.get(signature) ?? []).some(({ applied }) => applied),
	);
}

/** Nothing changes but what the items of the run are there to change. */
export const nothingElseChanged: Check = ({ run, reference, expected }) => {
	const own = new Set(expected.flatMap(({ effect }) => [...effect.keys()]));
	const keys = new Set([...run.after.keys(), ...reference.before.keys()]);
	return [...keys]
		.filter((key) => !own.has(key) && run.after.get(key) !== reference.before.get(key))
		.map((key) => `${key} was changed, which no item was to change`);
};

/** Each item has happened or has not; what the node says of it is true. */
export const statesMatch: Check = (context) => {
	const { run, expected, ended } = context;
	const { test } = run.plan;
	if (test.shared) return [];
	const found: string[] = [];
	expected.forEach((item, index) => {
		const state = fate(context, item);
		if (state === 'neither') {
			if (!test.bestEffort || !eachKnown(context, item)) found.push(`item ${index} left a state that is neither old nor new`);
			return;
		}
		if (test.bestEffort || wasCancelled(context)) return;
		const { records, errors } = ended[index]!;
		const changes = item.effect.size > 0 || [...item.requests.keys()].some((signature) => !signature.startsWith('GET '));
		if (!changes || item.output === undefined) return;
		if (records.length > 0 && (state === 'before' || !carriedOut(context, item))) found.push(`item ${index} is said to have succeeded, and did not happen`);
		const denied = errors[0] ?? stopError(context, index);
		if (denied && denied.mayHaveBeenApplied !== true && (state === 'after' || carriedOut(context, item))) {
			found.push(`item ${index} is said to have failed without effect, and happened: ${JSON.stringify(denied).slice(0, 400)}`);
		}
	});
	return found;
};

/** Of several things that an item changes, some may be old and some new. */
function eachKnown({ run, reference }: Context, { effect }: ItemReference): boolean {
	return [...effect].every(([key, value]) => [value, reference.before.get(key)].includes(run.after.get(key)));
}

/** What the error that stopped the run says of the item that it names. */
function stopError({ run }: Context, index: number): { mayHaveBeenApplied?: unknown } | undefined {
	const error = run.result?.error;
	if (run.plan.mode !== 'stop' || run.result?.status !== 'error' || error?.context?.itemIndex !== index) return undefined;
	return (error.context.vault ?? {}) as { mayHaveBeenApplied?: unknown };
}

/** Items that change the same thing do so in their order, and the last one that happened is what stays. */
export const orderOfChanges: Check = (context) => {
	const { run, expected, ended, reference } = context;
	if (!run.plan.test.shared) return [];
	const turn = (signature: string) => expected.findIndex(({ requests }) => requests.has(signature));
	const turns = run.ledger.filter(({ applied }) => applied).map(({ signature }) => turn(signature));
	const found = turns.every((value, place) => place === 0 || value >= turns[place - 1]!) ? [] : [`carried out in the order ${turns.join(' ')}`];
	const [key] = [...expected[0]!.effect.keys()];
	const last = turns.at(-1);
	const due = last === undefined ? reference.before.get(key!) : expected[last]!.effect.get(key!);
	if (run.after.get(key!) !== due) found.push('what stays is not what the last change made');
	if (wasCancelled(context)) return found;
	ended.forEach(({ records }, index) => {
		if (records.length > 0 && !turns.includes(index)) found.push(`item ${index} is said to have succeeded, and did not happen`);
	});
	return found;
};

/** The error that stops a run does not claim more items than were carried out. */
export const countIsTrue: Check = (context) => {
	const { run, expected } = context;
	const { error, status } = run.result ?? {};
	const claimed = /(\d+) of (\d+) items were carried out/.exec(error?.description ?? '');
	if (status !== 'error' || run.plan.mode !== 'stop' || run.plan.test.bestEffort) return [];
	if (!claimed || Number(claimed[2]) !== expected.length) return [`the error does not say how many items were carried out: ${error?.description}`];
	const all = calls(context);
	// To a delete, a 404 after a lost answer means that it is done (docs/architecture.md): whose doing it was, nobody can tell.
	const isDone = ({ applied, method, upstreamStatus }: LedgerEntry) => applied || (method === 'DELETE' && upstreamStatus === 404);
	const answered = expected.filter(({ requests }) => [...requests.keys()].some((signature) => (all.get(signature) ?? []).some(isDone)));
	return Number(claimed[1]) > answered.length ? [`${claimed[1]} items are said to have been carried out, at most ${answered.length} were`] : [];
};
