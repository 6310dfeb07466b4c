import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

/** Key of the node's static data. */
const STORE = 'audits';

/** Most slots that are kept, the newest, and never fewer than one run writes; that of a single consumer takes some 300 characters. */
const MAX_SLOTS = 2_000;

/** Whether n8n's static data of this node holds something in a slot, and what. n8n keeps it for production executions only. */
export function readSlot(context: IExecuteFunctions, slot: string): unknown {
	return slotsOf(context.getWorkflowStaticData('node'))[slot];
}

/** Writes all slots of a run at once: n8n watches every access to static data, and one by one takes minutes for 10,000. */
export function writeSlots(context: IExecuteFunctions, written: ReadonlyMap<string, string>): void {
	if (written.size === 0) return;
	const data = context.getWorkflowStaticData('node');
	const others = Object.entries(slotsOf(data)).filter(([slot]) => !written.has(slot));
	data[STORE] = Object.fromEntries([...others, ...written].slice(-Math.max(MAX_SLOTS, written.size)));
}

/** Whatever else stands in the store counts as nothing remembered. */
function slotsOf(data: IDataObject): IDataObject {
	const stored = data[STORE];
	return typeof stored === 'object' && stored !== null && !Array.isArray(stored) ? (stored as IDataObject) : {};
}
