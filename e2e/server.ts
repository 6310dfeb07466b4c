/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error -- development only: never runs inside n8n */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import axios from 'axios';
import { sleep, UserError } from 'n8n-workflow';
import { environmentForN8n } from './environment';
import type { Installation } from './installation';
import { freePort } from './ports';
import { startProcess, type RunningProcess } from './process';

const READY_WITHIN_MS = 180_000;

/** n8n itself, and the other processes of its queue mode. */
export type Command = 'start' | 'worker' | 'webhook';

const READY: Record<Command, string[]> = {
	// n8n 1 says that it is ready, by its database, before its REST API is there.
	start: ['/healthz/readiness', '/rest/settings'],
	worker: ['/healthz/readiness'],
	webhook: ['/healthz/readiness'],
};

/** A running n8n. */
export interface N8nServer extends Pick<RunningProcess, 'pid' | 'logFile' | 'ended' | 'stop'> {
	/** Its address, without a slash at its end: the editor's; of a worker, where it says how it is. */
	url: string;
}

export interface StartOptions {
	installation: Installation;
	/** n8n keeps everything in `<userFolder>/.n8n`. */
	userFolder: string;
	/** A free one unless told. */
	port?: number;
	env?: Record<string, string>;
	/** `start` unless told. */
	command?: Command;
	/** Options of the command, e.g. `--concurrency=5`. */
	args?: string[];
}

/**
 * Starts n8n on the loopback interface and waits until its database is ready for requests (first start 5 to 30 seconds).
 * Throws a UserError with the end of the log when it ends before that or takes longer than three minutes.
 */
export async function startN8n(options: StartOptions): Promise<N8nServer> {
	const { installation, userFolder, command = 'start', args = [] } = options;
	const port = options.port ?? (await freePort());
	const env = environmentForN8n(userFolder, { editor: port, broker: await freePort() }, options.env);
	mkdirSync(userFolder, { recursive: true });
	const logFile = path.join(userFolder, 'n8n.log');
	const running = startProcess(installation.node, [installation.n8n, command, ...args], { cwd: userFolder, env, logFile });
	const url = `http://127.0.0.1:${port}`;
	try {
		await untilReady(running, READY[command].map((place) => url + place));
	} catch (error) {
		await running.stop();
		throw error;
	}
	const { pid, ended, stop } = running;
	return { url, pid, logFile, ended, stop };
}

async function untilReady(running: RunningProcess, urls: string[]): Promise<void> {
	const deadline = Date.now() + READY_WITHIN_MS;
	while (Date.now() < deadline) {
		if (running.hasEnded()) throw new UserError(`n8n ended while starting. ${running.lastLines()}`);
		if ((await Promise.all(urls.map(answers))).every(Boolean)) return;
		await sleep(250);
	}
	throw new UserError(`n8n was not ready within ${READY_WITHIN_MS / 1000} s. ${running.lastLines()}`);
}

async function answers(url: string): Promise<boolean> {
	const answer = await axios.get(url, { proxy: false, timeout: 2000, validateStatus: () => true }).catch(() => undefined);
	return answer?.status === 200;
}
