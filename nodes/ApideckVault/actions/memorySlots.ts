import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { TimeSlice } from '../transport/timeSlice';

/** How many slots a node may have, by the kind of what they remember. */
export const MAX_SLOTS = {
	/** An audit of all consumers: one slot for each set of filters. Each may take a megabyte. */
	all: 500,
	/** An audit of one consumer. */
	one: 20_000,
} as const;

export type SlotKind = keyof typeof MAX_SLOTS;

/** A slot that no run has used for so many days is dropped. */
const UNUSED_DAYS = 30;

/** Key of the bookkeeping beside the slots: how many there are, so that nobody has to count them for each write. */
const BOOK = 'slots';

const DAY_MS = 86_400_000;

const SLOT = /^(all|one):/;

/** The name of a slot: what it remembers decides, never the position of an item. */
export function slotName(kind: SlotKind, fingerprint: string): string {
	return `${kind}:${fingerprint}`;
}

type Counts = Record<SlotKind, number>;

interface Inspection {
	unused: string[];
	/** Of the others. */
	counts: Counts;
}

/** One per run of the node. */
const opened = new WeakMap<IExecuteFunctions, MemorySlots>();

/**
 * The slots of one node in n8n's static data, each a property of its own: n8n watches every access to static data, so what is
 * read or written is that one property, however many there are. Once a day all of them are looked through for unused ones.
 * n8n keeps static data of production executions only.
 */
export class MemorySlots {
	private readonly data: IDataObject;

	/** Slots that this run has read. They are in use, whether or not the run writes them. */
	private readonly used = new Set<string>();

	/** New slots that items of this run are going to write. */
	private readonly reserved: Record<SlotKind, Set<string>> = { all: new Set(), one: new Set() };

	private inspection: Promise<Inspection> | undefined;

	private constructor(context: IExecuteFunctions) {
		const data: unknown = context.getWorkflowStaticData('node');
		this.data = typeof data === 'object' && data !== null ? (data as IDataObject) : {};
	}

	/** The same object for all items of a run. */
	static of(context: IExecuteFunctions): MemorySlots {
		const slots = opened.get(context) ?? new MemorySlots(context);
		opened.set(context, slots);
		return slots;
	}

	/** The text in a slot; undefined when there is none. Anything but text counts as damaged: it is given as ''. */
	read(slot: string): string | undefined {
		this.used.add(slot);
		const stored = this.data[slot];
		if (stored === undefined) return undefined;
		return typeof stored === 'string' ? stored.slice(stored.indexOf(' ') + 1) : '';
	}

	/** Makes sure that there is room for a slot that is going to be written. Resolves to false when there is none. */
	async reserve(kind: SlotKind, slot: string, now = Date.now()): Promise<boolean> {
		const reserved = this.reserved[kind];
		if (reserved.has(slot) || this.data[slot] !== undefined) return true;
		// The count in the book may include unused slots, so a full book is looked through before it is believed.
		const isFull = (counts: Counts) => counts[kind] + reserved.size >= MAX_SLOTS[kind];
		const book = readBook(this.data[BOOK]);
		if (!book || isFull(book.counts)) {
			const { counts } = await this.inspect(now);
			if (isFull(counts)) return false;
		}
		reserved.add(slot);
		return true;
	}

	/** Writes all slots of a run, and drops those that were not used for a month. */
	async write(written: ReadonlyMap<string, string>, now = Date.now()): Promise<void> {
		if (written.size === 0) return;
		const today = dayOf(now);
		const book = readBook(this.data[BOOK]);
		const counts = book?.sweptOn === today ? book.counts : await this.sweep(now);
		for (const [slot, text] of written) {
			if (this.data[slot] === undefined) counts[kindOf(slot)] += 1;
			this.data[slot] = `${today.toString(36)} ${text}`;
		}
		this.data[BOOK] = `${today.toString(36)} ${counts.all} ${counts.one}`;
	}

	private async sweep(now: number): Promise<Counts> {
		const { unused, counts } = await this.inspect(now);
		const slice = new TimeSlice();
		for (const slot of unused) {
			if (this.used.has(slot)) counts[kindOf(slot)] += 1;
			else delete this.data[slot];
			await slice.yieldIfDue();
		}
		return counts;
	}

	/** Looks through all slots, once in a run. */
	private async inspect(now: number): Promise<Inspection> {
		this.inspection ??= this.lookThrough(dayOf(now));
		return await this.inspection;
	}

	private async lookThrough(today: number): Promise<Inspection> {
		const unused: string[] = [];
		const counts: Counts = { all: 0, one: 0 };
		const slice = new TimeSlice();
		for (const slot of Object.keys(this.data)) {
			if (!SLOT.test(slot)) continue;
			const usedOn = dayIn(this.data[slot]);
			// A day in the future is damage, and no reason to keep a slot for ever.
			if (today - usedOn <= UNUSED_DAYS && usedOn <= today + 1) counts[kindOf(slot)] += 1;
			else unused.push(slot);
			await slice.yieldIfDue();
		}
		return { unused, counts };
	}
}

function kindOf(slot: string): SlotKind {
	return slot.startsWith('all:') ? 'all' : 'one';
}

function dayOf(time: number): number {
	return Math.floor(time / DAY_MS);
}

/** The day a stored slot begins with; NaN, which no comparison accepts, for anything else. */
function dayIn(stored: unknown): number {
	return typeof stored === 'string' && /^[0-9a-z]{1,6} /.test(stored) ? Number.parseInt(stored, 36) : NaN;
}

function readBook(stored: unknown): { sweptOn: number; counts: Counts } | undefined {
	const [, day = '', all = '', one = ''] = /^([0-9a-z]{1,6}) (\d{1,6}) (\d{1,6})$/.exec(typeof stored === 'string' ? stored : '') ?? [];
	return day === '' ? undefined : { sweptOn: Number.parseInt(day, 36), counts: { all: Number(all), one: Number(one) } };
}
