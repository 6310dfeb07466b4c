import type { ILoadOptionsFunctions, INodeListSearchItems } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { short } from '../fields/quoted';
import { fitsPath } from '../transport/pathSegment';

/** Most entries that a list of the editor shows: a longer one is found by typing, and would hold up the browser. */
const MAX_ENTRIES = 1_000;

/** Most characters of a name in a list. */
const MAX_NAME = 150;

/** Names that every object has of its own: n8n keeps values under them and would not find them again. */
const INHERITED = new Set(['__proto__', 'constructor', 'prototype']);

/** A record of a response, whose fields may hold anything. */
export type Loose = Record<string, unknown>;

/** The objects of what should be a list, whatever else is in it. */
export function objectsOf(list: unknown): Loose[] {
	if (!Array.isArray(list)) return [];
	return (list as unknown[]).filter((entry): entry is Loose => typeof entry === 'object' && entry !== null && !Array.isArray(entry));
}

/** The texts of what should be a list. */
export function textsOf(list: unknown): string[] {
	return Array.isArray(list) ? (list as unknown[]).filter((entry): entry is string => typeof entry === 'string') : [];
}

/**
 * A text that can be the value of an entry; undefined for anything else. n8n evaluates a value that begins with "=" as an expression:
 * a response must not bring code of its own.
 */
export function usableText(value: unknown): string | undefined {
	return typeof value === 'string' && value.trim() !== '' && !value.startsWith('=') && !INHERITED.has(value) ? value : undefined;
}

/** The same for one of Apideck's IDs: one that the node would refuse later is not offered. */
export function usableId(value: unknown): string | undefined {
	return fitsPath(value) ? usableText(value) : undefined;
}

/** What an entry is called: the first of the texts that says something, on one line. */
export function nameOf(...candidates: unknown[]): string {
	const name = candidates.find((candidate) => typeof candidate === 'string' && candidate.trim() !== '') ?? '';
	// As the name of a field it would be evaluated like a value.
	return short(String(name), MAX_NAME).replace(/^[\s=]+/, '');
}

/**
 * The entries of a list, each value once and under its first name.
 * @param candidates undefined for a record that cannot be used
 * @throws NodeOperationError when there are records and none can be used: an empty list would say that there are none
 */
export function usableEntries<T extends INodeListSearchItems>(context: ILoadOptionsFunctions, candidates: Array<T | undefined>): T[] {
	const usable = candidates.filter((entry) => entry !== undefined);
	if (candidates.length > 0 && usable.length === 0) {
		throw new NodeOperationError(context.getNode(), "Apideck's response holds no entry that this list can use", {
			description: 'Enter the value by ID or by an expression. If this persists, tell Apideck.',
		});
	}
	const entries = new Map<unknown, T>();
	for (const entry of usable) {
		if (entries.size < MAX_ENTRIES && !entries.has(entry.value)) entries.set(entry.value, entry);
	}
	return [...entries.values()];
}
