/** A random number generator that is seeded with a text, so that every run is reproducible by itself. */
export class Random {
	private state: number;

	constructor(seed: string) {
		let hash = 0x811c9dc5;
		for (let index = 0; index < seed.length; index++) hash = Math.imul(hash ^ seed.charCodeAt(index), 0x01000193);
		this.state = hash >>> 0;
		// Similar seeds start with similar numbers.
		for (let turn = 0; turn < 4; turn++) this.next();
	}

	/** 0 <= result < 1. */
	next(): number {
		this.state = (this.state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	}

	/** A whole number, both ends included. */
	int(minimum: number, maximum: number): number {
		return minimum + Math.floor(this.next() * (maximum - minimum + 1));
	}

	chance(share: number): boolean {
		return this.next() < share;
	}

	pick<T>(list: readonly T[]): T {
		const found = list[Math.floor(this.next() * list.length)];
		if (found === undefined) throw new RangeError('Nothing to pick from');
		return found;
	}

	/** A new list in another order. */
	shuffled<T>(list: readonly T[]): T[] {
		const result = [...list];
		for (let last = result.length - 1; last > 0; last--) {
			const other = this.int(0, last);
			[result[last], result[other]] = [result[other]!, result[last]!];
		}
		return result;
	}
}
