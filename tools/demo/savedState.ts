import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { N8nApi, type Installation, type Login } from '../n8n';
import type { Sandbox } from '../sandbox';
import { CREDENTIAL_TYPE, type AuditWorkflow } from './auditWorkflow';

const CREDENTIAL_NAME = 'Apideck sandbox';

/** What is saved about a local n8n between starts. */
interface SavedState {
	login: Login;
	/** The imported example and the hash of its file. */
	example?: { id: string; hash: string };
}

const fileIn = (folder: string) => path.join(folder, 'demo.json');

function loadState(folder: string): SavedState {
	if (existsSync(fileIn(folder))) return JSON.parse(readFileSync(fileIn(folder), 'utf8')) as SavedState;
	// n8n requires a digit and a capital letter. The random part makes the password unique.
	return { login: { email: 'owner@sandbox.example', password: `Sandbox1-${randomBytes(6).toString('hex')}` } };
}

function saveState(folder: string, memory: SavedState): void {
	mkdirSync(folder, { recursive: true });
	writeFileSync(fileIn(folder), JSON.stringify(memory, null, '\t'), { mode: 0o600 });
}

/** The API of a local n8n, with the sandbox's credential and the example. */
export interface SignedIn {
	api: N8nApi;
	login: Login;
	example: Awaited<ReturnType<N8nApi['saveWorkflow']>>;
}

/**
 * Signs in to the n8n with its data in `folder`, with an account created on the first start. Saves the sandbox's credential. Imports the
 * example on the first start and after a change of its file, so that changes made in the editor are kept.
 */
export async function signInToLocalN8n(
	n8n: { url: string; folder: string; installation: Installation },
	workflow: AuditWorkflow,
	sandbox: Sandbox,
): Promise<SignedIn> {
	const memory = loadState(n8n.folder);
	const { login } = memory;
	saveState(n8n.folder, memory);
	const api = await N8nApi.signIn(n8n.url, login, n8n.installation);
	const credential = await api.saveCredential(CREDENTIAL_NAME, CREDENTIAL_TYPE, sandbox.credentials);
	const hash = createHash('sha256').update(workflow.text).digest('hex');
	const known = memory.example && (await api.findWorkflow(memory.example.id));
	if (known && memory.example?.hash === hash) return { api, login, example: known };
	const example = await api.saveWorkflow(workflow.definition, [credential], known?.id);
	await api.publish(example);
	saveState(n8n.folder, { ...memory, example: { id: example.id, hash } });
	return { api, login, example };
}
