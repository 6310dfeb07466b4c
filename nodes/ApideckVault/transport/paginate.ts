import type { Meta } from './response';
import type { RequestSettings, VaultCall } from './call';
import type { VaultClient } from './client';
import { ITEM_LIMITS, PAGE_SIZE, RequestBudget } from './requestBudget';

/** Maximum number of consecutive empty pages with a next cursor. Filters can leave a page empty, but not many in a row. */
const MAX_EMPTY_PAGES = 5;
/** Pages allowed beyond the number of full pages that a limit needs: a server may return fewer records than requested. */
const EXTRA_PAGES = 1_000;
/** Maximum length of a cursor, in characters: it becomes part of a URL. */
const MAX_CURSOR = 4_096;

/**
 * Yields the pages of a cursor-paginated list one at a time, so that a caller can drop each before the next.
 * @param onUnusable receives the number of entries of a page that are not records
 * @throws NodeApiError when the list does not end: a partial list is never returned as the whole list
 */
export async function* paginate<T>(
	vault: VaultClient,
	call: VaultCall,
	settings: RequestSettings,
	limit = Infinity,
	onUnusable?: (count: number) => void,
): AsyncGenerator<T[], void, void> {
	const budget = settings.budget ?? new RequestBudget(ITEM_LIMITS);
	const maxPages = Math.ceil(limit / PAGE_SIZE) + EXTRA_PAGES;
	const usedCursors = new Set<string>();
	let cursor: string | undefined;
	let remaining = limit;
	let emptyPages = 0;
	for (let page = 1; ; page++) {
		const { data, meta, bytes, unusable } = await vault.request<T[]>(
			{ ...call, list: true, query: { ...call.query, cursor, limit: Math.min(PAGE_SIZE, remaining) } },
			{ ...settings, budget },
		);
		const exceeded = budget.addPage(data.length, bytes);
		if (exceeded !== undefined) throw vault.paginationError(exceeded, budget);
		if (unusable > 0) onUnusable?.(unusable);
		yield data.slice(0, remaining);
		remaining -= data.length;
		if (remaining <= 0) return;
		cursor = nextCursor(vault, meta);
		if (cursor === undefined) return;
		emptyPages = data.length === 0 ? emptyPages + 1 : 0;
		if (emptyPages >= MAX_EMPTY_PAGES) throw vault.paginationError('empty_pages', budget);
		if (page >= maxPages) throw vault.paginationError('too_many_pages', budget);
		if (usedCursors.has(cursor)) throw vault.paginationError('repeated_cursor', budget);
		usedCursors.add(cursor);
	}
}

/**
 * The cursor of the next page; undefined at the end of the list.
 * @throws NodeApiError for an unusable cursor: ignoring it would make the list look complete
 */
export function nextCursor(vault: VaultClient, meta: Meta | undefined): string | undefined {
	const next = property(property(meta, 'cursors', vault), 'next', vault);
	// An empty cursor would restart at the first page.
	if (next === undefined || next === null || next === '') return undefined;
	const text = typeof next === 'number' ? String(next) : next;
	if (typeof text !== 'string' || text.length > MAX_CURSOR || /\p{Cs}/u.test(text)) throw vault.paginationError('unusable_cursor');
	return text;
}

function property(value: unknown, key: string, vault: VaultClient): unknown {
	// PHP writes an empty object as an empty list.
	if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) return undefined;
	if (typeof value !== 'object' || Array.isArray(value)) throw vault.paginationError('unusable_cursor');
	return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}
