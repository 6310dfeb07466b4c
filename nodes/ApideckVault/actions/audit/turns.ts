import { cancelled } from '../../transport/stopped';
import { TimeSlice } from '../../transport/timeSlice';
import type { ItemCall } from '../operation';

/** Keeps the long loops of one audit from blocking n8n: shared by all of them, so that together they do not run for longer either. */
export class Turns {
	private readonly slice = new TimeSlice();

	constructor(private readonly call: ItemCall) {}

	/** Call once per step. @throws the error of a canceled run when the user stopped the execution */
	async next(): Promise<void> {
		await this.slice.yieldIfDue();
		if (this.call.vault.signal?.aborted) throw cancelled(this.call.item.context.getNode());
	}
}
