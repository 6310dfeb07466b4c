// npm test: installs what is missing, checks the types, runs jest with the arguments given.
import { requireNode } from './nodeVersion.mjs';

requireNode();
const [{ spawnSync }, path, { ensureInstalled, root }] = await Promise.all([
	import('node:child_process'),
	import('node:path'),
	import('./install.mjs'),
]);

/** Runs a tool of node_modules in the foreground; its exit code, or 1 when it was stopped. */
function run(label, script, args) {
	const started = Date.now();
	const { status } = spawnSync(process.execPath, [path.join(root, 'node_modules', script), ...args], { cwd: root, stdio: 'inherit' });
	if (status !== 0) console.error(`${label} failed.`);
	else if (label !== 'Tests') console.error(`${label}: ok (${((Date.now() - started) / 1000).toFixed(1)} s)`);
	return status ?? 1;
}

try {
	await ensureInstalled();
	process.exitCode =
		run('Types of the package', 'typescript/bin/tsc', ['--noEmit']) ||
		run('Types of everything else', 'typescript/bin/tsc', ['--noEmit', '-p', 'test/tsconfig.json']) ||
		run('Tests', 'jest/bin/jest.js', process.argv.slice(2));
} catch (error) {
	console.error(error.message);
	process.exitCode = 1;
}
