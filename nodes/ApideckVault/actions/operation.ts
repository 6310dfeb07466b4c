import type { IBinaryKeyData, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { Item } from '../fields/item';
import type { Options } from '../fields/options';
import type { RequestSettings, VaultAnswer, VaultCall } from '../transport/call';
import type { VaultClient } from '../transport/client';
import type { BudgetLimits } from '../transport/requestBudget';

/** One record of the output; the loop pairs it with its input item. */
export interface OutputRecord {
	json: object;
	binary?: IBinaryKeyData;
}

/** What an operation gets for one input item. */
export interface ItemCall {
	item: Item;
	/** The request settings hold the item's budget. */
	options: Options & { request: RequestSettings };
	vault: VaultClient;
	/** Sends one request with the item's retry settings. */
	request<T>(call: VaultCall): Promise<VaultAnswer<T>>;
	/** Shows a sentence in the output pane once the run is over; the same sentence only once. */
	hint(message: string): void;
	/** Keeps a text for the next run, in the node's slot of that name, if this item and the whole run succeed. */
	remember(slot: string, text: string): void;
}

/** An endpoint as Apideck's specification writes it, such as `GET /vault/consumers/{consumer_id}`. */
export type Endpoint = `${VaultCall['method']} /${string}`;

/** One operation of a resource: its entry in the list, its parameters, and what it does for one item. */
export interface Operation {
	/** `action` always names the resource: it is what people search for and what AI agents read. */
	option: INodePropertyOptions & { value: string; action: string; description: string };
	/** What it calls: docs/coverage.md is drawn from this. */
	endpoints: readonly Endpoint[];
	properties: INodeProperties[];
	/** What one item may use; `ITEM_LIMITS` unless given. */
	limits?: BudgetLimits;
	/** Top-level fields of its output that are what it is for: they stay readable when secrets are masked. */
	reveals?: readonly string[];
	/** Resolves to the output of this item, which may be nothing. Throws n8n errors only. */
	execute(call: ItemCall): Promise<OutputRecord[]>;
}

/** One entry of the Resource list. */
export interface Resource {
	label: string;
	value: string;
	/** Value of the operation that is chosen first. */
	firstOperation: string;
	operations: Record<string, Operation>;
}

/** Wraps plain records as output. */
export function records(list: object[]): OutputRecord[] {
	return list.map((json) => ({ json }));
}
