import { randomInt } from 'node:crypto';

import { ROUND } from './plan';

export interface Settings {
	seed: string;
	/** Numbers of the runs. */
	runs: number[];
	/** Runs at a time. */
	lanes: number;
	/** Whether each run's requests are shown. */
	story: boolean;
}

/** Always the same where a red run is to mean that something was changed; .github/workflows/ci.yml takes a new one each night. */
const SEED = '20261124';

export const USAGE = `npm run test:faults
FAULT_SEED   what all faults are drawn from; ${SEED} unless given, "new" for another one, printed at the start and at the end
FAULT_RUNS   how many runs; ${2 * ROUND} (every case twice with every kind of fault) unless given
FAULT_RUN    only these runs, separated by commas, with every request told
FAULT_LANES  runs at a time; 16 unless given`;

/** @throws Error for a number that is none */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
	const number = (name: string, fallback: number) => {
		const value = Number(environment[name] ?? fallback);
		if (!Number.isSafeInteger(value) || value < 1) throw new Error(`${name} must be a whole number from 1`);
		return value;
	};
	const seed = environment.FAULT_SEED ?? SEED;
	const chosen = environment.FAULT_RUN;
	const runs = chosen === undefined ? Array.from({ length: number('FAULT_RUNS', 2 * ROUND) }, (_, run) => run) : chosen.split(',').map(Number);
	if (runs.some((run) => !Number.isSafeInteger(run) || run < 0)) throw new Error('FAULT_RUN must hold numbers of runs');
	return { seed: seed === 'new' ? String(randomInt(1_000_000)) : seed, runs, lanes: number('FAULT_LANES', 16), story: chosen !== undefined };
}
