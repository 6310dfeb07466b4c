import { createHash } from 'node:crypto';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** An event that happened longer ago is not run. Apideck drops events that it could not deliver within 24 hours. */
export const WINDOW_MS = 48 * HOUR;
/**
 * How long an event is remembered: until it counts as too old, although its time may have been an hour ahead and the minute of its
 * arrival was rounded.
 */
export const MEMORY_MS = WINDOW_MS + HOUR + 2 * MINUTE;
/** Most events that are remembered, the newest. */
export const MAX_EVENTS = 2_000;
/** The same for events without a usable time: they never count as too old, so they are remembered without a time limit. */
export const MAX_TIMELESS = 250;
/** Most marks of one event, of about 18 bytes each. */
const MARKS = 2;

/** Nodes whose events are kept in this process; the least recently used one goes first. */
const MAX_NODES = 500;

/**
 * For so long an event counts as seen although nothing says that its run was started: it may be starting. Shorter than Apideck's
 * first wait (3 minutes), so that an event whose run could not be started is taken when it comes again.
 */
const IN_FLIGHT_MS = 2 * MINUTE;

interface Mark {
	/** When the event came in, in Unix milliseconds. */
	at: number;
	/** The event has no usable time. */
	timeless: boolean;
}

interface Seen extends Mark {
	/** Its run was started: n8n has stored it, or answered so. */
	started: boolean;
}

/**
 * Per node, what this process has seen. n8n hands every call its own copy of the stored memory and lets the last writer win:
 * this settles deliveries that arrive at the same moment, and puts back what another call's copy lacked.
 */
const inProcess = new Map<string, Map<string, Seen>>();

/** A mark of fixed length, whatever a sender writes into its headers. */
function mark(id: string): string {
	return createHash('sha256').update(id).digest('base64url').slice(0, 11);
}

/** Remembered events as text: marks of 11 characters with the minute they came in, base 36, and `!` for one without a time. Newest last. */
export function encodeSeen(seen: ReadonlyMap<string, Mark>): string {
	return [...seen].map(([id, { at, timeless }]) => id + Math.floor(at / MINUTE).toString(36) + (timeless ? '!' : '')).join(' ');
}

export function decodeSeen(text: unknown): Map<string, Mark> {
	const seen = new Map<string, Mark>();
	if (typeof text !== 'string') return seen;
	for (const entry of text.split(' ')) {
		const at = Number.parseInt(entry.slice(11), 36) * MINUTE;
		if (at > 0) seen.set(entry.slice(0, 11), { at, timeless: entry.endsWith('!') });
	}
	return seen;
}

/**
 * Remembers an event by every id it carries and tells whether any of them was there before.
 * @param node what the memory belongs to, the same in every run of one trigger
 * @param stored the memory as n8n kept it, from encodeSeen; other processes and restarts are known from it
 * @param now Unix milliseconds
 * @param timeless whether the event has no time that would tell one day that it is too old
 * @returns the memory to store: what was stored, what this process knows to have been started, and this event
 */
export function rememberEvent(
	node: string,
	ids: string[],
	stored: unknown,
	now: number,
	timeless = false,
): { repeated: boolean; seen: string } {
	const fromStore = decodeSeen(stored);
	const known = new Map(inProcess.get(node));
	// A time in the future would never end, and push out the events that come now.
	for (const [id, { at, timeless: always }] of fromStore) known.set(id, { at: Math.min(at, now), timeless: always, started: true });
	for (const [id, seen] of known) {
		if (isOver(seen, now)) known.delete(id);
	}
	const marks = ids.map(mark);
	const repeated = marks.some((id) => known.has(id));
	if (!repeated) for (const id of marks) known.set(id, { at: now, timeless, started: false });
	keep(node, newest(known));
	const toStore = newest(new Map([...known].filter(([id, entry]) => entry.started || marks.includes(id))));
	return { repeated, seen: encodeSeen(toStore) };
}

function isOver({ at, timeless, started }: Seen, now: number): boolean {
	if (!started) return at < now - IN_FLIGHT_MS;
	return !timeless && at < now - MEMORY_MS;
}

/**
 * Says what became of an event that rememberEvent took, as soon as that is known. One that was started is kept for the whole
 * window even if something else overwrites what n8n stored; one that was not is taken again at once.
 */
export function settleEvent(node: string, ids: string[], started: boolean): void {
	const known = inProcess.get(node);
	if (!known) return;
	for (const id of ids.map(mark)) {
		const entry = known.get(id);
		if (entry && started) known.set(id, { ...entry, started });
		else if (entry?.started === false) known.delete(id);
	}
}

function keep(node: string, known: Map<string, Seen>): void {
	inProcess.delete(node);
	inProcess.set(node, known);
	for (const name of [...inProcess.keys()].slice(0, -MAX_NODES)) inProcess.delete(name);
}

/** The newest ones, oldest first. Events without a time have room of their own: nothing but their number ends them. */
function newest(entries: Map<string, Seen>): Map<string, Seen> {
	const sorted = [...entries].sort(([, a], [, b]) => a.at - b.at);
	const timed = sorted.filter(([, { timeless }]) => !timeless).slice(-MARKS * MAX_EVENTS);
	const timeless = sorted.filter((entry) => entry[1].timeless).slice(-MARKS * MAX_TIMELESS);
	return new Map([...timeless, ...timed]);
}
