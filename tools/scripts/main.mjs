// How every command that is written in TypeScript begins. The other scripts are imported late: an older Node may not be able to load them.

/**
 * Installs what is missing, builds dist/ unless told otherwise, and calls the `main` of a TypeScript file (a path from this folder) with
 * `input` and the signal. Resolves with its result, the exit code. `signal` stops the installation and the build.
 */
export async function runMain(file, input, { build = true, signal } = {}) {
	const [{ createRequire }, { ensureInstalled }, { ensureBuilt }] = await Promise.all([
		import('node:module'),
		import('./install.mjs'),
		import('./build.mjs'),
	]);
	await ensureInstalled({ signal });
	if (build) await ensureBuilt(signal);
	signal?.throwIfAborted();
	const { require: load } = createRequire(import.meta.url)('tsx/cjs/api');
	const { main } = load(file, import.meta.url);
	return await main(input, signal);
}
