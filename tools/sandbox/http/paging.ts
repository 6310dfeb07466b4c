import type { FastifyRequest } from 'fastify';

import { invalidCursor, invalidParams } from '../errors';

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 200;

export interface Page<T> {
	items: T[];
	/** The position of the next page. Undefined at the end. */
	next?: number;
}

export interface PageRequest {
	limit: number;
	/** Position to start from; 0 for the first page. */
	start: number;
}

const toCursor = (position: number) => Buffer.from(`sandbox:${position}`).toString('base64url');

/** Reads `limit` (1 to 200, default 20) and `cursor`. Throws 400. */
export function pageRequest(query: Record<string, unknown>): PageRequest {
	const { limit, cursor } = query;
	if (
		limit !== undefined &&
		(typeof limit !== 'string' || !/^\d+$/.test(limit) || Number(limit) < 1 || Number(limit) > MAX_LIMIT)
	) {
		throw invalidParams(`querystring.limit must be an integer from 1 to ${MAX_LIMIT}`);
	}
	const start = cursor === undefined || cursor === '' ? 0 : cursorPosition(cursor);
	return { limit: limit === undefined ? DEFAULT_LIMIT : Number(limit), start };
}

function cursorPosition(cursor: unknown): number {
	const position = /^sandbox:(\d+)$/.exec(Buffer.from(String(cursor), 'base64url').toString('utf8'))?.[1];
	if (position === undefined) throw invalidCursor();
	return Number(position);
}

/** Collects the results of `pick` from position `start` until the page is full and one more item is known to exist. */
export function collect<T>(
	{ limit, start }: PageRequest,
	positions: number,
	pick: (position: number) => T | undefined,
): Page<T> {
	const items: T[] = [];
	for (let position = start; position < positions; position++) {
		const item = pick(position);
		if (item === undefined) continue;
		if (items.length === limit) return { items, next: position };
		items.push(item);
	}
	return { items };
}

/** The envelope of a paged list with `meta` and `links`; links are absolute, as Apideck's are. */
export function paged<T>(page: Page<T>, { start }: PageRequest, request: FastifyRequest) {
	const link = (position: number) => {
		const target = new URL(request.url, `http://${request.headers.host}`);
		target.searchParams.set('cursor', toCursor(position));
		return target.toString();
	};
	const next = page.next === undefined ? null : toCursor(page.next);
	return {
		status_code: 200,
		status: 'OK',
		data: page.items,
		meta: {
			items_on_page: page.items.length,
			cursors: { previous: null, current: toCursor(start), next },
		},
		links: { previous: null, current: link(start), next: page.next === undefined ? null : link(page.next) },
	};
}
