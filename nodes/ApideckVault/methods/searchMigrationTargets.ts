import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { openVault } from '../transport/session';
import { textsOf, usableEntries } from './entries';
import { chooseFirst, checkPathId, chosen, lookupSettings } from './lookup';
import { matching } from './matching';
import { entryOf } from './title';

/** Connectors that the chosen service's connections can be moved to. */
export async function searchMigrationTargets(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const service = chosen(this, 'service');
	if (service === '') throw chooseFirst(this, "a 'Service'");
	checkPathId(this, 'Service', service);
	const vault = await openVault(this);
	const { data } = await vault.request<{ migration_targets?: unknown }>(
		{ method: 'GET', path: ['connector', 'connectors', service] },
		lookupSettings(),
	);
	return matching(usableEntries(this, textsOf(data.migration_targets).map(entryOf)), filter);
}
