import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { runNpm } from '../../tools/scripts/npm.cjs';

const run = promisify(execFile);

/** Differences between two machines that build the same commit. */
export interface BuildSettings {
	/** The target folder of the clone. */
	folder: string;
	umask: number;
	env: Record<string, string>;
	/** The modification time of every source file. Defaults to the time of the clone. */
	changedAt?: Date;
}

export interface PackedTarball {
	folder: string;
	tarball: string;
	bytes: number;
	/** Base64, as npm and its provenance statements identify a tarball. */
	sha512: string;
}

/** Runs a task whose child processes get this umask. Only one task at a time, because the umask applies to the whole process. */
async function withUmask<T>(umask: number, task: () => Promise<T>): Promise<T> {
	const before = process.umask(umask);
	try {
		return await task();
	} finally {
		process.umask(before);
	}
}

const git = async (folder: string, ...args: string[]) =>
	(await run('git', ['-C', folder, ...args], { maxBuffer: 1e8 })).stdout;

/** Clones the newest commit of a repository, then installs, builds and packs it. Rejects with npm's or git's message. */
export async function packClone(repository: string, { folder, umask, env, changedAt }: BuildSettings): Promise<PackedTarball> {
	return await withUmask(umask, async () => {
		await run('git', ['clone', '--quiet', '--no-hardlinks', '--depth=1', `file://${repository}`, folder]);
		if (changedAt) {
			const files = (await git(folder, 'ls-files', '-z')).split('\0').filter(Boolean);
			for (const file of files) utimesSync(path.join(folder, file), changedAt, changedAt);
		}
		await runNpm(['ci', '--ignore-scripts', '--prefer-offline'], { cwd: folder, env });
		await runNpm(['run', 'build'], { cwd: folder, env });
		const output = await runNpm(['pack', '--json'], { cwd: folder, env });
		const [{ filename }] = JSON.parse(output.slice(output.indexOf('['))) as [{ filename: string }];
		const tarball = path.join(folder, filename);
		const content = readFileSync(tarball);
		return { folder, tarball, bytes: content.length, sha512: createHash('sha512').update(content).digest('base64') };
	});
}

/** Creates a repository whose only commit is the current working tree without ignored files, to test changes before a commit. */
export async function commitWorkingTree(root: string, folder: string): Promise<void> {
	const files = (await git(root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard')).split('\0').filter(Boolean);
	const deleted = (await git(root, 'ls-files', '-z', '--deleted')).split('\0');
	for (const file of files.filter((name) => !deleted.includes(name))) {
		mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
		cpSync(path.join(root, file), path.join(folder, file));
	}
	await git(folder, 'init', '--quiet');
	await git(folder, 'add', '--all');
	const identity = ['-c', 'user.name=nobody', '-c', 'user.email=nobody@localhost', '-c', 'commit.gpgsign=false'];
	await git(folder, ...identity, 'commit', '--quiet', '--message', 'Working tree');
}

/** Unpacks a tarball into a folder. Resolves with the path of the package. */
export async function unpack(tarball: string, into: string): Promise<string> {
	mkdirSync(into, { recursive: true });
	await run('tar', ['-xzf', tarball, '-C', into]);
	return path.join(into, 'package');
}

/** The differing lines of two tarballs' listings (mode, owner, size, date, name). */
export async function listingDifferences(one: string, other: string): Promise<string[]> {
	const listing = async (tarball: string) =>
		(await run('tar', ['--utc', '--numeric-owner', '--full-time', '-tvzf', tarball], { maxBuffer: 1e8 })).stdout.split('\n');
	const [first, second] = [await listing(one), await listing(other)];
	return [...first.filter((line) => !second.includes(line)), ...second.filter((line) => !first.includes(line))];
}
