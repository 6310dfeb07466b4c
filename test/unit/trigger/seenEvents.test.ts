import { decodeSeen, encodeSeen, MAX_EVENTS, MAX_TIMELESS, MEMORY_MS, rememberEvent, settleEvent, WINDOW_MS } from '../../../nodes/ApideckVault/trigger/seenEvents';

type Memory = typeof import('../../../nodes/ApideckVault/trigger/seenEvents');

const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 2);

let count = 0;
/** A node nobody has heard of: the module's memory outlives a test. */
const newNode = () => `node ${++count}`;

/** The module as another process has it: with an empty memory of its own. */
function otherProcess(): Memory {
	let memory: Memory | undefined;
	jest.isolateModules(() => {
		memory = jest.requireActual<Memory>('../../../nodes/ApideckVault/trigger/seenEvents');
	});
	return memory as Memory;
}

/** Remembered events that have a time. */
const marks = (entries: Array<[string, number]>) => new Map(entries.map(([id, at]) => [id, { at, timeless: false }]));

/** One node with what n8n stores for it: stores what a new event gives back, unless the run could not be created. */
class Store {
	text: unknown = undefined;

	constructor(
		private readonly node = newNode(),
		private readonly memory: Pick<Memory, 'rememberEvent'> = { rememberEvent },
	) {}

	/** Whether it starts a run. */
	take(ids: string | string[], now = START, created = true, timeless = false): boolean {
		const { repeated, seen } = this.memory.rememberEvent(this.node, [ids].flat(), this.text, now, timeless);
		if (!repeated && created) this.text = seen;
		return !repeated;
	}

	/** The same node and store after a restart, or in another process. */
	elsewhere(): Store {
		const other = new Store(this.node, otherProcess());
		other.text = this.text;
		return other;
	}
}

describe('an event', () => {
	it('is taken once', () => {
		const store = new Store();
		expect(['a', 'b', 'a', 'a', 'b'].map((id) => store.take(id))).toEqual([true, true, false, false, false]);
	});

	it('is known by any of its ids', () => {
		const store = new Store();
		expect(store.take(['event 1', 'key 1'])).toBe(true);
		expect([store.take(['event 1', 'key 2']), store.take(['event 2', 'key 1']), store.take('key 1')]).toEqual([false, false, false]);
		expect(store.take(['event 3', 'key 3'])).toBe(true);
	});

	it('of one node is not that of another', () => {
		expect([new Store().take('a'), new Store().take('a')]).toEqual([true, true]);
	});

	it('is remembered until it counts as too old, even if its time was an hour ahead', () => {
		const store = new Store();
		store.take('a');
		expect(store.take('a', START + MEMORY_MS - MINUTE)).toBe(false);
		expect(store.take('a', START + MEMORY_MS + MINUTE)).toBe(true);
		expect(WINDOW_MS / 3_600_000).toBe(48);
	});

	it('delivered twice at the same moment starts one run, though both calls got the same copy of the store', () => {
		const node = newNode();
		const results = Array.from({ length: 20 }, () => rememberEvent(node, ['a', 'k'], undefined, START));
		expect(results.filter(({ repeated }) => !repeated)).toHaveLength(1);
	});

	it('whose run could not be created is taken when it comes again, after 2 minutes', () => {
		const store = new Store();
		expect(store.take('a', START, false)).toBe(true);
		// Still starting, for all this process knows.
		expect(store.take('a', START + 2 * MINUTE)).toBe(false);
		expect(store.take('a', START + 3 * MINUTE)).toBe(true);
		expect(store.take('a', START + 6 * MINUTE)).toBe(false);
	});

	it('whose run could not be created is not written to the store by the next one', () => {
		const store = new Store();
		store.take('a', START, false);
		store.take('b', START + MINUTE);
		expect([store.take('b', START + 3 * MINUTE), store.take('a', START + 3 * MINUTE)]).toEqual([false, true]);
	});
});

