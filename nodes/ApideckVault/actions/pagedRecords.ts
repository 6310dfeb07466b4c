import { pages } from '../transport/pages';
import type { VaultCall } from '../transport/call';
import { TimeSlice } from '../transport/timeSlice';
import type { ItemCall, OutputRecord } from './operation';

/** Records that are shaped at a stretch. */
const STRETCH = 200;

/**
 * The output of a cursor-paged list, up to the limit. Every page is shaped as it comes, so that of a long list only what is
 * shown is kept. Pages overlap when records are added or deleted meanwhile: each record is taken once.
 * @param idOf what makes a record the same as another one
 */
export async function pagedRecords<T>(
	call: ItemCall,
	list: VaultCall,
	limit: number,
	idOf: (record: T) => unknown,
	shape: (page: T[]) => OutputRecord[],
): Promise<OutputRecord[]> {
	const found: OutputRecord[] = [];
	const slice = new TimeSlice();
	const met = new Set<unknown>();
	const isNew = (record: T) => {
		const id = idOf(record);
		if (id === undefined || id === null || id === '') return true;
		return !met.has(id) && met.add(id).size > 0;
	};
	let unusable = 0;
	for await (const whole of pages<T>(call.vault, list, call.options.request, limit, (count) => (unusable += count))) {
		const page = whole.filter(isNew);
		await addInStretches(found, page, shape, slice);
	}
	if (unusable > 0) call.hint(`${unusable} ${unusable === 1 ? 'entry' : 'entries'} of Apideck's list could not be read and ${unusable === 1 ? 'is' : 'are'} not in the output.`);
	return found;
}

/** The output of a list without pages, which can hold as many records as fit into one response. */
export async function listRecords<T>(list: T[], shape: (stretch: T[]) => OutputRecord[]): Promise<OutputRecord[]> {
	const found: OutputRecord[] = [];
	await addInStretches(found, list, shape, new TimeSlice());
	return found;
}

/** A server can put more on a page than it was asked for: n8n gets a turn in between. */
async function addInStretches<T>(found: OutputRecord[], list: T[], shape: (stretch: T[]) => OutputRecord[], slice: TimeSlice): Promise<void> {
	for (let from = 0; from < list.length; from += STRETCH) {
		// One by one: the arguments of a call are limited, and so a spread of many records would end the run.
		for (const record of shape(list.slice(from, from + STRETCH))) found.push(record);
		await slice.yieldIfDue();
	}
}
