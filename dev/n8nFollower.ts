/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only: never runs inside n8n */
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { sleep } from 'n8n-workflow';
import { freePort, startN8n, type Installation, type N8nServer } from '../e2e';
import { explainLoadFailure } from './loadFailure';
import { PACKAGE, packageFolderIn } from './packageFolder';

const LOOK_EVERY_MS = 100;
const LOADED_WITHIN_MS = 15_000;

/** How a changed package arrived: loaded, refused for a reason, or not noticed at all. */
export type Arrival = { kind: 'loaded' } | { kind: 'refused'; why: string } | { kind: 'unnoticed' };

/**
 * A real n8n that loads the package again whenever a file of it changes, and tells its open editors (n8n's own N8N_DEV_RELOAD).
 * Only a changed package.json makes a restart necessary.
 */
export class N8nFollower {
	private constructor(
		private readonly installation: Installation,
		private readonly userFolder: string,
		private readonly port: number,
		private server: N8nServer,
	) {}

	/** Bytes of the log that have been looked at. */
	private read = 0;

	/** Never rejects. */
	private restarting: Promise<unknown> = Promise.resolve();

	static async start(installation: Installation, userFolder: string, wanted?: number): Promise<N8nFollower> {
		const port = wanted ?? (await freePort());
		return new N8nFollower(installation, userFolder, port, await run(installation, userFolder, port));
	}

	get url(): string {
		return this.server.url;
	}

	get logFile(): string {
		return this.server.logFile;
	}

	/** Resolves when n8n has ended by itself. */
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

	/** Ends n8n and starts it on the same port and database. */
	async restart(): Promise<void> {
		const restart = async () => {
			await this.server.stop();
			this.server = await run(this.installation, this.userFolder, this.port);
			this.read = 0;
		};
		const restarted = restart();
		this.restarting = restarted.catch(() => undefined);
		await restarted;
	}

	/**
	 * Waits until n8n has loaded what was written up to `since` (Unix milliseconds). The list of node types that it writes for its
	 * editor is what says so: its log names only the beginning of a load, and failures.
	 */
	async arrival(since: number): Promise<Arrival> {
		const types = path.join(this.userFolder, '.cache', 'n8n', 'public', 'types', 'credentials.json');
		const deadline = Date.now() + LOADED_WITHIN_MS;
		while (Date.now() < deadline) {
			await sleep(LOOK_EVERY_MS);
			if (this.newLines().includes(`Hot reload failed for ${PACKAGE}`)) {
				return { kind: 'refused', why: await explainLoadFailure(this.installation.node, packageFolderIn(this.userFolder)) };
			}
			if (existsSync(types) && statSync(types).mtimeMs >= since) return { kind: 'loaded' };
		}
		return { kind: 'unnoticed' };
	}

	private newLines(): string {
		const log = readFileSync(this.server.logFile);
		const lines = log.subarray(this.read).toString();
		this.read = log.length;
		return lines;
	}
}

async function run(installation: Installation, userFolder: string, port: number): Promise<N8nServer> {
	return await startN8n({ installation, userFolder, port, env: { N8N_DEV_RELOAD: 'true' } });
}
