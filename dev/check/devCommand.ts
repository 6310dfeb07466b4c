/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- development only: never runs inside n8n */
import { spawn, type ChildProcess } from 'node:child_process';
import { UserError } from 'n8n-workflow';
import { environmentForNpm, npmScript } from '../../scripts/npm.cjs';
import type { Login } from '../../e2e';
import { eventually } from '../../e2e/browser/eventually';

/** What `npm run dev` says about the n8n that it has started. */
export interface Announced {
	workflowUrl: string;
	sandboxUrl: string;
	login: Login;
}

/** A running `npm run dev`. */
export class DevCommand {
	private output = '';
	private looked = 0;

	private constructor(private readonly child: ChildProcess) {
		const keep = (chunk: Buffer) => {
			this.output += chunk.toString();
		};
		child.stdout?.on('data', keep);
		child.stderr?.on('data', keep);
	}

	/** Starts it as a shell would: at the head of a process group, which is what Ctrl-C goes to. */
	static start(folder: string): DevCommand {
		const script = npmScript();
		if (!script) throw new UserError('npm was not found beside this Node.');
		const env = { ...environmentForNpm(), NO_COLOR: '1' };
		return new DevCommand(spawn(process.execPath, [script, 'run', 'dev'], { cwd: folder, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] }));
	}

	/** What it has printed since it was last asked for. */
	news(): string {
		const news = this.output.slice(this.looked);
		this.looked = this.output.length;
		return news;
	}

	/** Waits until it has printed something that matches, after what was waited for before. */
	async said(pattern: RegExp, withinMs = 30_000): Promise<RegExpExecArray> {
		const match = await eventually(
			`${pattern} in the output of npm run dev`,
			() => {
				if (this.hasEnded()) throw new UserError('it has ended');
				return pattern.exec(this.output.slice(this.looked));
			},
			withinMs,
		).catch((error: Error) => {
			throw new UserError(`${error.message}\n${this.news()}`);
		});
		this.looked += match.index + match[0].length;
		return match;
	}

	async announced(withinMs: number): Promise<Announced> {
		const [, workflowUrl = '', email = '', password = '', sandboxUrl = ''] = await this.said(
			/Workflow +(\S+)\s+E-mail +(\S+)\s+Password +(\S+)\s+Sandbox +(\S+)/,
			withinMs,
		);
		return { workflowUrl, sandboxUrl, login: { email, password } };
	}

	hasEnded(): boolean {
		return this.child.exitCode !== null || this.child.signalCode !== null;
	}

	/** Ctrl-C. Resolves when every process of the group is gone. */
	async interrupt(): Promise<void> {
		this.signal('SIGINT');
		await eventually('the end of npm run dev and of all that it started', () => !this.groupLives(), 30_000);
	}

	/** For a test that has failed: ends what is left. */
	kill(): void {
		if (this.groupLives()) this.signal('SIGKILL');
	}

	private signal(signal: NodeJS.Signals | 0): void {
		if (this.child.pid !== undefined) process.kill(-this.child.pid, signal);
	}

	private groupLives(): boolean {
		try {
			this.signal(0);
			return this.child.pid !== undefined;
		} catch {
			return false;
		}
	}
}
