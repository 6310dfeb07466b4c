import { sleep } from 'n8n-workflow';

/** Tasks that run side by side, a bounded number at a time. */
export class Pool {
	private readonly running = new Set<Promise<void>>();

	/** Over when the last task has had a turn of the event loop to send its request, or has ended without one. */
	private lastStart: Promise<void> | undefined;

	/** Resolves once fewer than `limit` tasks are under way and the last start is over. */
	async room(limit: number): Promise<void> {
		while (this.running.size >= limit) await Promise.race(this.running);
		// Requests prepared in the same turn leave together, are answered together, and from then on wait for each other every time.
		await this.lastStart;
	}

	/** Starts a task, which must not reject. */
	start(task: () => Promise<void>): void {
		const running: Promise<void> = task().finally(() => this.running.delete(running));
		this.running.add(running);
		this.lastStart = Promise.race([running, sleep(0)]);
	}

	/** Resolves once no task is under way. */
	async idle(): Promise<void> {
		await Promise.all(this.running);
	}
}
