// How every command that is written in TypeScript begins. The other scripts are imported late: an older Node may not be able to load them.

/**
 * Installs what is missing, builds dist/ unless told otherwise, and calls the `main` of a TypeScript file (a path from this folder).
 * Resolves with its result, the exit code; undefined when the file exports no `main` because loading it starts it.
 */
export async function runMain(file, args, { build = true } = {}) {
	const [{ createRequire }, { ensureInstalled }, { ensureBuilt }] = await Promise.all([
		import('node:module'),
		import('./install.mjs'),
		import('./build.mjs'),
	]);
	await ensureInstalled();
	if (build) await ensureBuilt();
	const { require: load } = createRequire(import.meta.url)('tsx/cjs/api');
	const { main } = load(file, import.meta.url);
	return await main?.(args);
}
