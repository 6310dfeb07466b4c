import { startSandbox, type Sandbox } from '../../tools/sandbox';
import { findViolations } from './checks';
import type { CheckContext } from './checks/context';
import { execute, type FinishedRun, type TestEnvironment } from './execute';
import type { Plan } from './plan';
import { reference, type ExpectedCase } from './reference';
import { faultScenario } from './scenario';

/** The sandboxes' clocks are frozen, so that the same change always results in the same state. */
const CLOCK_START = Date.now();

export const openSandbox = async () => await startSandbox({ scenario: faultScenario, now: () => CLOCK_START, recordRequests: false });

/** Lazily computed expectations of every case without faults. */
export class References {
	private readonly known = new Map<string, Promise<ExpectedCase>>();

	/** Computed sequentially, because they share a sandbox. */
	private previous: Promise<unknown> = Promise.resolve();

	constructor(
		private readonly environment: TestEnvironment,
		private readonly sandbox: Sandbox,
	) {}

	async of({ test }: Plan): Promise<ExpectedCase> {
		let found = this.known.get(test.name);
		if (!found) {
			found = this.previous.then(async () => await reference(this.environment, this.sandbox, test));
			this.previous = found.catch(() => undefined);
			this.known.set(test.name, found);
		}
		return await found;
	}
}

/**
 * Runs the plans with several workers, each with its own sandbox.
 * @param done receives every run and its violations when it ends
 */
export async function runAll(
	environment: TestEnvironment,
	references: References,
	plans: readonly Plan[],
	workers: number,
	done: (context: CheckContext, found: string[]) => void,
): Promise<FinishedRun[]> {
	const finished: FinishedRun[] = [];
	const waiting = plans[Symbol.iterator]();
	const worker = async () => {
		const sandbox = await openSandbox();
		try {
			for (const plan of waiting) {
				const expected = await references.of(plan);
				const run = await execute(environment, sandbox, plan);
				finished.push(run);
				const { context, found } = findViolations(run, expected);
				done(context, found);
			}
		} finally {
			await sandbox.close();
		}
	};
	await Promise.all(Array.from({ length: Math.min(workers, plans.length) }, worker));
	return finished;
}
