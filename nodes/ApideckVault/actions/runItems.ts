import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { Item } from '../fields/item';
import { readOptions, type Options } from '../fields/options';
import { cancelled, isNotSent, VaultClient } from '../transport/client';
import { errorItem, toNodeError } from './itemErrors';
import { writeSlots } from './memorySlots';
import type { Operation } from './operation';
import { findOperation } from './operations';
import { Pool } from './pool';
import { runHint } from './runHint';

/**
 * The one loop of the node. Runs the chosen operation for every input item, several at a time, and returns the output in
 * input order with every record paired to its item.
 *
 * - An item starts when fewer than its own `concurrency` are under way.
 * - When the node continues on fail, a failed item becomes one error item; otherwise nothing new is sent, what is under
 *   way is waited for (a change half-way is never left unseen), and the error of the first failed item ends the run.
 * - When the user stops the execution, nothing further is sent and the run ends as cancelled, also on continue.
 */
export async function runItems(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const operation = chosenOperation(this);
	const inputs = this.getInputData();
	const vault = await VaultClient.open(this);
	const outputs: INodeExecutionData[][] = [];
	const failures: Array<{ index: number; error: unknown }> = [];
	const continueOnFail = this.continueOnFail();
	const pool = new Pool();
	const hints = new Set<string>();
	const memory = new Map<string, string>();

	const runOne = async (item: Item, options: Options | Error) => {
		try {
			if (options instanceof Error) throw options;
			const ofItem: Array<[slot: string, text: string]> = [];
			const output = await operation.execute({
				item,
				options,
				vault,
				request: async (call) => await vault.request(call, options.request),
				hint: (message) => hints.add(message),
				remember: (slot, text) => ofItem.push([slot, text]),
			});
			outputs[item.index] = output.map(
				(record) => ({ ...record, pairedItem: { item: item.index } }) as INodeExecutionData,
			);
			// Not of an item that failed in the end: what it found reached nobody.
			for (const [slot, text] of ofItem) memory.set(slot, text);
		} catch (error) {
			if (continueOnFail && !vault.signal?.aborted) {
				outputs[item.index] = [errorItem(toNodeError(this.getNode(), error, item.index), item.index)];
			} else {
				vault.stop();
				if (!isNotSent(error)) failures.push({ index: item.index, error });
			}
		}
	};

	for (let index = 0; index < inputs.length; index++) {
		const item = new Item(this, index);
		const options = optionsOrError(item);
		await pool.room(options instanceof Error ? 1 : options.concurrency);
		if (failures.length > 0 || vault.signal?.aborted) break;
		pool.start(async () => await runOne(item, options));
	}
	await pool.idle();

	if (vault.signal?.aborted) throw cancelled(this.getNode());
	const first = failures.sort((a, b) => a.index - b.index)[0];
	if (first) throw stopped(this, first, outputs, inputs.length);
	writeSlots(this, memory);
	addHints(this, [...hints, runHint(vault.statistics)]);
	return [outputs.flat()];
}

function chosenOperation(context: IExecuteFunctions): Operation {
	const resource = context.getNodeParameter('resource', 0);
	const name = context.getNodeParameter('operation', 0);
	const operation = findOperation(resource, name);
	if (operation) return operation;
	throw new NodeOperationError(context.getNode(), `There is no operation "${name}" for the resource "${resource}"`, {
		description: "Choose 'Resource' and 'Operation' from their lists. No request was sent.",
	});
}

/** The options decide when an item may start, so they are read before it does; what is wrong with them is the item's own error. */
function optionsOrError(item: Item): Options | Error {
	try {
		return readOptions(item);
	} catch (error) {
		return toNodeError(item.context.getNode(), error, item.index);
	}
}

function addHints(context: IExecuteFunctions, messages: Array<string | undefined>): void {
	const hints = messages.flatMap((message) =>
		message === undefined ? [] : [{ message, type: 'info' as const, location: 'outputPane' as const }],
	);
	if (hints.length > 0) context.addExecutionHints(...hints);
}

/** The error that ends the run; it says what became of the other items, since their output is lost. */
function stopped(
	context: IExecuteFunctions,
	{ index, error }: { index: number; error: unknown },
	outputs: INodeExecutionData[][],
	total: number,
) {
	const nodeError = toNodeError(context.getNode(), error, index);
	if (total > 1) {
		const done = Object.keys(outputs).length;
		nodeError.message = `${nodeError.message} [item ${index}]`;
		nodeError.description = `${nodeError.description ?? ''} ${done} of ${total} items were carried out before the run stopped; set 'On Error' in the node's settings to continue past failed items.`.trim();
	}
	return nodeError;
}
