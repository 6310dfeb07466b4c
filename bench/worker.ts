/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- development only: never runs inside n8n */
import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';

type Reply = { ok: true; value: unknown } | { ok: false; message: string };

/**
 * A process of its own that answers questions: what is measured shares neither CPU account nor heap with the rest.
 * It runs under the same Node, with the same loader.
 */
export class Worker {
	private constructor(
		private readonly child: ChildProcess,
		private readonly name: string,
	) {}

	/** Starts a file of bench/ and asks it `first`. Rejects when it ends or fails before it has answered. */
	static async start<T>(file: string, first: unknown, nodeOptions: string[] = []): Promise<{ worker: Worker; ready: T }> {
		const child = fork(path.join(__dirname, file), [], { execArgv: [...process.execArgv, ...nodeOptions], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
		const worker = new Worker(child, file);
		return { worker, ready: await worker.ask<T>(first) };
	}

	/** Rejects when the process ends before it is stopped. To be raced with what depends on it. */
	async lost(): Promise<never> {
		return await new Promise((_resolve, reject) => {
			this.child.once('exit', (code) => reject(new Error(`${this.name} ended early (${code})`)));
		});
	}

	/** One question at a time. */
	async ask<T>(question: unknown): Promise<T> {
		return await new Promise<T>((resolve, reject) => {
			const settle = () => {
				this.child.off('message', onMessage);
				this.child.off('exit', onExit);
			};
			const onMessage = (reply: Reply) => {
				settle();
				if (reply.ok) resolve(reply.value as T);
				else reject(new Error(reply.message));
			};
			const onExit = (code: number | null) => {
				settle();
				reject(new Error(`${this.name} ended early (${code})`));
			};
			this.child.on('message', onMessage);
			this.child.on('exit', onExit);
			this.child.send(question as object);
		});
	}

	/** Ends the process and waits for its end. It ends by itself when this one does: the channel closes. */
	async stop(): Promise<void> {
		if (this.child.exitCode !== null) return;
		const ended = new Promise((resolve) => this.child.once('exit', resolve));
		this.child.disconnect();
		await ended;
	}
}

/** The other side: answers every question with what `answer` resolves to, until the channel closes. */
export function serve<Question>(answer: (question: Question) => Promise<unknown>): void {
	process.on('message', (question: Question) => {
		answer(question).then(
			(value) => process.send?.({ ok: true, value } satisfies Reply),
			(error: unknown) => process.send?.({ ok: false, message: error instanceof Error ? (error.stack ?? error.message) : String(error) } satisfies Reply),
		);
	});
	// process.exit rather than a natural end: idle sockets of a keep-alive client would hold it.
	process.on('disconnect', () => process.exit(0));
}
