import type { IBinaryKeyData, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { Options } from '../fields/options';
import type { ItemParameters } from '../parameters/itemParameters';
import type { ApiResponse, RequestSettings, VaultCall } from '../transport/call';
import type { VaultClient } from '../transport/client';
import type { BudgetLimits } from '../transport/requestBudget';

/** One record of the output. The item loop pairs it with its input item. */
export interface OutputRecord {
	json: object;
	binary?: IBinaryKeyData;
}

/** What an operation gets for one input item. */
export interface OperationContext {
	item: ItemParameters;
	/** The request settings include the item's budget. */
	options: Options & { request: RequestSettings };
	vault: VaultClient;
	/** Sends one request with the item's retry settings. */
	request<T>(call: VaultCall): Promise<ApiResponse<T>>;
	/** Shows a hint in the output pane after the run. Identical hints are shown once. */
	addHint(message: string): void;
	/** Saves text for the next run under a key of the node, if this item and the whole run succeed. */
	saveState(key: string, text: string): void;
}

/** An endpoint as Apideck's specification writes it, such as `GET /vault/consumers/{consumer_id}`. */
export type Endpoint = `${VaultCall['method']} /${string}`;

/** One operation of a resource: its list entry, its parameters, and what it does for one item. */
export interface Operation {
	/** `action` includes the resource: people search for it, and AI agents read it. */
	option: INodePropertyOptions & { value: string; action: string; description: string };
	/** The endpoints it calls. docs/coverage.md is generated from this. */
	endpoints: readonly Endpoint[];
	/** Its parameters, 'Options' included. */
	properties: INodeProperties[];
	/** Whether its 'Options' contain the concurrency. */
	hasConcurrency: boolean;
	/** The budget of one item. Defaults to `ITEM_LIMITS`. */
	limits?: BudgetLimits;
	/** Top-level output fields that are never masked, because returning them is the purpose of the operation. */
	reveals?: readonly string[];
	/** Reads the item's options. @throws NodeOperationError naming the first invalid one */
	prepare(item: ItemParameters): PreparedOperation;
}

/** An operation with the options of one item, which decide when it may start. */
export interface PreparedOperation {
	options: Options;
	/** Resolves to the output of this item, which may be empty. Throws n8n errors only. */
	execute(ctx: OperationContext): Promise<OutputRecord[]>;
}

/** One entry of the Resource list. */
export interface Resource {
	label: string;
	value: string;
	/** Value of the operation that is selected by default. */
	firstOperation: string;
	operations: Record<string, Operation>;
}

/** Wraps plain records as output records. */
export function records(list: object[]): OutputRecord[] {
	return list.map((json) => ({ json }));
}
