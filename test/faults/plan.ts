import { CASES } from './cases';
import type { FaultCase } from './cases/faultCase';
import { KIND_NAMES, KINDS, UNDISTURBED, UNREAD } from './kinds';
import type { Act } from './proxy/faultProxy';
import { Random } from './random';

export type Mode = 'stop' | 'continue' | 'error output';

/** One run, drawn from the seed and its number alone. */
export interface Plan {
	seed: string;
	run: number;
	test: FaultCase;
	/** The kind that hits most. */
	kind: string;
	/** Whether it hits every time, so that limits are reached. */
	stubborn: boolean;
	/** Positions in the case's items, in input order. */
	items: number[];
	mode: Mode;
	/** The node's own, in its units. */
	options: {
		concurrency: number;
		timeout: number;
		maxRetries: number;
		initialInterval: number;
		maxInterval: number;
		maxElapsedTime: number;
	};
	/** Milliseconds after which the execution is stopped; undefined for a run that is left alone. */
	cancelAfter?: number;
}

/** Runs in which every case has met every kind once. */
export const ROUND = CASES.length * KIND_NAMES.length;

const CANCELLED = 0.15;
const STUBBORN = 0.15;
/** How often the main kind hits the first request of a call, and those after it. */
const FIRST_HIT = 0.6;
const LATER_HIT = 0.3;
/** How often any other kind hits. */
const OTHER_HIT = 0.12;

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
		stubborn: random.chance(STUBBORN),
		items: test.shared ? drawn.sort((a, b) => a - b) : drawn,
		mode: random.pick<Mode>(['stop', 'continue', 'error output']),
		options: {
			concurrency: random.pick([1, 2, 3, 6]),
			// The least that the node allows; where the run is cancelled far more, so that nothing else ends a wait.
			timeout: cancelAfter === undefined ? 1 : 10,
			maxRetries: random.pick([0, 1, 2, 3, 5]),
			initialInterval: cancelAfter !== undefined && random.chance(0.5) ? 20_000 : random.int(1, 60),
			maxInterval: cancelAfter === undefined ? random.pick([0, 1]) : 60,
			maxElapsedTime: cancelAfter === undefined ? random.pick([1, 2, 3]) : 120,
		},
		...(cancelAfter !== undefined && { cancelAfter }),
	};
}

/** What befalls a request of a run: depends on nothing but the seed, the run, the call and how often it was sent. */
export function faultOf({ seed, run, kind, stubborn }: Plan, signature: string, attempt: number): { name: string; act: Act } {
	const random = new Random(`${seed}/${run}/${signature}/${attempt}`);
	const hit = random.next();
	const main = stubborn ? 1 : attempt === 1 ? FIRST_HIT : LATER_HIT;
	const found = hit < main ? KINDS.find(({ name }) => name === kind) : hit < main + OTHER_HIT ? random.pick(KINDS) : undefined;
	return found ? { name: found.name, act: found.make(random) } : UNDISTURBED;
}

export function refusesConnection({ seed, run, kind }: Plan, ordinal: number): boolean {
	return new Random(`${seed}/${run}/connection/${ordinal}`).chance(kind === UNREAD ? 0.4 : 0.01);
}

export function describePlan({ run, test, kind, stubborn, items, mode, options, cancelAfter }: Plan): string {
	const values = Object.entries(options).map(([name, value]) => `${name} ${value}`);
	const stopped = cancelAfter === undefined ? '' : `, cancelled after ${cancelAfter} ms`;
	return `run ${run}: ${test.name}, items ${items.join(' ')}, ${stubborn ? 'always' : 'mostly'} "${kind}", ${mode}, ${values.join(', ')}${stopped}`;
}
