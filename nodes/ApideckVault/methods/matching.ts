import type { INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';

/** The entries whose name or value holds what the user typed; for lists that the API does not search itself. */
export function matching(entries: INodeListSearchItems[], filter: string | undefined): INodeListSearchResult {
	const wanted = filter?.trim().toLowerCase() ?? '';
	return { results: entries.filter(({ name, value }) => `${name} ${value}`.toLowerCase().includes(wanted)) };
}
