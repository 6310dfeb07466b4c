import { createHash } from 'node:crypto';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Older events do not run. Apideck drops events that it could not deliver within 24 hours. */
export const WINDOW_MS = 48 * HOUR;
/** How long an event is remembered: until it is too old, even if its time was an hour ahead and its arrival was rounded to the minute. */
export const RETENTION_MS = WINDOW_MS + HOUR + 2 * MINUTE;
/** Maximum number of remembered events. The newest ones are kept. */
export const MAX_EVENTS = 2_000;
/** The same for events without a valid time. They never become too old, so they are remembered without a time limit. */
export const MAX_UNDATED = 250;
/** Maximum number of hashed IDs per event, of about 18 bytes each. */
const IDS_PER_EVENT = 2;

/** Maximum number of nodes whose events this process remembers. The least recently used one is dropped first. */
const MAX_NODES = 500;

/**
 * How long an event without a confirmed run counts as seen, because its run may be starting. Shorter than Apideck's first retry
 * interval (3 minutes), so that a retry runs if the first run could not be created.
 */
const IN_FLIGHT_MS = 2 * MINUTE;

interface SeenEvent {
	/** When the event arrived, in Unix milliseconds. */
	at: number;
	/** Whether the event has no valid time. */
	undated: boolean;
}

interface TrackedEvent extends SeenEvent {
	/** Whether its run was started: n8n has stored the event, or confirmed the run by its response. */
	started: boolean;
}

/**
 * The events that this process has seen, per node. n8n gives every call its own copy of the static data, and the last writer wins.
 * This map detects duplicates that arrive at the same moment, and restores events that another call's copy lacked.
 */
const trackedByNode = new Map<string, Map<string, TrackedEvent>>();

/** Of fixed length, so that a sender cannot fill the static data with long headers. */
function hashId(id: string): string {
	return createHash('sha256').update(id).digest('base64url').slice(0, 11);
}

/** Events as text, newest last: a hash of 11 characters, the minute of arrival in base 36, and `!` for an event without a valid time. */
export function encodeSeen(seen: ReadonlyMap<string, SeenEvent>): string {
	return [...seen].map(([hash, { at, undated }]) => hash + Math.floor(at / MINUTE).toString(36) + (undated ? '!' : '')).join(' ');
}

export function decodeSeen(text: unknown): Map<string, SeenEvent> {
	const seen = new Map<string, SeenEvent>();
	if (typeof text !== 'string') return seen;
	for (const entry of text.split(' ')) {
		const at = Number.parseInt(entry.slice(11), 36) * MINUTE;
		if (at > 0) seen.set(entry.slice(0, 11), { at, undated: entry.endsWith('!') });
	}
	return seen;
}

/**
 * Remembers an event by all its IDs, and reports whether one of them was known.
 * @param node owner of the events, the same in every run of one trigger
 * @param stored what n8n's static data contains, from encodeSeen. Events of other processes and before a restart come from it.
 * @param now Unix milliseconds
 * @param undated whether the event has no valid time, so that it never becomes too old
 * @returns the text to store: the stored events, those that this process knows to have run, and this event
 */
export function rememberEvent(
	node: string,
	ids: string[],
	stored: unknown,
	now: number,
	undated = false,
): { duplicate: boolean; encoded: string } {
	const tracked = new Map(trackedByNode.get(node));
	// An event with a time in the future would never expire, and would displace current events.
	for (const [hash, event] of decodeSeen(stored)) tracked.set(hash, { ...event, at: Math.min(event.at, now), started: true });
	for (const [hash, event] of tracked) {
		if (isExpired(event, now)) tracked.delete(hash);
	}
	const hashes = ids.map(hashId);
	const duplicate = hashes.some((hash) => tracked.has(hash));
	if (!duplicate) for (const hash of hashes) tracked.set(hash, { at: now, undated, started: false });
	track(node, newest(tracked));
	const toStore = newest(new Map([...tracked].filter(([hash, event]) => event.started || hashes.includes(hash))));
	return { duplicate, encoded: encodeSeen(toStore) };
}

function isExpired({ at, undated, started }: TrackedEvent, now: number): boolean {
	if (!started) return at < now - IN_FLIGHT_MS;
	return !undated && at < now - RETENTION_MS;
}

/**
 * Records whether the run of an event was started, as soon as n8n's response shows it. A started event is kept for the whole window,
 * even if something else overwrites the static data. If the run could not be created, the next delivery of the event runs at once.
 */
export function confirmEvent(node: string, ids: string[], started: boolean): void {
	const tracked = trackedByNode.get(node);
	if (!tracked) return;
	for (const hash of ids.map(hashId)) {
		const event = tracked.get(hash);
		if (event && started) tracked.set(hash, { ...event, started });
		else if (event?.started === false) tracked.delete(hash);
	}
}

function track(node: string, events: Map<string, TrackedEvent>): void {
	trackedByNode.delete(node);
	trackedByNode.set(node, events);
	for (const name of [...trackedByNode.keys()].slice(0, -MAX_NODES)) trackedByNode.delete(name);
}

/** The newest events, oldest first. Undated events have a limit of their own, because only their number ends them. */
function newest(events: Map<string, TrackedEvent>): Map<string, TrackedEvent> {
	const sorted = [...events].sort(([, a], [, b]) => a.at - b.at);
	const dated = sorted.filter(([, event]) => !event.undated).slice(-IDS_PER_EVENT * MAX_EVENTS);
	const undated = sorted.filter(([, event]) => event.undated).slice(-IDS_PER_EVENT * MAX_UNDATED);
	return new Map([...undated, ...dated]);
}
