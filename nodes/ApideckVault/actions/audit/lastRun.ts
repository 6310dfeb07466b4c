import { decodeMemory, encodeMemory, scopeFingerprint } from '../../audit/memory';
import type { AuditTracker, TrackedRun } from '../../audit/tracker';
import { startTracking } from '../../audit/tracker';
import { readSlot } from '../memorySlots';
import type { ItemCall } from '../operation';
import type { AuditScope } from './parameters';

/** Per run, how many of its items audit the same consumer so far. */
const sameConsumer = new WeakMap<object, Map<string, number>>();

/**
 * The memory of the last run, in n8n's static data of this node: one slot per input item that audits many consumers, or per
 * consumer when each item audits one (a second item of the same consumer, for another service, has its own). n8n keeps static
 * data of production executions only, so test runs move nothing.
 */
export class LastRun {
	readonly tracker: AuditTracker;

	private readonly slot: string;

	constructor(
		private readonly call: ItemCall,
		scope: AuditScope,
	) {
		// The prefix keeps an ID like "__proto__" a key like any other.
		this.slot = scope.consumerId === undefined ? `all:${call.item.index}` : `${oneOf(call.vault, scope.consumerId)}:${scope.consumerId}`;
		this.tracker = startTracking(decodeMemory(readSlot(call.item.context, this.slot)), scopeFingerprint({ ...scope }));
	}

	/** Ends the comparison. With `remember` the memory moves on, once the whole run has succeeded. */
	finish(at: number, remember: boolean): TrackedRun {
		const run = this.tracker.finish(at);
		if (remember) this.call.remember(this.slot, encodeMemory(run.memory));
		return run;
	}
}

function oneOf(run: object, consumerId: string): string {
	const counts = sameConsumer.get(run) ?? new Map<string, number>();
	sameConsumer.set(run, counts);
	const count = (counts.get(consumerId) ?? 0) + 1;
	counts.set(consumerId, count);
	return count === 1 ? 'one' : `one#${count}`;
}
