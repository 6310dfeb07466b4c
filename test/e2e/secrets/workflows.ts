import type { INode, INodeParameters } from 'n8n-workflow';
import type { WorkflowDefinition } from '../../../tools/engine';

const PACKAGE = 'n8n-nodes-apideck-vault';

/** The start node of these workflows. */
export const START = 'Start';
const VAULT = 'Vault';

const node = (name: string, type: string, typeVersion: number, parameters: object = {}, more: Partial<INode> = {}): INode => ({
	...{ id: name, name, type, typeVersion, position: [0, 0], parameters: parameters as INodeParameters },
	...more,
});

const CREDENTIAL: Partial<INode> = { credentials: { apideckApi: { id: '', name: '' } } };
const to = (name: string) => [{ node: name, type: 'main' as const, index: 0 }];

/** Start → one item per consumer → Vault → Good (first output), Bad (error output). */
export function callWorkflow(name: string, parameters: object, consumers: string[], onError: INode['onError'] = 'stopWorkflow'): WorkflowDefinition {
	return {
		name,
		nodes: [
			node(START, 'n8n-nodes-base.manualTrigger', 1),
			node('List', 'n8n-nodes-base.set', 3.4, { mode: 'raw', jsonOutput: JSON.stringify({ consumer: consumers }), options: {} }),
			node('Items', 'n8n-nodes-base.splitOut', 1, { fieldToSplitOut: 'consumer', options: {} }),
			node(VAULT, `${PACKAGE}.apideckVault`, 1, parameters, { ...CREDENTIAL, onError }),
			node('Good', 'n8n-nodes-base.noOp', 1),
			node('Bad', 'n8n-nodes-base.noOp', 1),
		],
		connections: {
			[START]: { main: [to('List')] },
			List: { main: [to('Items')] },
			Items: { main: [to(VAULT)] },
			[VAULT]: { main: [to('Good'), to('Bad')] },
		},
	};
}

/** Start → HTTP Request with the Apideck credential, and with "SSL Certificates" when the parameters say so. */
export function httpWorkflow(name: string, parameters: object, typeVersion = 4.2): WorkflowDefinition {
	const request = { authentication: 'predefinedCredentialType', nodeCredentialType: 'apideckApi', method: 'POST', ...parameters };
	const credentials = 'provideSslCertificates' in parameters ? { credentials: { ...CREDENTIAL.credentials, httpSslAuth: { id: '', name: '' } } } : CREDENTIAL;
	return {
		name,
		nodes: [node(START, 'n8n-nodes-base.manualTrigger', 1), node('Request', 'n8n-nodes-base.httpRequest', typeVersion, request, credentials)],
		connections: { [START]: { main: [to('Request')] } },
	};
}

/** The trigger and a node that follows it. */
export function triggerWorkflow(webhookId: string): WorkflowDefinition {
	return {
		name: webhookId,
		nodes: [
			node('Trigger', `${PACKAGE}.apideckVaultTrigger`, 1, { events: ['*'], options: { includePayload: true } }, { ...CREDENTIAL, webhookId }),
			node('After', 'n8n-nodes-base.noOp', 1),
		],
		connections: { Trigger: { main: [to('After')] } },
	};
}

/** Writes the value of an expression into its output. The search must find it. */
export function controlWorkflow(expression: string): WorkflowDefinition {
	return {
		name: 'Control',
		nodes: [
			node(START, 'n8n-nodes-base.manualTrigger', 1),
			node('Shown', 'n8n-nodes-base.set', 3.4, { mode: 'raw', jsonOutput: `={{ { shown: ${expression} } }}`, options: {} }),
		],
		connections: { [START]: { main: [to('Shown')] } },
	};
}
