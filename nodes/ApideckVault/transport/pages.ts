import type { RequestSettings, VaultCall, VaultClient } from './client';

/** Most records that one page of the API holds. */
const PAGE_SIZE = 200;

/**
 * The pages of a cursor-paged list, one at a time, so that a caller can drop each before the next.
 * @throws NodeApiError when a cursor comes a second time: the list would never end, and what was read of it is not all of it.
 */
export async function* pages<T>(
	vault: VaultClient,
	call: VaultCall,
	settings: RequestSettings,
	limit = Infinity,
): AsyncGenerator<T[], void, void> {
	const seen = new Set<string>();
	let cursor: string | undefined;
	let left = limit;
	do {
		const { data, meta } = await vault.request<T[]>(
			{ ...call, list: true, query: { ...call.query, cursor, limit: Math.min(PAGE_SIZE, left) } },
			settings,
		);
		yield data.slice(0, left);
		left -= data.length;
		// An empty cursor would start again at the first page.
		cursor = meta?.cursors?.next || undefined;
		if (cursor === undefined || left <= 0) return;
		if (seen.has(cursor)) throw vault.endlessList();
		seen.add(cursor);
	} while (true);
}
