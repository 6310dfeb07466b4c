// npm run bench: installs and builds what is missing, then runs the benchmark under the Node that n8n itself needs. See docs/figures.md.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import path from 'node:path';
import { ensureBuilt } from '../scripts/build.mjs';
import { ensureInstalled, root } from '../scripts/install.mjs';

/** Resolves with the exit code. */
export async function main({ values }) {
	await ensureInstalled();
	await ensureBuilt();
	const require = createRequire(import.meta.url);
	const { require: load } = require('tsx/cjs/api');
	// The benchmark also measures n8n's own nodes and uses n8n's Node. Both come from the n8n of the end-to-end tests.
	const { installN8n } = load('../n8n/install.ts', import.meta.url);
	const { node } = await installN8n();
	const benchmark = path.join(root, 'tools', 'bench', 'main.ts');
	const child = spawn(node, ['--require', require.resolve('tsx/cjs'), benchmark, JSON.stringify(values)], { cwd: root, stdio: 'inherit' });
	const [code] = await once(child, 'close').catch((error) => {
		throw new Error(`Node 24 could not be started: ${error.message}`);
	});
	return code ?? 1;
}
