import type { INodeExecutionData, IRun, ITaskData, NodeExecutionHint } from 'n8n-workflow';

/** An execution hint together with the node that gave it. */
export interface HintOfNode extends NodeExecutionHint {
	node: string;
}

/** What n8n kept of one run of a node. `runIndex` counts from 0. Undefined when the node did not run that often. */
function taskOf(run: IRun, node: string, runIndex = 0): ITaskData | undefined {
	return run.data.resultData.runData[node]?.[runIndex];
}

/**
 * The items that a node put out.
 * `output` is the number of the output as drawn from top to bottom: with "Continue (using error output)" the error output is 1.
 * Empty when the node did not run or put nothing there.
 */
export function outputOf(run: IRun, node: string, output = 0, runIndex = 0): INodeExecutionData[] {
	return taskOf(run, node, runIndex)?.data?.main?.[output] ?? [];
}

/** The `json` of every item that a node put out, see outputOf. */
export function jsonOf(run: IRun, node: string, output = 0, runIndex = 0): Array<INodeExecutionData['json']> {
	return outputOf(run, node, output, runIndex).map((item) => item.json);
}

/** The items that reached a node from one of its inputs (n8n keeps outputs only, so they are read from the node before). */
export function inputOf(run: IRun, node: string, input = 0, runIndex = 0): INodeExecutionData[] {
	const source = taskOf(run, node, runIndex)?.source?.[input];
	return source
		? outputOf(run, source.previousNode, source.previousNodeOutput ?? 0, source.previousNodeRun ?? 0)
		: [];
}

/** Every hint of a run in the order in which the nodes ran: what the editor shows above a node's output. */
export function hintsOf(run: IRun): HintOfNode[] {
	return Object.entries(run.data.resultData.runData).flatMap(([node, tasks]) =>
		tasks.flatMap((task) => (task.hints ?? []).map((hint) => ({ ...hint, node }))),
	);
}
