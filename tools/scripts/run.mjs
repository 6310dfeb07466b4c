// Every npm script: node tools/scripts/run.mjs <command> [arguments].
import { COMMAND_LINES, readCommandLine } from './commandLines.mjs';
import { runMain } from './main.mjs';
import { requireNode } from './nodeVersion.mjs';
import { stopSignal } from './stop.mjs';

requireNode();

/** A command with options. `run` gets only valid ones. */
const withOptions = (commandLine, run) => async (args) => {
	const { code, ...input } = readCommandLine(commandLine, args);
	return code ?? (await run(input));
};

/** A TypeScript program: its `main` gets the options. */
const program = (file, commandLine, options) => withOptions(commandLine, async (input) => await runMain(file, input, options));

/** The same for a program that stops what it has started. After Ctrl-C, nothing may keep this process alive. */
const stoppable = (file, commandLine, options) =>
	withOptions(commandLine, async (input) => {
		const signal = stopSignal();
		try {
			return await runMain(file, input, { ...options, signal });
		} catch (error) {
			if (!signal.aborted) throw error;
			console.error(signal.reason.message);
			process.exit(signal.reason.exitCode);
		}
	});

/** A script: its `main` gets the arguments and resolves with the exit code. */
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
	start: stoppable('../demo/main.ts', COMMAND_LINES.start),
	test: script('./test.mjs'),
	build: script('./build.mjs'),
	lint: script('./lint.mjs'),
	dev: stoppable('../dev/main.ts', COMMAND_LINES.dev, { build: false }),
	check: script('./check.mjs'),
	bench: withOptions(COMMAND_LINES.bench, script('../bench/run.mjs')),
	sandbox: program('../sandbox/cli.ts', COMMAND_LINES.sandbox, { build: false }),
	texts: tool('tsx/dist/cli.mjs', 'tools/texts/main.ts'),
};

const [name, ...args] = process.argv.slice(2);

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
