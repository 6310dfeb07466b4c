import type { IDataObject, IExecuteFunctions, INode, INodeExecutionData } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { StaticDataStore } from '../audit/scan/staticData';
import { CONCURRENCY_OPTION } from '../fields/options';
import { ItemParameters } from '../parameters/itemParameters';
import { quoted } from '../parameters/jsonSafety';
import { redactOutput } from '../secrets/redact';
import type { RunStatistics } from '../transport/call';
import { canceledError, isNotSent, TimeSlice } from '../transport/cancel';
import { Pool } from '../transport/concurrency';
import type { VaultErrorContext } from '../transport/errors';
import { ITEM_LIMITS, RequestBudget } from '../transport/requestBudget';
import { VaultSession } from '../transport/session';
import type { Operation, PreparedOperation } from './operation';
import { findOperation, OPERATION_LABEL, RESOURCE_LABEL } from './router';

/**
 * The item loop of the node. Runs each input item with its own parameters and credential, several at a time, and returns the output in
 * input order, with every record paired to its item.
 *
 * - An item starts when fewer items than its own `concurrency` are running.
 * - Every error belongs to an item: nothing is read before the first item, neither the operation nor the credential. With continue on
 *   fail, a failed item becomes one error item. Otherwise no new request is sent, running requests are awaited (so that the outcome
 *   of every change is known), and the error of the first failed item ends the run.
 * - When the user stops the execution, no further request is sent and the run ends as canceled, also with continue on fail.
 */
