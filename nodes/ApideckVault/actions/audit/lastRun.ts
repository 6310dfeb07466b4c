import { decodingSteps, encodingSteps, scopeFingerprint } from '../../audit/memory';
import { startTracking, type AuditTracker, type TrackedRun } from '../../audit/tracker';
import { TimeSlice } from '../../transport/timeSlice';
import { MAX_SLOTS, MemorySlots, slotName, type SlotKind } from '../memorySlots';
import type { ItemCall } from '../operation';
import { checkState } from './overwrittenState';
import type { AuditScope } from './parameters';
import type { Turns } from './turns';

/**
 * The memory of the last run, in n8n's static data of this node. It is found by what it remembers: the application, and the
 * filters of an audit of all consumers, or one consumer and the filters on its connections. Neither the position of an item nor
 * the items beside it matter. n8n keeps static data of production executions only, so test runs move nothing.
 */
export class LastRun {
	private constructor(
		private readonly call: ItemCall,
		private readonly slot: string,
		readonly tracker: AuditTracker,
	) {}

	/**
	 * @param remember whether `finish` is going to keep this run
	 * @throws NodeOperationError when there is no room for another memory, and with `changesOnly` when n8n would overwrite it. No
	 * request has been sent
	 */
	static async open(call: ItemCall, scope: AuditScope, { changesOnly, remember }: { changesOnly: boolean; remember: boolean }): Promise<LastRun> {
		if (remember) checkState(call, changesOnly);
		const slots = MemorySlots.of(call.item.context);
		const kind = scope.consumerId === undefined ? 'all' : 'one';
		const fingerprint = scopeFingerprint({ application: call.vault.application, ...remembered(scope) });
		const slot = slotName(kind, fingerprint);
		if (remember && !(await slots.reserve(kind, slot))) throw fullError(call, kind);
		const text = slots.read(slot);
		const memory = text === undefined ? null : await inSlices(decodingSteps(text, Date.now()));
		const isOurs = memory?.scopeKey === fingerprint;
		if (text !== undefined && !isOurs) call.hint('The stored state of this audit could not be read, so a new one was started.');
		return new LastRun(call, slot, startTracking(isOurs ? memory : null, fingerprint));
	}

	/** Ends the comparison. With `remember` the memory moves on, once the whole run has succeeded. */
	async finish(at: number, remember: boolean, turns: Pick<Turns, 'next'>): Promise<TrackedRun> {
		const steps = this.tracker.finishing(at);
		let step = steps.next();
		for (; !step.done; step = steps.next()) await turns.next();
		const run = step.value;
		if (remember) this.call.remember(this.slot, await inSlices(encodingSteps(run.memory)));
		return run;
	}
}

/** What of a scope decides which connections are met. Filters on consumers do not apply to a single one. */
function remembered(scope: AuditScope): Record<string, unknown> {
	if (scope.consumerId === undefined) return { ...scope };
	const { consumerId, unifiedApis, services, onlyConfigured } = scope;
	return { consumerId, unifiedApis, services, onlyConfigured };
}

async function inSlices<T>(steps: Generator<void, T>): Promise<T> {
	const slice = new TimeSlice();
	for (;;) {
		const step = steps.next();
		if (step.done) return step.value;
		await slice.yieldIfDue();
	}
}

function fullError({ item }: ItemCall, kind: SlotKind) {
	const many = MAX_SLOTS[kind].toLocaleString('en-US');
	return kind === 'one'
		? item.invalid(
				`This node remembers the last run of ${many} consumers already, and cannot remember another one`,
				"Set 'Consumers' to All Consumers: one audit of all consumers takes a single memory. A consumer that is not audited for 30 days is forgotten.",
			)
		: item.invalid(
				`This node remembers the last run of ${many} different sets of filters already, and cannot remember another one`,
				"Use fewer different filters in this node, or filter its output instead. A set of filters that is not used for 30 days is forgotten.",
			);
}
