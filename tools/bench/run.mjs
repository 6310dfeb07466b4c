// npm run bench: installs and builds what is missing, then runs the benchmark under the Node that n8n itself needs. See docs/figures.md.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { ensureBuilt } from '../scripts/build.mjs';
import { ensureInstalled, root } from '../scripts/install.mjs';
import { requireNode } from '../scripts/nodeVersion.mjs';

requireNode();
try {
	await ensureInstalled();
	await ensureBuilt();
	const require = createRequire(import.meta.url);
	const { require: load } = require('tsx/cjs/api');
	// The benchmark also measures n8n's own nodes and uses n8n's Node. Both come from the n8n of the end-to-end tests.
	const { installN8n } = load('../n8n/install.ts', import.meta.url);
	const { node } = await installN8n();
	const child = spawn(
		node,
		['--require', require.resolve('tsx/cjs'), path.join(root, 'tools', 'bench', 'main.ts'), ...process.argv.slice(2)],
		{ cwd: root, stdio: 'inherit' },
	);
	child.on('error', (error) => {
		console.error(`Node 24 could not be started: ${error.message}`);
		process.exitCode = 1;
	});
	child.on('close', (code) => {
		process.exitCode = code ?? 1;
	});
} catch (error) {
	console.error(error.message);
	process.exitCode = 1;
}
