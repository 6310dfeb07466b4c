import type { IDataObject } from 'n8n-workflow';
import type { WorkflowDefinition } from '../../embedded';
import { Canvas } from './editor/canvas';
import type { NodePanel } from './editor/nodePanel';
import { CREDENTIAL, type World } from './world';

const TRIGGER = 'Start';
export const VAULT = 'Apideck Vault';

interface Sketch {
	parameters: IDataObject;
	/** Name of the saved credential; the sandbox's unless told. */
	credential?: string;
	/** A node after it, which shows the output preview. */
	followed?: boolean;
	onError?: 'continueErrorOutput';
}

const locator = (value: string) => ({ __rl: true, mode: 'id', value });

/** Parameters of a connection's operation. */
export function connectionParameters(operation: string, consumer: string, unifiedApi: string, service: string): IDataObject {
	return { resource: 'connection', operation, consumer: locator(consumer), unifiedApi, service: locator(service) };
}

/** A saved workflow: manual trigger, Apideck Vault with these parameters, and if asked for a node after it. Opens its canvas. */
export async function openVaultWorkflow(world: World, sketch: Sketch): Promise<Canvas> {
	const { parameters, credential = CREDENTIAL, followed, onError } = sketch;
	const saved = await world.credential(credential);
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
			...(followed ? [node('After', 'n8n-nodes-base.noOp', 480, { parameters: {} })] : []),
		],
		connections: { [TRIGGER]: link(VAULT), ...(followed && { [VAULT]: link('After') }) },
	} as unknown as WorkflowDefinition;
	const { id } = await world.api.saveWorkflow(definition, [saved]);
	return await Canvas.open(world.page, world.url, id);
}

/** The same, with the node's panel open. */
export async function openVaultNode(world: World, sketch: Sketch): Promise<NodePanel> {
	const canvas = await openVaultWorkflow(world, sketch);
	return await canvas.openNode(VAULT);
}
