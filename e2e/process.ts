/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-dangerous-functions -- development only: never runs inside n8n */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';

const STOPPED_WITHIN_MS = 20_000;

/** A server process of ours; what it prints goes to its log file. */
export interface RunningProcess {
	pid: number;
	logFile: string;
	hasEnded(): boolean;
	/** Resolves when the process has ended, for whatever reason. */
	ended: Promise<void>;
	/** Asks it to end by `signal` (SIGTERM unless told), kills it after 20 s, and waits until it is gone. Does nothing when it has ended. */
	stop(signal?: NodeJS.Signals): Promise<void>;
	/** The last lines of the log, for an error message. */
	lastLines(): string;
}

export interface ProcessOptions {
	cwd: string;
	env: Record<string, string | undefined>;
	logFile: string;
	/** Run as another user, which only root can. */
	uid?: number;
	gid?: number;
}

/** Starts a program in the background. One that cannot be started has ended at once; the reason is in `lastLines`. */
export function startProcess(program: string, args: string[], options: ProcessOptions): RunningProcess {
	const { logFile, ...spawnOptions } = options;
	const log = openSync(logFile, 'w');
	const child = spawn(program, args, { ...spawnOptions, stdio: ['ignore', log, log] });
	closeSync(log);
	let failure = '';
	const ended = once(child, 'exit').then(
		() => undefined,
		(error: Error) => {
			failure = error.message;
		},
	);
	const hasEnded = () => child.exitCode !== null || child.signalCode !== null || failure !== '';
	return {
		pid: child.pid ?? 0,
		logFile,
		ended,
		hasEnded,
		async stop(signal = 'SIGTERM') {
			if (hasEnded() || child.pid === undefined) return;
			// Its timer keeps no process alive, unlike a sleep.
			const late = AbortSignal.timeout(STOPPED_WITHIN_MS);
			late.addEventListener('abort', () => child.kill('SIGKILL'), { once: true });
			child.kill(signal);
			await ended;
		},
		lastLines() {
			const lines = [...readFileSync(logFile, 'utf8').trim().split('\n').slice(-8), failure].filter(Boolean);
			return `The end of its log (${logFile}):\n${lines.map((line) => `    ${line}`).join('\n')}`;
		},
	};
}
