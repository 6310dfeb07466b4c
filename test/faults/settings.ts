import { randomInt } from 'node:crypto';

import { TARGETS } from './mutations/targets';
import { ROUND } from './plan';

export interface Settings {
	seed: string;
	/** Numbers of the runs. */
	runs: number[];
	/** The number of concurrent runs. */
	workers: number;
	/** The number of events to fuzz the trigger with. 0 when specific runs were selected. */
	triggerEvents: number;
	/** Whether to print each run's requests. */
	verbose: boolean;
	/** Numbers of the runs whose responses are changed field by field. */
	mutations: number[];
}

/** The default is fixed, so that a failure is caused by a change. .github/workflows/ci.yml uses a new seed each night. */
const SEED = '20261124';

const TRIGGER_EVENTS = 1_000;

export const USAGE = `npm test -- faults
FAULT_SEED     seed of all faults (default ${SEED}, "new" for a random one), printed at the start and at the end
FAULT_RUNS     number of runs (default ${2 * ROUND}: every case twice with every kind of fault)
FAULT_RUN      only these runs, separated by commas, and print every request
FAULT_TRIGGER  number of events to fuzz the trigger with, field by field (default ${TRIGGER_EVENTS})
FAULT_WORKERS  number of concurrent runs (default 16)
MUTATION_RUNS  number of runs whose responses are changed field by field (default ${8 * TARGETS.length}: every reader of a response 8 times)
MUTATION_RUN   only these of them, and no other runs`;

/** @throws Error for an invalid number */
export function readSettings(variables: Readonly<Record<string, string | undefined>>): Settings {
	const number = (name: string, fallback: number) => {
		const value = Number(variables[name] ?? fallback);
		if (!Number.isSafeInteger(value) || value < 1) throw new Error(`${name} must be a whole number from 1`);
		return value;
	};
	const seed = variables.FAULT_SEED ?? SEED;
	const chosen = variables.FAULT_RUN;
	const chosenMutations = variables.MUTATION_RUN;
	const some = (name: string, given: string | undefined, other: string | undefined, fallback: number): number[] => {
		if (given === undefined) return other === undefined ? Array.from({ length: number(`${name}S`, fallback) }, (_, run) => run) : [];
		const runs = given.split(',').map(Number);
		if (runs.some((run) => !Number.isSafeInteger(run) || run < 0)) throw new Error(`${name} must be a list of run numbers`);
		return runs;
	};
	const isSelection = chosen !== undefined || chosenMutations !== undefined;
	return {
		seed: seed === 'new' ? String(randomInt(1_000_000)) : seed,
		runs: some('FAULT_RUN', chosen, chosenMutations, 2 * ROUND),
		workers: number('FAULT_WORKERS', 16),
		triggerEvents: isSelection ? 0 : number('FAULT_TRIGGER', TRIGGER_EVENTS),
		verbose: isSelection,
		mutations: some('MUTATION_RUN', chosenMutations, chosen, 8 * TARGETS.length),
	};
}