export async function runItems(this: IExecuteFunctions, continueOnFail: boolean): Promise<INodeExecutionData[][]> {
	const inputs = this.getInputData();
	const session = new VaultSession(this);
	const outputs: INodeExecutionData[][] = [];
	const failures: Array<{ index: number; error: unknown }> = [];
	const pool = new Pool();
	const slice = new TimeSlice();
	const hints = new Set<string>();
	const states = new Map<string, string>();
	let hasConcurrency = false;

	const runOne = async (item: ItemParameters, prepared: PreparedItem | Error) => {
		try {
			if (prepared instanceof Error) throw prepared;
			const { operation, options } = prepared;
			const vault = await session.client(item.index);
			const itemStates: Array<[key: string, text: string]> = [];
			const { timeout, maxElapsedTime } = options.request;
			const budget = new RequestBudget(operation.limits ?? ITEM_LIMITS, timeout + maxElapsedTime);
			const request = { ...options.request, budget };
			const sent: object[] = [];
			const output = await prepared.execute({
				item,
				options: { ...options, request },
				vault,
				request: async (call) => {
					if (call.body !== undefined) sent.push(call.body);
					return await vault.request(call, request);
				},
				addHint: (message) => hints.add(message),
				saveState: (key, text) => itemStates.push([key, text]),
			});
			const secrets = { redactSecrets: options.redactSecrets, reveals: operation.reveals, sent };
			const records: INodeExecutionData[] = [];
			for (const record of output) {
				await slice.yieldIfDue();
				records.push({ ...record, json: redactOutput(record.json, secrets), pairedItem: { item: item.index } } as INodeExecutionData);
			}
			outputs[item.index] = records;
			// Failed items do not save state, because their output is lost.
			for (const [key, text] of itemStates) states.set(key, text);
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
		const item = new ItemParameters(this, index);
		const prepared = prepareItem(item);
		if (!(prepared instanceof Error)) hasConcurrency ||= prepared.operation.hasConcurrency;
		await pool.waitForSlot(prepared instanceof Error ? 1 : prepared.options.concurrency);
		// Items that fail before sending a request never yield by themselves.
		await slice.yieldIfDue();
		if (failures.length > 0 || session.signal?.aborted) break;
		pool.run(async () => await runOne(item, prepared));
	}
	await pool.onIdle();

	if (session.signal?.aborted) throw canceledError(this.getNode());
	const first = failures.sort((a, b) => a.index - b.index)[0];
	if (first) throw abortedRunError(this, first, outputs, inputs.length);
	const saveError = await saveStates(this, states);
	addHints(this, [...hints, saveError, runHint(session.statistics, hasConcurrency)]);
	return [outputs.flat()];
}

/** The operation is read per item, so that an unknown one is an error of the item. */
function selectedOperation(item: ItemParameters): Operation {
	const resource = item.value<object | string>('resource', '', RESOURCE_LABEL);
	const name = item.value<object | string>('operation', '', OPERATION_LABEL);
	const operation = typeof resource === 'string' && typeof name === 'string' ? findOperation(resource, name) : undefined;
	if (operation) return operation;
	// n8n does not pass the operation of an unknown resource.
	const operationText = name === '' ? '' : `operation ${quoted(name)} for the `;
	throw item.invalid(`There is no ${operationText}resource ${quoted(resource)}`, `Select '${RESOURCE_LABEL}' and '${OPERATION_LABEL}' from their lists.`);
}

/**
 * Saves the state of the items for the next run. Returns an error as a hint, because the items are already done and their output must
 * reach the workflow.
 */
async function saveStates(context: IExecuteFunctions, states: ReadonlyMap<string, string>): Promise<string | undefined> {
	try {
		if (states.size > 0) await StaticDataStore.of(context).write(states);
		return undefined;
	} catch (error) {
		return `The results of this run could not be saved, so the next run will be compared with an earlier one: ${error instanceof Error ? error.message : String(error)}`;
	}
}

interface PreparedItem extends PreparedOperation {
	operation: Operation;
}

/** The options are read before the item starts, because they decide when it may start. Invalid options are an error of the item. */
function prepareItem(item: ItemParameters): PreparedItem | Error {
	try {
		const operation = selectedOperation(item);
		return { operation, ...operation.prepare(item) };
	} catch (error) {
		return toNodeError(item.context.getNode(), error, item.index);
	}
}

/** Hints that n8n rejects are logged instead, so that the output is not lost. */
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

/** The error that ends the run. It says how many items were processed, because their output is lost. */
function abortedRunError(
	context: IExecuteFunctions,
	{ index, error }: { index: number; error: unknown },
	outputs: INodeExecutionData[][],
	total: number,
) {
	const nodeError = toNodeError(context.getNode(), error, index);
	if (total > 1) {
		const done = Object.keys(outputs).length;
		nodeError.message = `${nodeError.message} [item ${index}]`;
		nodeError.description = `${nodeError.description ?? ''} ${done} of ${total} items were processed before the run stopped. Set 'On Error' in the node's settings to continue after failed items.`.trim();
	}
	return nodeError;
}

/**
 * A hint about retries for the output pane; undefined when there were none.
 * @param hasConcurrency whether the operation lets users lower its concurrency
 */
export function runHint({ retries, rateLimited, waitedMs }: RunStatistics, hasConcurrency: boolean): string | undefined {
	if (retries === 0) return undefined;
	const retried = retries === 1 ? '1 request was retried' : `${retries} requests were retried`;
	const limited = rateLimited === 0 ? '' : ` (${rateLimited} after a rate limit)`;
	const waited = Math.max(0.1, waitedMs / 1000).toFixed(1);
	const advice = rateLimited === 0 || !hasConcurrency ? '' : `. Lower ${CONCURRENCY_OPTION} to avoid rate limits.`;
	return `${retried}${limited}, with a total wait of ${waited} s${advice}`;
}

type NodeError = NodeApiError | NodeOperationError;

/** Shown for programming errors, whose own messages do not help users. The stack stays with the error. */
const UNEXPECTED = {
	message: 'This item could not be processed',
	description: "Apideck's response or a value in this item has an unexpected type. Check the item. If it is correct, report this to the maintainers of this node.",
};

function isProgrammingError(error: unknown): boolean {
	return error instanceof Error && ['TypeError', 'RangeError', 'URIError', 'ReferenceError'].includes(error.name);
}

/** Converts any error to an n8n error with the index of its item. Errors that are n8n errors already are returned as they are. */
function toNodeError(node: INode, error: unknown, itemIndex: number): NodeError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) {
		// Set on the instance, because wrapping a NodeApiError returns the same error and drops the options.
		error.context['itemIndex'] = itemIndex;
		return error;
	}
	const known = error instanceof Error ? error : String(error);
	return new NodeOperationError(node, known, { itemIndex, ...(isProgrammingError(error) ? UNEXPECTED : {}) });
}

/**
 * The output of a failed item. `error` must be the only key of its json: otherwise n8n sends the item to the success branch.
 */
function errorItem(error: NodeError, itemIndex: number): INodeExecutionData {
	const vault = error.context['vault'] as VaultErrorContext | undefined;
	const details: IDataObject = {
		message: error.message,
		description: error.description ?? null,
		httpCode: error instanceof NodeApiError ? error.httpCode : null,
		...(vault && {
			reason: vault.reason,
			typeName: vault.typeName ?? null,
			detail: vault.detail ?? null,
			ref: vault.ref ?? null,
			requestId: vault.requestId ?? null,
			attempts: vault.attempts,
			mayHaveBeenApplied: vault.mayHaveBeenApplied ?? false,
		}),
	};
	return { json: { error: details }, pairedItem: { item: itemIndex } };
}
