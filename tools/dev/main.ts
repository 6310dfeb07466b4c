import { once } from 'node:events';
import path from 'node:path';
import { readAuditWorkflow } from '../demo/auditWorkflow';
import { signInToLocalN8n } from '../demo/localN8n';
import { choosePortOfN8n, startLocalSandbox, withOwnFolder } from '../demo/localServers';
import { installN8n, withoutProxyForLoopback } from '../n8n';
import type { Sandbox } from '../sandbox';
import { writePreviews } from '../scripts/assets.cjs';
import { withProgress } from '../scripts/progress.cjs';
import { ReloadingN8n } from './reloadingN8n';
import { makePackageFolder } from './packageFolder';
import { SourceWatcher } from './sourceWatcher';

/** The options (tools/scripts/commandLines.mjs). */
interface Options {
	values: { reset?: boolean };
}

/** The folder of the n8n, whose database is kept between runs of `npm run dev`. */
const DEV_FOLDER = path.join(__dirname, '..', '..', '.cache', 'dev');

async function run(sources: SourceWatcher, sandbox: Sandbox, signal: AbortSignal): Promise<number> {
	// Sources that do not compile yet must not prevent the start.
	const previews = writePreviews().catch((error: Error) => console.error(error.message));
	const installation = await installN8n(signal);
	const port = await choosePortOfN8n(DEV_FOLDER);
	await previews;
	await sources.start(await makePackageFolder(DEV_FOLDER), signal);
	const n8n = await withProgress('Starting n8n', async () => await ReloadingN8n.start(installation, DEV_FOLDER, port, signal), { signal });
	try {
		signal.throwIfAborted();
		const { login, example } = await signInToLocalN8n({ url: n8n.url, folder: DEV_FOLDER, installation }, readAuditWorkflow(), sandbox);
		console.log(`n8n is running with the package from this checkout:
  Workflow  ${n8n.url}/workflow/${example.id}
  Email     ${login.email}
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

async function develop(sandbox: Sandbox, stop: AbortSignal): Promise<number> {
	const sources = new SourceWatcher();
	try {
		return await run(sources, sandbox, stop);
	} finally {
		await sources.close();
		await sandbox.close();
	}
}

/** Resolves with the exit code when `stop` has ended the open editor, or when n8n has exited. An earlier `stop` rejects with its reason when everything has ended. */
export async function main({ values }: Options, stop: AbortSignal): Promise<number> {
	process.env.NO_PROXY = withoutProxyForLoopback(process.env.NO_PROXY ?? process.env.no_proxy);
	process.env.no_proxy = process.env.NO_PROXY;
	const code = await withOwnFolder(DEV_FOLDER, 'npm run dev', async () => await develop(await startLocalSandbox(DEV_FOLDER, values), stop));
	if (stop.aborted) console.log('Stopped.');
	return code;
}
