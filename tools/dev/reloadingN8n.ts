import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { sleep } from 'n8n-workflow';
import { startN8n, type Installation, type N8nServer } from '../n8n';
import { explainLoadFailure } from './loadFailure';
import { PACKAGE, packageFolderIn } from './packageFolder';

const POLL_INTERVAL_MS = 100;
const RELOAD_TIMEOUT_MS = 15_000;

/** The result of a reload. */
export type ReloadResult = { kind: 'loaded' } | { kind: 'rejected'; reason: string } | { kind: 'timedOut' };

/**
 * A real n8n that reloads the package and notifies open editors when a file changes (n8n's N8N_DEV_RELOAD). Only a changed package.json requires a restart.
 */
export class ReloadingN8n {
	private constructor(
		private readonly installation: Installation,
		private readonly userFolder: string,
		private readonly port: number,
		private server: N8nServer,
	) {}

	/** The number of log bytes read so far. */
	private logPosition = 0;

	/** Never rejects. */
	private restarting: Promise<unknown> = Promise.resolve();

	/** `signal` cancels the start. */
	static async start(installation: Installation, userFolder: string, port: number, signal: AbortSignal): Promise<ReloadingN8n> {
		return new ReloadingN8n(installation, userFolder, port, await run(installation, userFolder, port, signal));
	}

	get url(): string {
		return this.server.url;
	}

	get logFile(): string {
		return this.server.logFile;
	}

	/** Resolves when n8n has exited without a restart. */
	async ended(): Promise<void> {
		for (let server: N8nServer | undefined; server !== this.server; ) {
			server = this.server;
			await server.ended;
			await this.restarting;
		}
	}

	async stop(): Promise<void> {
		await this.restarting;
		await this.server.stop();
	}

	/** Stops n8n and starts it again with the same port and database. */
	async restart(): Promise<void> {
		const restart = async () => {
			await this.server.stop();
			this.server = await run(this.installation, this.userFolder, this.port);
			this.logPosition = 0;
		};
		const restarted = restart();
		this.restarting = restarted.catch(() => undefined);
		await restarted;
	}

	/**
	 * Waits until n8n has loaded what was written up to `since` (Unix milliseconds). The file of types that n8n writes for its editor shows
	 * this, because the log only shows starts and failures.
	 */
	async waitForReload(since: number): Promise<ReloadResult> {
		const types = path.join(this.userFolder, '.cache', 'n8n', 'public', 'types', 'credentials.json');
		const deadline = Date.now() + RELOAD_TIMEOUT_MS;
		while (Date.now() < deadline) {
			await sleep(POLL_INTERVAL_MS);
			if (this.newLines().includes(`Hot reload failed for ${PACKAGE}`)) {
				return { kind: 'rejected', reason: await explainLoadFailure(this.installation.node, packageFolderIn(this.userFolder)) };
			}
			if (existsSync(types) && statSync(types).mtimeMs >= since) return { kind: 'loaded' };
		}
		return { kind: 'timedOut' };
	}

	private newLines(): string {
		const log = readFileSync(this.server.logFile);
		const lines = log.subarray(this.logPosition).toString();
		this.logPosition = log.length;
		return lines;
	}
}

async function run(installation: Installation, userFolder: string, port: number, signal?: AbortSignal): Promise<N8nServer> {
	return await startN8n({ installation, userFolder, port, env: { N8N_DEV_RELOAD: 'true' }, signal });
}
