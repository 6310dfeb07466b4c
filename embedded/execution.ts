import { WorkflowExecute } from 'n8n-core';
import type { ExecutionBaseError, IDataObject, INode, INodeExecutionData, IRun, Workflow, WorkflowExecuteMode } from 'n8n-workflow';
import { createRunExecutionData, deepCopy, UserError } from 'n8n-workflow';
import type { createAdditionalData } from './additionalData';
import type { CredentialData } from './credentials';
import { hintsOf, type HintOfNode } from './output';

export interface ExecuteOptions {
	/** Credential data by credential type. */
	credentials?: CredentialData;
	/** What the start node puts out (a trigger) or takes in (any other node). One empty item unless told. */
	items?: INodeExecutionData[];
	/** `trigger` is a production run (published workflow), `manual` the editor's "Execute workflow". `trigger` unless told. */
	mode?: WorkflowExecuteMode;
	/** Name of the node to start from: the workflow's trigger unless told. */
	startNode?: string;
	/** The workflow's static data as the run before left it. */
	staticData?: IDataObject;
	/** Cancels the execution, as "Stop" in the editor does. */
	signal?: AbortSignal;
}

export interface ExecutionResult {
	/** n8n's own record of the execution. */
	run: IRun;
	status: IRun['status'];
	/** Why the execution failed or was cancelled. */
	error?: ExecutionBaseError;
	/**
	 * The static data that n8n would hold after this run: for the next execution's `staticData`.
	 * As in n8n, a manual run leaves it as it was.
	 */
	staticData: IDataObject;
	hints: HintOfNode[];
}

/** A running execution: await it for the result, or cancel it (the result then has the status `canceled`). */
export interface Execution extends Promise<ExecutionResult> {
	cancel(): void;
}

function findStartNode(workflow: Workflow, name?: string): INode {
	const node = name === undefined ? workflow.getStartNode() : workflow.getNode(name);
	if (node) return node;
	throw new UserError(name === undefined ? 'The workflow has no trigger to start from' : `The workflow has no node "${name}"`);
}

/** Starts the execution at once. The result is also given for a failed run; only a workflow that cannot start at all rejects. */
export function startExecution(
	workflow: Workflow,
	additionalData: ReturnType<typeof createAdditionalData>,
	options: ExecuteOptions,
): Execution {
	const mode = options.mode ?? 'trigger';
	const before = options.staticData ?? {};
	let changed: IDataObject | undefined;
	additionalData.hooks.addHandler('workflowExecuteAfter', (_run, newStaticData) => {
		// n8n's save hook keeps static data of every run but a manual one, failed or not.
		if (newStaticData && mode !== 'manual') changed = newStaticData;
	});

	const start = findStartNode(workflow, options.startNode);
	const items = options.items ?? [{ json: {} }];
	const runData = createRunExecutionData({
		executionData: { nodeExecutionStack: [{ node: start, data: { main: [items] }, source: null }] },
	});
	const running = new WorkflowExecute(additionalData, mode, runData).processRunExecutionData(workflow);
	const cancel = () => running.cancel();
	if (options.signal?.aborted) cancel();
	else options.signal?.addEventListener('abort', cancel, { once: true });

	const result = running
		.then((run): ExecutionResult => {
			const { error } = run.data.resultData;
			return { run, status: run.status, error, staticData: deepCopy(changed ?? before), hints: hintsOf(run) };
		})
		.finally(() => options.signal?.removeEventListener('abort', cancel));
	return Object.assign(result, { cancel });
}