describe('an event whose fate is known', () => {
	const take = (node: string, id: string, now: number, stored: unknown = undefined) => rememberEvent(node, [id], stored, now);

	it('counts for the whole window when its run was started, though n8n lost what it stored', () => {
		const node = newNode();
		take(node, 'a', START);
		settleEvent(node, ['a'], true);
		expect(take(node, 'a', START + MEMORY_MS - MINUTE).repeated).toBe(true);
		// And goes back into the store with the next event.
		const { seen } = take(node, 'b', START + 10 * MINUTE);
		expect([decodeSeen(seen).size, otherProcess().rememberEvent(node, ['a'], seen, START + 11 * MINUTE).repeated]).toEqual([2, true]);
		expect(take(node, 'a', START + MEMORY_MS + MINUTE).repeated).toBe(false);
	});

	it('is taken again at once when its run could not be created', () => {
		const node = newNode();
		take(node, 'a', START);
		settleEvent(node, ['a'], false);
		expect([take(node, 'a', START).repeated, take(node, 'a', START).repeated]).toEqual([false, true]);
	});

	it('stays what it is when it was started before, in another process or by another id', () => {
		const node = newNode();
		const { seen } = otherProcess().rememberEvent(node, ['a'], undefined, START);
		take(node, 'b', START, seen);
		settleEvent(node, ['a', 'unknown'], false);
		settleEvent(newNode(), ['a'], true);
		expect(take(node, 'a', START).repeated).toBe(true);
		expect(take(node, 'unknown', START).repeated).toBe(false);
	});
});

describe('S11: an event without a usable time', () => {
	it('is remembered without a time limit, in the process and in the store', () => {
		const store = new Store();
		expect(store.take('a', START, true, true)).toBe(true);
		const later = START + 1_000 * WINDOW_MS;
		expect([store.elsewhere().take('a', later, true, true), store.take('a', later, true, true)]).toEqual([false, false]);
		// Also when it has a time now: one that was hours ahead has come closer.
		expect(store.take('a', later)).toBe(false);
	});

	it('whose run could not be created is taken when it comes again', () => {
		const store = new Store();
		expect(store.take('a', START, false, true)).toBe(true);
		expect(store.take('a', START + 3 * MINUTE, true, true)).toBe(true);
	});

	it('neither pushes out others nor is pushed out by them; the newest 250 are kept, and the store stays below 80 kB', () => {
		const store = new Store();
		const take = (event: number) => store.take([`body ${event}`, `key ${event}`], START + MINUTE + event, true, true);
		for (let event = 0; event < MAX_TIMELESS; event++) take(event);
		const dated = marks(Array.from({ length: 2 * MAX_EVENTS }, (_, index) => [`x${String(index).padStart(10, '0')}`, START + index]));
		store.text = encodeSeen(new Map([...dated, ...decodeSeen(store.text)]));
		for (let event = MAX_TIMELESS; event < MAX_TIMELESS + 5; event++) take(event);
		const kept = [...decodeSeen(store.text).values()];
		expect([kept.length, kept.filter(({ timeless }) => timeless).length]).toEqual([2 * MAX_EVENTS + 2 * MAX_TIMELESS, 2 * MAX_TIMELESS]);
		expect(String(store.text).length).toBeLessThan(80_000);
		const elsewhere = store.elsewhere();
		expect([elsewhere.take('body 5', START + MINUTE, true, true), elsewhere.take('body 4', START + MINUTE, true, true)]).toEqual([false, true]);
	});
});

