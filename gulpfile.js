/** Build: TypeScript to dist/, the output previews, and the assets that tsc does not carry (icons, codex files, previews). */
const { chmodSync, readdirSync, readFileSync, rmSync } = require('node:fs');
const { spawn } = require('node:child_process');
const path = require('node:path');
const { series, parallel } = require('gulp');
const { copyAssets, writePreviews } = require('./tools/scripts/assets.cjs');

// What tsc makes of a file that holds nothing but types: nothing loads it.
const NO_CODE = '"use strict";\nObject.defineProperty(exports, "__esModule", { value: true });\n';
const PACKED_FROM_ROOT = ['LICENSE.md', 'README.md', 'package.json'];

const builtFiles = () =>
	readdirSync('dist', { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));

const clean = async () => rmSync('dist', { recursive: true, force: true });

const compile = () =>
	spawn(process.execPath, [require.resolve('typescript/bin/tsc')], { stdio: 'inherit' });

const assets = () => copyAssets('dist');

const dropTypes = async () => {
	for (const file of builtFiles()) if (file.endsWith('.js') && readFileSync(file, 'utf8') === NO_CODE) rmSync(file);
};

// npm packs a file with the mode it has, so the umask of whoever builds would change the tarball's hash.
const modes = async () => {
	for (const file of [...builtFiles(), ...PACKED_FROM_ROOT]) chmodSync(file, 0o644);
};

exports.build = series(clean, parallel(compile, writePreviews), assets, dropTypes, modes);
