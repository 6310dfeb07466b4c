import type { INode } from 'n8n-workflow';

import type { WorkflowDefinition } from '../engine';

/** A workflow of a trigger and one node called "Node", with the Apideck credential. */
export function singleNode(type: string, parameters: INode['parameters'], typeVersion = 1): WorkflowDefinition {
	return {
		nodes: [
			{ id: 'start', name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, position: [0, 0], parameters: {} },
			{
				id: 'node',
				name: 'Node',
				type,
				typeVersion,
				position: [200, 0],
				parameters,
				credentials: { apideckApi: { id: 'bench', name: 'Sandbox' } },
			},
		],
		connections: { Start: { main: [[{ node: 'Node', type: 'main', index: 0 }]] } },
	};
}
