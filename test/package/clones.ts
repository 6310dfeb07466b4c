/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- development only: never runs inside n8n */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { runNpm } from '../../scripts/npm.cjs';

const run = promisify(execFile);

/** What differs between two people who build the same commit. */
export interface Place {
	/** Where the clone goes. */
	folder: string;
	umask: number;
	env: Record<string, string>;
	/** The time that every source file is said to be from; the time of the clone when left out. */
	changedAt?: Date;
}

export interface Packed {
	folder: string;
	tarball: string;
	bytes: number;
	/** As npm and its provenance statements name a tarball: base64. */
	sha512: string;
}

/** Runs a task whose child processes get this umask. One such task at a time: the mask belongs to the whole process. */
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

/** Clones the newest commit of a repository, installs, builds and packs it, as a stranger would. Rejects with npm's or git's words. */
export async function packClone(repository: string, { folder, umask, env, changedAt }: Place): Promise<Packed> {
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

/** A repository whose only commit is the working tree as it is now, without what git ignores; for trying things before a commit. */
export async function commitWorkingTree(root: string, folder: string): Promise<void> {
	const files = (await git(root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard')).split('\0').filter(Boolean);
	const deleted = (await git(root, 'ls-files', '-z', '--deleted')).split('\0');
	for (const file of files.filter((name) => !deleted.includes(name))) {
		mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
		cpSync(path.join(root, file), path.join(folder, file));
	}
	await git(folder, 'init', '--quiet');
	await git(folder, 'add', '--all');
	const nobody = ['-c', 'user.name=nobody', '-c', 'user.email=nobody@localhost', '-c', 'commit.gpgsign=false'];
	await git(folder, ...nobody, 'commit', '--quiet', '--message', 'Working tree');
}

/** Unpacks a tarball into a folder; the path of the package in it. */
export async function unpack(tarball: string, into: string): Promise<string> {
	mkdirSync(into, { recursive: true });
	await run('tar', ['-xzf', tarball, '-C', into]);
	return path.join(into, 'package');
}

/** The lines of two tarballs' listings (mode, owner, size, date, name) that are not the same in both. */
export async function listingDifferences(one: string, other: string): Promise<string[]> {
	const listing = async (tarball: string) =>
		(await run('tar', ['--utc', '--numeric-owner', '--full-time', '-tvzf', tarball], { maxBuffer: 1e8 })).stdout.split('\n');
	const [first, second] = [await listing(one), await listing(other)];
	return [...first.filter((line) => !second.includes(line)), ...second.filter((line) => !first.includes(line))];
}