describe('the store', () => {
	it('is all that a restart needs', () => {
		const store = new Store();
		store.take(['event 1', 'key 1']);
		store.take('b');
		const restarted = store.elsewhere();
		expect([restarted.take('key 1', START + MINUTE), restarted.take('b'), restarted.take('c')]).toEqual([false, false, true]);
	});

	it('is shared by two processes that take turns', () => {
		const main = new Store();
		const webhook = main.elsewhere();
		main.take('a');
		webhook.text = main.text;
		expect([webhook.take('a'), webhook.take('b')]).toEqual([false, true]);
		main.text = webhook.text;
		expect([main.take('b'), main.take('a')]).toEqual([false, false]);
	});

	it('is put right when something else wrote an older state over it', () => {
		const store = new Store();
		store.take('a');
		const older = store.text;
		store.take('b', START + MINUTE);
		store.take('c', START + MINUTE);
		store.text = older;
		expect(store.take('b', START + 10 * MINUTE)).toBe(false);
		store.text = undefined;
		expect(store.take('d', START + 10 * MINUTE)).toBe(true);
		// b was in the store when c came, so this process has put it back.
		const restarted = store.elsewhere();
		expect(['a', 'b', 'd'].map((id) => restarted.take(id, START + 11 * MINUTE))).toEqual([false, false, false]);
	});

	/** As n8n would have it stored: two ids of each of so many events, one event every tenth of a second. */
	const stored = (events: number, order: (entries: Array<[string, number]>) => Array<[string, number]> = (entries) => entries) =>
		encodeSeen(marks(order(Array.from({ length: 2 * events }, (_, index) => [`x${String(index).padStart(10, '0')}`, START + (index >> 1) * 100]))));

	it.each([
		['', (entries: Array<[string, number]>) => entries],
		[', in whatever order they were stored', (entries: Array<[string, number]>) => [...entries].reverse()],
	])('holds the newest 2,000 events, each with an event id and a key, in at most 80 kB%s', (_name, order) => {
		const store = new Store();
		const extra = 700;
		store.text = stored(MAX_EVENTS, order);
		for (let event = MAX_EVENTS; event < MAX_EVENTS + extra; event += extra / 10) {
			expect(store.take([`event ${event}`, `key ${event}`], START + event * 100)).toBe(true);
		}
		expect(String(store.text).length).toBeLessThan(80_000);
		const kept = decodeSeen(store.text);
		expect(kept.size).toBe(2 * MAX_EVENTS);
		const minutes = [...kept.values()].map(({ at }) => at);
		expect(minutes).toEqual([...minutes].sort((a, b) => a - b));
		const now = START + (MAX_EVENTS + extra) * 100;
		const restarted = store.elsewhere();
		for (let event = MAX_EVENTS; event < MAX_EVENTS + extra; event += extra / 10) {
			expect([restarted.take(`event ${event}`, now), restarted.take(`key ${event}`, now)]).toEqual([false, false]);
		}
	});

	it('has the same size for ids of any length', () => {
		const [short, long] = [new Store(), new Store()];
		short.take('a');
		long.take('b'.repeat(50_000));
		expect(String(long.text)).toHaveLength(String(short.text).length);
	});

	it.each<[string, unknown]>([
		['null', null],
		['a number', 7],
		['a list', ['a']],
		['an object', { a: 1 }],
		['empty text', ''],
		['spaces', '     '],
		['other text', 'this is no memory of events at all, 12345678901- 12345678901'],
		['control characters', '\u0000\u0001 \ud800\udfff 😀😀😀😀😀😀zz'],
	])('starts afresh from %s', (_name, garbage) => {
		const store = new Store();
		store.text = garbage;
		expect([store.take('a'), store.take('a')]).toEqual([true, false]);
		expect([store.elsewhere().take('a'), store.elsewhere().take('b')]).toEqual([false, true]);
	});

	it('is not filled for ever by entries that claim to come from the future', () => {
		const store = new Store();
		const future = marks(Array.from({ length: 3 * MAX_EVENTS }, (_, index) => [String(index).padStart(11, 'x'), START + 10 * WINDOW_MS]));
		store.text = encodeSeen(future);
		expect([store.take('a'), store.take('b', START + MINUTE)]).toEqual([true, true]);
		const restarted = store.elsewhere();
		expect([restarted.take('a', START + 2 * MINUTE), restarted.take('b', START + 2 * MINUTE)]).toEqual([false, false]);
		expect(decodeSeen(store.text).size).toBeLessThanOrEqual(2 * MAX_EVENTS);
	});

	it.each(['abcdefghijk', 'abcdefghijk0', 'abcdefghijk-1', 'abcdefghijk!', 'abc', ''])('takes nothing from %j, which holds no time', (text) => {
		expect(decodeSeen(text).size).toBe(0);
		expect(decodeSeen(`${text} abcdefghijk1`)).toEqual(marks([['abcdefghijk', MINUTE]]));
	});

	it('gives back what was put in, to the minute', () => {
		const seen = marks([['abcdefghijk', START + 30_000], ['ABC-_fghijk', START + MINUTE]]).set('timeless-id', { at: START, timeless: true });
		const rounded = marks([['abcdefghijk', START], ['ABC-_fghijk', START + MINUTE]]).set('timeless-id', { at: START, timeless: true });
		expect(decodeSeen(encodeSeen(seen))).toEqual(rounded);
	});
});

it('keeps no more than 500 nodes in the process, the least recently used go first', () => {
	const { rememberEvent: remember } = otherProcess();
	const repeated = (node: number) => remember(`node ${node}`, ['a'], undefined, START).repeated;
	for (let node = 0; node < 500; node++) repeated(node);
	expect(repeated(0)).toBe(true);
	expect(repeated(500)).toBe(false);
	// Node 1 had to go, node 0 was used again.
	expect([repeated(0), repeated(1)]).toEqual([true, false]);
});
