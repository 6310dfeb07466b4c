/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/require-node-api-error, no-console -- a command line: never runs inside n8n */
import { parseArgs } from 'node:util';
import { withoutProxyForLoopback } from '..';
import { Images } from './images';
import { runScenarios } from './runner';
import { SCENARIOS } from './scenarios';
import { credential } from './scenarios/credential';
import { World } from './world';

const USAGE = `npm run test:e2e [-- options]
  --only <text>  only the scenarios whose title contains the text
  --images       also writes the pictures of the README to docs/images
Environment: APIDECK_VAULT_E2E_DIR (where n8n is installed), CHROMIUM (the browser, /usr/bin/chromium unless told)`;

/** The suite. `args` are those after `npm run test:e2e --`. Resolves with the exit code: 0 only when every check has passed. */
export async function main(args: string[]): Promise<number> {
	const { values } = parseArgs({
		args,
		options: { only: { type: 'string' }, images: { type: 'boolean' }, help: { type: 'boolean' } },
	});
	if (values.help) {
		console.log(USAGE);
		return 0;
	}
	process.env.NO_PROXY = withoutProxyForLoopback(process.env.NO_PROXY ?? process.env.no_proxy);
	process.env.no_proxy = process.env.NO_PROXY;
	const wanted = (values.only ?? '').toLowerCase();
	const chosen = SCENARIOS.filter(({ title }) => title.toLowerCase().includes(wanted));

	const stopped = new AbortController();
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort());
	const world = await World.start(stopped.signal);
	// Without a page, whatever a step waits for fails at once.
	stopped.signal.addEventListener('abort', () => void world.page.close());
	try {
		// It makes the credential by hand, for which there must be none.
		if (!chosen.includes(credential)) await world.saveCredentials();
		const { passed, failed } = await runScenarios(chosen, world, new Images(values.images === true), stopped.signal);
		console.log(`\n${passed} passed, ${failed} failed`);
		return failed === 0 && passed > 0 ? 0 : 1;
	} catch (error) {
		if (!stopped.signal.aborted) throw error;
		console.error('\nStopped.');
		return 1;
	} finally {
		await world.stop();
	}
}
