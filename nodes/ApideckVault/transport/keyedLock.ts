import { sleep } from 'n8n-workflow';

/** Runs tasks with the same key one after the other, in the order of their calls; others side by side. */
export class KeyedLock {
	private readonly tails = new Map<string, Promise<unknown>>();

	async run<T>(key: string, task: () => Promise<T>): Promise<T> {
		const before = this.tails.get(key);
		const turn = (async () => {
			if (before) {
				// The one before may fail: that is its caller's matter.
				await before.then(noop, noop);
				// Its caller learns the outcome first: after a failure it may want nothing further to be sent.
				await sleep(0);
			}
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
