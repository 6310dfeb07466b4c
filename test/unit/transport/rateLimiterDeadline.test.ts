/** n8n's sleep and Date on one fake clock. */
jest.mock('n8n-workflow', () => ({
	sleep: async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms)),
}));
// Not imported: an import would be carried out before the lines above.
const { RateLimiter } = jest.requireActual<typeof import('../../../nodes/ApideckVault/transport/rateLimiter')>('../../../nodes/ApideckVault/transport/rateLimiter');
type RateLimiter = InstanceType<typeof RateLimiter>;

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** A gate that is closed for 2 s and then lets nine requests a second through. */
async function closedGate(): Promise<RateLimiter> {
	const gate = new RateLimiter();
	for (let index = 0; index < 10; index++) await gate.acquire();
	gate.onRateLimited(2_000);
	return gate;
}

/** Asks once for each time limit (ms from now); when each was responded, and whether it may be sent. */
async function ask(gate: RateLimiter, limits: number[]): Promise<Array<[at: number, allowed: boolean]>> {
	const began = Date.now();
	const results: Array<[number, boolean]> = [];
	limits.forEach((limit, index) => {
		void gate.acquire(undefined, began + limit).then((allowed) => (results[index] = [Date.now() - began, allowed]));
	});
	await jest.advanceTimersByTimeAsync(60_000);
	return results;
}

it('acquires in time before the first 429', async () => {
	expect(await ask(new RateLimiter(), [0, 0])).toEqual([[0, true], [0, true]]);
});

it('rejects a wait beyond the deadline at once', async () => {
	expect(await ask(await closedGate(), [1_999])).toEqual([[0, false]]);
});

it('acquires just before the deadline', async () => {
	expect(await ask(await closedGate(), [2_000])).toEqual([[2_000, true]]);
});

it('rejects queued callers at their deadline, not at their turn', async () => {
	const [first, second] = await ask(await closedGate(), [Infinity, 500]);
	expect(first).toEqual([2_000, true]);
	expect(second).toEqual([500, false]);
});

it('keeps the order when a caller gives up', async () => {
	const results = await ask(await closedGate(), [Infinity, 100, Infinity, Infinity]);
	expect(results.map(([, allowed]) => allowed)).toEqual([true, false, true, true]);
	const [first, , third, fourth] = results.map(([at]) => at);
	expect(first).toBe(2_000);
	// A ninth of a second each: the turn of the second is not left empty.
	expect(third! - first!).toBeLessThan(130);
	expect(fourth! - third!).toBeLessThan(130);
});
