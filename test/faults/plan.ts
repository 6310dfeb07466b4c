import { CASES } from './cases';
import type { FaultCase } from './cases/faultCase';
import { CONNECTION_RESET, KIND_NAMES, KINDS, NO_FAULT } from './kinds';
import type { FaultAction } from './proxy/faultProxy';
import { Random } from './random';

export type Mode = 'stop' | 'continue' | 'error output';

/** One run. It depends only on the seed and its number. */
export interface Plan {
	seed: string;
	run: number;
	test: FaultCase;
	/** The main kind of fault. */
	kind: string;
	/** Whether the fault occurs every time, so that limits are reached. */
	persistent: boolean;
	/** Positions in the case's items, in input order. */
	items: number[];
	mode: Mode;
	/** The node's options, in their units. */
	options: {
		concurrency: number;
		timeout: number;
		maxRetries: number;
		initialInterval: number;
		maxInterval: number;
		maxElapsedTime: number;
	};
	/** When the execution is cancelled, in milliseconds. Undefined when it is not cancelled. */
	cancelAfter?: number;
}

/** The number of runs in which every case meets every kind once. */
export const ROUND = CASES.length * KIND_NAMES.length;

const CANCELLED = 0.15;
const STUBBORN = 0.15;
/** The probability of the main fault for the first request of a call, and for later ones. */
const FIRST_ATTEMPT_PROBABILITY = 0.6;
const RETRY_PROBABILITY = 0.3;
/** The probability of any other fault. */
const OTHER_KIND_PROBABILITY = 0.12;

export function planOf(seed: string, run: number): Plan {
	const random = new Random(`${seed}/${run}`);
	const test = CASES[run % CASES.length]!;
	const kind = KIND_NAMES[Math.floor(run / CASES.length) % KIND_NAMES.length]!;
	const count = random.int(3, Math.min(6, test.items.length));
	const cancelAfter = random.chance(CANCELLED) ? random.int(0, 900) : undefined;
	const drawn = random.shuffled(test.items.map((_, index) => index)).slice(0, count);
	return {
		seed,
		run,
		test,
		kind,
		persistent: random.chance(STUBBORN),
		items: test.shared ? drawn.sort((a, b) => a - b) : drawn,
		mode: random.pick<Mode>(['stop', 'continue', 'error output']),
		options: {
			concurrency: random.pick([1, 2, 3, 6]),
			// The node's minimum. Cancelled runs use more, so that only the cancellation ends a wait.
			timeout: cancelAfter === undefined ? 1 : 10,
			maxRetries: random.pick([0, 1, 2, 3, 5]),
			initialInterval: cancelAfter !== undefined && random.chance(0.5) ? 20_000 : random.int(1, 60),
			maxInterval: cancelAfter === undefined ? random.pick([0, 1]) : 60,
			maxElapsedTime: cancelAfter === undefined ? random.pick([1, 2, 3]) : 120,
		},
		...(cancelAfter !== undefined && { cancelAfter }),
	};
}

/** The fault of a request. It depends only on the seed, the run, the call and the attempt. */
export function faultOf({ seed, run, kind, persistent }: Plan, signature: string, attempt: number): { name: string; action: FaultAction } {
	const random = new Random(`${seed}/${run}/${signature}/${attempt}`);
	const probability = random.next();
	const main = persistent ? 1 : attempt === 1 ? FIRST_ATTEMPT_PROBABILITY : RETRY_PROBABILITY;
	const found = probability < main ? KINDS.find(({ name }) => name === kind) : probability < main + OTHER_KIND_PROBABILITY ? random.pick(KINDS) : undefined;
	return found ? { name: found.name, action: found.make(random) } : NO_FAULT;
}

export function resetsConnection({ seed, run, kind }: Plan, ordinal: number): boolean {
	return new Random(`${seed}/${run}/connection/${ordinal}`).chance(kind === CONNECTION_RESET ? 0.4 : 0.01);
}

export function describePlan({ run, test, kind, persistent, items, mode, options, cancelAfter }: Plan): string {
	const values = Object.entries(options).map(([name, value]) => `${name} ${value}`);
	const stopped = cancelAfter === undefined ? '' : `, cancelled after ${cancelAfter} ms`;
	return `run ${run}: ${test.name}, items ${items.join(' ')}, ${persistent ? 'always' : 'mostly'} "${kind}", ${mode}, ${values.join(', ')}${stopped}`;
}
