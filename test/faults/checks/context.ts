import type { Finished } from '../execute';
import { outcomes, type ItemOutcome } from '../outcome';
import type { CaseReference, ItemReference } from '../reference';

/** A finished run beside what it would have been undisturbed. */
export interface Context {
	run: Finished;
	reference: CaseReference;
	/** Per input item of the run. */
	expected: ItemReference[];
	ended: ItemOutcome[];
	stray: number;
}

/** One rule: what it finds broken, in words. */
export type Check = (context: Context) => string[];

export function contextOf(run: Finished, reference: CaseReference): Context {
	const { items, stray } = outcomes(run, run.plan.items.length);
	return { run, reference, expected: run.plan.items.map((index) => reference.items[index]!), ended: items, stray: stray.length };
}

/** Whether the execution was stopped while it was under way. */
export function wasCancelled({ run }: Context): boolean {
	return run.cancelledAt !== undefined && run.cancelledAt < run.endedAt;
}

/** How often the items of the run send a request together when nothing is in their way. */
export function planned({ expected }: Context, signature: string): number {
	return expected.reduce((sum, { requests }) => sum + (requests.get(signature) ?? 0), 0);
}
