// The drawing of the import graph in docs/architecture.md: which folder of the package imports which.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { cruise } from 'dependency-cruiser';
import { root } from './install.mjs';

const SHIPPED = ['nodes', 'credentials'];
const NODE = 'nodes/ApideckVault/';
const BEGIN = '<!-- import graph -->';
const END = '<!-- /import graph -->';

/** Folder of a module: one level below the node, two below audit/; the node files stand for themselves. */
function folderOf(module) {
	if (module.startsWith('credentials/')) return 'credentials';
	const [first, second, third] = module.slice(NODE.length).split('/');
	if (second === undefined) return 'node files';
	return first === 'audit' && third !== undefined ? `audit/${second}` : first;
}

async function edges() {
	const require = createRequire(import.meta.url);
	const { options } = require('../../.dependency-cruiser.cjs');
	const { output } = await cruise(SHIPPED, { ...options, baseDir: root, validate: false }, undefined, {
		tsConfig: JSON.parse(readFileSync(path.join(root, 'tsconfig.json'), 'utf8').replace(/^\s*\/\/.*$/gm, '')),
	});
	const found = output.modules.flatMap(({ source, dependencies }) =>
		dependencies.map(({ resolved }) => [source, resolved]).filter((pair) => pair.every((file) => /^(nodes|credentials)\//.test(file))),
	);
	const between = found.map((pair) => pair.map(folderOf)).filter(([from, to]) => from !== to);
	return [...new Set(between.map((pair) => pair.join(' → ')))].sort().map((edge) => edge.split(' → '));
}

const id = (folder) => folder.replace(/\W/g, '_');

async function drawing() {
	const all = await edges();
	const folders = [...new Set(all.flat())].sort();
	return [
		'```mermaid',
		'flowchart TD',
		...folders.map((folder) => `\t${id(folder)}["${folder}"]`),
		...all.map(([from, to]) => `\t${id(from)} --> ${id(to)}`),
		'```',
	].join('\n');
}

/** The page with the current drawing between its markers. */
export async function withImportGraph(page) {
	const [before, rest] = page.split(BEGIN);
	const after = rest?.split(END)[1];
	if (after === undefined) throw new Error(`docs/architecture.md needs the lines ${BEGIN} and ${END}`);
	return `${before}${BEGIN}\n\n${await drawing()}\n\n${END}${after}`;
}
