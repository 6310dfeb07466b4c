import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';

import { nextCursor } from '../transport/pages';
import { fitsConsumerPath } from '../transport/pathSegment';
import { openVault } from '../transport/session';
import type { Consumer } from '../vault/connection';
import { nameOf, objectsOf, usableEntries, usableText, type Loose } from './entries';
import { lookupSettings } from './lookup';

const PAGE_SIZE = 50;

/** Consumers by page; the search is the API's own, over ID and metadata. */
export async function searchConsumers(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const vault = await openVault(this);
	const { data, meta } = await vault.request<Consumer[]>(
		{
			method: 'GET',
			list: true,
			path: ['vault', 'consumers'],
			query: { 'filter[search]': filter?.trim() || undefined, cursor: paginationToken, limit: PAGE_SIZE },
		},
		lookupSettings(),
	);
	const next = nextCursor(vault, meta);
	return { results: usableEntries(this, objectsOf(data).map(entry)), ...(next && { paginationToken: next }) };
}

/** A consumer's ID is the customer's own text: any that can be asked for will do. */
function entry({ consumer_id: given, metadata }: Loose): INodeListSearchItems | undefined {
	const id = fitsConsumerPath(given) ? usableText(given) : undefined;
	if (id === undefined) return undefined;
	const { account_name: account, user_name: user, email } = objectsOf([metadata])[0] ?? {};
	const name = nameOf(account, user, email);
	return { name: name === '' ? nameOf(id) : `${name} (${nameOf(id)})`, value: id };
}
