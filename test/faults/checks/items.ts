import { canonical, indexOf, isErrorItem } from '../outcome';
import type { Check, CheckContext } from './context';
import { wasCancelled } from './context';

/** Every input item ends as either a success or an error, in order and paired with its item. In stop mode, the error names the item. */
export const itemsEnd: Check = (context) => {
	const { run, unpaired } = context;
	const { result, plan } = run;
	if (!result) return ['the run did not end within 90 s'];
	if (wasCancelled(context) && result.status === 'canceled') return cancelledOutput(context);
	const found: string[] = [];
	if (unpaired > 0) found.push(`${unpaired} output items are paired with no input item`);
	if (plan.mode === 'stop') return [...found, ...stopped(context)];
	if (result.status !== 'success') found.push(`the status is ${result.status}: ${result.error?.message}`);
	context.ended.forEach(({ records, errors }, index) => {
		if (errors.length > 1) found.push(`item ${index} ended with ${errors.length} errors`);
		if (records.length > 0 && errors.length > 0) found.push(`item ${index} ended with both a success and an error`);
		if (records.length + errors.length === 0) found.push(`item ${index} has no outcome`);
		found.push(...success(context, index));
	});
	return [...found, ...order(context), ...branches(context)];
};

/** When a node that continues on fail is cancelled, n8n passes its input on. No later node may run. */
function cancelledOutput({ run }: CheckContext): string[] {
	const ran = Object.keys(run.result!.run.data.resultData.runData).filter((name) => name === 'Good' || name === 'Bad');
	return ran.map((name) => `the node "${name}" ran after the cancelled node`);
}

function stopped(context: CheckContext): string[] {
	const { run, ended } = context;
	const { result, plan } = run;
	if (result!.status === 'success') {
		return ended.flatMap(({ records, errors }, index) =>
			records.length > 0 && errors.length === 0 ? success(context, index) : [`item ${index} has no outcome in a successful run`],
		);
	}
	const { error } = result!;
	const named = /\[item (\d+)\]$/.exec(error?.message ?? '')?.[1];
	const index = error?.context?.itemIndex;
	if (result!.status !== 'error' || named === undefined) return [`the run stopped without an item in its error: ${result!.status}, ${error?.message}`];
	if (Number(named) !== index) return [`the message names item ${named}, but the error contains item ${String(index)}`];
	if (Number(named) >= plan.items.length) return [`item ${named} does not exist`];
	return run.items.length + run.errorItems.length > 0 ? ['the stopped run has output items'] : [];
}

/** A success equals the output of a run without faults. */
function success({ run, expected, ended }: CheckContext, index: number): string[] {
	const { records, errors } = ended[index]!;
	const { test } = run.plan;
	if (records.length === 0 || errors.length > 0 || test.bestEffort) return [];
	const { output } = expected[index]!;
	if (output === undefined) return test.deletes ? [] : [`item ${index} succeeded, but is rejected without faults`];
	const given = canonical(records, test.volatile);
	return given === output ? [] : [`item ${index} returned ${given.slice(0, 300)} instead of ${output.slice(0, 300)}`];
}

function order({ run }: CheckContext): string[] {
	return [run.items, run.errorItems].flatMap((output, number) => {
		const indexes = output.map((item) => indexOf(item) ?? -1);
		return indexes.every((value, place) => place === 0 || value >= indexes[place - 1]!) ? [] : [`output ${number} is out of order: ${indexes.join(' ')}`];
	});
}

function branches({ run }: CheckContext): string[] {
	if (run.plan.mode === 'continue') return run.errorItems.length > 0 ? ['items in an error output that the node does not have'] : [];
	const wrong = run.items.filter(isErrorItem).length;
	return wrong > 0 ? [`${wrong} error items are in the first output`] : [];
}
