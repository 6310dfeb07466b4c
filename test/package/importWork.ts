import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

/** A package to load: its folder, the files that n8n requires, and the folder with the host's modules. */
export interface LoadedPackage {
	folder: string;
	entries: string[];
	/** A node_modules folder with the host's `n8n-workflow`. Not needed for a package without a host. */
	hostModules?: string;
}

/** The environment in which n8n loads community packages, which find n8n's modules through NODE_PATH. */
export function hostEnvironment(hostModules?: string): NodeJS.ProcessEnv {
	const { PATH, HOME } = process.env;
	return { PATH, HOME, ...(hostModules ? { NODE_PATH: hostModules } : {}) };
}

/**
 * The side effects of loading the package, one sentence each (see importWatch.cjs). Rejects when the package cannot be loaded within a minute.
 */
export async function importWork({ folder, entries, hostModules }: LoadedPackage): Promise<string[]> {
	const order = JSON.stringify({ folder, entries, before: hostModules ? ['n8n-workflow'] : [] });
	const { stdout } = await promisify(execFile)(process.execPath, [path.join(__dirname, 'importWatch.cjs'), order], {
		cwd: folder,
		env: hostEnvironment(hostModules),
		timeout: 60_000,
	});
	// The list is the last line. Output of the package precedes it.
	return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as string[];
}
