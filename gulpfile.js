/** Build: TypeScript to dist/, then the assets that tsc does not carry (icons, codex files, output previews). */
const { rmSync } = require('node:fs');
const { spawn } = require('node:child_process');
const { src, dest, series, parallel } = require('gulp');

const clean = async () => rmSync('dist', { recursive: true, force: true });

const compile = () =>
	spawn(process.execPath, [require.resolve('typescript/bin/tsc')], { stdio: 'inherit' });

const icons = () => src('icons/*.svg', { encoding: false }).pipe(dest('dist/icons'));

const codex = () => src('nodes/**/*.node.json').pipe(dest('dist/nodes'));

const schemas = () => src('nodes/**/__schema__/**/*.json').pipe(dest('dist/nodes'));

exports.build = series(clean, parallel(compile, icons, codex, schemas));
