/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error -- development only: never runs inside n8n */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installCommunityPackage } from '../communityPackage';
import type { Installation } from '../installation';
import { freePort } from '../ports';
import { startN8n, type Command, type N8nServer } from '../server';
import { findPrograms } from './programs';
import { startPostgres, startRedis, type Database } from './stores';

/** What one worker does at once. n8n's default is 10; with less, a second worker has something to do on a small machine. */
export const CONCURRENCY = 5;

/** The lock on a job of a worker that is gone ends after this; n8n's default is 60 s. It decides only how long the test waits. */
const LOCK_MS = 10_000;
const STALLED_CHECK_MS = 5_000;

/** n8n in queue mode: PostgreSQL, Redis, one main, one webhook process, workers. */
export interface Cluster {
	database: Database;
	main: N8nServer;
	webhook: N8nServer;
	/** Starts one more worker, in a folder of its own with the package installed. */
	addWorker(): Promise<N8nServer>;
	/** What all workers so far wrote to their logs. */
	workerLogs(): string;
	/** Ends every process, newest first, and deletes the folder. */
	stop(): Promise<void>;
}

/** Starts everything but the workers. When it fails, nothing is left running. */
export async function startCluster(installation: Installation, tarball: string): Promise<Cluster> {
	const folder = mkdtempSync(path.join(tmpdir(), 'apideck-vault-queue-'));
	// PostgreSQL's user must be able to pass through.
	chmodSync(folder, 0o755);
	const running: Array<() => Promise<void>> = [async () => rmSync(folder, { recursive: true, force: true })];
	const stop = async () => {
		for (let end = running.pop(); end; end = running.pop()) await end();
	};
	try {
		const programs = await findPrograms();
		const database = await startPostgres(programs, folder, installation);
		running.push(database.stop);
		const redis = await startRedis(programs, folder);
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
			// No Code node here, so no process that runs its code.
			N8N_RUNNERS_MODE: 'external',
			N8N_RUNNERS_AUTH_TOKEN: 'queue-test-token-not-a-secret',
		};
		const start = async (name: string, command: Command, port: number, args: string[] = []): Promise<N8nServer> => {
			const userFolder = path.join(folder, name);
			// As on separate machines: every process has its own copy of the package.
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
