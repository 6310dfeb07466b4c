import type { INodeExecutionData, IRun, ITaskData, NodeExecutionHint } from 'n8n-workflow';

/** An execution hint and its node. */
export interface HintOfNode extends NodeExecutionHint {
	node: string;
}

/** The data of one run of a node. `runIndex` starts at 0. Undefined when there was no such run. */
function taskOf(run: IRun, node: string, runIndex = 0): ITaskData | undefined {
	return run.data.resultData.runData[node]?.[runIndex];
}

/**
 * The output items of a node. `output` is the index of the output from top to bottom, so the error output of "Continue (using error
 * output)" is 1. Empty when the node did not run or had no output.
 */
export function outputOf(run: IRun, node: string, output = 0, runIndex = 0): INodeExecutionData[] {
	return taskOf(run, node, runIndex)?.data?.main?.[output] ?? [];
}

/** The `json` of every output item of a node, see outputOf. */
export function jsonOf(run: IRun, node: string, output = 0, runIndex = 0): Array<INodeExecutionData['json']> {
	return outputOf(run, node, output, runIndex).map((item) => item.json);
}

/** The items of one input of a node. n8n stores outputs only, so they are read from the previous node. */
export function inputOf(run: IRun, node: string, input = 0, runIndex = 0): INodeExecutionData[] {
	const source = taskOf(run, node, runIndex)?.source?.[input];
	return source
		? outputOf(run, source.previousNode, source.previousNodeOutput ?? 0, source.previousNodeRun ?? 0)
		: [];
}

/** Every hint of a run, in the order in which the nodes ran. */
export function hintsOf(run: IRun): HintOfNode[] {
	return Object.entries(run.data.resultData.runData).flatMap(([node, tasks]) =>
		tasks.flatMap((task) => (task.hints ?? []).map((hint) => ({ ...hint, node }))),
	);
}
