import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';

import type { CustomMapping } from '../vault/connection';
import { chosenTarget } from './chosenTarget';
import { nameOf, objectsOf, usableEntries, usableId, type Loose } from './entries';
import { matching } from './matching';

/** Target fields of the chosen connection, each with what it is mapped to. */
export async function searchTargetFields(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const { unifiedApi, service, get } = await chosenTarget(this);
	const { data } = await get<CustomMapping[]>({ path: ['vault', 'custom-mappings', unifiedApi, service], list: true });
	return matching(usableEntries(this, objectsOf(data).map(entry)), filter);
}

function entry({ id: given, label, value, required }: Loose): INodeListSearchItems | undefined {
	const id = usableId(given);
	if (id === undefined) return undefined;
	const path = nameOf(value);
	const state = path === '' ? `not mapped${required === true ? ', required' : ''}` : `mapped to ${path}`;
	return { name: `${nameOf(label, id)} – ${state}`, value: id };
}
