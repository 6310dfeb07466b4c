// npm run lint: every check of the sources that runs no test. --no-scan leaves out n8n's package scanner; other options go to n8n-node lint.
import path from 'node:path';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled, root } from './install.mjs';
import { SUITES } from './suites.mjs';
import { runTool } from './tool.mjs';

/** The scanner with which n8n verifies packages. It has dependencies of its own. */
async function scan() {
	const folder = path.join(root, 'tools', 'scan');
	await ensureBuilt();
	await ensureInstalled({ folder, what: "the scanner's dependencies" });
	return await runTool('../tools/scan/scan.mjs');
}

export async function main(args) {
	await ensureInstalled();
	const { checkPages } = await import('./pages.mjs');
	const steps = {
		// With the flag, tools/ and test/ are linted by their own configuration instead of the rules for shipped code.
		"n8n's rules": () => runTool('@n8n/node-cli/bin/n8n-node.mjs', ['lint', ...args.filter((arg) => arg !== '--no-scan')], { env: { ESLINT_FLAGS: 'unstable_config_lookup_from_file' } }),
		'unused code': () => runTool('knip/bin/knip.js'),
		imports: () => runTool('dependency-cruiser/bin/dependency-cruise.mjs', ['nodes', 'credentials', 'tools', 'test']),
		'regular expressions': () => SUITES.static([]),
		'generated pages': checkPages,
		...(args.includes('--no-scan') ? {} : { 'package scan': scan }),
	};
	const failed = [];
	for (const [name, run] of Object.entries(steps)) if ((await run()) !== 0) failed.push(name);
	if (failed.length > 0) console.error(`Lint failed: ${failed.join(', ')}`);
	return failed.length === 0 ? 0 : 1;
}
