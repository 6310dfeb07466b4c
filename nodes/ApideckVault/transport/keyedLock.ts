/** Runs tasks with the same key one after the other, in the order of their calls; others side by side. */
export class KeyedLock {
	private readonly tails = new Map<string, Promise<unknown>>();

	async run<T>(key: string, task: () => Promise<T>): Promise<T> {
		const before = this.tails.get(key);
		const turn = (async () => {
			// The one before may fail: that is its caller's matter.
			await before?.then(noop, noop);
			return await task();
		})();
		this.tails.set(key, turn);
		try {
			return await turn;
		} finally {
			if (this.tails.get(key) === turn) this.tails.delete(key);
		}
	}
}

function noop(): void {}
