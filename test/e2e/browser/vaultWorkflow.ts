import type { IDataObject } from 'n8n-workflow';
import type { WorkflowDefinition } from '../../../tools/engine';
import { Canvas } from './editor/canvas';
import type { NodePanel } from './editor/nodePanel';
import { CREDENTIAL, type TestEnvironment } from './testEnvironment';

const TRIGGER = 'Start';
export const VAULT = 'Apideck Vault';
const TRIGGER_NODE = 'Apideck Vault Trigger';

interface NodeOptions {
	parameters: IDataObject;
	/** Name of the saved credential, by default the sandbox's. */
	credential?: string;
	/** Adds a node after it, which shows the output preview. */
	withNextNode?: boolean;
	onError?: 'continueErrorOutput';
}

const locator = (value: string) => ({ __rl: true, mode: 'id', value });

/** Parameters of a connection's operation. */
export function connectionParameters(operation: string, consumer: string, connection: string): IDataObject {
	return { resource: 'connection', operation, consumer: locator(consumer), connection: locator(connection) };
}

/** Saves a workflow (manual trigger, Apideck Vault and optionally one more node) and opens its canvas. */
export async function openVaultWorkflow(environment: TestEnvironment, options: NodeOptions): Promise<Canvas> {
	const { parameters, credential = CREDENTIAL, withNextNode, onError } = options;
	const saved = await environment.credential(credential);
	const node = (name: string, type: string, x: number, rest: IDataObject) => ({ id: name, name, type, position: [x, 0], typeVersion: 1, ...rest });
	const link = (target: string) => ({ main: [[{ node: target, type: 'main', index: 0 }]] });
	const definition = {
		name: 'A vault workflow',
		nodes: [
			node(TRIGGER, 'n8n-nodes-base.manualTrigger', 0, { parameters: {} }),
			node(VAULT, 'n8n-nodes-apideck-vault.apideckVault', 240, {
				parameters,
				credentials: { apideckApi: { id: saved.id, name: saved.name } },
				...(onError && { onError }),
			}),
			...(withNextNode ? [node('After', 'n8n-nodes-base.noOp', 480, { parameters: {} })] : []),
		],
		connections: { [TRIGGER]: link(VAULT), ...(withNextNode && { [VAULT]: link('After') }) },
	} as unknown as WorkflowDefinition;
	const { id } = await environment.api.saveWorkflow(definition, [saved]);
	return await Canvas.open(environment.page, environment.url, id);
}

/** Saves and opens the workflow, then opens the node's panel. */
export async function openVaultNode(environment: TestEnvironment, options: NodeOptions): Promise<NodePanel> {
	const canvas = await openVaultWorkflow(environment, options);
	return await canvas.openNode(VAULT);
}

/** Saves a workflow that contains only the trigger, and opens the trigger's panel. */
export async function openTriggerNode(environment: TestEnvironment, parameters: IDataObject): Promise<NodePanel> {
	const saved = await environment.credential(CREDENTIAL);
	const node = {
		id: TRIGGER_NODE,
		name: TRIGGER_NODE,
		type: 'n8n-nodes-apideck-vault.apideckVaultTrigger',
		position: [0, 0],
		typeVersion: 1,
		parameters,
		credentials: { apideckApi: { id: saved.id, name: saved.name } },
	};
	const { id } = await environment.api.saveWorkflow({ name: 'A trigger', nodes: [node], connections: {} } as unknown as WorkflowDefinition, [saved]);
	const canvas = await Canvas.open(environment.page, environment.url, id);
	return await canvas.openNode(TRIGGER_NODE);
}
