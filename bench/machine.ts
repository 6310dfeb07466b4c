/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- development only: never runs inside n8n */
import { cpus, loadavg } from 'node:os';
import { createRequire } from 'node:module';

import { root } from './fixtures/built';

const load = createRequire(`${root}/package.json`);

/** One line on what the figures were measured with. */
export function machine(): string {
	const cores = cpus();
	const { version } = load('n8n-core/package.json') as { version: string };
	const busy = loadavg()[0] ?? 0;
	return `Node ${process.versions.node}, n8n-core ${version}, ${cores.length} x ${cores[0]?.model.trim() ?? 'unknown CPU'}, load ${busy.toFixed(1)} at the start`;
}
