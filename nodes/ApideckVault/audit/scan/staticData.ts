import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { TimeSlice } from '../../transport/cancel';

/** Maximum number of entries per node, by kind. */
export const MAX_ENTRIES = {
	/** An audit of all consumers: one entry per set of filters. Each may take a megabyte. */
	all: 500,
	/** An audit of one consumer. */
	one: 20_000,
} as const;

export type EntryKind = keyof typeof MAX_ENTRIES;

/** An entry that no run has used for this many days is deleted. */
const MAX_UNUSED_DAYS = 30;

/** Key of the metadata: the number of entries, so that they need not be counted for each write. */
const METADATA_KEY = 'entries';

const DAY_MS = 86_400_000;

const ENTRY_KEY = /^(all|one):/;

/** The key of an entry. It depends on what the audit covers, never on the position of an item. */
export function entryKey(kind: EntryKind, fingerprint: string): string {
	return `${kind}:${fingerprint}`;
}

type Counts = Record<EntryKind, number>;

interface Inspection {
	unused: string[];
	/** Entries in use. */
	counts: Counts;
}

/** One store per run of the node. */
const stores = new WeakMap<IExecuteFunctions, StaticDataStore>();

/**
 * The entries of one node in n8n's static data. Each is a separate property, because n8n observes every access to static data:
 * reading or writing one entry costs the same however many there are. Once a day, all entries are scanned for unused ones.
 * n8n saves static data of production executions only.
 */
export class StaticDataStore {
	private readonly data: IDataObject;

	/** Entries that this run has read. They count as used even if the run does not write them. */
	private readonly used = new Set<string>();

	/** New entries that items of this run are going to write. */
	private readonly reserved: Record<EntryKind, Set<string>> = { all: new Set(), one: new Set() };

	private inspection: Promise<Inspection> | undefined;

	private constructor(context: IExecuteFunctions) {
		const data: unknown = context.getWorkflowStaticData('node');
		this.data = typeof data === 'object' && data !== null ? (data as IDataObject) : {};
	}

	/** Returns the same store for all items of a run. */
	static of(context: IExecuteFunctions): StaticDataStore {
		const store = stores.get(context) ?? new StaticDataStore(context);
		stores.set(context, store);
		return store;
	}

	/** Returns the text of an entry, or undefined if there is none. Anything but text is damaged and read as ''. */
	read(key: string): string | undefined {
		this.used.add(key);
		const stored = this.data[key];
		if (stored === undefined) return undefined;
		return typeof stored === 'string' ? stored.slice(stored.indexOf(' ') + 1) : '';
	}

	/** Reserves room for an entry that is going to be written. Resolves to false if there is none. */
	async reserve(kind: EntryKind, key: string, now = Date.now()): Promise<boolean> {
		const reserved = this.reserved[kind];
		if (reserved.has(key) || this.data[key] !== undefined) return true;
		// The stored count may include unused entries, so they are counted again before the limit applies.
		const isFull = (counts: Counts) => counts[kind] + reserved.size >= MAX_ENTRIES[kind];
		const metadata = parseMetadata(this.data[METADATA_KEY]);
		if (!metadata || isFull(metadata.counts)) {
			const { counts } = await this.inspect(now);
			if (isFull(counts)) return false;
		}
		reserved.add(key);
		return true;
	}

	/** Writes all entries of a run, and deletes those that were not used for a month. */
	async write(entries: ReadonlyMap<string, string>, now = Date.now()): Promise<void> {
		if (entries.size === 0) return;
		const today = dayOf(now);
		const metadata = parseMetadata(this.data[METADATA_KEY]);
		const counts = metadata?.sweptOn === today ? metadata.counts : await this.sweep(now);
		for (const [key, text] of entries) {
			if (this.data[key] === undefined) counts[kindOf(key)] += 1;
			this.data[key] = `${today.toString(36)} ${text}`;
		}
		this.data[METADATA_KEY] = `${today.toString(36)} ${counts.all} ${counts.one}`;
	}

	private async sweep(now: number): Promise<Counts> {
		const { unused, counts } = await this.inspect(now);
		const slice = new TimeSlice();
		for (const key of unused) {
			if (this.used.has(key)) counts[kindOf(key)] += 1;
			else delete this.data[key];
			await slice.yieldIfDue();
		}
		return counts;
	}

	/** Scans all entries, once per run. */
	private async inspect(now: number): Promise<Inspection> {
		this.inspection ??= this.scanEntries(dayOf(now));
		return await this.inspection;
	}

	private async scanEntries(today: number): Promise<Inspection> {
		const unused: string[] = [];
		const counts: Counts = { all: 0, one: 0 };
		const slice = new TimeSlice();
		for (const key of Object.keys(this.data)) {
			if (!ENTRY_KEY.test(key)) continue;
			const usedOn = parseDay(this.data[key]);
			// A day in the future means damage. It must not keep the entry forever.
			if (today - usedOn <= MAX_UNUSED_DAYS && usedOn <= today + 1) counts[kindOf(key)] += 1;
			else unused.push(key);
			await slice.yieldIfDue();
		}
		return { unused, counts };
	}
}

function kindOf(key: string): EntryKind {
	return key.startsWith('all:') ? 'all' : 'one';
}

function dayOf(time: number): number {
	return Math.floor(time / DAY_MS);
}

/** The day at the start of a stored entry; NaN, for which every comparison is false, for anything else. */
function parseDay(stored: unknown): number {
	return typeof stored === 'string' && /^[0-9a-z]{1,6} /.test(stored) ? Number.parseInt(stored, 36) : NaN;
}

function parseMetadata(stored: unknown): { sweptOn: number; counts: Counts } | undefined {
	const [, day = '', all = '', one = ''] = /^([0-9a-z]{1,6}) (\d{1,6}) (\d{1,6})$/.exec(typeof stored === 'string' ? stored : '') ?? [];
	return day === '' ? undefined : { sweptOn: Number.parseInt(day, 36), counts: { all: Number(all), one: Number(one) } };
}
