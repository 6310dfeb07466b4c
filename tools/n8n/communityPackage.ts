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

/** Packs a built package like `npm publish`, into the folder `into`. Resolves with the tarball's path. `signal` stops npm. */
export async function pack(packageDir: string, into: string, signal?: AbortSignal): Promise<string> {
	await mkdir(into, { recursive: true });
	const output = await runNpm(['pack', '--json', '--ignore-scripts', '--pack-destination', into], { cwd: packageDir, signal });
	const [packed] = JSON.parse(output.slice(output.indexOf('['))) as [Packed];
	return path.join(into, packed.filename);
}

/**
 * Installs a tarball in n8n's folder for community packages (`<userFolder>/.n8n/nodes`). n8n loads it at its next start.
 * Does nothing when the same tarball is installed already. Needs no network, because the package has no dependencies. `signal` stops npm.
 */
export async function installCommunityPackage(tarball: string, userFolder: string, installation: Installation, signal?: AbortSignal): Promise<void> {
	const nodes = path.join(userFolder, '.n8n', 'nodes');
	const hashFile = path.join(nodes, 'installed.sha256');
	const hash = createHash('sha256').update(readFileSync(tarball)).digest('hex');
	if (existsSync(hashFile) && readFileSync(hashFile, 'utf8') === hash) return;

	// npm assumes that tarballs of the same version are identical.
	await rm(path.join(nodes, 'node_modules'), { recursive: true, force: true });
	await mkdir(nodes, { recursive: true });
	await writeFile(path.join(nodes, 'package.json'), JSON.stringify({ name: 'installed-nodes', private: true }));
	// As n8n installs it: without scripts, and with n8n's own n8n-workflow.
	const flags = ['--ignore-scripts', '--legacy-peer-deps', '--no-package-lock', '--offline'];
	await runNpm(['install', tarball, ...flags], { cwd: nodes, node: installation.node, signal });
	await writeFile(hashFile, hash);
}
