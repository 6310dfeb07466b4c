// How every command that is written in TypeScript begins.
import { requireNode } from './nodeVersion.mjs';

/**
 * Installs what is missing, builds dist/ unless told otherwise, then calls the `main` of a TypeScript file (path from scripts/) with
 * the arguments of the command; its result is the exit code. Resolves with false when the command failed before or in `main`: the
 * message has been printed then.
 */
export async function runMain(file, { build = true } = {}) {
	requireNode();
	// Only now: an older Node may not even be able to load them.
	const [{ createRequire }, { ensureInstalled }, { ensureBuilt }] = await Promise.all([
		import('node:module'),
		import('./install.mjs'),
		import('./build.mjs'),
	]);
	try {
		await ensureInstalled();
		if (build) await ensureBuilt();
		const { require: load } = createRequire(import.meta.url)('tsx/cjs/api');
		const { main } = load(file, import.meta.url);
		process.exitCode = await main(process.argv.slice(2));
		return true;
	} catch (error) {
		console.error(error.message);
		process.exitCode = 1;
		return false;
	}
}
