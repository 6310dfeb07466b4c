import type { Parameters } from 'fast-check';

/** Every run of these tests tries the same values; a failing one prints seed and path. */
const SEED = Number(process.env['HOSTILE_SEED'] ?? 20_261_123);

/** How often each property is tried: once with `npm test`, as often as HOSTILE_RUNS says otherwise. */
export const HOSTILE_RUNS = Number(process.env['HOSTILE_RUNS'] ?? 1);

/** A seed that differs from name to name, so that each property sees other values. */
function seedOf(name: string): number {
	let seed = SEED;
	for (const character of name) seed = (Math.imul(seed, 31) + (character.codePointAt(0) ?? 0)) | 0;
	return seed;
}

/** @param usual times to try it unless HOSTILE_RUNS says otherwise */
export function tries<T>(name: string, usual = 1): Parameters<T> {
	return { seed: seedOf(name), numRuns: HOSTILE_RUNS * usual, includeErrorInReport: true };
}
