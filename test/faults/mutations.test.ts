import type { Engine } from '../../tools/engine';
import type { Sandbox } from '../../tools/sandbox';
import { loadEngine } from '../engine/support';
import { openSandbox } from './workers';
import { describeMutationRun, MutationRuns } from './mutations/mutations';
import { TARGETS } from './mutations/targets';

/** This test uses one seed. `npm test -- faults` does many runs. */
const SEED = '20261130';

let engine: Engine;
let sandbox: Sandbox;
let runs: MutationRuns;
beforeAll(async () => {
	[engine, sandbox] = await Promise.all([loadEngine(), openSandbox()]);
	runs = new MutationRuns(engine, sandbox, SEED);
});
afterAll(async () => await sandbox.close());

test.each(TARGETS.map(({ name }, number) => [name, number] as const))('%s keeps every rule when its responses are changed', async (_name, number) => {
	const run = await runs.run(number);
	if (run.found.length > 0) throw new Error(`${run.found.join('\n')}\n${describeMutationRun(run)}`);
});
