import { randomInt } from 'node:crypto';

import { TARGETS } from './mutations/targets';
import { ROUND } from './plan';

export interface Settings {
	seed: string;
	/** Numbers of the runs. */
	runs: number[];
	/** Runs at a time. */
	lanes: number;
	/** Events that the trigger is fuzzed with; 0 when only some runs were chosen. */
	triggerEvents: number;
	/** Whether each run's requests are shown. */
	story: boolean;
	/** Numbers of the runs whose responses are changed field by field. */
	mutations: number[];
}

/** Always the same where a red run is to mean that something was changed; .github/workflows/ci.yml takes a new one each night. */
const SEED = '20261124';

const TRIGGER_EVENTS = 1_000;

export const USAGE = `npm run test:faults
FAULT_SEED     what all faults are drawn from; ${SEED} unless given, "new" for another one, printed at the start and at the end
FAULT_RUNS     how many runs; ${2 * ROUND} (every case twice with every kind of fault) unless given
FAULT_RUN      only these runs, separated by commas, with every request told
FAULT_TRIGGER  how many events the trigger is fuzzed with, each changed field by field; ${TRIGGER_EVENTS} unless given
FAULT_LANES    runs at a time; 16 unless given
MUTATION_RUNS  how many runs whose responses are changed field by field; ${8 * TARGETS.length} (every reader of a response 8 times) unless given
MUTATION_RUN   only these of them, and no other run`;

/** @throws Error for a number that is none */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
	const number = (name: string, fallback: number) => {
		const value = Number(environment[name] ?? fallback);
		if (!Number.isSafeInteger(value) || value < 1) throw new Error(`${name} must be a whole number from 1`);
		return value;
	};
	const seed = environment.FAULT_SEED ?? SEED;
	const chosen = environment.FAULT_RUN;
	const chosenMutations = environment.MUTATION_RUN;
	const some = (name: string, given: string | undefined, other: string | undefined, fallback: number): number[] => {
		if (given === undefined) return other === undefined ? Array.from({ length: number(`${name}S`, fallback) }, (_, run) => run) : [];
		const runs = given.split(',').map(Number);
		if (runs.some((run) => !Number.isSafeInteger(run) || run < 0)) throw new Error(`${name} must hold numbers of runs`);
		return runs;
	};
	const isPart = chosen !== undefined || chosenMutations !== undefined;
	return {
		seed: seed === 'new' ? String(randomInt(1_000_000)) : seed,
		runs: some('FAULT_RUN', chosen, chosenMutations, 2 * ROUND),
		lanes: number('FAULT_LANES', 16),
		triggerEvents: isPart ? 0 : number('FAULT_TRIGGER', TRIGGER_EVENTS),
		story: isPart,
		mutations: some('MUTATION_RUN', chosenMutations, chosen, 8 * TARGETS.length),
	};
}
