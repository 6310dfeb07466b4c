const { execFile } = require('node:child_process');
const { copyFile, mkdir } = require('node:fs/promises');
const path = require('node:path');
const { promisify } = require('node:util');
const { dest, src, watch } = require('gulp');

const root = path.join(__dirname, '..', '..');

const ASSETS = ['icons/*.svg', 'nodes/**/*.node.json', 'nodes/**/__schema__/**/*.json'];

async function writePreviews() {
	const main = path.join(root, 'tools', 'previews', 'main.ts');
	// A program that tsx itself has loaded gets the path with a query.
	const [tsx] = require.resolve('tsx/cjs').split('?');
	await promisify(execFile)(process.execPath, ['--require', tsx, main], { cwd: root }).catch((error) => {
		throw new Error(`The output previews could not be made: ${error.stderr}`);
	});
}

const copyAssets = (into) => src(ASSETS, { cwd: root, base: root, encoding: false }).pipe(dest(into));

function watchAssets(into, report) {
	const watcher = watch([...ASSETS, 'package.json'], { cwd: root });
	const follow = async (file) => {
		const target = path.join(into, file === 'package.json' ? path.join('..', file) : file);
		await mkdir(path.dirname(target), { recursive: true });
		await copyFile(path.join(root, file), target);
		report(file);
	};
	for (const event of ['add', 'change']) watcher.on(event, (file) => void follow(file).catch((error) => report(file, error)));
	return watcher;
}

module.exports = { copyAssets, watchAssets, writePreviews };
