import { getEventListeners } from 'node:events';

import { RequestTimeout } from '../../../nodes/ApideckVault/transport/requestBudget';

const sleep = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms));
const listeners = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;

it('fires when the time is up', async () => {
	const limit = new RequestTimeout(20);
	expect([limit.signal.aborted, limit.expired]).toEqual([false, false]);
	await sleep(50);
	expect([limit.signal.aborted, limit.expired]).toEqual([true, true]);
	limit.release();
});

it('fires with the cancel signal without being expired', () => {
	const cancel = new AbortController();
	const limit = new RequestTimeout(10_000, cancel.signal);
	expect(limit.signal.aborted).toBe(false);
	cancel.abort();
	expect([limit.signal.aborted, limit.expired]).toEqual([true, false]);
});

it('has fired if the cancel signal had fired before', () => {
	expect([AbortSignal.abort(), undefined].map((cancel) => new RequestTimeout(10_000, cancel).signal.aborted)).toEqual([true, false]);
});

it('leaves no listener on a signal that outlives the request', async () => {
	const cancel = new AbortController();
	const [released, fired] = [new RequestTimeout(20, cancel.signal), new RequestTimeout(10_000, cancel.signal)];
	released.release();
	expect(listeners(cancel.signal)).toBe(1);
	await sleep(50);
	expect([released.signal.aborted, released.expired]).toEqual([false, true]);
	cancel.abort();
	expect([released.signal.aborted, fired.signal.aborted, listeners(cancel.signal)]).toEqual([false, true, 0]);
});
