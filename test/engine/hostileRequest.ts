import { isDeepStrictEqual } from 'node:util';

import type { Sent } from './hostileServer';

/** A request with every part decoded: what a server reads from it. */
export interface Decoded {
	method: string;
	path: unknown[];
	query: unknown[];
	headers: unknown;
	body: unknown;
}

/** Headers that say nothing of a parameter. */
const NOT_COMPARED = new Set(['content-length', 'connection', 'user-agent', 'accept-encoding']);

/** JSON with its numbers as exact decimals (`#12e0`), so that a rounded one is another one. */
export function exact(text: string): unknown {
	const marked = text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g, (token) => (token.startsWith('"') ? token : `"#${decimal(token)}"`));
	return JSON.parse(marked) as unknown;
}

/** The same of a value. */
export const exactValue = (value: unknown): unknown => exact(JSON.stringify(value));

function decimal(literal: string): string {
	const [mantissa = '', exponent = '0'] = literal.toLowerCase().split('e');
	const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
	let digits = BigInt(whole + fraction);
	if (digits === 0n) return '0';
	let power = Number(exponent) - fraction.length;
	for (; digits % 10n === 0n; digits /= 10n) power++;
	return `${literal.startsWith('-') ? '-' : ''}${digits}e${power}`;
}

export function decode({ method, url, headers, body }: Sent): Decoded {
	const [path = '', ...query] = url.split('?');
	if (query.length > 1 || url.includes('#')) throw new Error(`no plain request line: ${url.slice(0, 200)}`);
	const pairs = (query[0] ?? '').split('&').filter((pair) => pair !== '');
	return {
		method,
		path: path.split('/').slice(1).map(decodeURIComponent),
		query: pairs.map((pair) => pair.split('=').map(decodeURIComponent)),
		headers: headers.filter(([name]) => !NOT_COMPARED.has(name)).map(([name, value]) => ({ [name]: value })),
		body: body === '' ? undefined : exact(body),
	};
}

const same = isDeepStrictEqual;

/** How a value stands in a tree: as JSON in a body, as text anywhere else; undefined when it does not stand here. */
function form(node: unknown, value: unknown): 'json' | 'text' | undefined {
	if (same(node, exactValue(value))) return 'json';
	return typeof value !== 'object' && node === String(value) ? 'text' : undefined;
}

/** A value as it stands in a body, and anywhere else. */
export interface Put {
	json: unknown;
	text: string;
}

/**
 * What must leave for another value: request `a` with the value put wherever `a` holds its own and `b`, the same request made
 * with a second value, holds that one.
 */
export function substitute(a: unknown, b: unknown, [wireA, wireB]: [unknown, unknown], put: Put): unknown {
	const found = form(a, wireA);
	if (found !== undefined && form(b, wireB) !== undefined && !same(a, b)) return put[found];
	if (Array.isArray(a)) return a.map((entry, index) => substitute(entry, (b as unknown[])[index], [wireA, wireB], put));
	if (typeof a !== 'object' || a === null) return a;
	const other = (typeof b === 'object' && b !== null ? b : {}) as Record<string, unknown>;
	return Object.fromEntries(Object.entries(a).map(([key, entry]) => [key, substitute(entry, other[key], [wireA, wireB], put)]));
}
