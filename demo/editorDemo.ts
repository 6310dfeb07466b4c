/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/require-node-api-error -- development only: never runs inside n8n */
import path from 'node:path';
import { withProgress } from '../scripts/progress.cjs';
import { installCommunityPackage, installN8n, pack, startN8n, type Login, type N8nServer } from '../e2e';
import type { Finding } from '../nodes/ApideckVault/audit/finding';
import type { Sandbox } from '../sandbox';
import { findingsOf, type AuditWorkflow } from './auditWorkflow';
import { signInToOwn } from './editorMemory';

const ROOT = path.join(__dirname, '..');
/** The demo's n8n keeps its database here from one `npm start` to the next. */
export const DEMO_FOLDER = path.join(ROOT, '.cache', 'n8n');

/** The demo's n8n with the example imported, published and run once. */
export interface EditorDemo {
	server: N8nServer;
	login: Login;
	workflowUrl: string;
	findings: Finding[];
}

/**
 * Installs a real n8n when there is none yet, starts it with the packed package, and runs the example there.
 * The server keeps running. Rejects with a sentence for people; nothing is left running then.
 */
export async function startEditorDemo(
	workflow: AuditWorkflow,
	sandbox: Sandbox,
	options: { port?: number; signal: AbortSignal },
): Promise<EditorDemo> {
	const { port, signal } = options;
	const installation = await installN8n(signal);
	await withProgress('Packing and installing the package', async () => {
		const tarball = await pack(ROOT, DEMO_FOLDER);
		await installCommunityPackage(tarball, DEMO_FOLDER, installation);
	});
	signal.throwIfAborted();
	const server = await withProgress('Starting n8n', async () => await startN8n({ installation, userFolder: DEMO_FOLDER, port }));
	try {
		signal.throwIfAborted();
		const { api, login, example } = await signInToOwn({ url: server.url, folder: DEMO_FOLDER, installation }, workflow, sandbox);
		const run = await withProgress('Running the workflow in n8n', async () => await api.run(example, workflow.trigger));
		const workflowUrl = `${server.url}/workflow/${example.id}`;
		return { server, login, workflowUrl, findings: findingsOf(run, workflow) };
	} catch (error) {
		await server.stop();
		throw error;
	}
}
