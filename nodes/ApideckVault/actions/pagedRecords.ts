import { pages } from '../transport/pages';
import type { VaultCall } from '../transport/client';
import type { ItemCall, OutputRecord } from './operation';

/**
 * The output of a cursor-paged list, up to the limit. Every page is shaped as it comes, so that of a long list only what is
 * shown is kept.
 */
export async function pagedRecords<T>(
	call: ItemCall,
	list: VaultCall,
	limit: number,
	shape: (page: T[]) => OutputRecord[],
): Promise<OutputRecord[]> {
	const found: OutputRecord[] = [];
	for await (const page of pages<T>(call.vault, list, call.options.request, limit)) {
		// One by one: the arguments of a call are limited, and so a spread of many records would end the run.
		for (const record of shape(page)) found.push(record);
	}
	return found;
}
