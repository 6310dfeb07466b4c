// npm run build: builds dist/ and writes the generated pages. The suites build dist/ only when it is older than its sources.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { ensureInstalled, root } from './install.mjs';
import { withLock } from './lock.mjs';
import { withProgress } from './progress.cjs';

const SOURCES = ['nodes', 'credentials', 'icons', 'package.json', 'tsconfig.json', 'gulpfile.js', 'tools/previews', 'test/operations', 'tools/scripts/assets.cjs'];
/** Made by the build itself. */
const GENERATED = '__schema__';
const stamp = path.join(root, 'node_modules', '.cache', 'build.json');
const lock = path.join(root, 'node_modules', '.cache', 'build.lock');

function filesOf(place) {
	if (statSync(place).isFile()) return [place];
	return readdirSync(place, { withFileTypes: true })
		.filter(({ name }) => name !== GENERATED)
		.map((entry) => path.join(place, entry.name))
		.flatMap(filesOf)
		.sort();
}

function sourcesHash() {
	const hash = createHash('sha256');
	for (const file of SOURCES.map((name) => path.join(root, name)).flatMap(filesOf)) {
		hash.update(path.relative(root, file)).update(readFileSync(file));
	}
	return hash.digest('hex');
}

/** What n8n loads, with the times of writing: somebody may have built or deleted in the meantime. */
function builtFiles() {
	const { nodes, credentials } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).n8n;
	return [...nodes, ...credentials].map((name) => {
		const file = path.join(root, name);
		return existsSync(file) ? statSync(file).mtimeMs : 0;
	});
}

function isBuilt() {
	const built = builtFiles();
	if (built.includes(0) || !existsSync(stamp)) return false;
	return readFileSync(stamp, 'utf8') === JSON.stringify({ sources: sourcesHash(), built });
}

async function build(signal) {
	const gulp = path.join(root, 'node_modules', 'gulp', 'bin', 'gulp.js');
	const sources = sourcesHash();
	const compile = () =>
		promisify(execFile)(process.execPath, [gulp, 'build'], { cwd: root, signal }).catch((error) => {
			const lines = `${error.stdout}${error.stderr}`.split('\n');
			const compiler = lines.filter((line) => /error TS\d+/.test(line));
			throw new Error(['The build failed:', ...(compiler.length > 0 ? compiler : lines)].join('\n'));
		});
	await withProgress('Building', compile, { signal });
	mkdirSync(path.dirname(stamp), { recursive: true });
	writeFileSync(stamp, JSON.stringify({ sources, built: builtFiles() }));
}

/** Makes sure that dist/ matches the current sources. Rejects with the compiler's output. `signal` stops it. */
export async function ensureBuilt(signal) {
	if (isBuilt()) return;
	// Another command may have built while this one waited.
	await withLock(lock, async () => isBuilt() || (await build(signal)));
}

export async function main() {
	await ensureInstalled();
	await withLock(lock, async () => await build());
	const { writePages } = await import('./pages.mjs');
	return await writePages();
}
