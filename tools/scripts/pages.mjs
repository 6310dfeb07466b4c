// The generated parts of the docs: docs/coverage.md, and the import graph in docs/architecture.md.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { coveragePage, loadResources } from './coverage.cjs';
import { withImportGraph } from './importGraph.mjs';
import { root } from './install.mjs';

const PAGES = {
	'docs/coverage.md': async () => coveragePage(loadResources()),
	'docs/architecture.md': withImportGraph,
};

const read = (name) => readFileSync(path.join(root, name), 'utf8');

/** The pages that differ from what the sources say, with their right texts. */
async function stalePages() {
	const stale = [];
	for (const [name, make] of Object.entries(PAGES)) {
		const current = read(name);
		const text = await make(current);
		if (text !== current) stale.push({ name, text });
	}
	return stale;
}

export async function writePages() {
	for (const { name, text } of await stalePages()) {
		writeFileSync(path.join(root, name), text);
		console.error(`Updated ${name}`);
	}
	return 0;
}

/** Names the pages that are out of date; resolves with the exit code. */
export async function checkPages() {
	const stale = await stalePages();
	for (const { name } of stale) console.error(`${name} is out of date. Run "npm run build" and commit it.`);
	return stale.length === 0 ? 0 : 1;
}
