/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- development only: never runs inside n8n */
import { getEventListeners } from 'node:events';

import { TimeLimit } from '../../../nodes/ApideckVault/transport/timeLimit';

const sleep = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms));
const listeners = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;

it('fires when the time is up', async () => {
	const limit = new TimeLimit(20);
	expect([limit.signal.aborted, limit.isUp]).toEqual([false, false]);
	await sleep(50);
	expect([limit.signal.aborted, limit.isUp]).toEqual([true, true]);
	limit.release();
});

it('fires with the cancel signal, and the time is not up then', () => {
	const cancel = new AbortController();
	const limit = new TimeLimit(10_000, cancel.signal);
	expect(limit.signal.aborted).toBe(false);
	cancel.abort();
	expect([limit.signal.aborted, limit.isUp]).toEqual([true, false]);
});

it('has fired when the cancel signal had', () => {
	expect([AbortSignal.abort(), undefined].map((cancel) => new TimeLimit(10_000, cancel).signal.aborted)).toEqual([true, false]);
});

it('leaves nothing behind on a signal that lives longer than the request', async () => {
	const cancel = new AbortController();
	const [released, fired] = [new TimeLimit(20, cancel.signal), new TimeLimit(10_000, cancel.signal)];
	released.release();
	expect(listeners(cancel.signal)).toBe(1);
	await sleep(50);
	expect([released.signal.aborted, released.isUp]).toEqual([false, true]);
	cancel.abort();
	expect([released.signal.aborted, fired.signal.aborted, listeners(cancel.signal)]).toEqual([false, true, 0]);
});
