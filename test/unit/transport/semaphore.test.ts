import { Semaphore } from '../../../nodes/ApideckVault/transport/concurrency';

const never = new AbortController().signal;

it('S8: lets a limited number in at once, and the others in order', async () => {
	const slots = new Semaphore(2);
	const order: string[] = [];
	const takes = ['a', 'b', 'c', 'd'].map(async (name) => {
		order.push((await slots.acquire(never)) ? name : 'none');
	});
	await Promise.all(takes.slice(0, 2));
	expect(order).toEqual(['a', 'b']);
	slots.release();
	await takes[2];
	expect(order).toEqual(['a', 'b', 'c']);
	slots.release();
	await takes[3];
	for (let index = 0; index < 2; index++) slots.release();
	expect(await Promise.all([slots.acquire(never), slots.acquire(never)])).toEqual([true, true]);
});

it('S8: stops waiting when the signal fires, and gives no slot to an aborted caller', async () => {
	const slots = new Semaphore(1);
	const stop = new AbortController();
	await slots.acquire(never);
	const [stopped, next] = [slots.acquire(stop.signal), slots.acquire(never)];
	stop.abort();
	expect(await stopped).toBe(false);
	expect(await slots.acquire(stop.signal)).toBe(false);
	slots.release();
	expect(await next).toBe(true);
});
