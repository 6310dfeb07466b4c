import { parseArgs } from 'node:util';
import { withoutProxyForLoopback } from '../../../tools/n8n';
import { Images } from './images';
import { runScenarios } from './runner';
import { SCENARIOS } from './scenarios';
import { credential } from './scenarios/credential';
import { TestEnvironment } from './testEnvironment';

const USAGE = `npm test -- e2e [options]
  --only <text>  run only the scenarios whose title contains the text
  --images       also write the README's screenshots to docs/images
Environment: APIDECK_VAULT_E2E_DIR (where n8n is installed), CHROMIUM (path of the browser, default /usr/bin/chromium)`;

/** The suite. `args` are those after `npm test -- e2e`. Resolves with the exit code: 0 only when every check has passed. */
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
	const environment = await TestEnvironment.start(stopped.signal);
	// Closing the page makes the running step fail immediately.
	stopped.signal.addEventListener('abort', () => void environment.page.close());
	try {
		// That scenario creates the credential in the editor, so it must not exist yet.
		if (!chosen.includes(credential)) await environment.saveCredentials();
		const { passed, failed } = await runScenarios(chosen, environment, new Images(values.images === true), stopped.signal);
		console.log(`\n${passed} passed, ${failed} failed`);
		return failed === 0 && passed > 0 ? 0 : 1;
	} catch (error) {
		if (!stopped.signal.aborted) throw error;
		console.error('\nStopped.');
		return 1;
	} finally {
		await environment.stop();
	}
}
