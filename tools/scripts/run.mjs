// Every npm script: node tools/scripts/run.mjs <command> [arguments].
import { runMain } from './main.mjs';
import { requireNode } from './nodeVersion.mjs';

requireNode();

/** A TypeScript program: its `main` gets the arguments. */
const program = (file, options) => (args) => runMain(file, args, options);

/** A script of this folder: its `main` gets the arguments and resolves with the exit code. */
const script = (file) => async (args) => {
	const { main } = await import(file);
	return await main(args);
};

/** A tool of node_modules with fixed arguments. */
const tool = (file, ...fixed) => async (args) => {
	const [{ ensureInstalled }, { runTool }] = await Promise.all([import('./install.mjs'), import('./tool.mjs')]);
	await ensureInstalled();
	return await runTool(file, [...fixed, ...args]);
};

const COMMANDS = {
	start: program('../demo/main.ts'),
	test: script('./test.mjs'),
	build: script('./build.mjs'),
	lint: script('./lint.mjs'),
	dev: program('../dev/main.ts', { build: false }),
	check: script('./check.mjs'),
	sandbox: program('../sandbox/cli.ts', { build: false }),
	texts: tool('tsx/dist/cli.mjs', 'tools/texts/main.ts'),
};

const [name, ...args] = process.argv.slice(2);
// The programs see the arguments where they would be without this script.
process.argv.splice(2, 1);

const command = Object.hasOwn(COMMANDS, name ?? '') ? COMMANDS[name] : undefined;
if (command) {
	try {
		process.exitCode = await command(args);
	} catch (error) {
		console.error(error.message);
		process.exitCode = 1;
	}
} else {
	console.error(`Usage: node tools/scripts/run.mjs <${Object.keys(COMMANDS).join('|')}> [arguments]`);
	process.exitCode = 1;
}
