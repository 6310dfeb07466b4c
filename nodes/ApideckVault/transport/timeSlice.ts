import { sleep } from 'n8n-workflow';

/** Milliseconds of work between two turns of the event loop. */
const SLICE = 50;

/** Lets a long loop yield to the event loop now and then, so that Stop, timers and other executions are handled. */
export class TimeSlice {
	private started = Date.now();

	/** @param ms how long the loop may run before it yields */
	constructor(private readonly ms = SLICE) {}

	/** Yields one turn of the event loop if `ms` have passed since the last one. Costs one look at the clock otherwise. */
	async yieldIfDue(): Promise<void> {
		if (Date.now() - this.started < this.ms) return;
		await sleep(0);
		this.started = Date.now();
	}
}
