const { copyFile, mkdir } = require('node:fs/promises');
const path = require('node:path');
const { dest, src, watch } = require('gulp');

const root = path.join(__dirname, '..');

const ASSETS = ['icons/*.svg', 'nodes/**/*.node.json', 'nodes/**/__schema__/**/*.json'];

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

module.exports = { copyAssets, watchAssets };
