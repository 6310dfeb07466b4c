import type { IDataObject } from 'n8n-workflow';

import { decodeMemory, encodeMemory, scopeFingerprint } from '../../audit/memory';
import type { AuditTracker, TrackedRun } from '../../audit/tracker';
import { startTracking } from '../../audit/tracker';
import type { ItemCall } from '../operation';
import type { AuditScope } from './parameters';

/** Key of the node's static data. */
const STORE = 'audits';

/** Most slots that are kept, the newest; one of a single consumer takes some 300 characters. */
const MAX_SLOTS = 2_000;

/**
 * The memory of the last run, in n8n's static data of this node: one slot per input item that audits many consumers, or per
 * consumer when each item audits one. n8n keeps static data of production executions only, so test runs move nothing.
 */
export class LastRun {
	readonly tracker: AuditTracker;

	private readonly slot: string;

	constructor(
		private readonly call: ItemCall,
		scope: AuditScope,
	) {
		const slots = slotsOf(call.item.context.getWorkflowStaticData('node'));
		// The prefix keeps an ID like "__proto__" a key like any other.
		this.slot = scope.consumerId === undefined ? `all:${call.item.index}` : `one:${scope.consumerId}`;
		this.tracker = startTracking(decodeMemory(slots[this.slot]), scopeFingerprint({ ...scope }));
	}

	/** Ends the comparison. The memory moves on only when the whole run succeeds. */
	finish(at: number): TrackedRun {
		const run = this.tracker.finish(at);
		const encoded = encodeMemory(run.memory);
		this.call.afterRun(() => {
			const data = this.call.item.context.getWorkflowStaticData('node');
			const others = Object.entries(slotsOf(data)).filter(([slot]) => slot !== this.slot);
			data[STORE] = Object.fromEntries([...others, [this.slot, encoded] as const].slice(-MAX_SLOTS));
		});
		return run;
	}
}

/** Whatever else stands in the store counts as nothing remembered. */
function slotsOf(data: IDataObject): IDataObject {
	const stored = data[STORE];
	return typeof stored === 'object' && stored !== null && !Array.isArray(stored) ? (stored as IDataObject) : {};
}
