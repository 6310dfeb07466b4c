import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { VaultClient } from '../transport/client';
import { chooseFirst, chosen, LOOKUP_SETTINGS } from './lookup';
import { matching } from './matching';
import { title } from './title';

/** Connectors that the chosen service's connections can be moved to. */
export async function searchMigrationTargets(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const service = chosen(this, 'service');
	if (service === '') throw chooseFirst(this, "a 'Service'");
	const vault = await VaultClient.open(this);
	const { data } = await vault.request<{ migration_targets?: string[] }>(
		{ method: 'GET', path: ['connector', 'connectors', service] },
		LOOKUP_SETTINGS,
	);
	return matching((data.migration_targets ?? []).map((id) => ({ name: title(id), value: id })), filter);
}
