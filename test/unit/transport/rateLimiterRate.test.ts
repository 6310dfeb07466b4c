const sleep = jest.fn(async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms)));
jest.mock('n8n-workflow', () => ({ sleep }));
// Not imported: an import would be carried out before the line above.
const { RateLimiter } = jest.requireActual<typeof import('../../../nodes/ApideckVault/transport/rateLimiter')>('../../../nodes/ApideckVault/transport/rateLimiter');
const { delay } = jest.requireActual<typeof import('../../../nodes/ApideckVault/transport/cancel')>('../../../nodes/ApideckVault/transport/cancel');
type RateLimiter = InstanceType<typeof RateLimiter>;

beforeEach(() => {
	jest.useFakeTimers();
	sleep.mockClear();
});
afterEach(() => jest.useRealTimers());

const forward = async (ms: number) => await jest.advanceTimersByTimeAsync(ms);

/** As many requests, one each so many milliseconds; the clock stands at the moment of the last. */
async function requests(gate: RateLimiter, count: number, every: number): Promise<void> {
	for (let index = 0; index < count; index++) {
		if (index > 0) await forward(every);
		await gate.acquire();
	}
}

/** Milliseconds from now at which requests pass that are all there at once. */
async function passes(gate: RateLimiter, count: number, within = 60_000): Promise<number[]> {
	const began = Date.now();
	const times: number[] = [];
	for (let index = 0; index < count; index++) void gate.acquire().then(() => times.push(Date.now() - began));
	await forward(within);
	return times;
}

/** Requests a second, between the first and the last of some passes. */
const rate = (times: number[]) => ((times.length - 1) * 1000) / (times.at(-1)! - times[0]!);

const between = (value: number, least: number, most: number) => {
	expect(value).toBeGreaterThanOrEqual(least);
	expect(value).toBeLessThanOrEqual(most);
};

/** A gate that has let through ten requests in the second before its first 429: it goes on at 9 a second. */
async function refusedAtTen(delay = 1): Promise<RateLimiter> {
	const gate = new RateLimiter();
	await requests(gate, 10, 100);
	await forward(99);
	gate.onRateLimited(delay);
	return gate;
}

describe('a request that is rejected again', () => {
	it('neither blocks other requests nor lowers the rate', async () => {
		const gate = await refusedAtTen();
		for (let index = 0; index < 5; index++) {
			await forward(3_000);
			gate.onRateLimited(60_000, true);
		}
		between(rate(await passes(gate, 20)), 9, 9.6);
	});

	it('is not counted as accepted', async () => {
		const rateAfter = async (refusedAgain: number) => {
			const gate = await refusedAtTen();
			await passes(gate, 10, 2_000);
			for (let index = 0; index < refusedAgain; index++) gate.onRateLimited(1, true);
			gate.onRateLimited(1);
			return rate(await passes(gate, 10));
		};
		expect(await rateAfter(5)).toBeLessThan(await rateAfter(0));
	});
});

describe('the rate after the first 429', () => {
	it('is nine tenths of the requests of the last second, whatever came before', async () => {
		const gate = new RateLimiter();
		await requests(gate, 30, 100);
		gate.onRateLimited(1);
		between(rate(await passes(gate, 10)), 9, 9.1);
	});

	it.each([
		[999, 9],
		[1_000, 0.9],
		[5_000, 0.9],
	])('counts requests of the last second, and at least one: %d ms after ten of them it is %d', async (later, expected) => {
		const gate = new RateLimiter();
		await requests(gate, 10, 0);
		await forward(later);
		gate.onRateLimited(1);
		between(rate(await passes(gate, 5)), expected * 0.99, expected * 1.04);
	});

	it('hardly grows when it was measured over a second', async () => {
		const gate = new RateLimiter();
		await requests(gate, 20, 50);
		await forward(49);
		gate.onRateLimited(1);
		const times = await passes(gate, 100);
		// 18, and 3 % of the way to 20 in each second.
		between(times.filter((time) => time <= 1_000).length, 18, 19);
		between(times.filter((time) => time > 1_000 && time <= 2_000).length, 18, 19);
	});

	it('grows fast after a short burst, by 3 % per second of the distance to 1000', async () => {
		const gate = new RateLimiter();
		await requests(gate, 20, 0);
		gate.onRateLimited(1);
		const times = await passes(gate, 300);
		// 18 and another 29.5 in each second: 18 + 15, 18 + 44, 18 + 74.
		between(times.filter((time) => time <= 1_000).length, 31, 34);
		between(times.filter((time) => time > 1_000 && time <= 2_000).length, 59, 63);
	});

	it('grows by the share of one second over any idle time', async () => {
		const gate = await refusedAtTen();
		await passes(gate, 1, 600_000);
		// The first one makes up for a little of the time.
		between(rate((await passes(gate, 10)).slice(1)), 9, 9.2);
	});

	it('exceeds the rejected rate in time, because limits can be raised', async () => {
		const gate = await refusedAtTen();
		const times = await passes(gate, 2_500, 180_000);
		const perSecond = (second: number) => times.filter((time) => time >= second * 1000 && time < (second + 10) * 1000).length / 10;
		between(perSecond(10), 9.2, 9.6);
		between(perSecond(60), 10, 10.7);
		between(perSecond(120), 12.3, 13.3);
	});
});

