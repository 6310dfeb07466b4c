export declare class NpmFailure extends Error {
	/** The end of what npm printed. */
	readonly output: string;
}

/** What went wrong, in one sentence; `task` is what npm was doing, `output` what it printed. */
export declare function explainNpmFailure(task: string, output: string): string;

/** This process's environment without what an outer npm put there, which would make an inner one work on the outer package. */
export declare function environmentForNpm(extra?: Record<string, string>): Record<string, string | undefined>;

/** The path of npm's own script, or undefined when only a command on the PATH can be used. */
export declare function npmScript(): string | undefined;

/** Runs npm and resolves with its output; rejects with NpmFailure. `node` is the Node that runs npm, this one unless told; `signal` stops it. */
export declare function runNpm(
	args: string[],
	options: { cwd: string; node?: string; env?: Record<string, string>; signal?: AbortSignal },
): Promise<string>;
