/** Lets a few at a time do something; the others wait in the order in which they came. */
export class Slots {
	private readonly waiting: Array<() => void> = [];

	/** @param free how many at a time */
	constructor(private free: number) {}

	/**
	 * Waits for a slot.
	 * @param signal ends the wait
	 * @returns whether there is one, which must then be given back
	 */
	async take(signal: AbortSignal): Promise<boolean> {
		if (signal.aborted) return false;
		if (this.free > 0) {
			this.free--;
			return true;
		}
		return await new Promise<boolean>((resolve) => {
			const stop = () => {
				this.waiting.splice(this.waiting.indexOf(next), 1);
				resolve(false);
			};
			const next = () => {
				signal.removeEventListener('abort', stop);
				resolve(true);
			};
			this.waiting.push(next);
			signal.addEventListener('abort', stop, { once: true });
		});
	}

	/** Hands the slot to the one that has waited longest. */
	giveBack(): void {
		const next = this.waiting.shift();
		if (next) next();
		else this.free++;
	}
}
