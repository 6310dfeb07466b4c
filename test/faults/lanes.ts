import { startSandbox, type Sandbox } from '../../sandbox';
import { broken } from './checks';
import type { Context } from './checks/context';
import { execute, type Finished, type World } from './execute';
import type { Plan } from './plan';
import { reference, type CaseReference } from './reference';
import { faultScenario } from './scenario';

/** Time stands still in the sandboxes, so that the same change twice gives the same state. */
const START = Date.now();

export const openSandbox = async () => await startSandbox({ scenario: faultScenario, now: () => START, recordRequests: false });

/** What every case does undisturbed, worked out when it is first asked for. */
export class References {
	private readonly known = new Map<string, Promise<CaseReference>>();

	/** One after the other: they share a sandbox. */
	private last: Promise<unknown> = Promise.resolve();

	constructor(
		private readonly world: World,
		private readonly sandbox: Sandbox,
	) {}

	async of({ test }: Plan): Promise<CaseReference> {
		let found = this.known.get(test.name);
		if (!found) {
			found = this.last.then(async () => await reference(this.world, this.sandbox, test));
			this.last = found.catch(() => undefined);
			this.known.set(test.name, found);
		}
		return await found;
	}
}

/**
 * Carries out the plans, several at a time, each lane with a sandbox of its own.
 * @param done gets every run with what it has broken, as it ends
 */
export async function runAll(
	world: World,
	references: References,
	plans: readonly Plan[],
	lanes: number,
	done: (context: Context, found: string[]) => void,
): Promise<Finished[]> {
	const finished: Finished[] = [];
	const waiting = plans[Symbol.iterator]();
	const lane = async () => {
		const sandbox = await openSandbox();
		try {
			for (const plan of waiting) {
				const expected = await references.of(plan);
				const run = await execute(world, sandbox, plan);
				finished.push(run);
				const { context, found } = broken(run, expected);
				done(context, found);
			}
		} finally {
			await sandbox.close();
		}
	};
	await Promise.all(Array.from({ length: Math.min(lanes, plans.length) }, lane));
	return finished;
}
