import { canonical, indexOf, isErrorItem } from '../outcome';
import type { Check, Context } from './context';
import { wasCancelled } from './context';

/** Every input item ends as exactly one of success and error, in its place and paired with its item; in stop mode the error names it. */
export const itemsEnd: Check = (context) => {
	const { run, stray } = context;
	const { result, plan } = run;
	if (!result) return ['it had not ended after 90 s'];
	if (wasCancelled(context) && result.status === 'canceled') return cancelledOutput(context);
	const found: string[] = [];
	if (stray > 0) found.push(`${stray} output items are paired with no input item`);
	if (plan.mode === 'stop') return [...found, ...stopped(context)];
	if (result.status !== 'success') found.push(`the status is ${result.status}: ${result.error?.message}`);
	context.ended.forEach(({ records, errors }, index) => {
		if (errors.length > 1) found.push(`item ${index} ended as ${errors.length} errors`);
		if (records.length > 0 && errors.length > 0) found.push(`item ${index} ended as success and as error`);
		if (records.length + errors.length === 0) found.push(`item ${index} ended as nothing`);
		found.push(...success(context, index));
	});
	return [...found, ...order(context), ...branches(context)];
};

/** n8n itself hands the input on when a node that continues on fail is cancelled; nothing may come of it. */
function cancelledOutput({ run }: Context): string[] {
	const ran = Object.keys(run.result!.run.data.resultData.runData).filter((name) => name === 'Good' || name === 'Bad');
	return ran.map((name) => `the node "${name}" ran after the cancelled one`);
}

function stopped(context: Context): string[] {
	const { run, ended } = context;
	const { result, plan } = run;
	if (result!.status === 'success') {
		return ended.flatMap(({ records, errors }, index) =>
			records.length > 0 && errors.length === 0 ? success(context, index) : [`item ${index} ended as nothing in a successful run`],
		);
	}
	const { error } = result!;
	const named = /\[item (\d+)\]$/.exec(error?.message ?? '')?.[1];
	const index = error?.context?.itemIndex;
	if (result!.status !== 'error' || named === undefined) return [`the run stopped without naming an item: ${result!.status}, ${error?.message}`];
	if (Number(named) !== index) return [`the message names item ${named}, the error item ${String(index)}`];
	if (Number(named) >= plan.items.length) return [`there is no item ${named}`];
	return run.items.length + run.errorItems.length > 0 ? ['the stopped run put out items'] : [];
}

/** A success is what an undisturbed run gives. */
function success({ run, expected, ended }: Context, index: number): string[] {
	const { records, errors } = ended[index]!;
	const { test } = run.plan;
	if (records.length === 0 || errors.length > 0 || test.bestEffort) return [];
	const { output } = expected[index]!;
	if (output === undefined) return test.deletes ? [] : [`item ${index} succeeded where an undisturbed run is refused`];
	const given = canonical(records, test.volatile);
	return given === output ? [] : [`item ${index} gave ${given.slice(0, 300)} instead of ${output.slice(0, 300)}`];
}

function order({ run }: Context): string[] {
	return [run.items, run.errorItems].flatMap((output, number) => {
		const indexes = output.map((item) => indexOf(item) ?? -1);
		return indexes.every((value, place) => place === 0 || value >= indexes[place - 1]!) ? [] : [`output ${number} is out of order: ${indexes.join(' ')}`];
	});
}

function branches({ run }: Context): string[] {
	if (run.plan.mode === 'continue') return run.errorItems.length > 0 ? ['items in an error output that the node does not have'] : [];
	const wrong = run.items.filter(isErrorItem).length;
	return wrong > 0 ? [`${wrong} error items went to the first output`] : [];
}
