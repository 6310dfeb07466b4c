// npm run scan: n8n's package scanner, which has its own dependencies in scan/, on the source and on the tarball.
import { requireNode } from './nodeVersion.mjs';

requireNode();
const [{ spawnSync }, path, { ensureInstalled, root }, { ensureBuilt }] = await Promise.all([
	import('node:child_process'),
	import('node:path'),
	import('./install.mjs'),
	import('./build.mjs'),
]);

try {
	const scan = path.join(root, 'scan');
	await ensureInstalled();
	await ensureBuilt();
	await ensureInstalled(scan, "the scanner's dependencies");
	process.exitCode = spawnSync(process.execPath, [path.join(scan, 'scan.mjs')], { cwd: scan, stdio: 'inherit' }).status ?? 1;
} catch (error) {
	console.error(error.message);
	process.exitCode = 1;
}
