import { mkdirSync } from 'node:fs';
import path from 'node:path';
import axios from 'axios';
import { sleep, UserError } from 'n8n-workflow';
import { environmentForN8n } from './environment';
import type { Installation } from './installation';
import { freePort } from './ports';
import { startProcess, type RunningProcess } from './process';

const READY_TIMEOUT_MS = 180_000;

/** The commands of n8n: the main process, and the other processes of queue mode. */
export type Command = 'start' | 'worker' | 'webhook';

const READINESS_PATHS: Record<Command, string[]> = {
	// n8n 1 reports readiness before its REST API is available.
	start: ['/healthz/readiness', '/rest/settings'],
	worker: ['/healthz/readiness'],
	webhook: ['/healthz/readiness'],
};

/** A running n8n. */
export interface N8nServer extends Pick<RunningProcess, 'pid' | 'logFile' | 'ended' | 'stop'> {
	/** The base URL without a trailing slash. For a worker, the URL of its health checks. */
	url: string;
}

export interface StartOptions {
	installation: Installation;
	/** n8n keeps everything in `<userFolder>/.n8n`. */
	userFolder: string;
	/** Defaults to a free port. */
	port?: number;
	env?: Record<string, string>;
	/** Defaults to `start`. */
	command?: Command;
	/** Options of the command, e.g. `--concurrency=5`. */
	args?: string[];
	/** Cancels the start and stops n8n. */
	signal?: AbortSignal;
}

/**
 * Starts n8n on the loopback interface and waits until its database is ready for requests (first start 5 to 30 seconds).
 * Throws a UserError with the end of the log when n8n exits or is not ready within three minutes, or the reason of an aborted `signal`.
 */
export async function startN8n(options: StartOptions): Promise<N8nServer> {
	const { installation, userFolder, command = 'start', args = [], signal } = options;
	const port = options.port ?? (await freePort());
	const env = environmentForN8n(userFolder, { editor: port, broker: await freePort() }, options.env);
	mkdirSync(userFolder, { recursive: true });
	const logFile = path.join(userFolder, 'n8n.log');
	const running = startProcess(installation.node, [installation.n8n, command, ...args], { cwd: userFolder, env, logFile });
	const url = `http://127.0.0.1:${port}`;
	try {
		await waitUntilReady(running, READINESS_PATHS[command].map((place) => url + place), signal);
	} catch (error) {
		await running.stop();
		throw error;
	}
	const { pid, ended, stop } = running;
	return { url, pid, logFile, ended, stop };
}

async function waitUntilReady(running: RunningProcess, urls: string[], signal?: AbortSignal): Promise<void> {
	const deadline = Date.now() + READY_TIMEOUT_MS;
	while (Date.now() < deadline) {
		signal?.throwIfAborted();
		if (running.hasEnded()) throw new UserError(`n8n exited during startup. ${running.lastLines()}`);
		if ((await Promise.all(urls.map(responds))).every(Boolean)) return;
		await sleep(250);
	}
	throw new UserError(`n8n was not ready within ${READY_TIMEOUT_MS / 1000} s. ${running.lastLines()}`);
}

async function responds(url: string): Promise<boolean> {
	const response = await axios.get(url, { proxy: false, timeout: 2000, validateStatus: () => true }).catch(() => undefined);
	return response?.status === 200;
}
