import { sleep } from 'n8n-workflow';

/** Long enough to cost nothing, short enough that "Stop" is felt at once. */
const SLICE = 200;

/** Waits `ms` milliseconds, or less when the signal fires. In slices: older n8n hosts have no `sleep` that takes a signal. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
	const end = Date.now() + ms;
	for (let left = ms; left > 0 && !signal?.aborted; left = end - Date.now()) {
		await sleep(Math.min(left, SLICE));
	}
}
