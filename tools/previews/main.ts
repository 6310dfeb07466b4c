import '../engine/environment';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PackageDirectoryLoader } from 'n8n-core';

import { resources } from '../../nodes/ApideckVault/actions/router';
import { Engine } from '../engine';
import { startSandbox } from '../sandbox';
import { makePreviews } from './previews';

const load = createRequire(__filename);
const ROOT = path.join(__dirname, '..', '..');
/** Where n8n looks for the preview of an operation's output. */
const FOLDER = path.join(ROOT, 'nodes', 'ApideckVault', '__schema__', 'v1.0.0');

/** The package's manifest names the files of dist/. Their sources are loaded instead, so that the previews do not need a build. */
function loadFromSources(): void {
	Object.assign(PackageDirectoryLoader.prototype, {
		loadClass(file: string) {
			const source = path.join(ROOT, path.relative(path.join(ROOT, 'dist'), path.resolve(ROOT, file))).replace(/\.js$/, '.ts');
			const [name = ''] = path.basename(source).split('.');
			const loaded = load(source) as Record<string, new () => object>;
			return new loaded[name]!();
		},
	});
}

function operationNames(): string[] {
	return Object.values(resources).flatMap(({ value, operations }) => Object.values(operations).map(({ option }) => `${value}.${option.value}`));
}

/** Writes what differs: n8n reloads the package for every file that is written. */
function write(previews: Map<string, object>): void {
	const files = new Map([...previews].map(([name, preview]) => [`${name.replace('.', path.sep)}.json`, `${JSON.stringify(preview, null, '\t')}\n`]));
	const present = existsSync(FOLDER) ? readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json')) : [];
	for (const name of present) if (!files.has(name)) rmSync(path.join(FOLDER, name));
	for (const [name, text] of files) {
		const file = path.join(FOLDER, name);
		if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
		mkdirSync(path.dirname(file), { recursive: true });
		writeFileSync(file, text);
	}
}

/** Makes the previews of the outputs in nodes/ApideckVault/__schema__, from the sources and without the network. */
async function main(): Promise<void> {
	loadFromSources();
	const [engine, sandbox] = await Promise.all([Engine.load(ROOT), startSandbox()]);
	try {
		write(await makePreviews(engine, sandbox, operationNames()));
	} finally {
		await sandbox.close();
	}
}

main().then(
	// n8n-core keeps timers.
	() => process.exit(0),
	(error: Error) => {
		console.error(error.message);
		process.exit(1);
	},
);
