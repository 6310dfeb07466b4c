import { mkdirSync, copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { copyAssets } from '../scripts/assets.cjs';

const ROOT = path.join(__dirname, '..', '..');
const MANIFEST = path.join(ROOT, 'package.json');

/** The package's name, as in n8n's log. */
export const PACKAGE = (JSON.parse(readFileSync(MANIFEST, 'utf8')) as { name: string }).name;

const nodesIn = (userFolder: string) => path.join(userFolder, '.n8n', 'nodes');

/** The package's folder in the user folder of an n8n. */
export function packageFolderIn(userFolder: string): string {
	return path.join(nodesIn(userFolder), 'node_modules', PACKAGE);
}

/**
 * Creates the package where n8n looks for community packages, with its manifest and assets but without code. It is not a link to the
 * checkout, because n8n watches all files in it. Resolves with the folder for the code, the package's dist/.
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
