import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';

type Reply = { ok: true; value: unknown } | { ok: false; message: string };

/**
 * A separate process that responds to messages, so that the measured code has its own CPU time and heap.
 * It runs under the same Node, with the same loader.
 */
export class Worker {
	private constructor(
		private readonly child: ChildProcess,
		private readonly name: string,
	) {}

	/** Starts a file of bench/ and sends it the first message. Rejects when it ends or fails before it responds. */
	static async start<T>(file: string, first: unknown, nodeOptions: string[] = []): Promise<{ worker: Worker; ready: T }> {
		const child = fork(path.join(__dirname, file), [], { execArgv: [...process.execArgv, ...nodeOptions], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
		const worker = new Worker(child, file);
		return { worker, ready: await worker.request<T>(first) };
	}

	/** Rejects when the process ends before it is stopped. Meant for Promise.race. */
	async onUnexpectedExit(): Promise<never> {
		return await new Promise((_resolve, reject) => {
			this.child.once('exit', (code) => reject(new Error(`${this.name} exited unexpectedly (${code})`)));
		});
	}

	/** Sends one message at a time. */
	async request<T>(message: unknown): Promise<T> {
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
				reject(new Error(`${this.name} exited unexpectedly (${code})`));
			};
			this.child.on('message', onMessage);
			this.child.on('exit', onExit);
			this.child.send(message as object);
		});
	}

	/** Ends the process and waits for its exit. It also exits when this process ends, because the channel closes. */
	async stop(): Promise<void> {
		if (this.child.exitCode !== null) return;
		const ended = new Promise((resolve) => this.child.once('exit', resolve));
		this.child.disconnect();
		await ended;
	}
}

/** The worker's side: responds to every message with the result of `handle`, until the channel closes. */
export function serve<Question>(handle: (message: Question) => Promise<unknown>): void {
	process.on('message', (message: Question) => {
		handle(message).then(
			(value) => process.send?.({ ok: true, value } satisfies Reply),
			(error: unknown) => process.send?.({ ok: false, message: error instanceof Error ? (error.stack ?? error.message) : String(error) } satisfies Reply),
		);
	});
	// Idle keep-alive sockets would keep the process alive without process.exit.
	process.on('disconnect', () => process.exit(0));
}
