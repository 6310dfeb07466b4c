import type { INode, INodeParameters } from 'n8n-workflow';
import type { WorkflowDefinition } from '../../../tools/engine';

const PACKAGE = 'n8n-nodes-apideck-vault';
const WEBHOOK = 'Webhook';
const VAULT = 'Vault';

/** Webhook → Apideck Vault. n8n responds before the execution runs. */
function afterWebhook(path: string, parameters: object): WorkflowDefinition {
	const node = (name: string, type: string, typeVersion: number, more: Partial<INode>): INode => ({
		...{ id: `${path}-${name}`, name, type, typeVersion, position: [0, 0], parameters: {} },
		...more,
	});
	return {
		name: path,
		nodes: [
			node(WEBHOOK, 'n8n-nodes-base.webhook', 2, {
				webhookId: path,
				parameters: { httpMethod: 'POST', path, responseMode: 'onReceived', options: {} },
			}),
			node(VAULT, `${PACKAGE}.apideckVault`, 1, {
				parameters: parameters as INodeParameters,
				credentials: { apideckApi: { id: '', name: '' } },
			}),
		],
		connections: { [WEBHOOK]: { main: [[{ node: VAULT, type: 'main', index: 0 }]] } },
	};
}

const byId = (value: string) => ({ __rl: true, mode: 'id', value });

/** Writes the caller's marker and the execution ID into a connection's metadata, so that the sandbox's log identifies the execution. */
export const updateWorkflow = afterWebhook('update', {
	resource: 'connection',
	operation: 'update',
	consumer: byId('={{ $json.body.consumer }}'),
	connection: byId('crm+pipedrive'),
	updateFields: { metadata: '={{ { marker: $json.body.marker, execution: $execution.id } }}' },
});

/** Audits the one consumer that the caller names. */
export const auditWorkflow = afterWebhook('audit', {
	resource: 'audit',
	operation: 'getFindings',
	consumerScope: 'one',
	consumer: byId('={{ $json.body.consumer }}'),
});
