/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/require-node-api-error -- development only: never runs inside n8n */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { withProgress } from '../scripts/progress.cjs';
import { installCommunityPackage, installN8n, N8nApi, pack, startN8n, type Login, type N8nServer } from '../e2e';
import type { Finding } from '../nodes/ApideckVault/audit/finding';
import type { Sandbox } from '../sandbox';
import { CREDENTIAL_TYPE, findingsOf, type AuditWorkflow } from './auditWorkflow';

const ROOT = path.join(__dirname, '..');
/** The demo's n8n keeps its database here from one `npm start` to the next. */
export const DEMO_FOLDER = path.join(ROOT, '.cache', 'n8n');

const CREDENTIAL_NAME = 'Apideck sandbox';

/** What the demo remembers about its n8n. */
interface Memory {
	login: Login;
	/** The imported example, and what the file looked like then. */
	example?: { id: string; hash: string };
}

/** The demo's n8n with the example imported, published and run once. */
export interface EditorDemo {
	server: N8nServer;
	login: Login;
	workflowUrl: string;
	findings: Finding[];
}

const memoryFile = path.join(DEMO_FOLDER, 'demo.json');

function recall(): Memory {
	if (existsSync(memoryFile)) return JSON.parse(readFileSync(memoryFile, 'utf8')) as Memory;
	// n8n asks for a digit and a capital letter; the rest makes it this machine's own.
	return { login: { email: 'owner@sandbox.example', password: `Sandbox1-${randomBytes(6).toString('hex')}` } };
}

function remember(memory: Memory): void {
	mkdirSync(DEMO_FOLDER, { recursive: true });
	writeFileSync(memoryFile, JSON.stringify(memory, null, '\t'), { mode: 0o600 });
}

/** Imports the example the first time and when its file has changed since: what somebody changed in the editor stays. */
async function importExample(api: N8nApi, memory: Memory, workflow: AuditWorkflow, sandbox: Sandbox) {
	const credential = await api.saveCredential(CREDENTIAL_NAME, CREDENTIAL_TYPE, sandbox.credentials);
	const hash = createHash('sha256').update(workflow.text).digest('hex');
	const known = memory.example && (await api.findWorkflow(memory.example.id));
	if (known && memory.example?.hash === hash) return known;
	const saved = await api.saveWorkflow(workflow.definition, [credential], known?.id);
	await api.publish(saved);
	remember({ ...memory, example: { id: saved.id, hash } });
	return saved;
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
	const memory = recall();
	remember(memory);
	await withProgress('Packing and installing the package', async () => {
		const tarball = await pack(ROOT, DEMO_FOLDER);
		await installCommunityPackage(tarball, DEMO_FOLDER, installation);
	});
	signal.throwIfAborted();
	const server = await withProgress('Starting n8n', async () => await startN8n({ installation, userFolder: DEMO_FOLDER, port }));
	try {
		signal.throwIfAborted();
		const api = await N8nApi.signIn(server.url, memory.login, installation);
		const saved = await importExample(api, memory, workflow, sandbox);
		const run = await withProgress('Running the workflow in n8n', async () => await api.run(saved, workflow.trigger));
		const workflowUrl = `${server.url}/workflow/${saved.id}`;
		return { server, login: memory.login, workflowUrl, findings: findingsOf(run, workflow) };
	} catch (error) {
		await server.stop();
		throw error;
	}
}
