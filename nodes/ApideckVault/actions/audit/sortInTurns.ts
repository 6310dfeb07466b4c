import type { Turns } from './turns';

/** Sorted at one go: takes well under a millisecond. */
const RUN = 512;

/**
 * Sorts like Array.prototype.sort, stable and into a new list, but lets others have a turn: to compare 50,000 findings by
 * several texts each takes longer than n8n may be blocked.
 */
export async function sortInTurns<T>(list: readonly T[], compare: (a: T, b: T) => number, turns: Pick<Turns, 'next'>): Promise<T[]> {
	const runs: T[][] = [];
	for (let start = 0; start < list.length; start += RUN) {
		runs.push(list.slice(start, start + RUN).sort(compare));
		await turns.next();
	}
	while (runs.length > 1) {
		const merged: T[][] = [];
		for (let index = 0; index < runs.length; index += 2) merged.push(await merge(runs[index] ?? [], runs[index + 1] ?? [], compare, turns));
		runs.splice(0, runs.length, ...merged);
	}
	return runs[0] ?? [];
}

async function merge<T>(left: T[], right: T[], compare: (a: T, b: T) => number, turns: Pick<Turns, 'next'>): Promise<T[]> {
	const merged: T[] = [];
	let [l, r] = [0, 0];
	while (l < left.length && r < right.length) {
		// At a tie the left one first: it came first.
		merged.push(compare(left[l] as T, right[r] as T) <= 0 ? (left[l++] as T) : (right[r++] as T));
		if (merged.length % RUN === 0) await turns.next();
	}
	for (; l < left.length; l++) merged.push(left[l] as T);
	for (; r < right.length; r++) merged.push(right[r] as T);
	return merged;
}
