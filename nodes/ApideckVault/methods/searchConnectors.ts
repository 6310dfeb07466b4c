import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { pages } from '../transport/pages';
import { VaultClient } from '../transport/client';
import { chosen, LOOKUP_SETTINGS } from './lookup';

interface Connector {
	id?: string;
	service_id?: string;
	name?: string;
	status?: string;
}

/** Only these can be called. */
const CALLABLE = new Set(['live', 'beta', undefined]);

/**
 * Connectors that Apideck offers for the chosen unified API. The API cannot search, so all pages are read when the user
 * types; without a filter one page is shown at a time.
 */
export async function searchConnectors(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const vault = await VaultClient.open(this);
	const query = { 'filter[unified_api]': chosen(this, 'unifiedApi') || undefined };
	const call = { method: 'GET' as const, path: ['connector', 'connectors'], query };
	const wanted = filter?.trim().toLowerCase() ?? '';
	if (wanted === '') {
		const { data, meta } = await vault.request<Connector[]>(
			{ ...call, list: true, query: { ...query, cursor: paginationToken, limit: 100 } },
			LOOKUP_SETTINGS,
		);
		const next = meta?.cursors?.next;
		return { results: data.flatMap(entry), ...(next && { paginationToken: next }) };
	}
	const found: Connector[] = [];
	for await (const page of pages<Connector>(vault, call, LOOKUP_SETTINGS)) {
		found.push(...page.filter(({ name, service_id }) => `${name} ${service_id}`.toLowerCase().includes(wanted)));
	}
	return { results: found.flatMap(entry) };
}

function entry({ name, service_id: serviceId, status }: Connector) {
	if (!serviceId || !CALLABLE.has(status)) return [];
	return [{ name: `${name ?? serviceId}${status === 'beta' ? ' (beta)' : ''}`, value: serviceId }];
}
