import { confirmEvent, decodeSeen, encodeSeen, MAX_EVENTS, MAX_UNDATED, rememberEvent, RETENTION_MS, WINDOW_MS } from '../../../nodes/ApideckVault/trigger/deduplication';

type Deduplication = typeof import('../../../nodes/ApideckVault/trigger/deduplication');

const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 2);

let count = 0;
/** A new node for each test, because the module keeps its state. */
const newNode = () => `node ${++count}`;

/** The module as another process has it, without any events. */
function otherProcess(): Deduplication {
	let loaded: Deduplication | undefined;
	jest.isolateModules(() => {
		loaded = jest.requireActual<Deduplication>('../../../nodes/ApideckVault/trigger/deduplication');
	});
	return loaded as Deduplication;
}

/** Remembered events with a valid time. */
const seenEvents = (entries: Array<[string, number]>) => new Map(entries.map(([id, at]) => [id, { at, undated: false }]));

/** One node with its static data, which n8n stores unless the run could not be created. */
class Store {
	text: unknown = undefined;

	constructor(
		private readonly node = newNode(),
		private readonly deduplication: Pick<Deduplication, 'rememberEvent'> = { rememberEvent },
	) {}

	/** Whether the event starts a run. */
	take(ids: string | string[], now = START, created = true, undated = false): boolean {
		const { duplicate, encoded } = this.deduplication.rememberEvent(this.node, [ids].flat(), this.text, now, undated);
		if (!duplicate && created) this.text = encoded;
		return !duplicate;
	}

	/** The same node and static data after a restart, or in another process. */
	elsewhere(): Store {
		const other = new Store(this.node, otherProcess());
		other.text = this.text;
		return other;
	}
}

