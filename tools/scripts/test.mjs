// npm test: types and tests. `npm test -- <suite>` runs one suite of suites.mjs; a path or an option goes to jest.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ensureInstalled, root } from './install.mjs';
import { SUITES } from './suites.mjs';
import { captureTool, runTool } from './tool.mjs';

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

const isPath = (arg) => !arg.startsWith('-') && (/[/\\]/.test(arg) || existsSync(path.join(root, arg)));

export async function main(args) {
	await ensureInstalled();
	const [first, ...rest] = args;
	if (Object.hasOwn(SUITES, first ?? '')) return await SUITES[first](rest);
	if (first !== undefined && !first.startsWith('-') && !isPath(first)) {
		console.error(`There is no suite and no path "${first}". Suites: ${Object.keys(SUITES).join(', ')}`);
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
