// Installs and builds what is missing, then runs a suite that needs a real n8n.
import { requireNode } from './nodeVersion.mjs';

/**
 * Calls the `main` of a TypeScript file (path from scripts/) with the arguments of the command; its result is the exit code.
 * A suite that cannot even begin still ends with the line that says so.
 */
export async function runSuite(file) {
	requireNode();
	const [{ createRequire }, { ensureInstalled }, { ensureBuilt }] = await Promise.all([
		import('node:module'),
		import('./install.mjs'),
		import('./build.mjs'),
	]);
	try {
		await ensureInstalled();
		await ensureBuilt();
		const { require: load } = createRequire(import.meta.url)('tsx/cjs/api');
		const { main } = load(file, import.meta.url);
		process.exitCode = await main(process.argv.slice(2));
	} catch (error) {
		console.error(error.message);
		console.log('0 passed, 1 failed');
		process.exitCode = 1;
	}
}
