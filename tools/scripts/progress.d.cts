/** Where progress is written: process.stderr unless told. */
export interface Terminal {
	write(text: string): unknown;
	isTTY?: boolean;
}

/**
 * Shows that a long step is alive: `label … 12 s, detail`, rewritten every second on a terminal, a line every ten seconds elsewhere.
 * Resolves and rejects as `work` does. `detail` is called each time. A failure after `signal` was aborted is shown as stopped.
 */
export declare function withProgress<Result>(
	label: string,
	work: () => Promise<Result>,
	options?: { detail?: () => Promise<string>; terminal?: Terminal; signal?: AbortSignal },
): Promise<Result>;
