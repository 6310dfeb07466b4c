/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/require-node-api-error -- development only: never runs inside n8n */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import axios from 'axios';
import { sleep, UserError } from 'n8n-workflow';
import { environmentForN8n } from './environment';
import type { Installation } from './installation';
import { freePort } from './ports';

const READY_WITHIN_MS = 180_000;
const STOPPED_WITHIN_MS = 20_000;

/** A running n8n. */
export interface N8nServer {
	/** The editor's address, without a slash at its end. */
	url: string;
	pid: number;
	logFile: string;
	/** Resolves when the process has ended, for whatever reason. */
	ended: Promise<void>;
	/** Ends this n8n and waits until it is gone; nothing happens when it has ended already. */
	stop(): Promise<void>;
}

export interface StartOptions {
	installation: Installation;
	/** n8n keeps everything in `<userFolder>/.n8n`. */
	userFolder: string;
	/** A free one unless told. */
	port?: number;
	env?: Record<string, string>;
}

/**
 * Starts n8n on the loopback interface and waits until its database is ready for requests (first start 5 to 30 seconds).
 * Throws a UserError with the end of the log when it ends before that or takes longer than three minutes.
 */
export async function startN8n(options: StartOptions): Promise<N8nServer> {
	const { installation, userFolder } = options;
	const port = options.port ?? (await freePort());
	const env = environmentForN8n(userFolder, { editor: port, broker: await freePort() }, options.env);
	mkdirSync(userFolder, { recursive: true });
	const logFile = path.join(userFolder, 'n8n.log');
	const log = openSync(logFile, 'w');
	const child = spawn(installation.node, [installation.n8n, 'start'], { cwd: userFolder, env, stdio: ['ignore', log, log] });
	closeSync(log);
	const ended = once(child, 'exit').then(() => undefined);
	ended.catch(() => undefined);

	const server: N8nServer = {
		url: `http://127.0.0.1:${port}`,
		pid: child.pid ?? 0,
		logFile,
		ended,
		stop: async () => await stop(child, ended),
	};
	try {
		await untilReady(server, child);
	} catch (error) {
		await server.stop();
		throw error;
	}
	return server;
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

async function untilReady(server: N8nServer, child: ChildProcess): Promise<void> {
	const deadline = Date.now() + READY_WITHIN_MS;
	while (Date.now() < deadline) {
		if (hasEnded(child)) throw new UserError(`n8n ended while starting. ${lastLines(server.logFile)}`);
		const answer = await axios
			.get(`${server.url}/healthz/readiness`, { proxy: false, timeout: 2000, validateStatus: () => true })
			.catch(() => undefined);
		if (answer?.status === 200) return;
		await sleep(250);
	}
	throw new UserError(`n8n was not ready within ${READY_WITHIN_MS / 1000} s. ${lastLines(server.logFile)}`);
}

function lastLines(logFile: string): string {
	const lines = readFileSync(logFile, 'utf8').trim().split('\n').slice(-8);
	return `The end of its log (${logFile}):\n${lines.map((line) => `    ${line}`).join('\n')}`;
}

async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
	if (hasEnded(child) || child.pid === undefined) return;
	// Its timer keeps no process alive, unlike a sleep.
	const late = AbortSignal.timeout(STOPPED_WITHIN_MS);
	late.addEventListener('abort', () => child.kill('SIGKILL'), { once: true });
	child.kill('SIGTERM');
	await ended;
}
