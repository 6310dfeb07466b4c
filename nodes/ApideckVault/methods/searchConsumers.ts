import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { VaultClient } from '../transport/client';
import type { Consumer } from '../vault/connection';
import { LOOKUP_SETTINGS } from './lookup';

const PAGE_SIZE = 50;

/** Consumers by page; the search is the API's own, over ID and metadata. */
export async function searchConsumers(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const vault = await VaultClient.open(this);
	const { data, meta } = await vault.request<Consumer[]>(
		{
			method: 'GET',
			list: true,
			path: ['vault', 'consumers'],
			query: { 'filter[search]': filter?.trim() || undefined, cursor: paginationToken, limit: PAGE_SIZE },
		},
		LOOKUP_SETTINGS,
	);
	const next = meta?.cursors?.next;
	return {
		results: data.map((consumer) => ({ name: label(consumer), value: consumer.consumer_id })),
		...(next && { paginationToken: next }),
	};
}

function label({ consumer_id: id, metadata }: Consumer): string {
	const name = metadata?.account_name || metadata?.user_name || metadata?.email;
	return name ? `${name} (${id})` : id;
}
