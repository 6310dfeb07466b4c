/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/require-node-api-error, no-console -- a command line: never runs inside n8n */
import { once } from 'node:events';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readAuditWorkflow } from '../demo/auditWorkflow';
import { signInToOwn } from '../demo/editorMemory';
import { installN8n, portFromEnvironment, withoutProxyForLoopback } from '../e2e';
import { startSandbox, type Sandbox } from '../sandbox';
import { withProgress } from '../scripts/progress.cjs';
import { N8nFollower } from './n8nFollower';
import { makePackageFolder } from './packageFolder';
import { SourceFollower } from './sourceFollower';

const USAGE = `npm run dev
  A real n8n with this package, and the sandbox beside it. A changed source is compiled and loaded at once; open editors follow.
Environment: SANDBOX_PORT, N8N_PORT (free ports unless given), APIDECK_VAULT_E2E_DIR (where n8n is installed)`;

/** Its n8n keeps its database here from one \`npm run dev\` to the next. */
const DEV_FOLDER = path.join(__dirname, '..', '.cache', 'dev');

async function follow(sources: SourceFollower, sandbox: Sandbox, signal: AbortSignal): Promise<number> {
	const installation = await installN8n(signal);
	const port = await portFromEnvironment('N8N_PORT', process.env.N8N_PORT);
	await sources.start(await makePackageFolder(DEV_FOLDER), signal);
	const n8n = await withProgress('Starting n8n', async () => await N8nFollower.start(installation, DEV_FOLDER, port));
	try {
		signal.throwIfAborted();
		const { login, example } = await signInToOwn({ url: n8n.url, folder: DEV_FOLDER, installation }, readAuditWorkflow(), sandbox);
		console.log(`n8n is running with the package as it is in this checkout:
  Workflow  ${n8n.url}/workflow/${example.id}
  E-mail    ${login.email}
  Password  ${login.password}
  Sandbox   ${sandbox.url}
Change a file under nodes/, credentials/ or icons/ and look at the open editor. Ctrl-C ends n8n and the sandbox.`);
		sources.deliverTo(n8n);
		await Promise.race([once(signal, 'abort'), n8n.ended()]);
		if (signal.aborted) return 0;
		console.error(`n8n has ended by itself; its log is ${n8n.logFile}`);
		return 1;
	} finally {
		await n8n.stop();
	}
}

/** `args` are those after `npm run dev --`. Resolves with the exit code when Ctrl-C has ended everything, or n8n has ended by itself. */
export async function main(args: string[]): Promise<number> {
	const { values } = parseArgs({ args, options: { help: { type: 'boolean' } } });
	if (values.help) {
		console.log(USAGE);
		return 0;
	}
	const stopped = new AbortController();
	// Kept on: a second Ctrl-C must not end us before n8n.
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopped.abort());
	process.env.NO_PROXY = withoutProxyForLoopback(process.env.NO_PROXY ?? process.env.no_proxy);
	process.env.no_proxy = process.env.NO_PROXY;
	const sandbox = await startSandbox({ port: await portFromEnvironment('SANDBOX_PORT', process.env.SANDBOX_PORT) });
	const sources = new SourceFollower();
	try {
		return await follow(sources, sandbox, stopped.signal);
	} catch (error) {
		if (!stopped.signal.aborted) throw error;
		return 0;
	} finally {
		await sources.close();
		await sandbox.close();
		if (stopped.signal.aborted) console.log('Stopped.');
	}
}
