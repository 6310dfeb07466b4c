/* eslint-disable @n8n/community-nodes/no-restricted-globals -- development only: the timers are fake */
/** n8n's sleep and Date on one fake clock. */
jest.mock('n8n-workflow', () => ({
	sleep: async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms)),
}));
// Not imported: an import would be carried out before the lines above.
const { Gate } = jest.requireActual<typeof import('../../../nodes/ApideckVault/transport/gate')>('../../../nodes/ApideckVault/transport/gate');
type Gate = InstanceType<typeof Gate>;

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** A gate that is closed for 2 s and then lets nine requests a second through. */
async function closedGate(): Promise<Gate> {
	const gate = new Gate();
	for (let index = 0; index < 10; index++) await gate.pass();
	gate.slowDown(2_000);
	return gate;
}

/** Asks once for each time limit (ms from now); when each was answered, and whether it may be sent. */
async function ask(gate: Gate, limits: number[]): Promise<Array<[at: number, allowed: boolean]>> {
	const began = Date.now();
	const answers: Array<[number, boolean]> = [];
	limits.forEach((limit, index) => {
		void gate.pass(undefined, began + limit).then((allowed) => (answers[index] = [Date.now() - began, allowed]));
	});
	await jest.advanceTimersByTimeAsync(60_000);
	return answers;
}

it('lets everything through in time while it is open', async () => {
	expect(await ask(new Gate(), [0, 0])).toEqual([[0, true], [0, true]]);
});

it('says at once that a wait is too long', async () => {
	expect(await ask(await closedGate(), [1_999])).toEqual([[0, false]]);
});

it('lets through what can be sent just in time', async () => {
	expect(await ask(await closedGate(), [2_000])).toEqual([[2_000, true]]);
});

it('tells those behind others as soon as their time is over, not when their turn comes', async () => {
	const [first, second] = await ask(await closedGate(), [Infinity, 500]);
	expect(first).toEqual([2_000, true]);
	expect(second).toEqual([500, false]);
});

it('keeps the order and loses no turn by one that gave up', async () => {
	const answers = await ask(await closedGate(), [Infinity, 100, Infinity, Infinity]);
	expect(answers.map(([, allowed]) => allowed)).toEqual([true, false, true, true]);
	const [first, , third, fourth] = answers.map(([at]) => at);
	expect(first).toBe(2_000);
	// A ninth of a second each: the turn of the second is not left empty.
	expect(third! - first!).toBeLessThan(130);
	expect(fourth! - third!).toBeLessThan(130);
});
