import { execFile } from 'node:child_process';
import { chownSync, mkdirSync } from 'node:fs';
import { createConnection } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { sleep, UserError } from 'n8n-workflow';
import type { Installation } from '../../../tools/n8n/installation';
import { freePort } from '../../../tools/n8n/ports';
import { startProcess, type RunningProcess } from '../../../tools/n8n/process';
import { unprivilegedUser, type Binaries } from './binaries';

const HOST = '127.0.0.1';
const READY_TIMEOUT_MS = 30_000;
const USER = 'n8n';
const DATABASE = 'postgres';

/** The database of queue mode. */
export interface Database {
	/** n8n's environment variables for this database. */
	env: Record<string, string>;
	/** Resolves with the rows of a query. */
	query<Row>(sql: string): Promise<Row[]>;
	stop(): Promise<void>;
}

/** The parts used of the `pg` package that is installed with n8n. */
interface PgClient {
	connect(): Promise<void>;
	query(sql: string): Promise<{ rows: unknown[] }>;
	end(): Promise<void>;
	on(event: 'error', listener: () => void): void;
}

async function waitUntilReady(what: string, running: RunningProcess, ready: () => Promise<boolean>): Promise<void> {
	const deadline = Date.now() + READY_TIMEOUT_MS;
	while (Date.now() < deadline && !running.hasEnded()) {
		if (await ready()) return;
		await sleep(100);
	}
	await running.stop('SIGKILL');
	throw new UserError(`${what} did not start. ${running.lastLines()}`);
}

/** Starts a PostgreSQL with its data in `folder`. It accepts local connections without a password, so it is for tests only. */
export async function startPostgres(binaries: Binaries, folder: string, installation: Installation): Promise<Database> {
	const user = await unprivilegedUser();
	const data = path.join(folder, 'postgres');
	mkdirSync(data, { mode: 0o700 });
	if (user.uid !== undefined && user.gid !== undefined) chownSync(data, user.uid, user.gid);
	const place = { cwd: data, ...user };
	await promisify(execFile)(binaries.initdb, ['-D', data, '-U', USER, '--auth=trust', '--encoding=UTF8', '--locale=C'], place);

	const port = await freePort();
	const settings = [`listen_addresses=${HOST}`, 'unix_socket_directories=', 'max_connections=100'];
	const args = ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
	const running = startProcess(binaries.postgres, args, { ...place, env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' }, logFile: path.join(folder, 'postgres.log') });

	const { Client } = installation.require('pg') as { Client: new (options: object) => PgClient };
	let client: PgClient | undefined;
	await waitUntilReady('PostgreSQL', running, async () => {
		const attempt = new Client({ host: HOST, port, user: USER, database: DATABASE });
		attempt.on('error', () => {});
		try {
			await attempt.connect();
			client = attempt;
			return true;
		} catch {
			return false;
		}
	});
	return {
		env: {
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: HOST,
			DB_POSTGRESDB_PORT: String(port),
			DB_POSTGRESDB_DATABASE: DATABASE,
			DB_POSTGRESDB_USER: USER,
		},
		query: async <Row>(sql: string) => ((await client?.query(sql))?.rows ?? []) as Row[],
		async stop() {
			await client?.end();
			// SIGINT is PostgreSQL's fast shutdown, which does not wait for clients.
			await running.stop('SIGINT');
		},
	};
}

async function ping(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const socket = createConnection(port, HOST, () => socket.write('PING\r\n'));
		socket.setTimeout(1000, () => socket.destroy());
		socket.once('data', (reply) => {
			resolve(String(reply).startsWith('+PONG'));
			socket.destroy();
		});
		socket.once('error', () => resolve(false));
		socket.once('close', () => resolve(false));
	});
}

/** Starts a Redis on the loopback interface that keeps nothing on disk. */
export async function startRedis(binaries: Binaries, folder: string): Promise<{ env: Record<string, string>; stop(): Promise<void> }> {
	const port = await freePort();
	const args = ['--port', String(port), '--bind', HOST, '--save', '', '--appendonly', 'no', '--dir', folder];
	const running = startProcess(binaries.redis, args, { cwd: folder, env: { PATH: '/usr/bin:/bin' }, logFile: path.join(folder, 'redis.log') });
	await waitUntilReady('Redis', running, async () => await ping(port));
	return {
		env: { QUEUE_BULL_REDIS_HOST: HOST, QUEUE_BULL_REDIS_PORT: String(port) },
		stop: async () => await running.stop(),
	};
}
