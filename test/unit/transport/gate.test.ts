/* eslint-disable @n8n/community-nodes/no-restricted-globals -- development only: the timers are fake */
/** n8n's sleep and Date on one fake clock. */
jest.mock('n8n-workflow', () => ({
	sleep: async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms)),
}));
// Not imported: an import would be carried out before the lines above.
const { Gate } = jest.requireActual<typeof import('../../../nodes/ApideckVault/transport/gate')>('../../../nodes/ApideckVault/transport/gate');
const { KeyedLock } = jest.requireActual<typeof import('../../../nodes/ApideckVault/transport/keyedLock')>('../../../nodes/ApideckVault/transport/keyedLock');
type Gate = InstanceType<typeof Gate>;

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** Times in ms at which `count` requests pass, each asking at its own moment. */
async function passes(gate: Gate, count: number, every = 0, signal?: AbortSignal) {
	const began = Date.now();
	const times: number[] = [];
	for (let index = 0; index < count; index++) {
		void gate.pass(signal).then(() => times.push(Date.now() - began));
		if (every > 0) await jest.advanceTimersByTimeAsync(every);
	}
	await jest.advanceTimersByTimeAsync(120_000);
	return times;
}

describe('Gate', () => {
	it('lets everything through until a 429 was met', async () => {
		expect(await passes(new Gate(), 5)).toEqual([0, 0, 0, 0, 0]);
	});

	it('closes for the time that was asked for, then lets through one after the other', async () => {
		const gate = new Gate();
		await passes(gate, 10);
		for (let index = 0; index < 10; index++) await gate.pass();
		gate.slowDown(2_000);
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

	it('counts the 429s of requests that were in flight together once', async () => {
		const after = async (answers: number) => {
			const gate = new Gate();
			for (let index = 0; index < 20; index++) await gate.pass();
			for (let index = 0; index < answers; index++) gate.slowDown(500);
			return await passes(gate, 20);
		};
		expect(await after(20)).toEqual(await after(1));
	});

	it('waits for the later end when it is closed again meanwhile', async () => {
		const gate = new Gate();
		await gate.pass();
		gate.slowDown(1_000);
		const times: number[] = [];
		const began = Date.now();
		for (let index = 0; index < 3; index++) void gate.pass().then(() => times.push(Date.now() - began));
		await jest.advanceTimersByTimeAsync(900);
		gate.slowDown(5_000);
		await jest.advanceTimersByTimeAsync(60_000);
		expect(times).toHaveLength(3);
		expect(Math.min(...times)).toBeGreaterThanOrEqual(5_900);
	});

	it('a shorter wait does not open it early', async () => {
		const gate = new Gate();
		gate.slowDown(5_000);
		gate.slowDown(10);
		expect((await passes(gate, 1))[0]).toBeGreaterThanOrEqual(5_000);
	});

	it('resolves at once when the signal fires', async () => {
		const gate = new Gate();
		gate.slowDown(100_000);
		const controller = new AbortController();
		let passed = false;
		void gate.pass(controller.signal).then(() => (passed = true));
		await jest.advanceTimersByTimeAsync(1_000);
		expect(passed).toBe(false);
		controller.abort();
		await jest.advanceTimersByTimeAsync(250);
		expect(passed).toBe(true);
	});

	it('grows again when no further 429 comes', async () => {
		const gate = new Gate();
		for (let index = 0; index < 10; index++) await gate.pass();
		gate.slowDown(1);
		const times = await passes(gate, 400);
		const rate = (from: number) => 100_000 / (times[from + 100]! - times[from]!);
		expect(rate(299)).toBeGreaterThan(rate(0));
	});
});

describe('KeyedLock', () => {
	const settle = async () => await jest.advanceTimersByTimeAsync(1_000);

	it('runs one key in order, others side by side, and goes on after a failure', async () => {
		const lock = new KeyedLock();
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

	it('makes one that comes later wait for those that wait already', async () => {
		const lock = new KeyedLock();
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

	it("lets a caller act on its failure before the next one's turn", async () => {
		const lock = new KeyedLock();
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

	it('keeps nothing once all is done', async () => {
		const lock = new KeyedLock();
		await lock.run('a', async () => 1);
		expect((lock as unknown as { tails: Map<string, unknown> }).tails.size).toBe(0);
	});
});
