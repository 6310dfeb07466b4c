import type { Meta } from './answer';
import type { RequestSettings, VaultCall } from './call';
import type { VaultClient } from './client';
import { ITEM_LIMITS, PAGE_SIZE, RequestBudget } from './requestBudget';

/** Empty pages in a row that still name a next page. Filters can leave a page empty, but not one after the other. */
const MAX_EMPTY_PAGES = 5;
/** Pages beyond those that a limit needs when each is full: a server may put fewer records on a page than it was asked for. */
const SPARE_PAGES = 1_000;
/** Longest cursor that is used, in characters: it becomes part of a URL. */
const MAX_CURSOR = 4_096;

/**
 * The pages of a cursor-paged list, one at a time, so that a caller can drop each before the next.
 * @param onUnusable told how many entries of a page are no records
 * @throws NodeApiError when the list does not end: a part of it is never handed out as the whole
 */
export async function* pages<T>(
	vault: VaultClient,
	call: VaultCall,
	settings: RequestSettings,
	limit = Infinity,
	onUnusable?: (count: number) => void,
): AsyncGenerator<T[], void, void> {
	const budget = settings.budget ?? new RequestBudget(ITEM_LIMITS);
	const mostPages = Math.ceil(limit / PAGE_SIZE) + SPARE_PAGES;
	const seen = new Set<string>();
	let cursor: string | undefined;
	let left = limit;
	let empty = 0;
	for (let page = 1; ; page++) {
		const { data, meta, bytes, unusable } = await vault.request<T[]>(
			{ ...call, list: true, query: { ...call.query, cursor, limit: Math.min(PAGE_SIZE, left) } },
			{ ...settings, budget },
		);
		const used = budget.addPage(data.length, bytes);
		if (used !== undefined) throw vault.unreadableList(used, budget);
		if (unusable > 0) onUnusable?.(unusable);
		yield data.slice(0, left);
		left -= data.length;
		if (left <= 0) return;
		cursor = nextCursor(vault, meta);
		if (cursor === undefined) return;
		empty = data.length === 0 ? empty + 1 : 0;
		if (empty >= MAX_EMPTY_PAGES) throw vault.unreadableList('empty_pages', budget);
		if (page >= mostPages) throw vault.unreadableList('too_many_pages', budget);
		if (seen.has(cursor)) throw vault.unreadableList('repeated_cursor', budget);
		seen.add(cursor);
	}
}

/**
 * The cursor of the next page; undefined at the end of the list.
 * @throws NodeApiError for one that cannot be sent: without it the list would look whole
 */
export function nextCursor(vault: VaultClient, meta: Meta | undefined): string | undefined {
	const next = property(property(meta, 'cursors', vault), 'next', vault);
	// An empty cursor would start again at the first page.
	if (next === undefined || next === null || next === '') return undefined;
	const text = typeof next === 'number' ? String(next) : next;
	if (typeof text !== 'string' || text.length > MAX_CURSOR || /\p{Cs}/u.test(text)) throw vault.unreadableList('unusable_cursor');
	return text;
}

function property(value: unknown, key: string, vault: VaultClient): unknown {
	// PHP writes an empty object as an empty list.
	if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) return undefined;
	if (typeof value !== 'object' || Array.isArray(value)) throw vault.unreadableList('unusable_cursor');
	return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}
