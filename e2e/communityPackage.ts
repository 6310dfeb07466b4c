/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only: never runs inside n8n */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runNpm } from '../scripts/npm.cjs';
import type { Installation } from './installation';

interface Packed {
	filename: string;
	version: string;
}

/** Packs a package as `npm publish` would, into the folder `into`. It must have been built. Resolves with the tarball's path. */
export async function pack(packageDir: string, into: string): Promise<string> {
	await mkdir(into, { recursive: true });
	const output = await runNpm(['pack', '--json', '--ignore-scripts', '--pack-destination', into], { cwd: packageDir });
	const [packed] = JSON.parse(output.slice(output.indexOf('['))) as [Packed];
	return path.join(into, packed.filename);
}

/**
 * Puts a tarball where n8n keeps community packages (`<userFolder>/.n8n/nodes`): n8n loads it at its next start.
 * Does nothing when this very tarball was the last one put there. Needs no network: such a package brings no dependencies.
 */
export async function installCommunityPackage(tarball: string, userFolder: string, installation: Installation): Promise<void> {
	const nodes = path.join(userFolder, '.n8n', 'nodes');
	const mark = path.join(nodes, 'installed.sha256');
	const hash = createHash('sha256').update(readFileSync(tarball)).digest('hex');
	if (existsSync(mark) && readFileSync(mark, 'utf8') === hash) return;

	// npm takes a tarball of the same version for the same package.
	await rm(path.join(nodes, 'node_modules'), { recursive: true, force: true });
	await mkdir(nodes, { recursive: true });
	await writeFile(path.join(nodes, 'package.json'), JSON.stringify({ name: 'installed-nodes', private: true }));
	// As n8n installs it: no scripts, and the n8n-workflow it asks for is n8n's own.
	const flags = ['--ignore-scripts', '--legacy-peer-deps', '--no-package-lock', '--offline'];
	await runNpm(['install', tarball, ...flags], { cwd: nodes, node: installation.node });
	await writeFile(mark, hash);
}
