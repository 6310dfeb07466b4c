import { spawn, type ChildProcess } from 'node:child_process';
import { UserError } from 'n8n-workflow';
import { environmentForNpm, npmScript } from '../../scripts/npm.cjs';
import type { Login } from '../../n8n';
import { eventually } from '../../../test/e2e/browser/eventually';

/** What `npm run dev` prints about the n8n it started. */
export interface Announcement {
	workflowUrl: string;
	sandboxUrl: string;
	login: Login;
}

/** A running `npm run dev`. */
export class DevCommand {
	private output = '';
	private readPosition = 0;

	private constructor(private readonly child: ChildProcess) {
		const keep = (chunk: Buffer) => {
			this.output += chunk.toString();
		};
		child.stdout?.on('data', keep);
		child.stderr?.on('data', keep);
	}

	/** Starts it like a shell, as the leader of a process group, which receives Ctrl-C. */
	static start(folder: string): DevCommand {
		const script = npmScript();
		if (!script) throw new UserError('npm was not found next to this Node.');
		const env = { ...environmentForNpm(), NO_COLOR: '1' };
		return new DevCommand(spawn(process.execPath, [script, 'run', 'dev'], { cwd: folder, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] }));
	}

	/** The output since the last call. */
	newOutput(): string {
		const newOutput = this.output.slice(this.readPosition);
		this.readPosition = this.output.length;
		return newOutput;
	}

	/** Waits for output that matches, after the previous match. */
	async waitForOutput(pattern: RegExp, timeoutMs = 30_000): Promise<RegExpExecArray> {
		const match = await eventually(
			`${pattern} in the output of npm run dev`,
			() => {
				if (this.hasEnded()) throw new UserError('the command has ended');
				return pattern.exec(this.output.slice(this.readPosition));
			},
			timeoutMs,
		).catch((error: Error) => {
			throw new UserError(`${error.message}\n${this.newOutput()}`);
		});
		this.readPosition += match.index + match[0].length;
		return match;
	}

	async waitForAnnouncement(timeoutMs: number): Promise<Announcement> {
		const [, workflowUrl = '', email = '', password = '', sandboxUrl = ''] = await this.waitForOutput(
			/Workflow +(\S+)\s+Email +(\S+)\s+Password +(\S+)\s+Sandbox +(\S+)/,
			timeoutMs,
		);
		return { workflowUrl, sandboxUrl, login: { email, password } };
	}

	hasEnded(): boolean {
		return this.child.exitCode !== null || this.child.signalCode !== null;
	}

	/** Sends Ctrl-C. Resolves when every process of the group has ended. */
	async interrupt(): Promise<void> {
		this.signal('SIGINT');
		await eventually('the end of npm run dev and its processes', () => !this.isGroupRunning(), 30_000);
	}

	/** Kills remaining processes after a failed test. */
	kill(): void {
		if (this.isGroupRunning()) this.signal('SIGKILL');
	}

	private signal(signal: NodeJS.Signals | 0): void {
		if (this.child.pid !== undefined) process.kill(-this.child.pid, signal);
	}

	private isGroupRunning(): boolean {
		try {
			this.signal(0);
			return this.child.pid !== undefined;
		} catch {
			return false;
		}
	}
}
