// npm test: types and tests. `npm test -- <suite>` runs one suite of suites.mjs; a path or an option goes to jest.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ensureInstalled, root } from './install.mjs';
import { SUITES } from './suites.mjs';
import { captureTool, runTool } from './tool.mjs';

const USAGE = `npm test [-- <path> | <suite> | options]
  <path>      only the tests of this file or folder
  <suite>     ${Object.keys(SUITES).join(', ')} (docs/testing.md)
  --watch     run the tests again when a file changes
Other options are jest's (npx jest --help).`;
const JEST = 'jest/bin/jest.js';
const TYPES = ['-b', 'test/tsconfig.types.json'];
/** Test files of the first verdict: the whole run follows. */
const FIRST = 8;

const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

/** Checks the types of the package and of everything else, beside the tests; only what has changed is checked again. */
async function checkTypes() {
	const started = Date.now();
	const { code, output } = await captureTool('typescript/bin/tsc', TYPES);
	process.stderr.write(code === 0 ? `Types: ok (${seconds(started)})\n` : `${output}Types failed (${seconds(started)}).\n`);
	return code;
}

/** TypeScript files that differ from the last commit. */
function changedSources() {
	const git = (...args) => spawnSync('git', args, { cwd: root, encoding: 'utf8' }).stdout ?? '';
	const names = `${git('diff', '--name-only', 'HEAD')}${git('ls-files', '--others', '--exclude-standard')}`.split('\n');
	return names.filter((name) => name.endsWith('.ts') && existsSync(path.join(root, name)));
}

/** The tests that are most likely to notice the changes: those that are named like a changed file or import it directly come first. */
async function closestTests() {
	const changed = changedSources();
	if (changed.length === 0) return [];
	const { output } = await captureTool(JEST, ['--listTests', '--findRelatedTests', ...changed]);
	const names = changed.map((file) => path.basename(file).replace(/(\.(test|operation|node))?\.ts$/, '').toLowerCase());
	const rank = (file) => {
		const own = path.basename(file, '.test.ts').toLowerCase();
		if (names.includes(own)) return 0;
		const text = readFileSync(file, 'utf8').toLowerCase();
		return names.some((name) => text.includes(`/${name}'`) || text.includes(`/${name}.operation'`)) ? 1 : 2;
	};
	const related = output.split('\n').filter((line) => line.endsWith('.test.ts') && existsSync(line));
	// The tests that load n8n's engine take several seconds each.
	const quick = related.filter((file) => file.includes(path.join(root, 'test', 'unit')));
	return (quick.length > 0 ? quick : related).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)).slice(0, FIRST);
}

/** The quick verdict on what was changed since the last commit; 0 when nothing was. */
async function runClosest() {
	const closest = await closestTests();
	if (closest.length === 0) return 0;
	const started = Date.now();
	const code = await runTool(JEST, ['--runTestsByPath', ...closest]);
	console.error(`Tests closest to your changes: ${code === 0 ? 'ok' : 'failed'} (${seconds(started)})\n`);
	return code;
}

/** The first long option that jest does not know, as it was typed. Jest prints only its own help for it. */
async function unknownOption(args) {
	const { default: jest } = await import(path.join(root, 'node_modules', 'jest-cli', 'build', 'args.js'));
	const camelCase = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
	return args.find((arg) => {
		const name = /^--([^=]+)/.exec(arg)?.[1];
		return name !== undefined && !(camelCase(name.replace(/^no-/, '')) in jest.options) && !(camelCase(name) in jest.options);
	});
}

const isPath = (arg) => !arg.startsWith('-') && (/[/\\]/.test(arg) || existsSync(path.join(root, arg)));

export async function main(args) {
	const [first, ...rest] = args;
	if (first === '-h' || first === '--help') {
		console.log(USAGE);
		return 0;
	}
	await ensureInstalled();
	if (Object.hasOwn(SUITES, first ?? '')) return await SUITES[first](rest);
	if (first !== undefined && !first.startsWith('-') && !isPath(first)) {
		console.error(`There is no suite and no path "${first}".\n\n${USAGE}`);
		return 1;
	}
	const unknown = await unknownOption(args);
	if (unknown !== undefined) {
		console.error(`Unknown option '${unknown}'\n\n${USAGE}`);
		return 1;
	}
	if (args.some((arg) => arg.startsWith('--watch'))) return await runTool(JEST, args);
	const types = checkTypes();
	// What is named by its path is run whole, also what belongs to the suite `hostile`.
	const all = args.some(isPath) ? ['--testPathIgnorePatterns', '/node_modules/', '<rootDir>/test/e2e/'] : [];
	const tests = (args.length === 0 ? await runClosest() : 0) || (await runTool(JEST, [...args, ...all]));
	if (tests !== 0) console.error('Tests failed.');
	return tests || (await types);
}
