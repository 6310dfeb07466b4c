import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { Ran } from '../engine/support';

/** How one input item ended. */
export interface ItemOutcome {
	records: IDataObject[];
	errors: Array<IDataObject & { mayHaveBeenApplied?: boolean }>;
}

/** The output of a run by input item; `stray` is what belongs to none. */
export function outcomes(ran: Pick<Ran, 'items' | 'errorItems'>, count: number): { items: ItemOutcome[]; stray: INodeExecutionData[] } {
	const items = Array.from({ length: count }, (): ItemOutcome => ({ records: [], errors: [] }));
	const stray: INodeExecutionData[] = [];
	for (const output of ran.items) {
		const own = items[indexOf(output) ?? -1];
		if (!own) stray.push(output);
		else if (isErrorItem(output)) own.errors.push(output.json.error as IDataObject);
		else own.records.push(output.json);
	}
	for (const output of ran.errorItems) {
		const own = items[indexOf(output) ?? -1];
		if (own && isObject(output.json.error)) own.errors.push(output.json.error);
		else stray.push(output);
	}
	return { items, stray };
}

const isObject = (value: unknown): value is IDataObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** An error item as the node makes it. In the error output n8n adds the json of the input item. */
export function isErrorItem({ json }: INodeExecutionData): boolean {
	return Object.keys(json).length === 1 && isObject(json.error);
}

/** The input item that an output item is paired with. */
export function indexOf({ pairedItem }: INodeExecutionData): number | undefined {
	return typeof pairedItem === 'object' && !Array.isArray(pairedItem) ? pairedItem.item : undefined;
}

/** Records as text, without what depends on the time. */
export function canonical(records: IDataObject[], volatile: string[] = []): string {
	return JSON.stringify(records.map((record) => Object.fromEntries(Object.entries(record).filter(([key]) => !volatile.includes(key)))));
}
