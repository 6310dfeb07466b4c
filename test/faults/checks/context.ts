import type { FinishedRun } from '../execute';
import { outcomes, type ItemOutcome } from '../outcome';
import type { ExpectedCase, ExpectedItem } from '../reference';

/** A finished run and the outcome expected without faults. */
export interface CheckContext {
	run: FinishedRun;
	reference: ExpectedCase;
	/** Per input item of the run. */
	expected: ExpectedItem[];
	ended: ItemOutcome[];
	unpaired: number;
}

/** A rule that returns a description of each violation. */
export type Check = (context: CheckContext) => string[];

export function contextOf(run: FinishedRun, reference: ExpectedCase): CheckContext {
	const { items, unpaired } = outcomes(run, run.plan.items.length);
	return { run, reference, expected: run.plan.items.map((index) => reference.items[index]!), ended: items, unpaired: unpaired.length };
}

/** Whether the execution was cancelled while it was running. */
export function wasCancelled({ run }: CheckContext): boolean {
	return run.cancelledAt !== undefined && run.cancelledAt < run.endedAt;
}

/** How often the items of the run send a request when no fault occurs. */
export function planned({ expected }: CheckContext, signature: string): number {
	return expected.reduce((sum, { requests }) => sum + (requests.get(signature) ?? 0), 0);
}
