/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only: never runs inside n8n */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { N8nApi, type Installation, type Login } from '../e2e';
import type { Sandbox } from '../sandbox';
import { CREDENTIAL_TYPE, type AuditWorkflow } from './auditWorkflow';

const CREDENTIAL_NAME = 'Apideck sandbox';

/** What is remembered about an n8n of ours from one start to the next. */
interface Memory {
	login: Login;
	/** The imported example, and what the file looked like then. */
	example?: { id: string; hash: string };
}

const fileIn = (folder: string) => path.join(folder, 'demo.json');

function recall(folder: string): Memory {
	if (existsSync(fileIn(folder))) return JSON.parse(readFileSync(fileIn(folder), 'utf8')) as Memory;
	// n8n asks for a digit and a capital letter; the rest makes it this machine's own.
	return { login: { email: 'owner@sandbox.example', password: `Sandbox1-${randomBytes(6).toString('hex')}` } };
}

function remember(folder: string, memory: Memory): void {
	mkdirSync(folder, { recursive: true });
	writeFileSync(fileIn(folder), JSON.stringify(memory, null, '\t'), { mode: 0o600 });
}

/** An n8n of ours, signed in, with the credential for the sandbox and the example. */
export interface SignedIn {
	api: N8nApi;
	login: Login;
	example: Awaited<ReturnType<N8nApi['saveWorkflow']>>;
}

/**
 * Signs in to the n8n that keeps its data in `folder`, with an account made at the first time. Saves the credential for the sandbox.
 * Imports the example the first time and when its file has changed since: what somebody changed in the editor stays.
 */
export async function signInToOwn(
	n8n: { url: string; folder: string; installation: Installation },
	workflow: AuditWorkflow,
	sandbox: Sandbox,
): Promise<SignedIn> {
	const memory = recall(n8n.folder);
	const { login } = memory;
	remember(n8n.folder, memory);
	const api = await N8nApi.signIn(n8n.url, login, n8n.installation);
	const credential = await api.saveCredential(CREDENTIAL_NAME, CREDENTIAL_TYPE, sandbox.credentials);
	const hash = createHash('sha256').update(workflow.text).digest('hex');
	const known = memory.example && (await api.findWorkflow(memory.example.id));
	if (known && memory.example?.hash === hash) return { api, login, example: known };
	const example = await api.saveWorkflow(workflow.definition, [credential], known?.id);
	await api.publish(example);
	remember(n8n.folder, { ...memory, example: { id: example.id, hash } });
	return { api, login, example };
}
