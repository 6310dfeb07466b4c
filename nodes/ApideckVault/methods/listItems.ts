import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { short } from '../api/text';
import { isPathSafe } from '../transport/call';

/** The title of an ID, such as Purchase Orders for `purchase-orders`. */
function toTitleCase(id: string): string {
	return nameOf(id)
		.split(/[-_]/)
		.map((word) => word.charAt(0).toUpperCase() + word.slice(1))
		.join(' ');
}

/** The list item of an ID without a name; undefined when the ID cannot be used. */
export function toListItem(value: string): (INodeListSearchItems & { value: string }) | undefined {
	const id = usableId(value);
	return id === undefined ? undefined : { name: toTitleCase(id), value: id };
}

/** Maximum number of entries in a list. More would slow down the browser; users find other entries by typing. */
const MAX_ENTRIES = 1_000;

/** Maximum length of a name in a list, in characters. */
const MAX_NAME = 150;

/** Properties that every object inherits. n8n uses values as object keys and would not find these again. */
const INHERITED = new Set(['__proto__', 'constructor', 'prototype']);

/** A record of a response. Its fields may have any type. */
export type UnknownRecord = Record<string, unknown>;

/** The objects in a list; empty for a value that is not a list. */
export function objectsOf(list: unknown): UnknownRecord[] {
	if (!Array.isArray(list)) return [];
	return (list as unknown[]).filter((entry): entry is UnknownRecord => typeof entry === 'object' && entry !== null && !Array.isArray(entry));
}

/** The strings in a list; empty for a value that is not a list. */
export function textsOf(list: unknown): string[] {
	return Array.isArray(list) ? (list as unknown[]).filter((entry): entry is string => typeof entry === 'string') : [];
}

/**
 * Text that can be the value of an entry; undefined for anything else. n8n evaluates a value that begins with "=" as an expression,
 * and a response must not inject code.
 */
export function usableText(value: unknown): string | undefined {
	return typeof value === 'string' && value.trim() !== '' && !value.startsWith('=') && !INHERITED.has(value) ? value : undefined;
}

/** The same for one of Apideck's IDs. An ID that the node would reject later is not listed. */
export function usableId(value: unknown): string | undefined {
	return isPathSafe(value) ? usableText(value) : undefined;
}

/** The name of an entry on one line: the first candidate that is not blank. */
export function nameOf(...candidates: unknown[]): string {
	const name = candidates.find((candidate) => typeof candidate === 'string' && candidate.trim() !== '') ?? '';
	// n8n would evaluate a field name that begins with "=" as an expression.
	return short(String(name), MAX_NAME).replace(/^[\s=]+/, '');
}

/**
 * The entries of a list, each value once and with its first name.
 * @param candidates undefined for a record that cannot be used
 * @param filter what the user typed; an entry must contain each word. For lists that the API cannot search.
 * @throws NodeOperationError when there are records but none can be used, because an empty list would hide that
 */
export function usableEntries<T extends INodeListSearchItems>(context: ILoadOptionsFunctions, candidates: Array<T | undefined>, filter = ''): T[] {
	const usable = candidates.filter((entry) => entry !== undefined);
	if (candidates.length > 0 && usable.length === 0) {
		throw new NodeOperationError(context.getNode(), "Apideck's response contains no valid entry for this list", {
			description: 'Enter the value as an ID or an expression. If this persists, contact Apideck support.',
		});
	}
	const words = filter.toLowerCase().split(/\s+/);
	const entries = new Map<unknown, T>();
	for (const entry of usable) {
		if (entries.size >= MAX_ENTRIES) break;
		const text = `${entry.name} ${entry.value}`.toLowerCase();
		if (!entries.has(entry.value) && words.every((word) => text.includes(word))) entries.set(entry.value, entry);
	}
	return [...entries.values()];
}

/** The same as the result of a list method. */
export function listOf(context: ILoadOptionsFunctions, candidates: Array<INodeListSearchItems | undefined>, filter?: string): INodeListSearchResult {
	return { results: usableEntries(context, candidates, filter) };
}
