import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installCommunityPackage } from '../../../tools/n8n/communityPackage';
import type { Installation } from '../../../tools/n8n/installation';
import { freePort } from '../../../tools/n8n/ports';
import { startN8n, type Command, type N8nServer } from '../../../tools/n8n/server';
import { findBinaries } from './binaries';
import { startPostgres, startRedis, type Database } from './services';

/** Concurrency of one worker. It is lower than n8n's default of 10, so that a second worker gets work on a small machine. */
export const CONCURRENCY = 5;

/** When the job lock of a dead worker expires. It is shorter than n8n's default of 60 s to keep the test short. */
const LOCK_MS = 10_000;
const STALLED_CHECK_MS = 5_000;

/** n8n in queue mode: PostgreSQL, Redis, one main, one webhook process, workers. */
export interface Cluster {
	database: Database;
	main: N8nServer;
	webhook: N8nServer;
	/** Starts one more worker in a separate folder with the package installed. */
	addWorker(): Promise<N8nServer>;
	/** The logs of all workers so far. */
	workerLogs(): string;
	/** Stops every process, newest first, and deletes the folder. */
	stop(): Promise<void>;
}

/** Starts everything except the workers. Stops everything again when it fails. */
export async function startCluster(installation: Installation, tarball: string): Promise<Cluster> {
	const folder = mkdtempSync(path.join(tmpdir(), 'apideck-vault-queue-'));
	// PostgreSQL's user needs access to the folder.
	chmodSync(folder, 0o755);
	const running: Array<() => Promise<void>> = [async () => rmSync(folder, { recursive: true, force: true })];
	const stop = async () => {
		for (let end = running.pop(); end; end = running.pop()) await end();
	};
	try {
		const binaries = await findBinaries();
		const database = await startPostgres(binaries, folder, installation);
		running.push(database.stop);
		const redis = await startRedis(binaries, folder);
		running.push(redis.stop);
		const webhookPort = await freePort();
		const shared = {
			...database.env,
			...redis.env,
			EXECUTIONS_MODE: 'queue',
			OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
			N8N_ENCRYPTION_KEY: 'queue-test-key-not-a-secret',
			WEBHOOK_URL: `http://127.0.0.1:${webhookPort}/`,
			N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true',
			QUEUE_WORKER_LOCK_DURATION: String(LOCK_MS),
			QUEUE_WORKER_LOCK_RENEW_TIME: String(LOCK_MS / 4),
			QUEUE_WORKER_STALLED_INTERVAL: String(STALLED_CHECK_MS),
			// The task runner is not needed, because no workflow has a Code node.
			N8N_RUNNERS_MODE: 'external',
			N8N_RUNNERS_AUTH_TOKEN: 'queue-test-token-not-a-secret',
		};
		const start = async (name: string, command: Command, port: number, args: string[] = []): Promise<N8nServer> => {
			const userFolder = path.join(folder, name);
			// Every process has its own copy of the package, as on separate machines.
			await installCommunityPackage(tarball, userFolder, installation);
			const health = { QUEUE_HEALTH_CHECK_ACTIVE: 'true', QUEUE_HEALTH_CHECK_PORT: String(port), N8N_WORKER_SERVER_ADDRESS: '127.0.0.1' };
			const env = { ...shared, ...(command === 'worker' ? health : {}) };
			const server = await startN8n({ installation, userFolder, port, command, args, env });
			running.push(async () => await server.stop());
			return server;
		};

		const main = await start('main', 'start', await freePort());
		const webhook = await start('webhook', 'webhook', webhookPort);
		const workers: N8nServer[] = [];
		return {
			database,
			main,
			webhook,
			async addWorker() {
				const worker = await start(`worker-${workers.length + 1}`, 'worker', await freePort(), [`--concurrency=${CONCURRENCY}`]);
				workers.push(worker);
				return worker;
			},
			workerLogs: () => workers.map(({ logFile }) => readFileSync(logFile, 'utf8')).join('\n'),
			stop,
		};
	} catch (error) {
		await stop();
		throw error;
	}
}