describe('a further 429', () => {
	/** The rate after one that comes so many milliseconds after the first; nothing is sent in between. */
	async function after(milliseconds: number, delay: number): Promise<number> {
		const gate = await refusedAtTen(delay);
		await forward(milliseconds);
		gate.onRateLimited(1);
		return rate((await passes(gate, 10)).slice(1));
	}

	it.each([
		['within a second', 500, 1],
		['within a second, to the millisecond', 999, 1],
		['while the gate is closed', 3_000, 5_000],
		['while the gate is closed, to the millisecond', 4_999, 5_000],
	])('%s belongs to the first one', async (_name, milliseconds, delay) => {
		between(await after(milliseconds, delay), 9, 9.1);
	});

	it.each([
		// Of 9 that were refused, and 1 in that time that was let through, six tenths of the way: 0.4 * 1000/t + 0.6 * 9.
		['after a second', 1_000, 1, 5.8],
		['once the gate is open', 2_000, 2_000, 5.6],
	])('%s counts separately and lowers the rate', async (_name, milliseconds, delay, expected) => {
		between(await after(milliseconds, delay), expected, expected * 1.02);
	});

	it('sets the rate between the rejected rate and the average accepted rate', async () => {
		const gate = await refusedAtTen();
		await passes(gate, 21, 2_499);
		gate.onRateLimited(1);
		// 20 of 21 were let through in 2.5 s; the rate had come to 9.06: 0.4 * 8 + 0.6 * 9.06.
		between(rate(await passes(gate, 10)), 8.6, 8.72);
	});
});

it('returns false in time for a caller that gives up, and keeps the order of the others', async () => {
	const gate = await refusedAtTen(2_000);
	const began = Date.now();
	const results: Array<[boolean, number]> = [];
	for (const latest of [Infinity, began + 100, Infinity]) void gate.acquire(undefined, latest).then((allowed) => results.push([allowed, Date.now() - began]));
	await forward(10_000);
	expect(results.map(([allowed]) => allowed)).toEqual([false, true, true]);
	const [gaveUp, first, last] = results.map(([, at]) => at);
	expect([gaveUp, first]).toEqual([100, 2_000]);
	between(last! - first!, 105, 115);
});

describe('a delay', () => {
	it.each([0, -5, NaN])('of %d ms ends at once', async (ms) => {
		await delay(ms);
		expect(sleep).not.toHaveBeenCalled();
	});

	it('takes the requested time in slices of at most 200 ms', async () => {
		let over = false;
		void delay(450).then(() => (over = true));
		await forward(449);
		expect(over).toBe(false);
		await forward(1);
		expect(over).toBe(true);
		expect(sleep.mock.calls).toEqual([[200], [200], [50]]);
	});

	it('ends with the slice in which the signal fires, and at once when it has fired', async () => {
		const controller = new AbortController();
		let over = false;
		void delay(10_000, controller.signal).then(() => (over = true));
		await forward(250);
		controller.abort();
		await forward(149);
		expect(over).toBe(false);
		await forward(1);
		expect(over).toBe(true);
		sleep.mockClear();
		await delay(10_000, controller.signal);
		expect(sleep).not.toHaveBeenCalled();
	});
});
