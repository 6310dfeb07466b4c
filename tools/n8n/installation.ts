import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';
import { CURRENT } from './n8nVersion';

const CACHE_NAME = 'n8n-nodes-apideck-vault';
const MARKER_FILE = 'finished.json';

/** An installed n8n with the Node that runs it. */
export interface Installation {
	folder: string;
	/** Version of n8n. */
	version: string;
	/** The Node 24 binary that n8n needs. */
	node: string;
	/** n8n's start script, to be run by `node`. */
	n8n: string;
	/** Loads a package of the installation, e.g. `playwright-core`. */
	require: NodeJS.Require;
}

/** The version of n8n in the package.json. */
export function pinnedVersion(target = CURRENT): string {
	const manifest = JSON.parse(readFileSync(path.join(target.folder, 'package.json'), 'utf8')) as {
		dependencies: { n8n: string };
	};
	return manifest.dependencies.n8n;
}

/**
 * The installation folder. It is outside the clone and named after the lock file, so that clones with the same lock file share it. An
 * environment variable such as `APIDECK_VAULT_E2E_DIR` overrides it.
 */
export function installationFolder(target = CURRENT): string {
	const named = process.env[target.variable];
	if (named) return path.resolve(named);
	const lock = readFileSync(path.join(target.folder, 'package-lock.json'));
	const hash = createHash('sha256').update(lock).digest('hex').slice(0, 12);
	const cache = process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache');
	return path.join(cache, CACHE_NAME, `${pinnedVersion(target)}-${hash}`);
}

/** The file that marks a complete installation. */
export function completionMarker(folder: string): string {
	return path.join(folder, MARKER_FILE);
}

/** The paths in an installation folder. */
export function describeInstallation(folder: string, target = CURRENT): Installation {
	const modules = path.join(folder, 'node_modules');
	return {
		folder,
		version: pinnedVersion(target),
		node: path.join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node'),
		n8n: path.join(modules, 'n8n', 'bin', 'n8n'),
		require: createRequire(path.join(modules, 'n8n', 'package.json')),
	};
}

/** The complete installation, or undefined. */
export function findInstallation(target = CURRENT): Installation | undefined {
	const folder = installationFolder(target);
	return existsSync(completionMarker(folder)) ? describeInstallation(folder, target) : undefined;
}
