/** n8n's sleep and Date on one fake clock. */
jest.mock('n8n-workflow', () => ({
	sleep: async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms)),
}));
// Not imported: an import would be carried out before the lines above.
const { RateLimiter } = jest.requireActual<typeof import('../../../nodes/ApideckVault/transport/rateLimiter')>('../../../nodes/ApideckVault/transport/rateLimiter');
const { KeyedMutex } = jest.requireActual<typeof import('../../../nodes/ApideckVault/transport/concurrency')>('../../../nodes/ApideckVault/transport/concurrency');
type RateLimiter = InstanceType<typeof RateLimiter>;

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** Times in ms at which `count` requests pass, each asking at its own moment. */
async function passes(gate: RateLimiter, count: number, every = 0, signal?: AbortSignal) {
	const began = Date.now();
	const times: number[] = [];
	for (let index = 0; index < count; index++) {
		void gate.acquire(signal).then(() => times.push(Date.now() - began));
		if (every > 0) await jest.advanceTimersByTimeAsync(every);
	}
	await jest.advanceTimersByTimeAsync(120_000);
	return times;
}

describe('RateLimiter', () => {
	it('does not limit before the first 429', async () => {
		expect(await passes(new RateLimiter(), 5)).toEqual([0, 0, 0, 0, 0]);
	});

	it('blocks for the requested time, then lets requests through one at a time', async () => {
		const gate = new RateLimiter();
		await passes(gate, 10);
		for (let index = 0; index < 10; index++) await gate.acquire();
		gate.onRateLimited(2_000);
		const times = await passes(gate, 6);
		expect(times).toHaveLength(6);
		expect(times[0]).toBeGreaterThanOrEqual(2_000);
		// Nine tenths of the ten a second that were reached.
		const gaps = times.slice(1).map((time, index) => time - times[index]!);
		for (const gap of gaps) {
			expect(gap).toBeGreaterThan(100);
			expect(gap).toBeLessThan(125);
		}
	});

	it('counts the 429s of concurrent requests once', async () => {
		const after = async (responses: number) => {
			const gate = new RateLimiter();
			for (let index = 0; index < 20; index++) await gate.acquire();
			for (let index = 0; index < responses; index++) gate.onRateLimited(500);
			return await passes(gate, 20);
		};
		expect(await after(20)).toEqual(await after(1));
	});

	it('waits for the later end when it is blocked again', async () => {
		const gate = new RateLimiter();
		await gate.acquire();
		gate.onRateLimited(1_000);
		const times: number[] = [];
		const began = Date.now();
		for (let index = 0; index < 3; index++) void gate.acquire().then(() => times.push(Date.now() - began));
		await jest.advanceTimersByTimeAsync(900);
		gate.onRateLimited(5_000);
		await jest.advanceTimersByTimeAsync(60_000);
		expect(times).toHaveLength(3);
		expect(Math.min(...times)).toBeGreaterThanOrEqual(5_900);
	});

	it('does not unblock early after a shorter delay', async () => {
		const gate = new RateLimiter();
		gate.onRateLimited(5_000);
		gate.onRateLimited(10);
		expect((await passes(gate, 1))[0]).toBeGreaterThanOrEqual(5_000);
	});

	it('resolves at once when the signal fires', async () => {
		const gate = new RateLimiter();
		gate.onRateLimited(100_000);
		const controller = new AbortController();
		let passed = false;
		void gate.acquire(controller.signal).then(() => (passed = true));
		await jest.advanceTimersByTimeAsync(1_000);
		expect(passed).toBe(false);
		controller.abort();
		await jest.advanceTimersByTimeAsync(250);
		expect(passed).toBe(true);
	});

	it('raises the rate when no further 429 occurs', async () => {
		const gate = new RateLimiter();
		for (let index = 0; index < 10; index++) await gate.acquire();
		gate.onRateLimited(1);
		const times = await passes(gate, 400);
		const rate = (from: number) => 100_000 / (times[from + 100]! - times[from]!);
		expect(rate(299)).toBeGreaterThan(rate(0));
	});
});

describe('KeyedMutex', () => {
	const settle = async () => await jest.advanceTimersByTimeAsync(1_000);

	it('runs tasks of one key in order and other tasks concurrently, and continues after a failure', async () => {
		const lock = new KeyedMutex();
		const log: string[] = [];
		const task = (name: string, ms: number, fails = false) => async () => {
			log.push(`${name} starts`);
			await new Promise((resolve) => setTimeout(resolve, ms));
			log.push(`${name} ends`);
			if (fails) throw new Error(name);
			return name;
		};
		const results = Promise.allSettled([
			lock.run('a', task('a1', 50, true)),
			lock.run('a', task('a2', 10)),
			lock.run('b', task('b1', 20)),
			lock.run('a', task('a3', 1)),
		]);
		await settle();
		expect(log).toEqual(['a1 starts', 'b1 starts', 'b1 ends', 'a1 ends', 'a2 starts', 'a2 ends', 'a3 starts', 'a3 ends']);
		expect((await results).map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
	});

	it('queues a later task behind waiting ones', async () => {
		const lock = new KeyedMutex();
		const log: string[] = [];
		const task = (name: string) => async () => {
			log.push(`${name} starts`);
			await new Promise((resolve) => setTimeout(resolve, 50));
			log.push(`${name} ends`);
		};
		void lock.run('a', task('1'));
		void lock.run('a', task('2'));
		await jest.advanceTimersByTimeAsync(75);
		expect(log).toEqual(['1 starts', '1 ends', '2 starts']);
		void lock.run('a', task('3'));
		await settle();
		expect(log.slice(3)).toEqual(['2 ends', '3 starts', '3 ends']);
	});

	it("lets a caller handle its failure before the next task starts", async () => {
		const lock = new KeyedMutex();
		let stopped = false;
		const first = lock.run('a', async () => await Promise.reject(new Error('no')));
		const deep = async () => await (async () => await first)();
		const wrapped = (async () => {
			try {
				await deep();
			} catch {
				stopped = true;
			}
		})();
		const second = lock.run('a', async () => stopped);
		await settle();
		await wrapped;
		expect(await second).toBe(true);
	});

	it('keeps no entries once all tasks are done', async () => {
		const lock = new KeyedMutex();
		await lock.run('a', async () => 1);
		expect((lock as unknown as { tails: Map<string, unknown> }).tails.size).toBe(0);
	});
});
