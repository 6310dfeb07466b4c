/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- development only: never runs inside n8n */
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
	finishedMark,
	installationFolder,
	pinnedVersion,
	type Installation,
} from './installation';
import { CURRENT, type Pin } from './pin';

const MANIFESTS = ['package.json', 'package-lock.json', '.npmrc'];

const run = promisify(execFile);

/**
 * The n8n that a pin's package-lock.json names, installed when it is not there yet (minutes, 3 GB; progress is shown).
 * It is built in a folder beside its place and moved there when complete, so what is found later is always whole.
 * Rejects with a sentence for people when the disk is too full or npm fails; `signal` stops it and leaves nothing behind.
 */
export async function installN8n(signal?: AbortSignal, pin = CURRENT): Promise<Installation> {
	const found = findInstallation(pin);
	if (found) return found;
	const folder = installationFolder(pin);
	await requireSpace(folder, pin.neededBytes, 'n8n', `Make room, or name a folder on another disk in ${pin.variable}.`);
	await mkdir(path.dirname(folder), { recursive: true });
	await removeAbandoned(folder);

	const partial = `${folder}.partial-${process.pid}`;
	await rm(partial, { recursive: true, force: true });
	await mkdir(partial);
	try {
		await installInto(partial, pin, signal);
		await writeFile(finishedMark(partial), JSON.stringify({ n8n: pinnedVersion(pin), at: new Date().toISOString() }));
		await moveIntoPlace(partial, folder);
	} finally {
		await rm(partial, { recursive: true, force: true });
	}
	return describeInstallation(folder, pin);
}

/** Deletes what an installation left behind whose process has ended, and an unfinished folder in its place. */
async function removeAbandoned(folder: string): Promise<void> {
	const prefix = `${path.basename(folder)}.partial-`;
	for (const name of await readdir(path.dirname(folder))) {
		if (!name.startsWith(prefix) || isRunning(Number(name.slice(prefix.length)))) continue;
		await rm(path.join(path.dirname(folder), name), { recursive: true, force: true });
	}
}

function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}

async function moveIntoPlace(partial: string, folder: string): Promise<void> {
	// Another process may have been faster: its installation is as good.
	if (existsSync(finishedMark(folder))) return;
	if (existsSync(folder) && (await readdir(folder)).length > 0) {
		throw new UserError(`${folder} exists but holds no finished n8n. Delete it or name another folder, then run the command again.`);
	}
	await rm(folder, { recursive: true, force: true });
	await rename(partial, folder);
}

async function installInto(folder: string, pin: Pin, signal?: AbortSignal): Promise<void> {
	for (const name of MANIFESTS) await copyFile(path.join(pin.folder, name), path.join(folder, name));
	const { node, n8n, version } = describeInstallation(folder, pin);
	const freeBefore = await freeBytes(folder);
	const written = async () => {
		const bytes = Math.max(0, freeBefore - (await freeBytes(folder)));
		return `about ${gigabytes(bytes)} of ${gigabytes(pin.modulesBytes)} on disk`;
	};

	const label = `[1/4] n8n ${version} and its packages (3 to 6 minutes)`;
	// The registry's scripts stay off: several of n8n's dependencies want to download or compile what it never uses.
	await withProgress(label, async () => await runNpm(['ci', '--ignore-scripts'], { cwd: folder, signal }), { detail: written });
	await withProgress('[2/4] Node 24 for n8n', async () => await rebuild(folder, 'node', { signal }));
	await withProgress('[3/4] SQLite (compiled where no ready-made one can be had: 1 to 2 minutes)', async () =>
		await rebuild(folder, 'sqlite3', { node, signal }),
	);
	await withProgress('[4/4] Checking that it starts', async () => {
		await run(node, ['-e', "require('sqlite3')"], { cwd: folder });
		// Not --version: that is answered without loading anything.
		await run(node, [n8n, 'start', '--help'], { cwd: folder, env: { ...process.env, N8N_USER_FOLDER: folder } });
	});
}

/** Runs the install script of one package, under the Node that will load it. */
async function rebuild(folder: string, name: string, options: { node?: string; signal?: AbortSignal }): Promise<void> {
	const { node, signal } = options;
	const headers = node && nodeHeaders(folder);
	const env = {
		...(node ? { PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}` } : {}),
		// A "nodedir" in someone's npm settings would hand the compiler the headers of another Node.
		...(headers ? { npm_config_nodedir: headers } : {}),
	};
	await runNpm(['rebuild', name, '--ignore-scripts=false'], { cwd: folder, node, env, signal });
}

/** The folder with the C++ headers of the installed Node, when its package brings them. */
function nodeHeaders(folder: string): string | undefined {
	const system = process.platform === 'win32' ? 'win' : process.platform;
	const name = `${system === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node'}-${system}-${process.arch}`;
	const own = path.join('node_modules', 'node', 'node_modules', name);
	return [own, path.join('node_modules', name)]
		.map((candidate) => path.join(folder, candidate))
		.find((candidate) => existsSync(path.join(candidate, 'include')));
}
