import fc from 'fast-check';

import type { RequestSettings, VaultCall } from '../../../nodes/ApideckVault/transport/call';
import type { VaultClient } from '../../../nodes/ApideckVault/transport/client';
import { nextCursor, paginate } from '../../../nodes/ApideckVault/transport/paginate';

const SETTINGS: RequestSettings = { timeout: 1, maxRetries: 0, initialInterval: 1, maxInterval: 1, maxElapsedTime: 1 };
const CALL: VaultCall = { method: 'GET', path: ['vault', 'consumers'], query: { 'filter[a]': 'b' } };

interface Page {
	data: number[];
	/** `cursors` of the response's meta; no meta at all when left out, an empty one when null. */
	cursors?: { next?: string | null } | null;
}

/** The pages that come out, and the queries that went in, for a list that a server hands out so. */
async function read(server: Page[] | ((query: Record<string, unknown>) => Page), limit?: number, stopAfter = Infinity) {
	const calls: VaultCall[] = [];
	const vault = {
		request: async (call: VaultCall, settings: RequestSettings) => {
			expect(settings).toMatchObject(SETTINGS);
			calls.push(call);
			const { data, cursors } = Array.isArray(server) ? server[calls.length - 1]! : server(call.query as Record<string, unknown>);
			return { data, meta: cursors === null ? {} : cursors && { cursors }, attempts: 1 };
		},
		paginationError: (problem: string) => new Error(problem),
	} as unknown as VaultClient;
	const read: number[][] = [];
	for await (const page of paginate<number>(vault, CALL, SETTINGS, limit)) {
		read.push(page);
		if (read.length >= stopAfter) break;
	}
	return { pages: read, calls, queries: calls.map(({ query }) => query) };
}

it('reads pages of up to 200 records, each with the cursor of the previous page', async () => {
	const { pages: got, calls, queries } = await read([
		{ data: [1, 2], cursors: { next: 'c2' } },
		{ data: [], cursors: { next: 'c3' } },
		{ data: [3], cursors: { next: null } },
	]);
	expect(got).toEqual([[1, 2], [], [3]]);
	expect(calls[0]).toEqual({ method: 'GET', path: ['vault', 'consumers'], list: true, query: { 'filter[a]': 'b', cursor: undefined, limit: 200 } });
	expect(queries.map((query) => [query?.cursor, query?.limit])).toEqual([[undefined, 200], ['c2', 200], ['c3', 200]]);
});

it.each<[string, Page['cursors']]>([
	['without paging', undefined],
	['without cursors', null],
	['without a next cursor', {}],
	['with an empty cursor, which would begin anew', { next: '' }],
	['with none', { next: null }],
])('stops after a page %s', async (_name, cursors) => {
	expect((await read([{ data: [1], cursors }])).pages).toEqual([[1]]);
});

it('fails when a cursor is repeated, because the list is incomplete', async () => {
	const round = ({ cursor }: Record<string, unknown>) => ({ data: [1], cursors: { next: cursor === 'a' ? 'b' : 'a' } });
	await expect(read(round)).rejects.toThrow('repeated_cursor');
	// Whoever wants no more than that has all.
	const { queries } = await read(round, 3);
	expect(queries.map((query) => query?.cursor)).toEqual([undefined, 'a', 'b']);
});

it('requests no page that the caller does not read', async () => {
	expect((await read(() => ({ data: [1], cursors: { next: 'more' } }), undefined, 1)).calls).toHaveLength(1);
});

it('requests and returns no more records than the limit', async () => {
	const { pages: got, queries } = await read(({ cursor }) => ({ data: [1, 2, 3], cursors: { next: `${String(cursor)}.` } }), 5);
	expect(got).toEqual([[1, 2, 3], [1, 2]]);
	expect(queries.map((query) => query?.limit)).toEqual([5, 2]);
	// Exactly reached: no request for an empty page.
	expect((await read(({ cursor }) => ({ data: [1, 2, 3], cursors: { next: `${String(cursor)}.` } }), 6)).queries.map((query) => query?.limit)).toEqual([6, 3]);
});

