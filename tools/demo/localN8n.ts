import { createHash } from 'node:crypto';
import { N8nApi, type Installation, type Login } from '../n8n';
import type { Sandbox } from '../sandbox';
import { CREDENTIAL_TYPE, type AuditWorkflow } from './auditWorkflow';
import { loadState, saveState } from './savedState';
import { subscribeTriggers } from './triggers';

const CREDENTIAL_NAME = 'Apideck sandbox';

/** The API of a local n8n, with the sandbox's credential and the example. */
export interface SignedIn {
	api: N8nApi;
	login: Login;
	example: Awaited<ReturnType<N8nApi['saveWorkflow']>>;
}

/**
 * Signs in to the n8n with its data in `folder`, with an account created on the first start. Saves the sandbox's credential. Imports the
 * example on the first start and after a change of its file, so that changes made in the editor are kept. Makes sure that the sandbox
 * calls the published workflows with the trigger.
 */
export async function signInToLocalN8n(
	n8n: { url: string; folder: string; installation: Installation },
	workflow: AuditWorkflow,
	sandbox: Sandbox,
): Promise<SignedIn> {
	const { login, example: saved } = loadState(n8n.folder);
	saveState(n8n.folder, { login });
	const api = await N8nApi.signIn(n8n.url, login, n8n.installation);
	const credential = await api.saveCredential(CREDENTIAL_NAME, CREDENTIAL_TYPE, sandbox.credentials);
	await subscribeTriggers(api, n8n.url, sandbox, credential.id);
	const hash = createHash('sha256').update(workflow.text).digest('hex');
	const known = saved && (await api.findWorkflow(saved.id));
	if (known && saved.hash === hash) return { api, login, example: known };
	const example = await api.saveWorkflow(workflow.definition, [credential], known?.id);
	await api.publish(example);
	saveState(n8n.folder, { example: { id: example.id, hash } });
	return { api, login, example };
}
