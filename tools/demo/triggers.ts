import type { INode } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import type { N8nApi } from '../n8n';
import type { Sandbox } from '../sandbox';
import { CREDENTIAL_TYPE } from './auditWorkflow';

const TRIGGER_TYPE = 'n8n-nodes-apideck-vault.apideckVaultTrigger';
/** While it starts, n8n itself subscribes the published workflows. */
const PATIENCE_MS = 5_000;
const POLL_INTERVAL_MS = 50;

const usesCredential = ({ type, disabled, credentials }: INode, credentialId: string) =>
	type === TRIGGER_TYPE && disabled !== true && credentials?.[CREDENTIAL_TYPE]?.id === credentialId;

/** Whether the sandbox delivers events to this trigger in the n8n at `url`. */
function isSubscribed({ webhookId = '' }: INode, url: string, sandbox: Sandbox): boolean {
	const subscriptions = sandbox.webhooks.subscriptions.list();
	return subscriptions.some(({ status, delivery_url: target }) => status === 'enabled' && target.startsWith(`${url}/webhook/${webhookId}`));
}

/**
 * Makes sure that the sandbox calls the published workflows with the trigger and this credential. n8n could not subscribe them if the sandbox
 * has a new port since the last start. A workflow that cannot be published again is named in a line.
 */
export async function subscribeTriggers(
	api: Pick<N8nApi, 'publishedWorkflows' | 'publishAgain'>,
	url: string,
	sandbox: Sandbox,
	credentialId: string,
	patienceMs = PATIENCE_MS,
): Promise<void> {
	const workflows = await api.publishedWorkflows();
	for (const workflow of workflows) {
		const triggers = workflow.nodes.filter((node) => usesCredential(node, credentialId));
		const complete = () => triggers.every((trigger) => isSubscribed(trigger, url, sandbox));
		if (await eventually(complete, patienceMs)) continue;
		await api.publishAgain(workflow).catch((error: Error) => console.error(error.message));
		// n8n responds before it has called the triggers.
		if (await eventually(complete, patienceMs)) continue;
		console.error(`The workflow "${workflow.name}" does not receive events. Publish it again in the editor.`);
	}
}

async function eventually(condition: () => boolean, patienceMs: number): Promise<boolean> {
	const deadline = Date.now() + patienceMs;
	while (!condition() && Date.now() < deadline) await sleep(POLL_INTERVAL_MS);
	return condition();
}
