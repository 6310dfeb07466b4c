import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { UserError } from 'n8n-workflow';
import { freeBytes, gigabytes, requireSpace } from '../scripts/diskSpace.cjs';
import { runNpm } from '../scripts/npm.cjs';
import { withProgress } from '../scripts/progress.cjs';
import {
	describeInstallation,
	findInstallation,
	completionMarker,
	installationFolder,
	pinnedVersion,
	type Installation,
} from './installation';
import { CURRENT, type N8nVersion } from './n8nVersion';
import { isRunning } from './process';

const MANIFESTS = ['package.json', 'package-lock.json', '.npmrc'];

const run = promisify(execFile);

/**
 * Installs the n8n of a package-lock.json if needed (minutes, 3 GB, with progress output). It is built in a temporary folder and renamed
 * when complete, so an installation is never partial. Rejects with a readable message when the disk is full or npm fails. `signal` cancels
 * it and cleans up.
 */
export async function installN8n(signal?: AbortSignal, target = CURRENT): Promise<Installation> {
	const found = findInstallation(target);
	if (found) return found;
	const folder = installationFolder(target);
	await requireSpace(folder, target.neededBytes, 'n8n', `Free some space, or set ${target.variable} to a folder on another disk.`);
	await mkdir(path.dirname(folder), { recursive: true });
	await removeAbandoned(folder);

	const partial = `${folder}.partial-${process.pid}`;
	await rm(partial, { recursive: true, force: true });
	await mkdir(partial);
	try {
		await installInto(partial, target, signal);
		await writeFile(completionMarker(partial), JSON.stringify({ n8n: pinnedVersion(target), at: new Date().toISOString() }));
		await moveIntoPlace(partial, folder);
	} finally {
		await rm(partial, { recursive: true, force: true });
	}
	return describeInstallation(folder, target);
}

/** Deletes the remains of interrupted installations. */
async function removeAbandoned(folder: string): Promise<void> {
	const prefix = `${path.basename(folder)}.partial-`;
	for (const name of await readdir(path.dirname(folder))) {
		if (!name.startsWith(prefix) || isRunning(Number(name.slice(prefix.length)))) continue;
		await rm(path.join(path.dirname(folder), name), { recursive: true, force: true });
	}
}

async function moveIntoPlace(partial: string, folder: string): Promise<void> {
	// Another process may have finished first. Its installation is used.
	if (existsSync(completionMarker(folder))) return;
	if (existsSync(folder) && (await readdir(folder)).length > 0) {
		throw new UserError(`${folder} exists but does not contain a complete n8n. Delete it or choose another folder, then run the command again.`);
	}
	await rm(folder, { recursive: true, force: true });
	await rename(partial, folder);
}

async function installInto(folder: string, target: N8nVersion, signal?: AbortSignal): Promise<void> {
	for (const name of MANIFESTS) await copyFile(path.join(target.folder, name), path.join(folder, name));
	const { node, n8n, version } = describeInstallation(folder, target);
	const freeBefore = await freeBytes(folder);
	const written = async () => {
		const bytes = Math.max(0, freeBefore - (await freeBytes(folder)));
		return `about ${gigabytes(bytes)} of ${gigabytes(target.modulesBytes)} on disk`;
	};

	const step = async <Result>(title: string, work: () => Promise<Result>, detail?: () => Promise<string>) =>
		await withProgress(title, work, { detail, signal });
	const label = `[1/4] n8n ${version} and its packages (3 to 6 minutes)`;
	// Install scripts are disabled, because several of n8n's dependencies would download or compile things that n8n does not need.
	await step(label, async () => await runNpm(['ci', '--ignore-scripts'], { cwd: folder, signal }), written);
	await step('[2/4] Node 24 for n8n', async () => await rebuild(folder, 'node', { signal }));
	await step('[3/4] SQLite (1 to 2 minutes if it must be compiled)', async () => await rebuild(folder, 'sqlite3', { node, signal }));
	await step('[4/4] Checking that n8n starts', async () => {
		await run(node, ['-e', "require('sqlite3')"], { cwd: folder, signal });
		// `--version` would not load anything.
		await run(node, [n8n, 'start', '--help'], { cwd: folder, env: { ...process.env, N8N_USER_FOLDER: folder }, signal });
	});
}

/** Runs the install script of one package with the Node that will load it. */
async function rebuild(folder: string, name: string, options: { node?: string; signal?: AbortSignal }): Promise<void> {
	const { node, signal } = options;
	const headers = node && nodeHeaders(folder);
	const env = {
		...(node ? { PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}` } : {}),
		// A "nodedir" in the user's npm settings would give the compiler the headers of another Node.
		...(headers ? { npm_config_nodedir: headers } : {}),
	};
	await runNpm(['rebuild', name, '--ignore-scripts=false'], { cwd: folder, node, env, signal });
}

/** The folder with the C++ headers of the installed Node, if its package contains them. */
function nodeHeaders(folder: string): string | undefined {
	const system = process.platform === 'win32' ? 'win' : process.platform;
	const name = `${system === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node'}-${system}-${process.arch}`;
	const own = path.join('node_modules', 'node', 'node_modules', name);
	return [own, path.join('node_modules', name)]
		.map((candidate) => path.join(folder, candidate))
		.find((candidate) => existsSync(path.join(candidate, 'include')));
}
