import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';

const STOP_TIMEOUT_MS = 20_000;

/** A background process. Its output goes to its log file. */
export interface RunningProcess {
	pid: number;
	logFile: string;
	hasEnded(): boolean;
	/** Resolves when the process has exited. */
	ended: Promise<void>;
	/** Sends `signal` (default SIGTERM), kills the process after 20 s, and waits for its exit. Does nothing when it has exited already. */
	stop(signal?: NodeJS.Signals): Promise<void>;
	/** The last lines of the log, for an error message. */
	lastLines(): string;
}

export interface ProcessOptions {
	cwd: string;
	env: Record<string, string | undefined>;
	logFile: string;
	/** The user to run as, for root only. */
	uid?: number;
	gid?: number;
}

/** Whether a process with that ID exists. */
export function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}

/** Starts a program in the background. If it cannot be started, it counts as exited, and `lastLines` contains the reason. */
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
			// Unlike a sleep, this timer does not keep the process alive.
			const late = AbortSignal.timeout(STOP_TIMEOUT_MS);
			late.addEventListener('abort', () => child.kill('SIGKILL'), { once: true });
			child.kill(signal);
			await ended;
		},
		lastLines() {
			const lines = [...readFileSync(logFile, 'utf8').trim().split('\n').slice(-8), failure].filter(Boolean);
			return `End of the log (${logFile}):\n${lines.map((line) => `    ${line}`).join('\n')}`;
		},
	};
}
