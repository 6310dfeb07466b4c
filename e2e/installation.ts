/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- development only: never runs inside n8n */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';
import { CURRENT } from './pin';

const CACHE_NAME = 'n8n-nodes-apideck-vault';
const FINISHED = 'finished.json';

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

/** The version of n8n that a pin's package.json names. */
export function pinnedVersion(pin = CURRENT): string {
	const manifest = JSON.parse(readFileSync(path.join(pin.folder, 'package.json'), 'utf8')) as {
		dependencies: { n8n: string };
	};
	return manifest.dependencies.n8n;
}

/**
 * Where n8n belongs: outside the clone and named after the lock file, so that every clone with the same lock file shares one.
 * The pin's environment variable (`APIDECK_VAULT_E2E_DIR`) names another folder.
 */
export function installationFolder(pin = CURRENT): string {
	const named = process.env[pin.variable];
	if (named) return path.resolve(named);
	const lock = readFileSync(path.join(pin.folder, 'package-lock.json'));
	const hash = createHash('sha256').update(lock).digest('hex').slice(0, 12);
	const cache = process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache');
	return path.join(cache, CACHE_NAME, `${pinnedVersion(pin)}-${hash}`);
}

/** The file whose presence says that every step of the installation was done. */
export function finishedMark(folder: string): string {
	return path.join(folder, FINISHED);
}

/** Where things lie in a folder in which n8n is being or has been installed. */
export function describeInstallation(folder: string, pin = CURRENT): Installation {
	const modules = path.join(folder, 'node_modules');
	return {
		folder,
		version: pinnedVersion(pin),
		node: path.join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node'),
		n8n: path.join(modules, 'n8n', 'bin', 'n8n'),
		require: createRequire(path.join(modules, 'n8n', 'package.json')),
	};
}

/** The finished installation, or undefined when there is none. */
export function findInstallation(pin = CURRENT): Installation | undefined {
	const folder = installationFolder(pin);
	return existsSync(finishedMark(folder)) ? describeInstallation(folder, pin) : undefined;
}
