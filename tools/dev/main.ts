import { once } from 'node:events';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readAuditWorkflow } from '../demo/auditWorkflow';
import { signInToLocalN8n } from '../demo/savedState';
import { installN8n, portFromEnvironment, withoutProxyForLoopback } from '../n8n';
import { startSandbox, type Sandbox } from '../sandbox';
import { writePreviews } from '../scripts/assets.cjs';
import { withProgress } from '../scripts/progress.cjs';
import { ReloadingN8n } from './reloadingN8n';
import { makePackageFolder } from './packageFolder';
import { SourceWatcher } from './sourceWatcher';

const USAGE = `npm run dev
  Runs a real n8n with this package and the sandbox. Changed sources are compiled and reloaded, also in open editors.
Environment: SANDBOX_PORT, N8N_PORT (default: free ports), APIDECK_VAULT_E2E_DIR (where n8n is installed)`;

/** The folder of the n8n, whose database is kept between runs of `npm run dev`. */
const DEV_FOLDER = path.join(__dirname, '..', '..', '.cache', 'dev');

async function run(sources: SourceWatcher, sandbox: Sandbox, signal: AbortSignal): Promise<number> {
	// Sources that do not compile yet must not prevent the start.
	const previews = writePreviews().catch((error: Error) => console.error(error.message));
	const installation = await installN8n(signal);
	const port = await portFromEnvironment('N8N_PORT', process.env.N8N_PORT);
	await previews;
	await sources.start(await makePackageFolder(DEV_FOLDER), signal);
	const n8n = await withProgress('Starting n8n', async () => await ReloadingN8n.start(installation, DEV_FOLDER, port));
	try {
		signal.throwIfAborted();
		const { login, example } = await signInToLocalN8n({ url: n8n.url, folder: DEV_FOLDER, installation }, readAuditWorkflow(), sandbox);
		console.log(`n8n is running with the package from this checkout:
  Workflow  ${n8n.url}/workflow/${example.id}
  E-mail    ${login.email}
  Password  ${login.password}
  Sandbox   ${sandbox.url}
Change a file under nodes/, credentials/ or icons/ and watch the open editor. Press Ctrl-C to stop n8n and the sandbox.`);
		sources.attach(n8n);
		await Promise.race([once(signal, 'abort'), n8n.ended()]);
		if (signal.aborted) return 0;
		console.error(`n8n exited unexpectedly. Log: ${n8n.logFile}`);
		return 1;
	} finally {
		await n8n.stop();
	}
}

/** `args` are those after `npm run dev --`. Resolves with the exit code when Ctrl-C has stopped everything, or when n8n has exited. */
export async function main(args: string[]): Promise<number> {
	const { values } = parseArgs({ args, options: { help: { type: 'boolean' } } });
	if (values.help) {
		console.log(USAGE);
		return 0;
	}
	const stopped = new AbortController();
	// The handlers stay, because a second Ctrl-C must not end this process before n8n.
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopped.abort());
	process.env.NO_PROXY = withoutProxyForLoopback(process.env.NO_PROXY ?? process.env.no_proxy);
	process.env.no_proxy = process.env.NO_PROXY;
	const sandbox = await startSandbox({ port: await portFromEnvironment('SANDBOX_PORT', process.env.SANDBOX_PORT) });
	const sources = new SourceWatcher();
	try {
		return await run(sources, sandbox, stopped.signal);
	} catch (error) {
		if (!stopped.signal.aborted) throw error;
		return 0;
	} finally {
		await sources.close();
		await sandbox.close();
		if (stopped.signal.aborted) console.log('Stopped.');
	}
}
