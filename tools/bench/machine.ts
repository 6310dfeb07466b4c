import { cpus, loadavg } from 'node:os';
import { createRequire } from 'node:module';

import { root } from './fixtures/built';

const load = createRequire(`${root}/package.json`);

/** What can be compared with another run. */
export function versions(): string {
	const { version } = load('n8n-core/package.json') as { version: string };
	return `Node ${process.versions.node}, n8n-core ${version}, ${cpus().length} cores`;
}

/** One line about the machine of the measurement. */
export function machine(): string {
	const cores = cpus();
	const { version } = load('n8n-core/package.json') as { version: string };
	const busy = loadavg()[0] ?? 0;
	return `Node ${process.versions.node}, n8n-core ${version}, ${cores.length} x ${cores[0]?.model.trim() ?? 'unknown CPU'}, load ${busy.toFixed(1)} at the start`;
}
