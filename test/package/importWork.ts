/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- development only: never runs inside n8n */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

/** A package to load: its folder, the files that n8n requires, the folder in which the host's modules are found. */
export interface LoadedPackage {
	folder: string;
	entries: string[];
	/** A node_modules folder with the host's `n8n-workflow`; none when the package needs no host. */
	hostModules?: string;
}

/** The environment in which n8n loads community packages: its own modules are found through NODE_PATH. */
export function hostEnvironment(hostModules?: string): NodeJS.ProcessEnv {
	const { PATH, HOME } = process.env;
	return { PATH, HOME, ...(hostModules ? { NODE_PATH: hostModules } : {}) };
}

/**
 * What loading the package does besides defining things, one sentence each (see importWatch.cjs); nothing when it does no work.
 * Rejects when the package cannot be loaded, or not within a minute.
 */
export async function importWork({ folder, entries, hostModules }: LoadedPackage): Promise<string[]> {
	const order = JSON.stringify({ folder, entries, before: hostModules ? ['n8n-workflow'] : [] });
	const { stdout } = await promisify(execFile)(process.execPath, [path.join(__dirname, 'importWatch.cjs'), order], {
		cwd: folder,
		env: hostEnvironment(hostModules),
		timeout: 60_000,
	});
	// The list is the last line: what the package prints comes before it.
	return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as string[];
}
