import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';

import { VaultClient } from '../transport/client';
import type { Connection } from '../vault/connection';
import { chosen, chosenConsumer, LOOKUP_SETTINGS } from './lookup';

/** The chosen consumer's connections of the chosen unified API with their state; those never added come last. */
export async function searchConnections(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const vault = await VaultClient.open(this);
	const { data } = await vault.request<Connection[]>(
		{
			method: 'GET',
			list: true,
			path: ['vault', 'connections'],
			query: { api: chosen(this, 'unifiedApi') || undefined },
			consumerId: chosenConsumer(this, vault),
		},
		LOOKUP_SETTINGS,
	);
	const wanted = filter?.trim().toLowerCase() ?? '';
	const results = data
		.filter(({ name, service_id }) => `${name} ${service_id}`.toLowerCase().includes(wanted))
		.sort((a, b) => rank(a) - rank(b) || String(a.name).localeCompare(String(b.name)))
		.map(entry);
	return { results };
}

function rank({ state }: Connection): number {
	return state === 'available' ? 1 : 0;
}

function entry({ name, service_id, state, health, enabled }: Connection): INodeListSearchItems {
	const trouble = health && health !== 'ok' ? `, ${words(health)}` : '';
	const status = state === 'available' ? 'not added yet' : `${words(state)}${trouble}${enabled === false ? ', disabled' : ''}`;
	return { name: `${name ?? service_id} – ${status}`, value: String(service_id) };
}

function words(value: string | undefined): string {
	return (value ?? 'unknown state').replaceAll('_', ' ');
}
