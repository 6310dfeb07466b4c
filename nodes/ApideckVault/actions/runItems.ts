import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { Item } from '../fields/item';
import { readOptions, type Options } from '../fields/options';
import { quoted } from '../fields/quoted';
import { redactOutput } from '../secrets/output';
import { cancelled, isNotSent } from '../transport/stopped';
import { ITEM_LIMITS, RequestBudget } from '../transport/requestBudget';
import { VaultSession } from '../transport/session';
import { TimeSlice } from '../transport/timeSlice';
import { errorItem, toNodeError } from './itemErrors';
import { MemorySlots } from './memorySlots';
import type { Operation } from './operation';
import { findOperation } from './operations';
import { Pool } from './pool';
import { runHint } from './runHint';

/**
 * The one loop of the node. Runs every input item with its own parameters and credential, several at a time, and
 * returns the output in input order with every record paired to its item.
 *
 * - An item starts when fewer than its own `concurrency` are under way.
 * - Whatever fails is the failure of an item, and nothing is read before the first item: not the operation, not the credential.
 *   When the node continues on fail, a failed item becomes one error item; otherwise nothing new is sent, what is under way is
 *   waited for (a change half-way is never left unseen), and the error of the first failed item ends the run.
 * - When the user stops the execution, nothing further is sent and the run ends as cancelled, also on continue.
 */
export async function runItems(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const inputs = this.getInputData();
	const session = new VaultSession(this);
	const outputs: INodeExecutionData[][] = [];
	const failures: Array<{ index: number; error: unknown }> = [];
	const continueOnFail = this.continueOnFail();
	const pool = new Pool();
	const slice = new TimeSlice();
	const hints = new Set<string>();
	const memory = new Map<string, string>();

	const runOne = async (item: Item, options: Options | Error) => {
		try {
			if (options instanceof Error) throw options;
			const operation = chosenOperation(item);
			const vault = await session.client(item.index);
			const ofItem: Array<[slot: string, text: string]> = [];
			const { timeout, maxElapsedTime } = options.request;
			const budget = new RequestBudget(operation.limits ?? ITEM_LIMITS, timeout + maxElapsedTime);
			const request = { ...options.request, budget };
			const sent: object[] = [];
			const output = await operation.execute({
				item,
				options: { ...options, request },
				vault,
				request: async (call) => {
					if (call.body !== undefined) sent.push(call.body);
					return await vault.request(call, request);
				},
				hint: (message) => hints.add(message),
				remember: (slot, text) => ofItem.push([slot, text]),
			});
			const secrets = { redactSecrets: options.redactSecrets, reveals: operation.reveals, sent };
			const records: INodeExecutionData[] = [];
			for (const record of output) {
				await slice.yieldIfDue();
				records.push({ ...record, json: redactOutput(record.json, secrets), pairedItem: { item: item.index } } as INodeExecutionData);
			}
			outputs[item.index] = records;
			// Not of an item that failed in the end: what it found reached nobody.
			for (const [slot, text] of ofItem) memory.set(slot, text);
		} catch (error) {
			if (continueOnFail && !session.signal?.aborted) {
				outputs[item.index] = [errorItem(toNodeError(this.getNode(), error, item.index), item.index)];
			} else {
				session.stop();
				if (!isNotSent(error)) failures.push({ index: item.index, error });
			}
		}
	};

	for (let index = 0; index < inputs.length; index++) {
		const item = new Item(this, index);
		const options = optionsOrError(item);
		await pool.room(options instanceof Error ? 1 : options.concurrency);
		// Items that fail before they send anything never wait by themselves.
		await slice.yieldIfDue();
		if (failures.length > 0 || session.signal?.aborted) break;
		pool.start(async () => await runOne(item, options));
	}
	await pool.idle();

	if (session.signal?.aborted) throw cancelled(this.getNode());
	const first = failures.sort((a, b) => a.index - b.index)[0];
	if (first) throw stopped(this, first, outputs, inputs.length);
	const forgotten = await keepMemory(this, memory);
	addHints(this, [...hints, forgotten, runHint(session.statistics)]);
	return [outputs.flat()];
}

/** Read for each item, like everything else: so what is wrong with it is an error of the item. */
function chosenOperation(item: Item): Operation {
	const resource = item.value<object | string>('resource', '', 'Resource');
	const name = item.value<object | string>('operation', '', 'Operation');
	const operation = typeof resource === 'string' && typeof name === 'string' ? findOperation(resource, name) : undefined;
	if (operation) return operation;
	// Of a resource that it does not know n8n hands no operation over.
	const operationText = name === '' ? '' : `operation ${quoted(name)} for the `;
	throw item.invalid(`There is no ${operationText}resource ${quoted(resource)}`, "Choose 'Resource' and 'Operation' from their lists.");
}

/**
 * Keeps what the items remember for the next run. What they did and found is there by now and must reach the workflow, so a
 * failure here becomes a hint.
 */
async function keepMemory(context: IExecuteFunctions, memory: ReadonlyMap<string, string>): Promise<string | undefined> {
	try {
		if (memory.size > 0) await MemorySlots.of(context).write(memory);
		return undefined;
	} catch (error) {
		return `What this run found could not be kept, so the next run compares with an earlier one: ${error instanceof Error ? error.message : String(error)}`;
	}
}

/** The options decide when an item may start, so they are read before it does; what is wrong with them is the item's own error. */
function optionsOrError(item: Item): Options | Error {
	try {
		return readOptions(item);
	} catch (error) {
		return toNodeError(item.context.getNode(), error, item.index);
	}
}

/** A hint that n8n does not take goes to the log: the output matters more. */
function addHints(context: IExecuteFunctions, messages: Array<string | undefined>): void {
	const hints = messages.flatMap((message) =>
		message === undefined ? [] : [{ message, type: 'info' as const, location: 'outputPane' as const }],
	);
	try {
		if (hints.length > 0) context.addExecutionHints(...hints);
	} catch {
		for (const { message } of hints) context.logger.warn(message);
	}
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
