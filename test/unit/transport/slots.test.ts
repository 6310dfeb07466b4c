import { Slots } from '../../../nodes/ApideckVault/transport/slots';

const never = new AbortController().signal;

it('S8: lets so many in at once, and the others in the order in which they came', async () => {
	const slots = new Slots(2);
	const order: string[] = [];
	const takes = ['a', 'b', 'c', 'd'].map(async (name) => {
		order.push((await slots.take(never)) ? name : 'none');
	});
	await Promise.all(takes.slice(0, 2));
	expect(order).toEqual(['a', 'b']);
	slots.giveBack();
	await takes[2];
	expect(order).toEqual(['a', 'b', 'c']);
	slots.giveBack();
	await takes[3];
	for (let index = 0; index < 2; index++) slots.giveBack();
	expect(await Promise.all([slots.take(never), slots.take(never)])).toEqual([true, true]);
});

it('S8: ends the wait with the signal, and passes on no slot to who no longer waits', async () => {
	const slots = new Slots(1);
	const stop = new AbortController();
	await slots.take(never);
	const [stopped, next] = [slots.take(stop.signal), slots.take(never)];
	stop.abort();
	expect(await stopped).toBe(false);
	expect(await slots.take(stop.signal)).toBe(false);
	slots.giveBack();
	expect(await next).toBe(true);
});
