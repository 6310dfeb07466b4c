import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';

import { nextCursor, pages } from '../transport/pages';
import { openVault } from '../transport/session';
import { nameOf, objectsOf, usableEntries, usableId, type Loose } from './entries';
import { chosen, lookupSettings } from './lookup';

/** Only these can be called. */
const CALLABLE = new Set<unknown>(['live', 'beta', undefined]);

/**
 * Connectors that Apideck offers for the chosen unified API. The API cannot search, so all pages are read when the user
 * types; without a filter one page is shown at a time.
 */
export async function searchConnectors(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const vault = await openVault(this);
	const settings = lookupSettings();
	const query = { 'filter[unified_api]': chosen(this, 'unifiedApi') || undefined };
	const call = { method: 'GET' as const, path: ['connector', 'connectors'], query };
	const wanted = filter?.trim().toLowerCase() ?? '';
	if (wanted === '') {
		const { data, meta } = await vault.request<object[]>(
			{ ...call, list: true, query: { ...query, cursor: paginationToken, limit: 100 } },
			settings,
		);
		const next = nextCursor(vault, meta);
		return { results: usableEntries(this, objectsOf(data).flatMap(entry)), ...(next && { paginationToken: next }) };
	}
	const found: Loose[] = [];
	for await (const page of pages<Loose>(vault, call, settings)) {
		for (const connector of objectsOf(page)) {
			if (`${nameOf(connector['name'])} ${nameOf(connector['service_id'])}`.toLowerCase().includes(wanted)) found.push(connector);
		}
	}
	return { results: usableEntries(this, found.flatMap(entry)) };
}

/** None for a connector that cannot be called, undefined for one that cannot be used. */
function entry({ name, service_id: given, status }: Loose): Array<INodeListSearchItems | undefined> {
	if (!CALLABLE.has(status)) return [];
	const service = usableId(given);
	return [service === undefined ? undefined : { name: `${nameOf(name, service)}${status === 'beta' ? ' (beta)' : ''}`, value: service }];
}
