import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import type { CustomMapping } from '../vault/connection';
import { chosenTarget } from './chosenTarget';
import { matching } from './matching';

/** Target fields of the chosen connection, each with what it is mapped to. */
export async function searchTargetFields(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const { unifiedApi, service, get } = await chosenTarget(this);
	const { data } = await get<CustomMapping[]>({ path: ['vault', 'custom-mappings', unifiedApi, service], list: true });
	return matching(data.flatMap(entry), filter);
}

function entry({ id, label, value, required }: CustomMapping) {
	if (!id) return [];
	const state = value ? `mapped to ${value}` : `not mapped${required ? ', required' : ''}`;
	return [{ name: `${label ?? id} – ${state}`, value: id }];
}
