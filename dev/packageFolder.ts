/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- development only: never runs inside n8n */
import { mkdirSync, copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { copyAssets } from '../scripts/assets.cjs';

const ROOT = path.join(__dirname, '..');
const MANIFEST = path.join(ROOT, 'package.json');

/** Name of the package, as n8n's log has it. */
export const PACKAGE = (JSON.parse(readFileSync(MANIFEST, 'utf8')) as { name: string }).name;

const nodesIn = (userFolder: string) => path.join(userFolder, '.n8n', 'nodes');

/** Where the package lies in the folder of an n8n. */
export function packageFolderIn(userFolder: string): string {
	return path.join(nodesIn(userFolder), 'node_modules', PACKAGE);
}

/**
 * Makes the package where n8n looks for installed community packages: with its manifest and its assets, without code.
 * A folder of its own and no link to the checkout: n8n watches everything in it, and that is to be what a user gets.
 * Resolves with the folder for the code, the package's dist/.
 */
export async function makePackageFolder(userFolder: string): Promise<string> {
	const nodes = nodesIn(userFolder);
	const folder = packageFolderIn(userFolder);
	rmSync(nodes, { recursive: true, force: true });
	const dist = path.join(folder, 'dist');
	mkdirSync(dist, { recursive: true });
	writeFileSync(path.join(nodes, 'package.json'), JSON.stringify({ name: 'installed-nodes', private: true }));
	copyFileSync(MANIFEST, path.join(folder, 'package.json'));
	await finished(copyAssets(dist));
	return dist;
}
