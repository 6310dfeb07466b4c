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

/** The relevant properties of a node. The others get defaults. */
export type PartialNode = Pick<INode, 'type'> & Partial<INode>;

/** The workflow as stored in n8n's database. */
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

/** Creates an executable workflow from copies, so that the definition and `staticData` are never changed. */
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

/** A workflow of one node, for calls outside a run: option lists, credential tests, webhook registration. */
export function singleNodeWorkflow(sketch: PartialNode, nodeTypes: INodeTypes) {
	const name = sketch.name ?? 'Node';
	const given: INode = { id: 'node', typeVersion: 1, position: [0, 0], parameters: {}, ...sketch, name };
	const record = workflowRecord({ nodes: [given], connections: {} });
	const workflow = createWorkflow(record, nodeTypes);
	// The workflow's node, because the workflow has added the parameters' defaults.
	const node = workflow.nodes[name] ?? given;
	return { record, workflow, node };
}
