// Installs the development dependencies when they are missing or older than package-lock.json. Free of dependencies itself.
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { requireSpace } from './diskSpace.cjs';
import { requireNode } from './nodeVersion.mjs';
import { runNpm } from './npm.cjs';
import { withProgress } from './progress.cjs';

export const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

const NEEDED_BYTES = 1.2e9;
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** Whether npm's own record of node_modules, which it writes last, agrees with package-lock.json. */
function isInstalled(folder) {
	const record = path.join(folder, 'node_modules', '.package-lock.json');
	if (!existsSync(record)) return false;
	const installed = readJson(record).packages;
	return Object.entries(readJson(path.join(folder, 'package-lock.json')).packages).every(
		([place, wanted]) => !place || (installed[place] ? installed[place].version === wanted.version : wanted.optional === true),
	);
}

/**
 * Makes sure that a folder's node_modules is what its package-lock.json says: about a minute the first time, milliseconds afterwards.
 * Rejects with a readable message when the disk is full or npm fails. `signal` stops it.
 */
export async function ensureInstalled({ folder = root, what = 'the development dependencies', signal } = {}) {
	if (isInstalled(folder)) return;
	await requireSpace(folder, NEEDED_BYTES, what, 'Make room and run the command again.');
	// Install scripts stay off (see .npmrc): one of n8n-workflow's dependencies cannot be compiled by every Node.
	await withProgress(`Installing ${what} (1 to 2 minutes)`, () => runNpm(['ci', '--ignore-scripts'], { cwd: folder, signal }), { signal });
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
	requireNode();
	await ensureInstalled().catch((error) => {
		console.error(error.message);
		process.exitCode = 1;
	});
}
