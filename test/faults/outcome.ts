import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { Ran } from '../engine/support';

/** The outcome of one input item. */
export interface ItemOutcome {
	records: IDataObject[];
	errors: Array<IDataObject & { mayHaveBeenApplied?: boolean }>;
}

/** Groups the output of a run by input item. `unpaired` contains items without one. */
export function outcomes(ran: Pick<Ran, 'items' | 'errorItems'>, count: number): { items: ItemOutcome[]; unpaired: INodeExecutionData[] } {
	const items = Array.from({ length: count }, (): ItemOutcome => ({ records: [], errors: [] }));
	const unpaired: INodeExecutionData[] = [];
	for (const output of ran.items) {
		const own = items[indexOf(output) ?? -1];
		if (!own) unpaired.push(output);
		else if (isErrorItem(output)) own.errors.push(output.json.error as IDataObject);
		else own.records.push(output.json);
	}
	for (const output of ran.errorItems) {
		const own = items[indexOf(output) ?? -1];
		if (own && isObject(output.json.error)) own.errors.push(output.json.error);
		else unpaired.push(output);
	}
	return { items, unpaired };
}

const isObject = (value: unknown): value is IDataObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether this is an error item of the node. In the error output, n8n adds the json of the input item. */
export function isErrorItem({ json }: INodeExecutionData): boolean {
	return Object.keys(json).length === 1 && isObject(json.error);
}

/** The input item that an output item is paired with. */
export function indexOf({ pairedItem }: INodeExecutionData): number | undefined {
	return typeof pairedItem === 'object' && !Array.isArray(pairedItem) ? pairedItem.item : undefined;
}

/** Records as text, without time-dependent fields. */
export function canonical(records: IDataObject[], volatile: string[] = []): string {
	return JSON.stringify(records.map((record) => Object.fromEntries(Object.entries(record).filter(([key]) => !volatile.includes(key)))));
}
