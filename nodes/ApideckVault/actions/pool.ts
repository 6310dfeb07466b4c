/** Tasks that run side by side, a bounded number at a time. */
export class Pool {
	private readonly running = new Set<Promise<void>>();

	/** Resolves once fewer than `limit` tasks are under way. */
	async room(limit: number): Promise<void> {
		while (this.running.size >= limit) await Promise.race(this.running);
	}

	/** Starts a task, which must not reject. */
	start(task: () => Promise<void>): void {
		const running: Promise<void> = task().finally(() => this.running.delete(running));
		this.running.add(running);
	}

	/** Resolves once no task is under way. */
	async idle(): Promise<void> {
		await Promise.all(this.running);
	}
}
