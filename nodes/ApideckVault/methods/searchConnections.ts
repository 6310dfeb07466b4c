import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';

import { alphabetical } from '../fields/alphabetical';
import { openVault } from '../transport/session';
import type { Connection } from '../vault/connection';
import { nameOf, objectsOf, usableEntries, usableId, type Loose } from './entries';
import { chosen, chosenConsumer, lookupSettings } from './lookup';

/** The chosen consumer's connections of the chosen unified API with their state; those never added come last. */
export async function searchConnections(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const vault = await openVault(this);
	const { data } = await vault.request<Connection[]>(
		{
			method: 'GET',
			list: true,
			path: ['vault', 'connections'],
			query: { api: chosen(this, 'unifiedApi') || undefined },
			consumerId: chosenConsumer(this, vault),
		},
		lookupSettings(),
	);
	const wanted = filter?.trim().toLowerCase() ?? '';
	const found = objectsOf(data)
		.filter(({ name, service_id: service }) => `${nameOf(name)} ${nameOf(service)}`.toLowerCase().includes(wanted))
		.sort((a, b) => rank(a) - rank(b) || alphabetical(nameOf(a['name']), nameOf(b['name'])));
	return { results: usableEntries(this, found.map(entry)) };
}

function rank({ state }: Loose): number {
	return state === 'available' ? 1 : 0;
}

function entry({ name, service_id: given, state, health, enabled }: Loose): INodeListSearchItems | undefined {
	const service = usableId(given);
	if (service === undefined) return undefined;
	const trouble = health === undefined || health === null || health === 'ok' ? '' : `, ${words(health)}`;
	const status = state === 'available' ? 'not added yet' : `${words(state)}${trouble}${enabled === false ? ', disabled' : ''}`;
	return { name: `${nameOf(name, service)} – ${status}`, value: service };
}

function words(value: unknown): string {
	return nameOf(value, 'unknown state').replaceAll('_', ' ');
}
