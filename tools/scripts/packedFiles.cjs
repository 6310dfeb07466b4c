/** Which files the tarball must hold, and which ones it does hold. Free of dependencies: the scan uses it too. */
const { existsSync, readdirSync, readFileSync } = require('node:fs');
const path = require('node:path');

const ALWAYS = ['LICENSE.md', 'README.md', 'package.json'];

/** Every file under a folder, with forward slashes, relative to it, sorted; nothing when there is no such folder. */
function filesUnder(folder) {
	if (!existsSync(folder)) return [];
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)).split(path.sep).join('/'))
		.sort();
}

/** What a built file asks for by a relative path: modules that it requires, icons that it names. */
function referencesOf(folder, file) {
	const text = readFileSync(path.join(folder, file), 'utf8');
	const beside = (name) => path.posix.join(path.posix.dirname(file), name);
	const modules = [...text.matchAll(/\brequire\("(\.[^"]*)"\)/g)].map(([, name]) => {
		const place = beside(name);
		return [`${place}.js`, `${place}/index.js`, place].find((each) => existsSync(path.join(folder, each)) && /\.\w+$/.test(each)) ?? `${place}.js`;
	});
	const icons = [...text.matchAll(/['"]file:([^'"]+\.svg)['"]/g)].map(([, name]) => beside(name));
	return { modules, icons };
}

/** The entry points' code with all that it loads, and the icons that this code names. */
function reachable(folder, entries) {
	const found = new Set();
	const visit = (file) => {
		if (found.has(file)) return;
		found.add(file);
		if (!file.endsWith('.js') || !existsSync(path.join(folder, file))) return;
		const { modules, icons } = referencesOf(folder, file);
		modules.forEach(visit);
		icons.forEach((icon) => found.add(icon));
	};
	entries.forEach(visit);
	return [...found];
}

/**
 * Compares an unpacked tarball with what n8n loads from it: the nodes and credentials of its package.json with every module they
 * require and every icon they name, a codex file per node, the output previews of the sources, licence, README and package.json.
 * @param {string} folder the unpacked package
 * @param {string} sources the project the package was packed from
 * @returns {{ missing: string[], unneeded: string[], files: string[] }} paths inside the package, sorted
 */
function checkPackedFiles(folder, sources) {
	const { nodes, credentials } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')).n8n;
	const previews = filesUnder(path.join(sources, 'nodes')).filter((name) => name.includes('/__schema__/') && name.endsWith('.json'));
	const needed = new Set([
		...ALWAYS,
		...reachable(folder, [...nodes, ...credentials]),
		...nodes.map((name) => name.replace(/\.js$/, '.json')),
		...previews.map((name) => `dist/nodes/${name}`),
	]);
	const files = filesUnder(folder);
	return {
		missing: [...needed].filter((name) => !files.includes(name)).sort(),
		unneeded: files.filter((name) => !needed.has(name)),
		files,
	};
}

module.exports = { checkPackedFiles };
