import { WorkflowExecute } from 'n8n-core';
import type { ExecutionBaseError, IDataObject, INode, INodeExecutionData, IRun, Workflow, WorkflowExecuteMode } from 'n8n-workflow';
import { createRunExecutionData, deepCopy, UserError } from 'n8n-workflow';
import type { createAdditionalData } from './additionalData';
import type { CredentialData } from './credentials';
import { hintsOf, type HintOfNode } from './output';

export interface ExecuteOptions {
	/** Credential data by credential type. */
	credentials?: CredentialData;
	/** The output of the start node if it is a trigger, otherwise its input. Defaults to one empty item. */
	items?: INodeExecutionData[];
	/** `trigger` is a production run (published workflow), `manual` the editor's "Execute workflow".Defaults to `trigger`. */
	mode?: WorkflowExecuteMode;
	/** Name of the node to start from. Defaults to the workflow's trigger. */
	startNode?: string;
	/** The workflow's static data after the previous run. */
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
	 * The static data that n8n would store after this run, to pass to the next execution as `staticData`.
	 * As in n8n, a manual run does not change it.
	 */
	staticData: IDataObject;
	hints: HintOfNode[];
}

/** A running execution. Await it for the result, or cancel it, which results in the status `canceled`. */
export interface Execution extends Promise<ExecutionResult> {
	cancel(): void;
}

function findStartNode(workflow: Workflow, name?: string): INode {
	const node = name === undefined ? workflow.getStartNode() : workflow.getNode(name);
	if (node) return node;
	throw new UserError(name === undefined ? 'The workflow has no trigger to start from' : `The workflow has no node "${name}"`);
}

/** Starts the execution immediately. Resolves for a failed run as well and rejects only when the workflow cannot start. */
export function startExecution(
	workflow: Workflow,
	additionalData: ReturnType<typeof createAdditionalData>,
	options: ExecuteOptions,
): Execution {
	const mode = options.mode ?? 'trigger';
	const before = options.staticData ?? {};
	let changed: IDataObject | undefined;
	additionalData.hooks.addHandler('workflowExecuteAfter', (_run, newStaticData) => {
		// n8n's save hook stores static data of every run except manual ones, failed or not.
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