it('returns the first records of any list, whatever its page sizes', async () => {
	await fc.assert(
		fc.asyncProperty(fc.nat(700), fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 800 }), async (total, size, limit) => {
			const all = Array.from({ length: total }, (_, index) => index);
			const { pages: got } = await read(({ cursor, limit: asked }) => {
				const from = Number(cursor ?? 0);
				const to = from + Math.min(size, Number(asked));
				return { data: all.slice(from, to), cursors: { next: to < total ? String(to) : null } };
			}, limit);
			expect(got.flat()).toEqual(all.slice(0, limit));
		}),
	);
});

it('S7: fails after five consecutive empty pages with a next cursor, even below the limit', async () => {
	const list = (query: Record<string, unknown>) => ({ data: [], cursors: { next: `${String(query.cursor)}.` } });
	await expect(read(list)).rejects.toThrow('empty_pages');
	await expect(read(list, 1)).rejects.toThrow('empty_pages');
	const full = Array.from({ length: 4 }, (_, index) => ({ data: [], cursors: { next: `c${index}` } }));
	expect((await read([...full, { data: [1], cursors: {} }])).pages.flat()).toEqual([1]);
});

it('S7: fails after a thousand pages more than the limit requires', async () => {
	let count = 0;
	const everyOther = () => ({ data: count++ % 3 === 0 ? [1] : [], cursors: { next: `c${count}` } });
	await expect(read(everyOther, 400)).rejects.toThrow('too_many_pages');
	expect(count).toBe(1_002);
	count = 0;
	expect((await read(everyOther, 300)).pages.flat()).toHaveLength(300);
});

it('S7: fails after 5,000 pages, a million records or 256 MB with the default budget', async () => {
	let count = 0;
	await expect(read(() => ({ data: [1], cursors: { next: `c${count++}` } }))).rejects.toThrow('too_many_pages');
	expect(count).toBe(5_001);
	const page = Array.from({ length: 300_000 }, () => 1);
	await expect(read(() => ({ data: page, cursors: { next: `c${count++}` } }))).rejects.toThrow('too_many_records');
	expect(count).toBe(5_005);
});

it.each<[string, unknown, unknown]>([
	['a number', { cursors: { next: 2 } }, '2'],
	['zero, which is a cursor too', { cursors: { next: 0 } }, '0'],
	['4,096 characters', { cursors: { next: 'c'.repeat(4_096) } }, 'c'.repeat(4_096)],
	['an empty list in place of an object', { cursors: [] }, undefined],
	['an empty list in place of everything', [], undefined],
	['an inherited name', JSON.parse('{"cursors":{"constructor":"c"}}'), undefined],
])('S7: accepts %s as the next cursor', (_name, meta, expected) => {
	const vault = { paginationError: (problem: string) => new Error(problem) } as unknown as VaultClient;
	expect(nextCursor(vault, meta as never)).toBe(expected);
});

it.each<[string, unknown]>([
	['an object', { cursors: { next: {} } }],
	['a list', { cursors: { next: ['c'] } }],
	['true', { cursors: { next: true } }],
	['false', { cursors: { next: false } }],
	['4,097 characters', { cursors: { next: 'c'.repeat(4_097) } }],
	['half a character', { cursors: { next: 'c\udc00' } }],
	['text in place of the cursors', { cursors: 'c2' }],
	['a list of cursors', { cursors: ['c2'] }],
	['text in place of everything', 'c2'],
])('S7: rejects %s as the next cursor, because a partial list would look complete', (_name, meta) => {
	const vault = { paginationError: (problem: string) => new Error(problem) } as unknown as VaultClient;
	expect(() => nextCursor(vault, meta as never)).toThrow('unusable_cursor');
});
