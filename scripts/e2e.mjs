// npm run test:e2e: installs and builds what is missing, then drives a real n8n in a real browser (e2e/browser/).
import { requireNode } from './nodeVersion.mjs';

requireNode();
const [{ createRequire }, { ensureInstalled }, { ensureBuilt }] = await Promise.all([
	import('node:module'),
	import('./install.mjs'),
	import('./build.mjs'),
]);

try {
	await ensureInstalled();
	await ensureBuilt();
	const { require: load } = createRequire(import.meta.url)('tsx/cjs/api');
	const { main } = load('../e2e/browser/main.ts', import.meta.url);
	process.exitCode = await main(process.argv.slice(2));
} catch (error) {
	console.error(error.message);
	process.exitCode = 1;
}
