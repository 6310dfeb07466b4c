import type { IConnections, IDataObject, INode, INodeTypes, IWorkflowBase, IWorkflowSettings } from 'n8n-workflow';
import { deepCopy, Workflow } from 'n8n-workflow';

/** A workflow file as n8n's editor exports it. Everything that is not listed is ignored. */
export interface WorkflowDefinition {
	id?: string;
	name?: string;
	nodes: INode[];
	connections: IConnections;
	settings?: IWorkflowSettings;
	staticData?: IDataObject | null;
}

/** A node as far as a test wants to say something about it; the rest is filled in. */
export type NodeSketch = Pick<INode, 'type'> & Partial<INode>;

/** The workflow as n8n's database would hold it. */
export function workflowRecord(definition: WorkflowDefinition): IWorkflowBase {
	const now = new Date();
	return {
		id: definition.id ?? 'embedded',
		name: definition.name ?? 'Embedded workflow',
		active: false,
		isArchived: false,
		createdAt: now,
		updatedAt: now,
		activeVersionId: null,
		nodes: definition.nodes,
		connections: definition.connections,
		settings: { executionOrder: 'v1', ...definition.settings },
	};
}

/** A workflow ready to run. Works on copies: neither the definition nor `staticData` is ever changed. */
export function createWorkflow(record: IWorkflowBase, nodeTypes: INodeTypes, staticData: IDataObject = {}): Workflow {
	return new Workflow({
		id: record.id,
		name: record.name,
		nodes: deepCopy(record.nodes),
		connections: deepCopy(record.connections),
		active: record.active,
		nodeTypes,
		settings: record.settings,
		staticData: deepCopy(staticData),
	});
}

/** A workflow of one node, for what n8n calls outside a run: option lists, credential tests, webhook registration. */
export function singleNodeWorkflow(sketch: NodeSketch, nodeTypes: INodeTypes) {
	const name = sketch.name ?? 'Node';
	const given: INode = { id: 'node', typeVersion: 1, position: [0, 0], parameters: {}, ...sketch, name };
	const record = workflowRecord({ nodes: [given], connections: {} });
	const workflow = createWorkflow(record, nodeTypes);
	// Not the node that was given: the workflow has added the defaults of its parameters.
	const node = workflow.nodes[name] ?? given;
	return { record, workflow, node };
}