describe('an event', () => {
	it('starts one run', () => {
		const store = new Store();
		expect(['a', 'b', 'a', 'a', 'b'].map((id) => store.take(id))).toEqual([true, true, false, false, false]);
	});

	it('is a duplicate if any of its IDs is known', () => {
		const store = new Store();
		expect(store.take(['event 1', 'key 1'])).toBe(true);
		expect([store.take(['event 1', 'key 2']), store.take(['event 2', 'key 1']), store.take('key 1')]).toEqual([false, false, false]);
		expect(store.take(['event 3', 'key 3'])).toBe(true);
	});

	it('is not a duplicate of the same event of another node', () => {
		expect([new Store().take('a'), new Store().take('a')]).toEqual([true, true]);
	});

	it('is remembered until it is too old, even if its time was an hour ahead', () => {
		const store = new Store();
		store.take('a');
		expect(store.take('a', START + RETENTION_MS - MINUTE)).toBe(false);
		expect(store.take('a', START + RETENTION_MS + MINUTE)).toBe(true);
		expect(WINDOW_MS / 3_600_000).toBe(48);
	});

	it('starts one run when several deliveries arrive at once with the same copy of the static data', () => {
		const node = newNode();
		const results = Array.from({ length: 20 }, () => rememberEvent(node, ['a', 'k'], undefined, START));
		expect(results.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
	});

	it('runs when it is delivered again after 2 minutes, if its first run could not be created', () => {
		const store = new Store();
		expect(store.take('a', START, false)).toBe(true);
		// The first run may still be starting.
		expect(store.take('a', START + 2 * MINUTE)).toBe(false);
		expect(store.take('a', START + 3 * MINUTE)).toBe(true);
		expect(store.take('a', START + 6 * MINUTE)).toBe(false);
	});

	it('is not stored with the next event if its run could not be created', () => {
		const store = new Store();
		store.take('a', START, false);
		store.take('b', START + MINUTE);
		expect([store.take('b', START + 3 * MINUTE), store.take('a', START + 3 * MINUTE)]).toEqual([false, true]);
	});
});

describe('an event with a confirmed outcome', () => {
	const take = (node: string, id: string, now: number, stored: unknown = undefined) => rememberEvent(node, [id], stored, now);

	it('is remembered for the whole window when its run was started, even if the static data was lost', () => {
		const node = newNode();
		take(node, 'a', START);
		confirmEvent(node, ['a'], true);
		expect(take(node, 'a', START + RETENTION_MS - MINUTE).duplicate).toBe(true);
		// It is stored again with the next event.
		const { encoded } = take(node, 'b', START + 10 * MINUTE);
		expect([decodeSeen(encoded).size, otherProcess().rememberEvent(node, ['a'], encoded, START + 11 * MINUTE).duplicate]).toEqual([2, true]);
		expect(take(node, 'a', START + RETENTION_MS + MINUTE).duplicate).toBe(false);
	});

	it('runs again at once when its run could not be created', () => {
		const node = newNode();
		take(node, 'a', START);
		confirmEvent(node, ['a'], false);
		expect([take(node, 'a', START).duplicate, take(node, 'a', START).duplicate]).toEqual([false, true]);
	});

	it('remains a duplicate when it was started before in another process', () => {
		const node = newNode();
		const { encoded } = otherProcess().rememberEvent(node, ['a'], undefined, START);
		take(node, 'b', START, encoded);
		confirmEvent(node, ['a', 'unknown'], false);
		confirmEvent(newNode(), ['a'], true);
		expect(take(node, 'a', START).duplicate).toBe(true);
		expect(take(node, 'unknown', START).duplicate).toBe(false);
	});
});

describe('an event without a valid time', () => {
	it('is remembered without a time limit, in the process and in the static data', () => {
		const store = new Store();
		expect(store.take('a', START, true, true)).toBe(true);
		const later = START + 1_000 * WINDOW_MS;
		expect([store.elsewhere().take('a', later, true, true), store.take('a', later, true, true)]).toEqual([false, false]);
		// This also holds if its time is valid now, because it is no longer hours ahead.
		expect(store.take('a', later)).toBe(false);
	});

	it('runs when it is delivered again, if its first run could not be created', () => {
		const store = new Store();
		expect(store.take('a', START, false, true)).toBe(true);
		expect(store.take('a', START + 3 * MINUTE, true, true)).toBe(true);
	});

	it('neither displaces dated events nor is displaced by them; the newest 250 are kept within 80 kB', () => {
		const store = new Store();
		const take = (event: number) => store.take([`body ${event}`, `key ${event}`], START + MINUTE + event, true, true);
		for (let event = 0; event < MAX_UNDATED; event++) take(event);
		const dated = seenEvents(Array.from({ length: 2 * MAX_EVENTS }, (_, index) => [`x${String(index).padStart(10, '0')}`, START + index]));
		store.text = encodeSeen(new Map([...dated, ...decodeSeen(store.text)]));
		for (let event = MAX_UNDATED; event < MAX_UNDATED + 5; event++) take(event);
		const kept = [...decodeSeen(store.text).values()];
		expect([kept.length, kept.filter(({ undated }) => undated).length]).toEqual([2 * MAX_EVENTS + 2 * MAX_UNDATED, 2 * MAX_UNDATED]);
		expect(String(store.text).length).toBeLessThan(80_000);
		const elsewhere = store.elsewhere();
		expect([elsewhere.take('body 5', START + MINUTE, true, true), elsewhere.take('body 4', START + MINUTE, true, true)]).toEqual([false, true]);
	});
});

describe('the static data', () => {
	it('preserves all events across a restart', () => {
		const store = new Store();
		store.take(['event 1', 'key 1']);
		store.take('b');
		const restarted = store.elsewhere();
		expect([restarted.take('key 1', START + MINUTE), restarted.take('b'), restarted.take('c')]).toEqual([false, false, true]);
	});

	it('is shared by two processes that alternate', () => {
		const main = new Store();
		const webhook = main.elsewhere();
		main.take('a');
		webhook.text = main.text;
		expect([webhook.take('a'), webhook.take('b')]).toEqual([false, true]);
		main.text = webhook.text;
		expect([main.take('b'), main.take('a')]).toEqual([false, false]);
	});

	it('is restored after an older state overwrote it', () => {
		const store = new Store();
		store.take('a');
		const older = store.text;
		store.take('b', START + MINUTE);
		store.take('c', START + MINUTE);
		store.text = older;
		expect(store.take('b', START + 10 * MINUTE)).toBe(false);
		store.text = undefined;
		expect(store.take('d', START + 10 * MINUTE)).toBe(true);
		// The static data contained b when c arrived, so this process has restored it.
		const restarted = store.elsewhere();
		expect(['a', 'b', 'd'].map((id) => restarted.take(id, START + 11 * MINUTE))).toEqual([false, false, false]);
	});

	/** Static data with two IDs per event and one event every tenth of a second. */
	const stored = (events: number, order: (entries: Array<[string, number]>) => Array<[string, number]> = (entries) => entries) =>
		encodeSeen(seenEvents(order(Array.from({ length: 2 * events }, (_, index) => [`x${String(index).padStart(10, '0')}`, START + (index >> 1) * 100]))));

	it.each([
		['', (entries: Array<[string, number]>) => entries],
		[', in any stored order', (entries: Array<[string, number]>) => [...entries].reverse()],
	])('contains the newest 2,000 events with two IDs each in at most 80 kB%s', (_name, order) => {
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

	it('has the same size for IDs of any length', () => {
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
		['other text', 'this is not a list of events, 12345678901- 12345678901'],
		['control characters', '\u0000\u0001 \ud800\udfff 😀😀😀😀😀😀zz'],
	])('starts empty from %s', (_name, garbage) => {
		const store = new Store();
		store.text = garbage;
		expect([store.take('a'), store.take('a')]).toEqual([true, false]);
		expect([store.elsewhere().take('a'), store.elsewhere().take('b')]).toEqual([false, true]);
	});

	it('is not filled permanently by events with a time in the future', () => {
		const store = new Store();
		const future = seenEvents(Array.from({ length: 3 * MAX_EVENTS }, (_, index) => [String(index).padStart(11, 'x'), START + 10 * WINDOW_MS]));
		store.text = encodeSeen(future);
		expect([store.take('a'), store.take('b', START + MINUTE)]).toEqual([true, true]);
		const restarted = store.elsewhere();
		expect([restarted.take('a', START + 2 * MINUTE), restarted.take('b', START + 2 * MINUTE)]).toEqual([false, false]);
		expect(decodeSeen(store.text).size).toBeLessThanOrEqual(2 * MAX_EVENTS);
	});

	it.each(['abcdefghijk', 'abcdefghijk0', 'abcdefghijk-1', 'abcdefghijk!', 'abc', ''])('ignores %j, which has no time', (text) => {
		expect(decodeSeen(text).size).toBe(0);
		expect(decodeSeen(`${text} abcdefghijk1`)).toEqual(seenEvents([['abcdefghijk', MINUTE]]));
	});

	it('preserves events, with times rounded to the minute', () => {
		const seen = seenEvents([['abcdefghijk', START + 30_000], ['ABC-_fghijk', START + MINUTE]]).set('undated-id1', { at: START, undated: true });
		const rounded = seenEvents([['abcdefghijk', START], ['ABC-_fghijk', START + MINUTE]]).set('undated-id1', { at: START, undated: true });
		expect(decodeSeen(encodeSeen(seen))).toEqual(rounded);
	});
});

it('remembers at most 500 nodes in the process and drops the least recently used one first', () => {
	const { rememberEvent: remember } = otherProcess();
	const isDuplicate = (node: number) => remember(`node ${node}`, ['a'], undefined, START).duplicate;
	for (let node = 0; node < 500; node++) isDuplicate(node);
	expect(isDuplicate(0)).toBe(true);
	expect(isDuplicate(500)).toBe(false);
	// Node 1 was dropped, because node 0 was used again.
	expect([isDuplicate(0), isDuplicate(1)]).toEqual([true, false]);
});
