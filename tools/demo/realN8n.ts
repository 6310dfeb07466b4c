import path from 'node:path';
import { withProgress } from '../scripts/progress.cjs';
import { installCommunityPackage, installN8n, pack, startN8n, type Login, type N8nServer } from '../n8n';
import type { SimplifiedFinding } from '../../nodes/ApideckVault/actions/outputs';
import type { Sandbox } from '../sandbox';
import { findingsOf, type AuditWorkflow } from './auditWorkflow';
import { signInToLocalN8n } from './localN8n';
import { choosePortOfN8n } from './localServers';
import { orStopped } from './stopping';

const ROOT = path.join(__dirname, '..', '..');
/** The folder of the demo's n8n, whose database is kept between runs of `npm start`. */
export const DEMO_FOLDER = path.join(ROOT, '.cache', 'n8n');

/** The demo's n8n with the example imported, published and run once. */
export interface RunningDemo {
	server: N8nServer;
	login: Login;
	workflowUrl: string;
	findings: SimplifiedFinding[];
}

/**
 * Installs a real n8n if needed, starts it with the packed package, and runs the example there. The server keeps running. Rejects with a
 * readable message, or after `stop`, once the server has stopped.
 */
export async function startEditorDemo(workflow: AuditWorkflow, sandbox: Sandbox, stop: AbortSignal): Promise<RunningDemo> {
	const step = async <Result>(label: string, work: () => Promise<Result>) =>
		await withProgress(label, async () => await orStopped(work(), stop), { signal: stop });
	const installation = await installN8n(stop);
	const port = await choosePortOfN8n(DEMO_FOLDER);
	await step('Packing and installing the package', async () => {
		const tarball = await pack(ROOT, DEMO_FOLDER, stop);
		await installCommunityPackage(tarball, DEMO_FOLDER, installation, stop);
	});
	const server = await withProgress('Starting n8n', async () => await startN8n({ installation, userFolder: DEMO_FOLDER, port, signal: stop }), { signal: stop });
	try {
		return await step('Running the workflow in n8n', async () => {
			const { api, login, example } = await signInToLocalN8n({ url: server.url, folder: DEMO_FOLDER, installation }, workflow, sandbox);
			const run = await api.run(example, workflow.trigger);
			return { server, login, workflowUrl: `${server.url}/workflow/${example.id}`, findings: findingsOf(run, workflow) };
		});
	} catch (error) {
		await server.stop();
		throw error;
	}
}
